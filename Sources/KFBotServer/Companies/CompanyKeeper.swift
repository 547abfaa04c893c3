import KFBot
import KFBotAccess
import KFBotService
import Logging
import ServiceLifecycle

/// What a service of several companies does without being asked: `Housekeeping` for each that is open, and a
/// look at those that are closed, so that their timers run out, too.
struct CompanyKeeper: Service, CustomStringConvertible {
    let directory: CompanyDirectory
    let sender: any MessageSender
    let logger: Logger
    /// Called once when the service begins to end.
    let onStop: @Sendable () -> Void

    var description: String { "CompanyKeeper" }

    /// How often it looks for a closed company to open.
    private static let interval = Duration.milliseconds(200)
    /// How many looks lie between two at those that are open: two seconds.
    private static let looksBetweenClosing = 10

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await look() }
            for await company in directory.openings.cancelOnGracefulShutdown() {
                var logger = logger
                logger[metadataKey: "company"] = "\(company.name ?? "")"
                let keeping = Housekeeping(company, sending: sender, logger: logger, onStop: {})
                group.addTask { try? await keeping.run() }
            }
            onStop()
        }
        try? await directory.look()
    }

    private func look() async {
        var looks = 0
        var lastFailure: String?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await directory.openNext()
                if looks % Self.looksBetweenClosing == 0 {
                    try await directory.look()
                    try await directory.closeIdle()
                }
                lastFailure = nil
            } catch {
                let failure = ErrorTable.detail(of: error)
                if failure != lastFailure {
                    logger.error("A company was put off", metadata: ["error": "\(failure)"])
                }
                lastFailure = failure
            }
            looks += 1
            try? await Task.sleep(for: Self.interval)
        }
    }
}
