import ArgumentParser
import Foundation
import KFBot

struct EntryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entry",
        abstract: "List, show, add, edit and remove entries.",
        subcommands: [
            EntryListCommand.self, EntryShowCommand.self, EntryAddCommand.self,
            EntryEditCommand.self, EntryDisableCommand.self, EntryRemoveCommand.self,
            EntryHistoryCommand.self,
        ]
    )
}

struct EntryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List entries: name, group, question.",
        discussion: """
            EXAMPLES
              kfbot entry list --group 退换货
              kfbot entry list --containing 退款 --json
            """
    )

    @OptionGroup var workspace: WorkspaceOptions

    @Option(help: ArgumentHelp("Only entries in this group or below it.", valueName: "path"))
    var group: String?

    @Option(help: ArgumentHelp("Only entries with this text in a question.", valueName: "text"))
    var containing: String?

    @Option(help: PointArgument.help)
    var at: PointArgument?

    @Flag(help: "Print one JSON object a line, as `kfbot export` does.")
    var json = false

    func run() throws {
        let path = group.map { GroupPath(parsing: $0).names } ?? []
        try workspace.openStore(for: .reading).read { reader in
            try reader.forEachEntry(of: workspace.base, at: at?.point ?? .head) { entry in
                guard entry.group.names.starts(with: path) else { return }
                if let containing {
                    guard entry.phrasings.contains(where: { $0.contains(containing) }) else {
                        return
                    }
                }
                print(json ? EntryOutput.json(entry) : line(for: entry))
            }
        }
    }

    private func line(for entry: Entry) -> String {
        let state = entry.isEnabled ? "" : "  (disabled)"
        return "\(entry.id.rawValue.padded(to: 16)) \(entry.group.description.padded(to: 20)) "
            + "\(entry.question)  +\(entry.similarQuestions.count)\(state)"
    }
}

struct EntryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an entry.",
        discussion: """
            EXAMPLES
              kfbot entry show shop-001
              kfbot entry show shop-001 --at 3
            """
    )

    @Argument(help: "The entry's name.")
    var id: String

    @OptionGroup var workspace: WorkspaceOptions

    @Option(help: PointArgument.help)
    var at: PointArgument?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let (entry, version) = try workspace.openStore(for: .reading).read { reader in
            try reader.entry(EntryID(rawValue: id), of: workspace.base, at: at?.point ?? .head)
        }
        if json {
            print(EntryOutput.json(entry, version: version))
        } else {
            print(EntryDocument.yaml(of: entry), terminator: "")
            print("# version \(version)")
        }
    }
}

struct EntryHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show who changed an entry, when, why and what, newest first.",
        discussion: """
            EXAMPLE
              kfbot entry history shop-001
            """
    )

    @Argument(help: "The entry's name.")
    var id: String

    @OptionGroup var workspace: WorkspaceOptions

    @Flag(help: "Print JSON.")
    var json = false

    private struct Step: Encodable {
        let version: Int
        let revision: Int
        let actor: String
        let date: Date
        let reason: String
        let removed: Bool
        let changes: [FieldChange]
    }

    func run() throws {
        let steps = try workspace.openStore(for: .reading).read { reader in
            let history = try reader.history(of: EntryID(rawValue: id), in: workspace.base)
            guard !history.isEmpty else {
                throw StoreError(.notFound, "There never was an entry \(id) in \(workspace.base).")
            }
            let revisions = try reader.revisions(of: workspace.base)
            return history.enumerated().compactMap { index, state -> Step? in
                guard let revision = revisions.first(where: { $0.number == state.revision }) else {
                    return nil
                }
                let before = index + 1 < history.count ? history[index + 1].entry : nil
                return Step(
                    version: state.version,
                    revision: state.revision,
                    actor: revision.actor,
                    date: revision.date,
                    reason: revision.reason,
                    removed: state.entry == nil,
                    changes: before == nil || state.entry == nil
                        ? [] : FieldChange.changes(from: before, to: state.entry)
                )
            }
        }
        if json {
            print(try JSONOutput.string(steps))
            return
        }
        for step in steps {
            let what = step.removed ? "removed" : step.changes.isEmpty ? "added" : "changed"
            let why = step.reason.isEmpty ? "" : ": \(step.reason)"
            print(
                "version \(step.version), revision \(step.revision), "
                    + "\(step.date.formatted(.iso8601)), \(step.actor) \(what) it\(why)"
            )
            for change in step.changes { print("  \(change)") }
        }
    }
}

/// Prints entries.
enum EntryOutput {
    /// One line of our own format, with the version if there is one.
    static func json(_ entry: Entry, version: Int? = nil) -> String {
        var members = Dictionary(uniqueKeysWithValues: entry.nativeMembers)
        members["version"] = version.map { .integer($0) }
        return JSONValue.object(members).text
    }
}
