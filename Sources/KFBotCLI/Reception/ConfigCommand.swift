import ArgumentParser
import KFBot

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the workspace's kfbot.yaml.",
        subcommands: [Check.self]
    )

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read kfbot.yaml and the calendars it names; say what is wrong and where.",
            discussion: """
                Exit code 2 if something is wrong.

                EXAMPLES
                  kfbot config check
                  kfbot config check --data /srv/kfbot --json
                """
        )

        @OptionGroup var options: ConfigurationOptions

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            do {
                let configuration = try options.load()
                let names = configuration.accounts.keys.sorted().map(\.rawValue)
                if json {
                    print(try JSONOutput.string(Report(ok: true, accounts: names, problems: [])))
                } else {
                    print("\(options.path): good; \(names.count) accounts")
                }
            } catch let error as ConfigurationError {
                if json {
                    let problem = Report.Problem(
                        file: error.file,
                        line: error.line,
                        field: error.field,
                        message: error.message
                    )
                    print(
                        try JSONOutput.string(Report(ok: false, accounts: [], problems: [problem]))
                    )
                } else {
                    Output.note(error.description)
                }
                throw ExitCode(2)
            }
        }

        private struct Report: Encodable {
            struct Problem: Encodable {
                let file: String
                let line: Int
                let field: String?
                let message: String
            }
            let ok: Bool
            let accounts: [String]
            let problems: [Problem]
        }
    }
}
