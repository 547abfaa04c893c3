import ArgumentParser
import Foundation
import KFBot
import KFBotAccess
import KFBotServer
import KFBotService

struct CompanyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "company",
        abstract: "Create, list, suspend and remove the companies of `kfbot serve --companies`.",
        discussion: """
            Each company is a workspace of its own in the directory; move or copy one by its directory.
            """,
        subcommands: [
            CompanyCreateCommand.self, CompanyListCommand.self, CompanySuspendCommand.self,
            CompanyResumeCommand.self, CompanyRemoveCommand.self,
        ]
    )
}

/// The directory of a provider's companies.
struct CompaniesOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The directory of the companies.", valueName: "dir"))
    var companies: String

    @Flag(help: "Print JSON.")
    var json = false

    /// Opens the directory.
    ///
    /// - Parameter makes: Whether it may be made.
    /// - Returns: The folder.
    /// - Throws: ``CommandError`` if there is none.
    func open(making makes: Bool = false) throws -> CompanyFolder {
        guard makes || FileManager.default.fileExists(atPath: companies) else {
            throw CommandError(
                "There is no directory \(companies). `kfbot company create` makes it."
            )
        }
        return try CompanyFolder(companies)
    }
}

struct CompanyCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract:
            "Create a company with an empty knowledge base, and its first administrator's key.",
        discussion: """
            EXAMPLES
              kfbot company create qinghe --title 青禾优选 --companies /srv/kfbot
              kfbot import kb.jsonl --data /srv/kfbot/qinghe
            """
    )

    @Argument(help: "The name: small letters, digits and hyphens.")
    var name: String

    @Option(help: ArgumentHelp("What it is called. Default: the name.", valueName: "text"))
    var title: String?

    @OptionGroup var companies: CompaniesOptions

    private struct Created: Encodable {
        let name: String
        let title: String
        let key: CreatedKey
    }

    func run() throws {
        let created = try companies.open(making: true).create(
            name,
            title: title ?? name,
            by: AccessOptions.actor,
            at: Date()
        )
        if companies.json {
            let key = CreatedKey(created.key, created.record)
            print(try JSONOutput.string(Created(name: name, title: title ?? name, key: key)))
        } else {
            Output.note("\(name) is created. Its administrator's key, which is not shown again:")
            print(created.key.text)
        }
    }
}

/// What is said of a company.
private struct CompanyRow: Encodable {
    let name: String
    let title: String
    let state: String

    init(_ record: CompanyRecord) {
        name = record.name
        title = record.title
        state = record.suspended == nil ? "active" : "suspended"
    }

    func text(asJSON: Bool) throws -> String {
        asJSON ? try JSONOutput.string(self) : "\(name)  \(title)  \(state)".shown
    }
}

struct CompanyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the companies with their states.",
        discussion: """
            EXAMPLES
              kfbot company list --companies /srv/kfbot
            """
    )

    @OptionGroup var companies: CompaniesOptions

    private struct Companies: Encodable {
        let companies: [CompanyRow]
    }

    func run() throws {
        let rows = try companies.open().companies().map(CompanyRow.init)
        if companies.json {
            print(try JSONOutput.string(Companies(companies: rows)))
        } else {
            for row in rows { print(try row.text(asJSON: false)) }
            if rows.isEmpty { Output.note("There is no company.") }
        }
    }
}

struct CompanySuspendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Stop serving a company; its data stays as it is.",
        discussion: """
            Its keys are answered 403 from then on, its streams end, and its timers wait.

            EXAMPLES
              kfbot company suspend qinghe --companies /srv/kfbot
            """
    )

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var companies: CompaniesOptions

    func run() throws {
        let record = try companies.open().setSuspended(
            true,
            name,
            by: AccessOptions.actor,
            at: Date()
        )
        print(try CompanyRow(record).text(asJSON: companies.json))
    }
}

struct CompanyResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Serve a suspended company again.",
        discussion: """
            EXAMPLES
              kfbot company resume qinghe --companies /srv/kfbot
            """
    )

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var companies: CompaniesOptions

    func run() throws {
        let record = try companies.open().setSuspended(
            false,
            name,
            by: AccessOptions.actor,
            at: Date()
        )
        print(try CompanyRow(record).text(asJSON: companies.json))
    }
}

struct CompanyRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Delete a suspended company with all of its data.",
        discussion: """
            EXAMPLES
              kfbot company suspend qinghe --companies /srv/kfbot
              kfbot company remove qinghe --companies /srv/kfbot
            """
    )

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var companies: CompaniesOptions

    func run() throws {
        try companies.open().remove(name, by: AccessOptions.actor, at: Date())
        print(
            companies.json
                ? try JSONOutput.string(["removed": name]) : "\(name) and its data are removed"
        )
    }
}
