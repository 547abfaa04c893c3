package import KFBot
import Synchronization

package import struct Foundation.Date

/// What time brings to a workspace: timers, old records, the outbox.
///
/// A service does it for all sessions; a terminal that works without one does its part.
package struct Upkeep: Sendable {
    /// Whose timers are handled.
    package enum Timers: Sendable {
        /// All; old records are removed, too.
        case all
        /// Only some, for a clock that others do not share.
        case only(SessionScope)
    }

    private let workspace: Workspace
    private let timers: Timers
    private let sender: any MessageSender
    private let outbox: SessionScope?
    private let lanes: WorkLanes
    private let now: @Sendable () -> Date
    private let edits = Edits()

    /// What is done to the knowledge beside everything else.
    private final class Edits: Sendable {
        private struct State {
            var isRunning = false
            var failure: (any Error)?
        }

        private let state = Mutex(State())

        /// Whether nobody is at it; then the caller is.
        func begin() -> Bool {
            state.withLock { state in
                defer { state.isRunning = true }
                return !state.isRunning
            }
        }

        func end(_ failure: (any Error)?) {
            state.withLock { $0 = State(failure: failure) }
        }

        /// What went wrong since this was last asked.
        func takeFailure() -> (any Error)? {
            state.withLock { state in
                defer { state.failure = nil }
                return state.failure
            }
        }
    }

    /// How long it rests in between.
    package static let tick = Duration.milliseconds(100)

    /// Makes an upkeep.
    ///
    /// - Parameters:
    ///   - workspace: What is kept up.
    ///   - timers: Whose timers are handled.
    ///   - sender: What takes messages to customers.
    ///   - outbox: Whose messages are sent; `nil` for nobody's.
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

    /// Does what is due, once; what fails does not keep the rest from being done.
    ///
    /// - Throws: The first failure.
    package func work() async throws {
        var failure = edits.takeFailure()
        if case .all = timers, edits.begin() {
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
            // Reads and writes of the outbox block, and must not do so on Swift's own threads.
            try await lanes.writing { [workspace, sender, now] in
                _ = try await workspace.core.sendOutbox(to: sender, at: now(), in: outbox)
            }
        }
        if let failure { throw failure }
    }
}

/// Sends nothing itself: customers of the HTTP API read their messages from responses and from the feed.
package struct FeedSender: MessageSender {
    /// What is sent is marked and nothing else, so that all of it may be marked again.
    package var mostRepeated: Int { 100 }

    /// Creates a sender.
    package init() {}

    package func send(_ message: QueuedMessage) async throws {}
}
