import Foundation
import KFBot
import KFBotTesting

/// Plays a long game against the session core; ends with an error at the first broken invariant.
struct SimulationRun {
    let events: Int
    let seed: UInt64
    /// Where sessions are kept; `nil` for memory.
    let file: String?

    func run() throws {
        var simulation =
            if let file {
                try SessionSimulation(seed: seed, storage: SessionStore(path: file))
            } else {
                try SessionSimulation(seed: seed)
            }
        let clock = ContinuousClock()
        let begin = clock.now
        do {
            try simulation.run(events: events)
        } catch let violation as SessionSimulation.Violation {
            print("violated: \(violation)")
            exit(1)
        }
        let seconds = (clock.now - begin) / .seconds(1)
        let counts = simulation.counts.sorted { $0.key < $1.key }
            .map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        print(
            """
            {"name":"simulate","seed":\(seed),"n":\(events),"seconds":\(seconds),"events":{\(counts)}}
            """
        )
    }
}
