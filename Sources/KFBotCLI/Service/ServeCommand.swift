import ArgumentParser
import Foundation
import KFBot
import KFBotServer
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a workspace over HTTP.",
        discussion: """
            Prints one line with its address when it is ready to answer; logs go to standard error. \
            SIGTERM and Ctrl-C let it finish what it began. docs/service.md describes the routes.

            There are no keys yet, so that only this machine may connect. --no-auth lets others, too; \
            give it only on a network in which everybody may read and write everything.

            EXAMPLES
              kfbot serve
              kfbot serve --port 0 --data /srv/kfbot
              kfbot serve --low-memory
              curl -s localhost:8787/v1/ask -d '{"query":"怎么退款"}'
            """
    )

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port; 0 for any that is free.", valueName: "n"))
    var port = 8787

    @Flag(name: .customLong("no-auth"), help: "Let other machines connect, without keys.")
    var noAuth = false

    @Flag(help: "Answer from disk without loading the bases: the same answers, slower.")
    var lowMemory = false

    @Flag(help: "Log each request, without what it says.")
    var verbose = false

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
        guard noAuth || listening.isLoopback else {
            throw ValidationError(
                "Other machines could reach \(host), and there are no keys yet: everybody who can "
                    + "connect could read and write everything. Listen on 127.0.0.1, or give "
                    + "--no-auth if that is what you want."
            )
        }
    }

    func run() async throws {
        // A reader of the output who goes away must not end the service.
        signal(SIGPIPE, SIG_IGN)
        let log = LogOutput(descriptor: STDERR_FILENO)
        var logger = Logger(label: "kfbot") { StreamLogHandler(label: $0, stream: log) }
        logger.logLevel = verbose ? .debug : .notice
        let service = HTTPService(
            workspace: try Workspace.open(
                in: options.directory,
                answering: lowMemory ? .disk : .memory
            ),
            options: listening,
            logger: logger,
            now: { Date() }
        )
        try await service.run(
            onReady: { address in
                // Whoever closed the output does not want to know.
                try? FileHandle.standardOutput.write(contentsOf: Data("\(address)\n".utf8))
            },
            onStop: { [logger] in Self.endLater(logger) }
        )
        log.flush()
    }

    /// Ends the process should a request still keep it from ending: what was answered is on the disk.
    private static func endLater(_ logger: Logger) {
        DispatchQueue.global().asyncAfter(deadline: .now() + longestStop) {
            logger.error("The service did not end in time and is ended now")
            Foundation.exit(1)
        }
    }

    /// After so many seconds whoever started the service will kill it, or wait for it in vain.
    private static let longestStop = 9.5

    private var listening: HTTPService.Options { HTTPService.Options(host: host, port: port) }
}
