package import KFBot
import Synchronization

package import struct Foundation.Date

/// The work that falls due in a workspace: timers, old records, the outbox.
///
/// A service does it for all sessions. A terminal that works without a service does its own part.
package struct Upkeep: Sendable {
    /// The sessions whose timers are handled.
    package enum Timers: Sendable {
        /// All; old records are removed as well.
        case all
        /// Some only, because the caller's clock is not that of others.
        case only(SessionScope)
    }

    private let workspace: Workspace
    private let timers: Timers
    private let sender: any MessageSender
    private let outbox: SessionScope?
    private let lanes: WorkLanes
    private let now: @Sendable () -> Date
    private let edits = Edits()

    /// Keeps work on the knowledge apart from the rest; at most one such piece of work runs.
    private final class Edits: Sendable {
        private struct State {
            var isRunning = false
            var failure: (any Error)?
        }

        private let state = Mutex(State())

        /// Whether no work is running; if so, the caller begins.
        func begin() -> Bool {
            state.withLock { state in
                defer { state.isRunning = true }
                return !state.isRunning
            }
        }

        func end(_ failure: (any Error)?) {
            state.withLock { $0 = State(failure: failure) }
        }

        /// The failure since the last call; `nil` if there was none.
        func takeFailure() -> (any Error)? {
            state.withLock { state in
                defer { state.failure = nil }
                return state.failure
            }
        }
    }

    /// How long to wait between two calls of ``work()``.
    package static let tick = Duration.milliseconds(100)

    /// Creates an upkeep.
    ///
    /// - Parameters:
    ///   - workspace: The workspace to maintain.
    ///   - timers: The sessions whose timers are handled.
    ///   - sender: Takes messages to customers.
    ///   - outbox: The sessions whose messages are sent; `nil` for none.
    ///   - lanes: Where blocking work is done.
    ///   - now: The clock.
    package init(
        _ workspace: Workspace,
        timers: Timers = .all,
        sending sender: any MessageSender = FeedSender(),
        of outbox: SessionScope? = .all,
        lanes: WorkLanes,
        now: @escaping @Sendable () -> Date
    ) {
        self.workspace = workspace
        self.timers = timers
        self.sender = sender
        self.outbox = outbox
        self.lanes = lanes
        self.now = now
    }

    /// Does what is due, once.
    ///
    /// A failure does not keep the rest from being done.
    ///
    /// - Throws: One of the failures, if there were any.
    package func work() async throws {
        var failure = edits.takeFailure()
        if case .all = timers, workspace.isMaintenanceDue(at: now()), edits.begin() {
            Task { [workspace, lanes, now, edits] in
                do {
                    try await lanes.edit { try workspace.maintainKnowledge(at: now()) }
                    edits.end(nil)
                } catch {
                    edits.end(error)
                }
            }
        }
        do {
            try await lanes.write { [workspace, timers, now] in
                switch timers {
                case .all: _ = try workspace.tick(at: now())
                case .only(let scope): try workspace.core.fireTimers(at: now(), in: scope)
                }
            }
        } catch {
            failure = error
        }
        if let outbox {
            // Reads and writes of the outbox block, which they must not do on Swift's own threads.
            try await lanes.writing { [workspace, sender, now] in
                _ = try await workspace.core.sendOutbox(to: sender, at: now(), in: outbox)
            }
        }
        if let failure { throw failure }
    }
}

/// Sends nothing: customers of the HTTP API read their messages from responses and from the feed.
package struct FeedSender: MessageSender {
    /// Messages are only marked as sent, and marking them again does no harm.
    package var mostRepeated: Int { 100 }

    /// Creates a sender.
    package init() {}

    package func send(_ message: QueuedMessage) async throws {}
}
