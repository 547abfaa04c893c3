import KFBot
import KFBotAccess
import KFBotService
import Logging
import ServiceLifecycle

/// What a service does by itself: timers, the outbox, old records, and checks of its files.
///
/// It goes on until the last request is answered, so that everything that was begun is finished.
struct Housekeeping: Service, CustomStringConvertible {
    private let company: Company
    private let upkeep: Upkeep
    private let logger: Logger
    /// Called once when the service begins to end.
    private let onStop: @Sendable () -> Void

    init(
        _ company: Company,
        sending sender: any MessageSender,
        logger: Logger,
        onStop: @escaping @Sendable () -> Void
    ) {
        self.company = company
        upkeep = Upkeep(company.workspace, sending: sender, lanes: company.lanes, now: company.now)
        self.logger = logger
        self.onStop = onStop
    }

    private var workspace: Workspace { company.workspace }
    private var lanes: WorkLanes { company.lanes }

    var description: String { "Housekeeping" }

    func run() async throws {
        var lastProblem: String?
        var lastFailure: String?
        var missing: Set<KnowledgeBaseID> = []
        var looks = 0
        if workspace.hasLostSessions {
            logger.error(
                "sessions.sqlite was missing although sessions were held here; a new one was made"
            )
        }
        let looking = Task {
            while !Task.isCancelled {
                await look()
                try? await Task.sleep(for: Self.lookInterval)
            }
        }
        defer { looking.cancel() }
        while !Task.isShuttingDownGracefully, !Task.isCancelled, !company.isClosed {
            do {
                try await upkeep.work()
                lastFailure = nil
            } catch is CancellationError {
                break
            } catch {
                // The next tick tries again. The log gives each failure once.
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
            if looks % Self.looksBetweenUses == Self.looksBetweenUses - 1 { await storeUses() }
            looks += 1
            try? await Task.sleep(for: Upkeep.tick)
        }
        company.readiness.noteStop()
        onStop()
        try? await upkeep.work()
        await storeUses()
    }

    /// How often the files are checked.
    private static let lookInterval = Duration.seconds(1)

    /// Checks whether both files can be read.
    private func look() async {
        do {
            try await lanes.read { [workspace] in
                _ = try workspace.sessions.newestFeedNumber()
                _ = try workspace.knowledge.read { try $0.bases() }
            }
            company.readiness.noteLook(.success(()))
        } catch {
            company.readiness.noteLook(.failure(error))
        }
    }

    /// How many ticks pass before the bases are checked again; they take ten seconds.
    private static let looksBetweenBases = 100

    /// How many times it looks at the time before it stores which keys were used: a minute.
    private static let looksBetweenUses = 600

    /// Stores which keys were used, unless somebody else is writing: there is a next time.
    private func storeUses() async {
        try? await lanes.write { [access = company.access] in try access.storeUses() }
    }

    /// What is wrong with `kfbot.yaml`.
    private func problem() async -> String? {
        try? await lanes.read { [configuration = workspace.configuration] in
            configuration.problem?.description
        }
    }

    /// Logs a base that accounts use but that does not exist, once until it exists.
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
