import KFBotTesting
import Testing

struct SessionSimulationTests {
    @Test("the invariants hold in a short run", arguments: [1, 2, 3] as [UInt64])
    func short(_ seed: UInt64) throws {
        var simulation = try SessionSimulation(seed: seed)
        try simulation.run(events: 3_000)
        // The game is worth its name only if it plays everything.
        for name in ["message", "reply", "transfer", "resume", "block", "timer", "refused"] {
            #expect(simulation.counts[name, default: 0] > 0, "\(name)")
        }
    }
}
