import Foundation
import Synchronization

/// Runs a body on several threads at once, more than there are processors.
public enum Threads {
    /// The result of a run.
    public struct Outcome: Sendable {
        /// The errors that were thrown; empty if none was.
        public let errors: [any Error]
        /// How long it took until the last thread had finished.
        public let seconds: Double
    }

    /// Runs a body on each of `count` threads and waits for all of them.
    ///
    /// - Parameters:
    ///   - count: How many threads to run.
    ///   - body: What each thread does, given its number.
    /// - Returns: The errors and the time.
    public static func run(
        _ count: Int,
        _ body: @escaping @Sendable (Int) throws -> Void
    ) -> Outcome {
        let group = DispatchGroup()
        let clock = ContinuousClock()
        let begin = clock.now
        let box = Box()
        for number in 0..<count {
            group.enter()
            let thread = Thread {
                do { try body(number) } catch { box.add(error) }
                group.leave()
            }
            thread.start()
        }
        group.wait()
        return Outcome(errors: box.errors, seconds: (clock.now - begin) / .seconds(1))
    }

    private final class Box: Sendable {
        private let content = Mutex<[any Error]>([])

        func add(_ error: any Error) { content.withLock { $0.append(error) } }

        var errors: [any Error] { content.withLock { $0 } }
    }
}
