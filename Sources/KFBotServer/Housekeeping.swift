import KFBot
import KFBotService
import Logging
import ServiceLifecycle

/// What a service does without being asked: timers, outbox, old records, and a look at `kfbot.yaml`.
///
/// It goes on until the last request is answered, so that what was begun is finished.
struct Housekeeping: Service, CustomStringConvertible {
    let workspace: Workspace
    let upkeep: Upkeep
    let logger: Logger

    var description: String { "Housekeeping" }

    func run() async throws {
        var lastProblem: String?
        var lastFailure: String?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await upkeep.work()
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
            try? await Task.sleep(for: Upkeep.tick)
        }
        try? await upkeep.work()
    }
}
