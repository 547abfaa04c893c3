import ArgumentParser
import Foundation
import KFBot
import KFBotAccess
import KFBotService

struct CustomerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer",
        abstract: "Hand out or remove everything kept about one customer (个人信息).",
        subcommands: [CustomerExportCommand.self, CustomerEraseCommand.self]
    )
}

struct CustomerExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything kept about a customer as JSON.",
        discussion: """
            Telephone numbers, addresses of mail and identity numbers are masked unless --unmasked is \
            given. The audit trail says that it was done, and not what it was.

            EXAMPLES
              kfbot customer export 张三 > 张三.json
              kfbot customer export 张三 --unmasked -o 张三.json
            """
    )

    @Argument(help: "The customer.")
    var customer: String

    @Flag(help: "Leave contact data as it is.")
    var unmasked = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
    var output: String?

    @OptionGroup var access: AccessOptions

    func validate() throws { try CustomerID(rawValue: customer).validate("the customer") }

    func run() throws {
        let workspace = try Workspace.open(in: access.directory)
        let data = try CustomerData.export(
            CustomerID(rawValue: customer),
            of: workspace,
            masked: !unmasked,
            in: try access.open(),
            by: AccessOptions.actor,
            at: Date()
        )
        let text = try JSONOutput.string(data)
        guard let output else {
            print(text)
            return
        }
        guard
            FileManager.default.createFile(
                atPath: output,
                contents: Data((text + "\n").utf8),
                attributes: [.posixPermissions: 0o600]
            )
        else { throw CommandError("\(output) cannot be written.") }
    }
}

struct CustomerEraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "End a customer's sessions and remove everything kept about them; needs --yes.",
        discussion: """
            What became an entry of the knowledge is the company's and stays. Backups keep what they \
            have.

            EXAMPLES
              kfbot customer erase 张三 --yes
            """
    )

    @Argument(help: "The customer.")
    var customer: String

    @Flag(help: "It cannot be taken back.")
    var yes = false

    @OptionGroup var access: AccessOptions

    func validate() throws {
        try CustomerID(rawValue: customer).validate("the customer")
        guard yes else {
            throw ValidationError("This cannot be taken back; give --yes if it is meant.")
        }
    }

    func run() throws {
        let workspace = try Workspace.open(in: access.directory)
        let erasure = try CustomerData.erase(
            CustomerID(rawValue: customer),
            of: workspace,
            in: try access.open(),
            by: AccessOptions.actor,
            at: Date()
        )
        if access.json {
            print(try JSONOutput.string(erasure))
        } else {
            print("\(erasure.rows) rows removed")
        }
    }
}
