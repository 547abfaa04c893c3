import Foundation
import KFBot
import KFBotTesting
import Testing

struct SessionSimulationTests {
    private func expectAll(_ counts: [String: Int]) {
        // The game is worth its name only if it plays everything.
        for name in [
            "message", "reply", "transfer", "resume", "block", "recall", "timer", "refused",
        ] {
            #expect(counts[name, default: 0] > 0, "\(name)")
        }
    }

    @Test("the invariants hold in a short run", arguments: [1, 2, 3] as [UInt64])
    func short(_ seed: UInt64) throws {
        var simulation = try SessionSimulation(seed: seed)
        try simulation.run(events: 3_000)
        expectAll(simulation.counts)
    }

    @Test("the same game on a real file ends the same way")
    func onFile() throws {
        let directory = try TemporaryDirectory()
        let store = try SessionStore(path: directory.file("sessions.sqlite"))
        var simulation = try SessionSimulation(seed: 4, storage: store)
        try simulation.run(events: 1_000)
        var memory = try SessionSimulation(seed: 4)
        try memory.run(events: 1_000)
        #expect(simulation.counts == memory.counts)
        expectAll(simulation.counts)
    }

    @Test("a process that is killed again and again loses and repeats nothing")
    func killLoop() throws {
        let directory = try TemporaryDirectory()
        let loop = KillLoop(directory: directory.path, seed: 7) { end in
            let process = Process()
            process.executableURL = Self.benchmarks
            process.arguments = ["play", directory.path, "7", "\(end)"]
            return process
        }
        let report = try loop.run(kills: 5)
        #expect(report.kills == 5 && report.steps >= 200)
        #expect(report.received > 0 && report.sent > 0)
    }

    /// Beside the test bundle, where the build puts all products.
    private static let benchmarks: URL = {
        var directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<5 {
            let candidate = directory.appendingPathComponent("KFBotBenchmarks")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            directory.deleteLastPathComponent()
        }
        return URL(fileURLWithPath: ".build/debug/KFBotBenchmarks")
    }()
}
