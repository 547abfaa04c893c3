import KFBot
import KFBotService
import Logging
import ServiceLifecycle

/// What a service does without being asked: timers, outbox, old records, and a look at its files.
///
/// It goes on until the last request is answered, so that what was begun is finished.
struct Housekeeping: Service, CustomStringConvertible {
    let workspace: Workspace
    let upkeep: Upkeep
    let lanes: WorkLanes
    let readiness: Readiness
    let logger: Logger
    /// Called once when the service begins to end.
    let onStop: @Sendable () -> Void

    var description: String { "Housekeeping" }

    func run() async throws {
        var lastProblem: String?
        var lastFailure: String?
        var missing: Set<KnowledgeBaseID> = []
        var looks = 0
        let looking = Task {
            while !Task.isCancelled {
                await look()
                try? await Task.sleep(for: Self.lookInterval)
            }
        }
        defer { looking.cancel() }
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
            let problem = await problem()
            if let problem, problem != lastProblem {
                logger.error(
                    "kfbot.yaml is wrong; what held before goes on",
                    metadata: ["error": "\(problem)"]
                )
            } else if problem == nil, lastProblem != nil {
                logger.notice("kfbot.yaml is right again")
            }
            lastProblem = problem
            if looks % Self.looksBetweenBases == 0 { await reportMissingBases(&missing) }
            looks += 1
            try? await Task.sleep(for: Upkeep.tick)
        }
        readiness.noteStop()
        onStop()
        try? await upkeep.work()
    }

    /// How often it looks whether the files can be read.
    private static let lookInterval = Duration.seconds(1)

    /// Looks whether both files can be read.
    private func look() async {
        do {
            try await lanes.read { [workspace] in
                _ = try workspace.sessions.newestFeedNumber()
                _ = try workspace.knowledge.read { try $0.bases() }
            }
            readiness.noteLook(.success(()))
        } catch {
            readiness.noteLook(.failure(error))
        }
    }

    /// How many times it looks at the time before it looks at the bases again: ten seconds.
    private static let looksBetweenBases = 100

    /// What is wrong with `kfbot.yaml`.
    private func problem() async -> String? {
        try? await lanes.read { [configuration = workspace.configuration] in
            configuration.problem?.description
        }
    }

    /// Logs each base that accounts use and that is not there, once until it comes.
    private func reportMissingBases(_ known: inout Set<KnowledgeBaseID>) async {
        let found = try? await lanes.read { [workspace] in
            let bases = Set(try workspace.knowledge.read { try $0.bases() })
            return Set(workspace.configuration.current.knowledgeBases.keys).subtracting(bases)
        }
        guard let found else { return }
        for base in found.subtracting(known).sorted() {
            logger.warning(
                "An account's knowledge base does not exist; its questions have no answer",
                metadata: ["base": "\(base)"]
            )
        }
        known = found
    }
}
