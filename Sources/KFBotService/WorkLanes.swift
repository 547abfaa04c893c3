import Dispatch
import Foundation

/// Where blocking work is done: never on event loops, nor on Swift's own threads.
///
/// Writing has a lane of its own, one at a time, because SQLite writes one at a time anyway: however many
/// customers write, one thread waits for the disk, and who only asks does not wait behind it.
package final class WorkLanes: Sendable {
    private let writing = DispatchQueue(label: "kfbot.writing")
    private let reading: OperationQueue

    /// Makes lanes.
    ///
    /// - Parameter readers: How many read and match at a time.
    package init(readers: Int = max(2, ProcessInfo.processInfo.activeProcessorCount)) {
        reading = OperationQueue()
        reading.name = "kfbot.reading"
        reading.maxConcurrentOperationCount = readers
    }

    /// Does something that reads or matches.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            reading.addOperation { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Does something that writes.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            writing.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
