package import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import KFBot
import KFBotAccess
import KFBotService
package import Logging
import ServiceLifecycle
import UnixSignals

/// The HTTP API of a company, or of several.
///
/// A request passes `RequestRecorder`, which names it, counts it and turns errors into bodies; `KeyGuard`,
/// which finds out who asks and whether they may; where no keys are asked for, `LocalGuard`; and then its
/// route.
package struct HTTPService: Sendable {
    /// How a service listens.
    package struct Options: Sendable {
        /// The address to listen on.
        package var host: String
        /// The port; 0 for any that is free.
        package var port: Int
        /// Whether everybody may do everything; only for an address that others cannot reach.
        package var needsKeys: Bool
        /// What it proves itself with; `nil` for a service without TLS.
        package var certificate: CertificateFiles?

        /// Creates options.
        package init(
            host: String = "127.0.0.1",
            port: Int = 8787,
            needsKeys: Bool = true,
            certificate: CertificateFiles? = nil
        ) {
            self.host = host
            self.port = port
            self.needsKeys = needsKeys
            self.certificate = certificate
        }

        /// Whether only this machine can reach the address.
        package var isLoopback: Bool { LocalGuard.isLoopback(host) }
    }

    /// Whom a service serves.
    private enum Served: Sendable {
        case one(Company)
        case many(CompanyDirectory)
    }

    private let served: Served
    private let options: Options
    private let sender: any MessageSender
    private let logger: Logger
    private let limits: ConnectionLimits
    /// What a password costs to hash; less only in tests.
    var passwordCost = PasswordHash.Cost.standard

    /// Makes a service of one company.
    ///
    /// - Parameters:
    ///   - company: Whom it serves.
    ///   - options: How it listens.
    ///   - sender: What takes the messages of the outbox to customers.
    ///   - logger: Where it logs.
    ///   - limits: How many connections it has.
    package init(
        _ company: Company,
        options: Options = Options(),
        sender: any MessageSender = FeedSender(),
        logger: Logger,
        limits: ConnectionLimits = ConnectionLimits()
    ) {
        self.init(.one(company), options, sender, logger, limits)
    }

    /// Makes a service of several companies, which always asks for keys.
    ///
    /// - Parameters:
    ///   - companies: Whom it serves.
    ///   - options: How it listens.
    ///   - sender: What takes the messages of the outbox to customers.
    ///   - logger: Where it logs.
    ///   - limits: How many connections it has.
    package init(
        _ companies: CompanyDirectory,
        options: Options = Options(),
        sender: any MessageSender = FeedSender(),
        logger: Logger,
        limits: ConnectionLimits = ConnectionLimits()
    ) {
        precondition(options.needsKeys, "Only a key says which company is meant.")
        self.init(.many(companies), options, sender, logger, limits)
    }

    private init(
        _ served: Served,
        _ options: Options,
        _ sender: any MessageSender,
        _ logger: Logger,
        _ limits: ConnectionLimits
    ) {
        precondition(options.needsKeys || options.isLoopback, "Others could do everything.")
        self.served = served
        self.options = options
        self.sender = sender
        self.logger = logger
        self.limits = limits
    }

    /// How long requests may take to finish once the service is told to stop.
    ///
    /// The rest is then cut off.
    private static let grace = Duration.seconds(7)

    /// Serves until SIGTERM or SIGINT, and then finishes open requests for some seconds.
    ///
    /// - Parameters:
    ///   - onReady: Called with the service's address once it answers.
    ///   - onStop: Called when the service begins to stop.
    /// - Throws: An error if the service cannot listen on its address.
    package func run(
        onReady: @escaping @Sendable (String) -> Void,
        onStop: @escaping @Sendable () -> Void = {}
    ) async throws {
        let application = application(onStop: onStop) { port in
            let host = options.host.contains(":") ? "[\(options.host)]" : options.host
            onReady("\(options.certificate == nil ? "http" : "https")://\(host):\(port)")
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

    /// Creates the application, ready to run or to test.
    package func application(
        onStop: @escaping @Sendable () -> Void = {},
        onReady: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let limits = limits
        var application = Application(
            router: router(),
            server: HTTPServerBuilder { [certificate = options.certificate] responder in
                let channel = HTTP1Channel(
                    responder: responder,
                    configuration: .init(additionalChannelHandlers: [ConnectionGuard(limits)])
                )
                guard let certificate else { return channel }
                return try TLSChannel(channel, tlsConfiguration: certificate.configuration)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                // A few more than the limit, so that the service can tell a client that there are
                // too many.
                availableConnectionsDelegate: .maximum(limits.most + 64, logger: logger)
            ),
            services: [keeping(onStop)],
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        application.beforeServerStarts { [served] in
            switch served {
            case .one(let company):
                try await company.lanes.read {
                    Matcher.loadReadings()
                    try company.warm()
                }
            case .many: break
            }
        }
        return application
    }

    /// What is done without being asked.
    private func keeping(_ onStop: @escaping @Sendable () -> Void) -> any Service {
        switch served {
        case .one(let company):
            Housekeeping(company, sending: sender, logger: logger, onStop: onStop)
        case .many(let companies):
            CompanyKeeper(directory: companies, sender: sender, logger: logger, onStop: onStop)
        }
    }

    /// All routes behind all that looks at requests.
    func router() -> Router<ServiceContext> {
        let router = Router(context: ServiceContext.self)
        let metrics: ServiceMetrics
        let registry: any CompanyRegistry
        switch served {
        case .one(let company): (metrics, registry) = (company.metrics, OneCompany(company))
        case .many(let companies): (metrics, registry) = (ServiceMetrics(), companies)
        }
        router.add(middleware: RequestRecorder(metrics: metrics))
        if case .one(let company) = served, !options.needsKeys {
            router.add(middleware: LocalGuard())
            router.add(middleware: KeyGuard(door: .open(company)))
        } else {
            let tries = FailedTries(free: 10, longest: .seconds(2))
            router.add(middleware: KeyGuard(door: .keys(registry, tries)))
        }
        let health = HealthRoutes(metrics: metrics)
        health.addHealth(to: router)
        health.addMetrics(to: router)
        let api = router.group("v1")
        AskRoutes().add(to: api)
        MessageRoutes().add(to: api)
        SessionRoutes().add(to: api)
        ServicerRoutes().add(to: api)
        LearnRoutes().add(to: api)
        EventRoutes().add(to: api)
        CustomerRoutes().add(to: api)
        if case .many(let companies) = served {
            CompanyRoutes(directory: companies).add(to: api)
        }
        let passwords = PasswordLane(cost: passwordCost)
        AccessRoutes(passwords: passwords).add(to: api)
        LoginRoutes(
            registry: registry,
            passwords: passwords,
            tries: FailedTries(free: 5, longest: .seconds(60))
        ).add(to: api)
        return router
    }
}
