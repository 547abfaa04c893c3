import Dispatch
package import KFBotReception
import Synchronization

package import struct Foundation.Date

/// Stores the events of any number of callers; all that wait share one commit.
///
/// While a commit waits for the disk, the next events gather. So many customers need few commits.
/// Each caller receives the outcome or the failure of its own event.
package final class CommitLane: Sendable {
    private struct Waiting {
        let event: PreparedEvent
        let continuation: CheckedContinuation<EventOutcome, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isRunning = false
    }

    private let core: SessionCore
    private let readiness: Readiness
    private let now: @Sendable () -> Date
    private let queue = DispatchQueue(label: "kfbot.committing")
    private let state = Mutex(State())
    /// How many events one commit holds at most, so that the first need not wait for the last.
    private static let largestBatch = 256

    /// Creates a lane.
    ///
    /// - Parameters:
    ///   - core: Decides and stores.
    ///   - readiness: Learns how commits end.
    ///   - now: The clock.
    package init(
        core: SessionCore,
        readiness: Readiness = Readiness(),
        now: @escaping @Sendable () -> Date
    ) {
        self.core = core
        self.readiness = readiness
        self.now = now
    }

    /// Stores an event and returns once it is on disk.
    ///
    /// - Returns: The event's own outcome.
    /// - Throws: ``StoreError`` if this event could not be stored.
    package func commit(_ event: PreparedEvent) async throws -> EventOutcome {
        try await withCheckedThrowingContinuation { continuation in
            let starts = state.withLock { state in
                state.waiting.append(Waiting(event: event, continuation: continuation))
                defer { state.isRunning = true }
                return !state.isRunning
            }
            if starts { queue.async { self.work() } }
        }
    }

    private func work() {
        while true {
            let batch = state.withLock { state -> [Waiting] in
                let batch = Array(state.waiting.prefix(Self.largestBatch))
                state.waiting.removeFirst(batch.count)
                state.isRunning = !batch.isEmpty
                return batch
            }
            guard !batch.isEmpty else { return }
            let outcomes = core.commit(batch.map(\.event), at: now())
            readiness.noteCommit(outcomes)
            for (caller, outcome) in zip(batch, outcomes) {
                caller.continuation.resume(with: outcome)
            }
        }
    }
}
