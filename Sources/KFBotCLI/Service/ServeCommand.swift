import ArgumentParser
import Foundation
import KFBot
import KFBotAccess
import KFBotServer
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a workspace over HTTP.",
        discussion: """
            Prints one line with its address when it is ready to answer; logs go to standard error. \
            SIGTERM and Ctrl-C let it finish what it began. docs/service.md describes the routes.

            Every request but GET /healthz needs a key of `kfbot key create`, sent as \
            Authorization: Bearer KEY. On an address that only this machine can reach, --no-auth asks \
            for none. docs/security.md says what each role may do.

            EXAMPLES
              kfbot key create --role admin && kfbot serve
              kfbot serve --no-auth
              kfbot serve --host 0.0.0.0 --tls-certificate chain.pem --tls-key key.pem
              kfbot serve --companies /srv/kfbot --host 0.0.0.0
              kfbot serve --port 0 --data /srv/kfbot
              kfbot serve --low-memory
              curl -s localhost:8787/v1/ask -H "Authorization: Bearer $KEY" -d '{"query":"怎么退款"}'
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var encoder: EncoderOptions

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port; 0 for any that is free.", valueName: "n"))
    var port = 8787

    @Option(
        help: ArgumentHelp(
            "Serve every company in this directory; a key says which is meant.",
            valueName: "dir"
        )
    )
    var companies: String?

    @Option(help: ArgumentHelp("With --companies: how many are kept open.", valueName: "n"))
    var open = 32

    @Option(
        help: ArgumentHelp(
            "Serve HTTPS with this certificate, read again when the file changes.",
            valueName: "pem"
        )
    )
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The key of the certificate.", valueName: "pem"))
    var tlsKey: String?

    @Flag(
        name: .customLong("no-auth"),
        help: "Ask for no keys; only on an address such as 127.0.0.1."
    )
    var noAuth = false

    @Flag(help: "Answer from disk without loading the bases: the same answers, slower.")
    var lowMemory = false

    @Flag(help: "Log each request, without what it says.")
    var verbose = false

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
        if companies != nil, noAuth {
            throw ValidationError("With --companies only a key says which company is meant.")
        }
        if companies != nil, options.data != nil {
            throw ValidationError("Give either --data or --companies.")
        }
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
        guard (1...1000).contains(open) else { throw ValidationError("--open is 1 to 1000.") }
        guard !noAuth || HTTPService.Options(host: host).isLoopback else {
            throw ValidationError(
                "Other machines could reach \(host) and read and write everything. Leave out "
                    + "--no-auth and make keys with `kfbot key create`, or listen on 127.0.0.1."
            )
        }
    }

    func run() async throws {
        // The service must not end because a reader of its output goes away.
        signal(SIGPIPE, SIG_IGN)
        let log = LogOutput(descriptor: STDERR_FILENO)
        var logger = Logger(label: "kfbot") { StreamLogHandler(label: $0, stream: log) }
        logger.logLevel = verbose ? .debug : .notice
        let serving = try companies.map { try service(of: $0, logger) } ?? service(logger)
        try await serving.run(
            onReady: { address in
                // If the output is closed, nobody wants the address.
                try? FileHandle.standardOutput.write(contentsOf: Data("\(address)\n".utf8))
            },
            onStop: { [logger] in Self.endLater(logger) }
        )
        log.flush()
    }

    private func listening(_ logger: Logger) throws -> HTTPService.Options {
        var options = HTTPService.Options(host: host, port: port, needsKeys: !noAuth)
        guard let tlsCertificate, let tlsKey else {
            if !options.isLoopback {
                Output.note("Without --tls-certificate keys and messages can be read on the way.")
            }
            return options
        }
        do {
            options.certificate = try CertificateFiles(
                certificate: tlsCertificate,
                key: tlsKey,
                logger: logger
            )
        } catch {
            throw CommandError(
                "\(tlsCertificate) and \(tlsKey) cannot be used together as a certificate and its "
                    + "key, both as PEM: \(error)"
            )
        }
        return options
    }

    private var answering: Workspace.Answering { lowMemory ? .disk : .memory }

    /// A service of one workspace.
    private func service(_ logger: Logger) throws -> HTTPService {
        let workspace = try Workspace.open(
            in: options.directory,
            answering: answering,
            by: encoder.meaning()
        )
        let access = try AccessTable(
            AccessStore(path: options.directory + "/" + AccessStore.fileName)
        )
        if !noAuth, !access.hasKeys(at: Date()) {
            Output.note(
                "There is no key yet, so that every request but GET /healthz is refused. Make one with "
                    + "`kfbot key create --role admin --data \(options.directory)`; it holds at once."
            )
        }
        return try HTTPService(
            Company(workspace, access: access, now: { Date() }),
            options: listening(logger),
            logger: logger
        )
    }

    /// A service of a provider's companies.
    private func service(of directory: String, _ logger: Logger) throws -> HTTPService {
        let companies = try CompanyDirectory(
            directory,
            mostOpen: open,
            answering: answering,
            meaning: encoder.meaning(),
            now: { Date() }
        )
        if !companies.hasProviderKeys {
            Output.note(
                "There is no key of the provider yet, which /v1/companies asks for. Make one with "
                    + "`kfbot key create --role provider --companies \(directory)`; it holds at once."
            )
        }
        return HTTPService(companies, options: try listening(logger), logger: logger)
    }

    /// Ends the process should a request still keep it from ending: what was answered is on the disk.
    private static func endLater(_ logger: Logger) {
        DispatchQueue.global().asyncAfter(deadline: .now() + longestStop) {
            logger.error("The service did not end in time and is ended now")
            Foundation.exit(1)
        }
    }

    /// How many seconds stopping may take.
    ///
    /// After that, whoever started the service would kill it or wait in vain.
    private static let longestStop = 9.5
}
