import Foundation
package import KFBot
import Logging
import ServiceLifecycle

/// What a service does without being asked: timers, outbox, old records, and a look at `kfbot.yaml`.
///
/// It goes on until the last request is answered, so that what was begun is finished.
struct Housekeeping: Service, CustomStringConvertible {
    let workspace: Workspace
    let sender: any MessageSender
    let lanes: WorkLanes
    let logger: Logger
    let now: @Sendable () -> Date

    private static let tick = Duration.milliseconds(100)

    var description: String { "Housekeeping" }

    func run() async throws {
        var lastProblem: String?
        var lastFailure: String?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await work()
                lastFailure = nil
            } catch is CancellationError {
                break
            } catch {
                // The next tick tries again; the log tells once what is in the way.
                let failure = ErrorTable.detail(of: error)
                if failure != lastFailure {
                    logger.error("Work was put off", metadata: ["error": "\(failure)"])
                }
                lastFailure = failure
            }
            let problem = workspace.configuration.problem?.description
            if let problem, problem != lastProblem {
                logger.error(
                    "kfbot.yaml is wrong; what held before goes on",
                    metadata: ["error": "\(problem)"]
                )
            } else if problem == nil, lastProblem != nil {
                logger.notice("kfbot.yaml is right again")
            }
            lastProblem = problem
            try? await Task.sleep(for: Self.tick)
        }
        try? await work()
    }

    /// Does what time brings, and empties the outbox.
    private func work() async throws {
        _ = try await lanes.write { [workspace, now] in try workspace.tick(at: now()) }
        try await workspace.core.empty(into: sender, at: now())
    }
}

/// Sends nothing itself: customers of the HTTP API read their messages from responses and from the feed.
package struct FeedSender: MessageSender {
    /// Creates a sender.
    package init() {}

    package func send(_ message: QueuedMessage) async throws {}
}
