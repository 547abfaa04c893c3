package import Foundation
package import Hummingbird
package import KFBot
import KFBotService
package import Logging
import ServiceLifecycle
import UnixSignals

/// The HTTP API of a workspace.
///
/// A request passes `RequestRecorder`, which names it, counts it and turns errors into bodies; on a
/// loopback address `LocalGuard`; and then its route. Everything but `/healthz` and `/readyz` is in one
/// group of the router, so that what checks keys is added there.
package struct HTTPService: Sendable {
    /// How a service listens.
    package struct Options: Sendable {
        /// The address to listen on.
        package var host: String
        /// The port; 0 for any that is free.
        package var port: Int

        /// Creates options.
        package init(host: String = "127.0.0.1", port: Int = 8787) {
            self.host = host
            self.port = port
        }

        /// Whether only this machine can reach the address.
        package var isLoopback: Bool { LocalGuard.isLoopback(host) }
    }

    private let workspace: Workspace
    private let options: Options
    private let sender: any MessageSender
    private let logger: Logger
    private let limits: ConnectionLimits
    private let now: @Sendable () -> Date

    /// Makes a service.
    ///
    /// - Parameters:
    ///   - workspace: What it serves.
    ///   - options: How it listens.
    ///   - sender: What takes the messages of the outbox to customers.
    ///   - logger: Where it logs.
    ///   - limits: How many connections it has.
    ///   - now: The clock.
    package init(
        workspace: Workspace,
        options: Options = Options(),
        sender: any MessageSender = FeedSender(),
        logger: Logger,
        limits: ConnectionLimits = ConnectionLimits(),
        now: @escaping @Sendable () -> Date
    ) {
        self.workspace = workspace
        self.options = options
        self.sender = sender
        self.logger = logger
        self.limits = limits
        self.now = now
    }

    /// How long requests may take to end once the service is told to; what is left is cut off then.
    private static let grace = Duration.seconds(7)

    /// Serves until SIGTERM or SIGINT, then finishes what was begun, for some seconds.
    ///
    /// - Parameters:
    ///   - onReady: Called with the service's address once it answers.
    ///   - onStop: Called once it was told to end.
    /// - Throws: If it cannot listen there.
    package func run(
        onReady: @escaping @Sendable (String) -> Void,
        onStop: @escaping @Sendable () -> Void = {}
    ) async throws {
        let application = application(onStop: onStop) { port in
            let host = options.host.contains(":") ? "[\(options.host)]" : options.host
            onReady("http://\(host):\(port)")
        }
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: application)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.grace
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            logger.notice("Requests that did not end were cut off")
        }
    }

    /// The application, ready to run or to be tested.
    package func application(
        onStop: @escaping @Sendable () -> Void = {},
        onReady: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let lanes = WorkLanes()
        let readiness = Readiness()
        let limits = limits
        var application = Application(
            router: router(lanes: lanes, readiness: readiness),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [ConnectionGuard(limits)])
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                // Some more, so that they can be told that there are too many.
                availableConnectionsDelegate: .maximum(limits.most + 64, logger: logger)
            ),
            services: [
                Housekeeping(
                    workspace: workspace,
                    upkeep: Upkeep(workspace, sending: sender, lanes: lanes, now: now),
                    lanes: lanes,
                    readiness: readiness,
                    logger: logger,
                    onStop: onStop
                )
            ],
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        let warming = warm
        application.beforeServerStarts { try await lanes.read(warming) }
        return application
    }

    private func router(
        lanes: WorkLanes,
        readiness: Readiness
    ) -> Router<ServiceContext> {
        let metrics = ServiceMetrics()
        let feed = SessionFeed(workspace.sessions)
        let service = WorkspaceDeskService(
            workspace: workspace,
            feed: feed,
            lanes: lanes,
            readiness: readiness,
            now: now
        )
        let router = Router(context: ServiceContext.self)
        router.add(middleware: RequestRecorder(metrics: metrics))
        if options.isLoopback { router.add(middleware: LocalGuard()) }
        let health = HealthRoutes(
            workspace: workspace,
            lanes: lanes,
            metrics: metrics,
            readiness: readiness
        )
        health.addHealth(to: router)
        let inner = router.group()
        health.addMetrics(to: inner)
        let api = inner.group("v1")
        AskRoutes(workspace: workspace, lanes: lanes, metrics: metrics, now: now).add(to: api)
        MessageRoutes(service: service, metrics: metrics).add(to: api)
        SessionRoutes(service: service).add(to: api)
        ServicerRoutes(service: service).add(to: api)
        LearnRoutes(service: service).add(to: api)
        EventRoutes(workspace: workspace, feed: feed, lanes: lanes, metrics: metrics).add(to: api)
        return router
    }

    /// Loads what the first questions would wait for.
    private func warm() throws {
        Matcher.loadReadings()
        let configuration = workspace.configuration.current
        for base in configuration.knowledgeBases.keys {
            do {
                _ = try workspace.responder(for: base)
            } catch StoreError.Code.notFound {
                // `Housekeeping` logs it.
                continue
            }
        }
    }
}
