import ArgumentParser
import KFBot

struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Restore one entry, or the whole base, as it was.",
        discussion: """
            The rollback is a new revision: nothing is lost, and it can be rolled back itself.

            EXAMPLES
              kfbot rollback --to 12
              kfbot rollback --to 2026-11-20 --entry shop-001 --reason "wrong price"
            """
    )

    @Option(help: PointArgument.help)
    var to: PointArgument

    @Option(help: ArgumentHelp("Only this entry.", valueName: "name"))
    var entry: String?

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var author: AuthorOptions

    @Flag(help: "Print JSON.")
    var json = false

    private struct Result: Encodable {
        let revision: Int
        let counts: Revision.Counts
    }

    func run() throws {
        let store = try workspace.openStore()
        let head = try store.read { try $0.head(of: workspace.base) }
        let (counts, revision) = try store.write(to: workspace.base, by: author.authorship) {
            writer in
            if let entry {
                try writer.rollBack(EntryID(rawValue: entry), to: to.point)
            } else {
                try writer.rollBackAll(to: to.point)
            }
            return writer.counts
        }
        if json {
            print(try JSONOutput.string(Result(revision: revision, counts: counts)))
        } else if revision == head {
            print("Nothing differs from that state (revision \(revision))")
        } else {
            print(
                "\(counts.added) entries restored, \(counts.updated) changed back, "
                    + "\(counts.removed) removed (revision \(revision))"
            )
        }
    }
}
