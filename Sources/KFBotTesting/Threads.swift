import Foundation
import Synchronization

/// Runs something on several threads at once, more than there are processors.
public enum Threads {
    /// How it went.
    public struct Outcome: Sendable {
        /// What was thrown.
        public let errors: [any Error]
        /// How long it took until the last thread was done.
        public let seconds: Double
    }

    /// Runs a body on each of `count` threads and waits for all of them.
    ///
    /// - Parameters:
    ///   - count: How many threads.
    ///   - body: What each does, given its number.
    /// - Returns: How it went.
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
