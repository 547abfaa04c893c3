import ArgumentParser
import Foundation
import KFBot

/// The fields of an entry that options can set.
struct EntryFields: ParsableArguments {
    @Option(help: ArgumentHelp("The question in its standard phrasing.", valueName: "text"))
    var question: String?

    @Option(help: ArgumentHelp("Another phrasing; may be repeated.", valueName: "text"))
    var similar: [String] = []

    @Option(
        help: ArgumentHelp(
            "A phrasing that must not lead here; may be repeated.",
            valueName: "text"
        )
    )
    var negative: [String] = []

    @Option(help: ArgumentHelp("The answer's text.", valueName: "text"))
    var answer: String?

    @Option(help: ArgumentHelp("The group, such as 售后/退款.", valueName: "path"))
    var group: String?

    @Option(help: ArgumentHelp("A label; may be repeated.", valueName: "text"))
    var tag: [String] = []

    var isEmpty: Bool {
        question == nil && similar.isEmpty && negative.isEmpty && answer == nil && group == nil
            && tag.isEmpty
    }

    /// Sets the given fields and adds to lists.
    func apply(to entry: inout Entry) {
        if let question { entry.question = question }
        if let answer { entry.answers = [Answer(text: answer)] }
        if let group { entry.group = GroupPath(parsing: group) }
        entry.similarQuestions += similar.filter { !entry.similarQuestions.contains($0) }
        entry.negativeQuestions += negative.filter { !entry.negativeQuestions.contains($0) }
        entry.tags += tag.filter { !entry.tags.contains($0) }
    }
}

/// Whether an edit is live at once or goes into the draft.
struct EditOptions: ParsableArguments {
    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var author: AuthorOptions

    @Flag(help: "Put the edit into the draft instead of making it live.")
    var draft = false

    /// Stores an entry, live or in the draft, and prints lint's findings about a live edit.
    ///
    /// A draft is checked as a whole when it is published.
    func put(_ entry: Entry, expecting version: Int?, in store: KnowledgeStore) throws {
        let findings = draft ? [] : try newFindings(about: entry, in: store)
        let (_, revision) = try store.write(to: workspace.base, by: author.authorship) { writer in
            if draft {
                try writer.putInDraft(entry)
            } else {
                try writer.put(entry, expecting: version)
            }
        }
        print(draft ? "\(entry.id) is in the draft" : "\(entry.id) is live (revision \(revision))")
        for finding in findings where finding.severity != .info { Output.note(finding.line) }
    }

    private func newFindings(about entry: Entry, in store: KnowledgeStore) throws -> [LintFinding] {
        try store.read { reader in
            guard try reader.bases().contains(workspace.base) else { return [] }
            let edit = EntryEdit(entry.id, entry)
            return try reader.findings(broughtBy: [edit], in: workspace.base, at: Date()).new
        }
    }

    /// The entry to edit; in its draft state if the edit goes into the draft and the draft has it.
    func entry(_ id: String, in store: KnowledgeStore) throws -> (entry: Entry, version: Int) {
        try store.read { reader in
            if draft,
                let change = try reader.draft(of: workspace.base)?.changes
                    .first(where: { $0.id.rawValue == id }), let entry = change.entry
            {
                return (entry, change.version)
            }
            return try reader.entry(EntryID(rawValue: id), of: workspace.base)
        }
    }
}

struct EntryAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add an entry.",
        discussion: """
            EXAMPLE
              kfbot entry add shop-900 --question 怎么开发票 --similar 发票在哪开 --answer "在订单页点开发票。"
            """
    )

    @Argument(help: "The entry's name, not in use yet.")
    var id: String

    @OptionGroup var fields: EntryFields
    @OptionGroup var options: EditOptions

    func validate() throws {
        if fields.question == nil { throw ValidationError("Give the question with --question.") }
    }

    func run() throws {
        let store = try options.workspace.openOrCreateStore()
        var entry = Entry(id: EntryID(rawValue: id), question: "", answers: [])
        fields.apply(to: &entry)
        try options.put(entry, expecting: 0, in: store)
    }
}

struct EntryEditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change an entry, with flags or in $EDITOR.",
        discussion: """
            Flags set single fields and add to lists. Without flags the entry opens as YAML in \
            $EDITOR; fields that you take out get their default. If someone else changed the entry \
            meanwhile, the edit is refused and you are told what changed.

            EXAMPLES
              kfbot entry edit shop-001
              kfbot entry edit shop-001 --similar 钱啥时候退 --reason "from a chat"
              kfbot entry edit shop-001 --answer "三天内到账。" --draft
            """
    )

    @Argument(help: "The entry's name.")
    var id: String

    @OptionGroup var fields: EntryFields
    @OptionGroup var options: EditOptions

    @Option(
        help: ArgumentHelp(
            "Refuse the edit unless the entry is at this version.",
            valueName: "version"
        )
    )
    var expect: Int?

    func run() throws {
        let store = try options.workspace.openStore()
        let (stored, version) = try options.entry(id, in: store)
        var entry = stored
        if fields.isEmpty {
            entry = try ExternalEditor.edit(stored)
            if entry == stored {
                print("\(id) is unchanged")
                return
            }
        } else {
            fields.apply(to: &entry)
        }
        try options.put(entry, expecting: expect ?? version, in: store)
    }
}

struct EntryDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Hide an entry from customers, or show it again.",
        discussion: """
            EXAMPLES
              kfbot entry disable shop-001
              kfbot entry disable shop-001 --undo
            """
    )

    @Argument(help: "The entry's name.")
    var id: String

    @Flag(help: "Enable the entry again.")
    var undo = false

    @OptionGroup var options: EditOptions

    func run() throws {
        let store = try options.workspace.openStore()
        var (entry, version) = try options.entry(id, in: store)
        entry.isEnabled = undo
        try options.put(entry, expecting: version, in: store)
    }
}

struct EntryRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an entry; its history stays and it can be rolled back.",
        discussion: """
            EXAMPLE
              kfbot entry remove shop-001 --reason "no longer sold"
            """
    )

    @Argument(help: "The entry's name.")
    var id: String

    @OptionGroup var options: EditOptions

    func run() throws {
        let store = try options.workspace.openStore()
        let name = EntryID(rawValue: id)
        let (_, revision) = try store.write(
            to: options.workspace.base,
            by: options.author.authorship
        ) { writer in
            if options.draft {
                try writer.removeInDraft(name)
            } else {
                try writer.remove(name)
            }
        }
        print(
            options.draft
                ? "\(id) is removed in the draft" : "\(id) is removed (revision \(revision))"
        )
    }
}
