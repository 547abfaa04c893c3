import Foundation
import KFBot

/// Plays seeded events on `sessions.sqlite`, in a process that may be killed at any moment.
///
/// Each step that is finished is written to `journal.txt`. A process that starts again continues
/// with the first step that is not there. So, like a channel, it delivers a message again if it
/// does not know the outcome. Sent messages go to `sent.txt`, one a line, and are on disk before
/// they count as sent.
public struct KillLoopPlayer {
    private let directory: String
    private let seed: UInt64
    private let store: SessionStore
    private let core: SessionCore

    /// Opens the files of a game, or creates them if they are missing.
    public init(directory: String, seed: UInt64) throws {
        self.directory = directory
        self.seed = seed
        let store = try SessionStore(path: directory + "/sessions.sqlite")
        let configuration = SimulatedCompany.configuration
        self.store = store
        core = SessionCore(storage: store, answerer: SimulatedKnowledge()) { configuration }
    }

    /// What a step plays; the same in every process.
    struct Step {
        let account: AccountID
        let customer: CustomerID
        let date: Date
        let dice: Int
        let servicer: Int
        let text: String

        init(_ number: Int, seed: UInt64) {
            var generator = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9E37_79B9)
            account = SimulatedCompany.accounts.randomElement(using: &generator) ?? "A"
            customer = CustomerID(rawValue: "c\(Int.random(in: 0..<60, using: &generator))")
            // A step takes six seconds, and now and then an hour, from 2026-11-23, 08:00 in China.
            date = Date(
                timeIntervalSince1970: 1_795_392_000 + Double(number * 6 + number / 100 * 3600)
            )
            dice = Int.random(in: 0..<100, using: &generator)
            servicer = Int.random(in: 0..<SimulatedCompany.servicers, using: &generator)
            text = SimulatedKnowledge.texts.randomElement(using: &generator) ?? ""
        }

        /// The customer's message; `nil` if the step plays something else.
        func message(_ number: Int) -> IncomingMessage? {
            dice < 55 ? IncomingMessage(id: Self.name(number), text: text) : nil
        }

        static func name(_ number: Int) -> MessageID { MessageID(rawValue: "in\(number)") }
    }

    /// How many steps of a game are finished.
    static func played(in directory: String) -> Int {
        let journal = FileManager.default.contents(atPath: directory + "/journal.txt") ?? Data()
        return journal.count { $0 == UInt8(ascii: "\n") }
    }

    /// Plays until a number of steps are finished altogether.
    public func play(until end: Int) async throws {
        let journal = try AppendedFile(directory + "/journal.txt")
        let sender = FileSender(file: try AppendedFile(directory + "/sent.txt"))
        if Self.played(in: directory) == 0 { try hire() }
        for number in Self.played(in: directory)..<max(end, Self.played(in: directory)) {
            let step = Step(number, seed: seed)
            try core.fireTimers(at: step.date)
            try play(step, number)
            try journal.append("\(number)\n")
            try await core.sendOutbox(to: sender, at: step.date)
        }
    }

    /// Lets a month pass, so that everything comes to its end.
    public func finish() async throws {
        let end = Self.end(of: directory)
        while try core.fireTimers(at: end) > 0 {}
        try endOwedSessions(at: end)
        let sender = FileSender(file: try AppendedFile(directory + "/sent.txt"))
        while try await core.sendOutbox(to: sender, at: end) > 0 {}
    }

    /// Whoever is owed an answer stays until a person ends the session.
    private func endOwedSessions(at end: Date) throws {
        let open = Set(ServiceState.allCases).subtracting([.ended])
        for session in try store.sessions(in: open, limit: 10_000) where session.isOwedAnAnswer {
            try core.handle(
                .end(by: nil),
                account: session.account,
                customer: session.customer,
                at: end
            )
        }
    }

    private static func end(of directory: String) -> Date {
        Step(played(in: directory), seed: 0).date.addingTimeInterval(30 * 86_400)
    }

    private func hire() throws {
        for account in SimulatedCompany.accounts {
            for number in 0..<SimulatedCompany.servicers {
                try core.put(
                    SimulatedCompany.servicer(number),
                    account: account,
                    at: Step(0, seed: seed).date
                )
            }
        }
    }

    private func play(_ step: Step, _ number: Int) throws {
        func handle(_ event: SessionEvent) throws {
            try core.handle(event, account: step.account, customer: step.customer, at: step.date)
        }
        let other = SimulatedCompany.name(step.servicer)
        let session = try store.session(of: step.customer, account: step.account)
        let current = session?.servicer ?? other
        if let message = step.message(number) { return try handle(.message(message)) }
        switch step.dice {
        case 55..<70:
            let reply = IncomingMessage(id: Step.name(number), text: "您好")
            try handle(.reply(current, reply))
        case 70..<78: try handle(.end(by: current))
        case 78..<82: try handle(.transfer(from: current, to: other))
        case 82..<86: try handle(.assign(other))
        case 86..<88: try handle(.resume(other))
        case 88: try handle(.block(current))
        case 89: try handle(.unblock(other))
        default:
            var servicer = SimulatedCompany.servicer(step.servicer)
            servicer.status = [.available, .available, .onBreak][step.dice % 3]
            try core.put(servicer, account: step.account, at: step.date)
        }
    }
}

/// A file to which lines are added.
private final class AppendedFile: Sendable {
    private let handle: FileHandle

    init(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Adds a line and returns once it is on disk.
    func append(_ line: String) throws {
        try handle.write(contentsOf: Data(line.utf8))
        try handle.synchronize()
    }
}

/// A channel that writes to a file.
private struct FileSender: MessageSender {
    let file: AppendedFile

    func send(_ message: QueuedMessage) async throws {
        try file.append("\(message.account) \(message.customer) \(message.message.id)\n")
    }
}
