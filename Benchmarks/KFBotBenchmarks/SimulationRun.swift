import Foundation
import KFBotTesting

/// Plays a long game against the session core; ends with an error at the first broken invariant.
struct SimulationRun {
    let events: Int
    let seed: UInt64

    func run() throws {
        var simulation = try SessionSimulation(seed: seed)
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
