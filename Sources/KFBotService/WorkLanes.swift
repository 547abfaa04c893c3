import Dispatch
import Foundation

/// Where blocking work is done: never on event loops, nor on Swift's own threads.
///
/// Writing has a lane of its own, one at a time, because SQLite writes one at a time anyway: however many
/// customers write, one thread waits for the disk, and who only asks does not wait behind it. Edits of the
/// knowledge have another one: an import by another process may hold that file's write lock for long, and
/// nobody but the next edit waits for it.
package final class WorkLanes: Sendable {
    private let writing = DispatchQueue(label: "kfbot.writing")
    private let editing = DispatchQueue(label: "kfbot.editing")
    private let reading: OperationQueue
    private let writer: LaneExecutor

    /// Makes lanes.
    ///
    /// - Parameter readers: How many read and match at a time.
    package init(readers: Int = max(4, ProcessInfo.processInfo.activeProcessorCount)) {
        writer = LaneExecutor(queue: writing)
        reading = OperationQueue()
        reading.name = "kfbot.reading"
        reading.maxConcurrentOperationCount = readers
    }

    /// Runs an asynchronous body whose blocking steps are done on the writing lane.
    package func writing<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withTaskExecutorPreference(writer) { try await body() }
    }

    /// Does something that reads or matches.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            reading.addOperation { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Does something that writes sessions.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            writing.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Does something that edits knowledge.
    package func edit<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            editing.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// Runs the steps of tasks on a queue of its own.
private final class LaneExecutor: TaskExecutor {
    let queue: DispatchQueue

    init(queue: DispatchQueue) { self.queue = queue }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
