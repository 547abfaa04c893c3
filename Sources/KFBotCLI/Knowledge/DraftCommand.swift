import ArgumentParser
import Foundation
import KFBot

struct DraftCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft",
        abstract: "Collect edits, look at them, and make them live at once.",
        discussion: """
            Edits go into the draft with --draft; customers see none of them before `publish`.

            EXAMPLE
              kfbot draft start
              kfbot entry edit shop-001 --answer "三天内到账。" --draft
              kfbot draft diff
              kfbot draft publish --reason "new terms"
            """,
        subcommands: [
            DraftStartCommand.self, DraftDiffCommand.self, DraftPublishCommand.self,
            DraftDiscardCommand.self,
        ]
    )
}

struct DraftStartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Begin a draft.",
        discussion: "EXAMPLE\n  kfbot draft start --kb sales"
    )

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var author: AuthorOptions

    func run() throws {
        try workspace.openStore().write(to: workspace.base, by: author.authorship) {
            try $0.startDraft()
        }
        print("A draft of \(workspace.base) has been begun; edit with --draft.")
    }
}

struct DraftDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what the draft would change.",
        discussion: "EXAMPLE\n  kfbot draft diff --json"
    )

    @OptionGroup var workspace: WorkspaceOptions

    @Flag(help: "Print JSON.")
    var json = false

    private struct Item: Encodable {
        let entry: String
        let outdated: Bool
        let removed: Bool
        let changes: [FieldChange]
    }

    func run() throws {
        let draft = try workspace.openStore(for: .reading).read { try $0.draft(of: workspace.base) }
        guard let draft else {
            throw StoreError(
                .notFound,
                "There is no draft of \(workspace.base).",
                subject: .draft
            )
        }
        let items = draft.changes.map { change in
            Item(
                entry: change.id.rawValue,
                outdated: change.isOutdated,
                removed: change.entry == nil,
                changes: FieldChange.changes(from: change.published, to: change.entry)
            )
        }
        if json {
            print(try JSONOutput.string(items))
            return
        }
        for item in items {
            let note =
                item.outdated ? "  (changed by others meanwhile; publishing will refuse it)" : ""
            print("\(item.entry)\(item.removed ? " is removed" : "")\(note)")
            if !item.removed { for change in item.changes { print("  \(change)") } }
        }
        if let vocabulary = draft.vocabulary {
            print(
                "own words: \(vocabulary.words.count) words, \(vocabulary.synonyms.count) synonym "
                    + "classes, \(vocabulary.fillers.count) fillers"
            )
        }
        if items.isEmpty, draft.vocabulary == nil { print("The draft is empty.") }
    }
}

struct DraftPublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Make all edits of the draft live at once.",
        discussion: """
            Checks first what the draft's entries would be in the base. Errors that the draft brings \
            refuse it; those that these entries had before are only named. `kfbot lint --draft` checks \
            the whole base.

            Exit codes: 0 published; 1 nothing was published.

            EXAMPLES
              kfbot draft publish --reason "new terms"
              kfbot draft publish --force
            """
    )

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var author: AuthorOptions

    @Flag(help: "Publish although the draft brings errors.")
    var force = false

    func run() throws {
        let store = try workspace.openStore()
        if !force { try refuseErrors(in: store) }
        let (counts, revision) = try store.write(to: workspace.base, by: author.authorship) {
            writer in
            try writer.publishDraft()
            return writer.counts
        }
        print(
            "\(counts.added) added, \(counts.updated) changed, \(counts.removed) removed "
                + "(revision \(revision))"
        )
    }

    private func refuseErrors(in store: KnowledgeStore) throws {
        // Publishing reports a missing draft.
        guard try store.read({ try $0.draft(of: workspace.base) }) != nil else { return }
        let base = workspace.base
        let found = try store.read { try $0.findings(broughtByDraftOf: base, at: Date()) }
        let old = found.old.filter { $0.severity == .error }
        for finding in old { Output.note("note: there before the draft: \(finding)") }
        let errors = found.new.filter { $0.severity == .error }
        guard !errors.isEmpty else { return }
        for finding in errors { Output.note("error: \(finding)") }
        let errorCount = errors.count == 1 ? "1 error" : "\(errors.count) errors"
        throw CommandError(
            "Nothing was published: the draft would bring \(errorCount), see above. Mend the draft, or "
                + "publish with --force."
        )
    }
}

struct DraftDiscardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: "Throw the draft away.",
        discussion: "EXAMPLE\n  kfbot draft discard"
    )

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var author: AuthorOptions

    func run() throws {
        try workspace.openStore().write(to: workspace.base, by: author.authorship) {
            try $0.discardDraft()
        }
        print("The draft of \(workspace.base) is gone.")
    }
}
