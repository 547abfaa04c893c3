import ArgumentParser
import Foundation
import KFBot

struct DictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dict",
        abstract: "The base's own words and fillers, live for the next query.",
        discussion: """
            EXAMPLES
              kfbot dict list
              kfbot dict add 花呗 灵犀表单
              kfbot dict add --fillers 掌柜的
              kfbot dict remove 花呗
            """,
        subcommands: [DictListCommand.self, DictAddCommand.self, DictRemoveCommand.self],
        defaultSubcommand: DictListCommand.self
    )
}

struct DictListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the base's own words and fillers.",
        discussion: "EXAMPLE\n  kfbot dict list --json"
    )

    @OptionGroup var workspace: WorkspaceOptions

    @Flag(help: "Print JSON.")
    var json = false

    private struct Words: Encodable {
        let words: [String]
        let fillers: [String]
    }

    func run() throws {
        let vocabulary = try workspace.openStore(for: .reading).read {
            try $0.vocabulary(of: workspace.base)
        }
        if json {
            print(
                try JSONOutput.string(
                    Words(words: vocabulary.words, fillers: vocabulary.fillers)
                )
            )
            return
        }
        for word in vocabulary.words { print(word) }
        for filler in vocabulary.fillers { print("\(filler)  (filler)") }
    }
}

/// A change to a base's own words.
struct VocabularyEdit: ParsableArguments {
    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var author: AuthorOptions

    @Flag(help: "Put the change into the draft instead of making it live.")
    var draft = false

    func apply(_ change: (inout Vocabulary) throws -> Void) throws {
        let (isChanged, revision) = try workspace.openOrCreateStore().write(
            to: workspace.base,
            by: author.authorship
        ) { writer in
            let stored =
                try (draft ? writer.reader.draft(of: workspace.base)?.vocabulary : nil)
                ?? writer.reader.vocabulary(of: workspace.base)
            var vocabulary = stored
            try change(&vocabulary)
            if draft {
                try writer.setVocabularyInDraft(vocabulary)
            } else {
                try writer.setVocabulary(vocabulary)
            }
            return vocabulary != stored
        }
        print(
            !isChanged
                ? "Nothing to change" : draft ? "In the draft" : "Live (revision \(revision))"
        )
    }
}

struct DictAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add words.",
        discussion: "EXAMPLE\n  kfbot dict add 花呗 灵犀表单"
    )

    @Argument(help: "The words.")
    var words: [String]

    @Flag(help: "They carry no question, as 请问 does.")
    var fillers = false

    @OptionGroup var edit: VocabularyEdit

    func run() throws {
        try edit.apply { vocabulary in
            vocabulary = vocabulary.merging(
                fillers ? Vocabulary(fillers: words) : Vocabulary(words: words)
            )
        }
    }
}

struct DictRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove words and fillers.",
        discussion: "EXAMPLE\n  kfbot dict remove 花呗"
    )

    @Argument(help: "The words.")
    var words: [String]

    @OptionGroup var edit: VocabularyEdit

    func run() throws {
        try edit.apply { vocabulary in
            vocabulary.words.removeAll { words.contains($0) }
            vocabulary.fillers.removeAll { words.contains($0) }
        }
    }
}

struct SynonymsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synonyms",
        abstract: "The base's synonyms, live for the next query.",
        discussion: """
            The first word of a class stands for all of them. A base's own classes come before the \
            shipped ones.

            EXAMPLES
              kfbot synonyms list
              kfbot synonyms add 快递 物流 包裹
              kfbot synonyms remove 快递
            """,
        subcommands: [
            SynonymsListCommand.self, SynonymsAddCommand.self, SynonymsRemoveCommand.self,
        ],
        defaultSubcommand: SynonymsListCommand.self
    )
}

struct SynonymsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the classes, a line each.",
        discussion: "EXAMPLE\n  kfbot synonyms list --json"
    )

    @OptionGroup var workspace: WorkspaceOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let synonyms = try workspace.openStore(for: .reading).read {
            try $0.vocabulary(of: workspace.base).synonyms
        }
        if json {
            print(try JSONOutput.string(synonyms))
        } else {
            for words in synonyms { print(words.joined(separator: " ")) }
        }
    }
}

struct SynonymsAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a class, or words to the class of the first word.",
        discussion: """
            A word counts in one class only; one that is in another class is refused. The words after \
            the first are replaced as words of their own: 手提 stays in 手提包.

            EXAMPLE
              kfbot synonyms add 快递 物流 包裹
            """
    )

    @Argument(help: "The words; the first stands for all.")
    var words: [String]

    @OptionGroup var edit: VocabularyEdit

    func validate() throws {
        if Set(words).count < 2 { throw ValidationError("A class has at least two words.") }
    }

    func run() throws {
        try edit.apply { vocabulary in
            if let (word, head) = vocabulary.wordsInOtherClasses(of: words).first {
                throw ValidationError(
                    "\(word) is in the class of \(head) already, and a word counts in one class only. "
                        + "Add your words to that class (kfbot synonyms add \(head) …), or take "
                        + "\(word) out of it first (kfbot synonyms remove \(word))."
                )
            }
            vocabulary = vocabulary.merging(Vocabulary(synonyms: [words]))
        }
    }
}

struct SynonymsRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove words from their classes, or a head with its class.",
        discussion: "EXAMPLE\n  kfbot synonyms remove 快递"
    )

    @Argument(help: "The words.")
    var words: [String]

    @OptionGroup var edit: VocabularyEdit

    func run() throws {
        try edit.apply { vocabulary in
            vocabulary.synonyms = vocabulary.synonyms.compactMap { members in
                if let head = members.first, words.contains(head) { return nil }
                let left = members.filter { !words.contains($0) }
                return left.count > 1 ? left : nil
            }
        }
    }
}
