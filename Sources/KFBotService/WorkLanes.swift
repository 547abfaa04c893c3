import Dispatch
import Foundation

/// Where blocking work is done: never on event loops or on Swift's own threads.
///
/// Writing has a lane of its own, one at a time, because SQLite writes one at a time anyway: however many
/// customers write, one thread waits for the disk, and who only asks does not wait behind it. Edits of the
/// knowledge have another one: an import by another process may hold that file's write lock for long, and
/// nobody but the next edit waits for it. What is told to streams of events is written out on a third one,
/// so that many streams with much to catch up on take one thread and no more.
package final class WorkLanes: Sendable {
    private let writing = DispatchQueue(label: "kfbot.writing")
    private let editing = DispatchQueue(label: "kfbot.editing")
    private let telling = DispatchQueue(label: "kfbot.telling")
    private let reading: OperationQueue
    private let writer: LaneExecutor

    /// Creates lanes.
    ///
    /// - Parameter readers: How many reads and matches run at a time.
    package init(readers: Int = max(4, ProcessInfo.processInfo.activeProcessorCount)) {
        writer = LaneExecutor(queue: writing)
        reading = OperationQueue()
        reading.name = "kfbot.reading"
        reading.maxConcurrentOperationCount = readers
    }

    /// Runs an asynchronous body.
    ///
    /// Its blocking steps are done on the writing lane.
    package func writing<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withTaskExecutorPreference(writer) { try await body() }
    }

    /// Runs a body that reads or matches.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            reading.addOperation { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Runs a body that writes sessions.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await Self.run(body, on: writing)
    }

    /// Runs a body that edits knowledge.
    package func edit<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await Self.run(body, on: editing)
    }

    /// Writes out what streams are told.
    package func tell<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await Self.run(body, on: telling)
    }

    private static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value,
        on queue: DispatchQueue
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// Runs the steps of tasks on a queue.
private final class LaneExecutor: TaskExecutor {
    let queue: DispatchQueue

    init(queue: DispatchQueue) { self.queue = queue }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
