import ArgumentParser
import Foundation
import KFBot
import KFBotAccess

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show who changed what: keys, people, servicers, customers' data.",
        discussion: """
            Newest first. Edits of the knowledge have a history of their own (`kfbot entry history`).

            EXAMPLES
              kfbot audit
              kfbot audit --limit 1000 --json
            """
    )

    @Option(help: ArgumentHelp("The most changes.", valueName: "n"))
    var limit = 100

    @OptionGroup var access: AccessOptions

    private struct Audit: Encodable {
        let changes: [AuditRecord]
    }

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit is 1 to 100000.")
        }
    }

    func run() throws {
        let changes = try access.open().audit(limit: limit)
        if access.json {
            print(try JSONOutput.string(Audit(changes: changes)))
            return
        }
        for change in changes {
            print(
                "\(KeyListCommand.text(change.date))  \(change.actor)  \(change.action) \(change.subject)"
                    .shown
            )
            if let before = change.before {
                print("  before: \(try JSONOutput.string(before))".shown)
            }
            if let after = change.after { print("  after:  \(try JSONOutput.string(after))".shown) }
        }
        if changes.isEmpty { Output.note("Nothing was changed yet.") }
    }
}
