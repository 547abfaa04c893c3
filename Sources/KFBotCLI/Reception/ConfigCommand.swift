import ArgumentParser
import Foundation
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
                let warnings = try missingBases(of: configuration)
                if json {
                    let report = Report(ok: true, accounts: names, problems: [], warnings: warnings)
                    print(try JSONOutput.string(report))
                } else {
                    print("\(options.path): good; \(names.count) accounts")
                    for warning in warnings { Output.note("warning: \(warning)") }
                }
            } catch let error as ConfigurationError {
                if json {
                    let problem = Report.Problem(
                        file: error.file,
                        line: error.line,
                        field: error.field,
                        message: error.message
                    )
                    let report = Report(
                        ok: false,
                        accounts: [],
                        problems: [problem],
                        warnings: []
                    )
                    print(try JSONOutput.string(report))
                } else {
                    Output.note(error.description)
                }
                throw ExitCode(2)
            }
        }

        /// One line for each knowledge base that accounts use but that does not exist.
        private func missingBases(of configuration: ReceptionConfiguration) throws -> [String] {
            let path = options.directory + "/knowledge.sqlite"
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            let known = Set(try KnowledgeStore(path: path, create: false).read { try $0.bases() })
            return configuration.knowledgeBases.filter { !known.contains($0.key) }
                .sorted { $0.key < $1.key }
                .map { base, accounts in
                    let names =
                        accounts.isEmpty
                        ? "the defaults"
                        : accounts.map(\.rawValue)
                            .joined(separator: ", ")
                    return "there is no knowledge base \(base), which \(names) use; "
                        + "`kfbot import --kb \(base)` makes one"
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
            let warnings: [String]
        }
    }
}
