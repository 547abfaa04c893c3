public import Foundation
import KFBot

/// Kills a process that plays sessions, again and again, and checks that nothing is lost or
/// repeated.
public struct KillLoop {
    /// The counts of a run.
    public struct Report: Sendable, Encodable {
        /// How often the process was killed.
        public var kills = 0
        /// How many steps were played.
        public var steps = 0
        /// How many messages came from outside.
        public var received = 0
        /// How many messages were decided and sent.
        public var sent = 0
        /// How many of them the channel received a second time, under the same name.
        public var sentAgain = 0
        /// How many events the feed has.
        public var events = 0
    }

    /// The error for something that must never happen.
    public struct Violation: Error, CustomStringConvertible {
        /// What happened.
        public let description: String
    }

    private let directory: String
    private let seed: UInt64
    private let player: (_ end: Int) -> Process

    /// Sets up a loop.
    ///
    /// - Parameters:
    ///   - directory: The folder for the game's files; it must be empty.
    ///   - seed: Decides which game is played and when the process is killed.
    ///   - player: Makes a process that plays with ``KillLoopPlayer`` up to a number of steps and
    ///     then finishes the game.
    public init(directory: String, seed: UInt64, player: @escaping (_ end: Int) -> Process) {
        self.directory = directory
        self.seed = seed
        self.player = player
    }

    /// Kills the process a number of times, lets it finish, and checks what it left.
    ///
    /// - Returns: The counts.
    /// - Throws: ``Violation`` if something was lost or repeated.
    public func run(kills: Int) throws -> Report {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<kills {
            let process = player(.max)
            try process.run()
            Thread.sleep(forTimeInterval: .random(in: 0.02...0.4, using: &generator))
            guard process.isRunning else {
                throw Violation(description: "the player ended by itself")
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let end = KillLoopPlayer.played(in: directory) + 200
        let process = player(end)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Violation(description: "the player failed: \(process.terminationStatus)")
        }
        return try check(steps: end, kills: kills)
    }

    private func check(steps: Int, kills: Int) throws -> Report {
        let store = try SessionStore(path: directory + "/sessions.sqlite")
        var audit = SessionAudit(configuration: SimulatedCompany.configuration)
        try audit.check(store)
        var report = Report(kills: kills, steps: steps)
        report.received = audit.received.count
        report.sent = audit.sent.count
        report.events = audit.events
        for number in 0..<steps {
            let step = KillLoopPlayer.Step(number, seed: seed)
            guard let message = step.message(number) else { continue }
            let receipt = try store.receipt(of: message.id, account: step.account)
            guard let receipt, receipt.disposition != .duplicate else {
                throw Violation(description: "step \(number): the message has no outcome")
            }
            guard audit.received.contains(audit.name(step.account, step.customer, message.id))
            else { throw Violation(description: "step \(number): the message was lost") }
        }
        let lines = try String(contentsOfFile: directory + "/sent.txt", encoding: .utf8)
            .split(separator: "\n").map(String.init)
        guard Set(lines) == audit.sent else {
            throw Violation(
                description: "\(Set(lines).count) messages were sent of \(audit.sent.count) decided"
            )
        }
        report.sentAgain = lines.count - audit.sent.count
        return report
    }
}
