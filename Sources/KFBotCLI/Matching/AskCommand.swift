import ArgumentParser
import Foundation
import KFBot

struct AskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Ask a knowledge base as a customer would.",
        discussion: """
            With --batch every line of a file is a question, as plain text or as {"query": "..."}; \
            results come one a line in the same order.

            One question is answered from disk; for a file the base is loaded first, which takes a \
            second for 60,000 phrasings, unless --low-memory is given. The results are the same; from \
            disk a question takes some milliseconds, and memory does not grow with the base.

            EXAMPLES
              kfbot ask 怎么退款
              kfbot ask 退款几天到账 --explain
              kfbot ask "zenme tuikuan" --top 3 --json
              kfbot ask --batch queries.jsonl --jsonl > results.jsonl
            """
    )

    @Argument(help: "The question.")
    var text: String?

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var encoder: EncoderOptions

    @Option(help: ArgumentHelp("Ask each line of a file; - is standard input.", valueName: "file"))
    var batch: String?

    @Option(help: ArgumentHelp("The most candidates to show.", valueName: "n"))
    var top = 10

    @Option(help: ArgumentHelp("The account that is asked.", valueName: "id"))
    var account: String?

    @Option(help: PointArgument.help)
    var at: PointArgument?

    @Flag(help: "Ask what the draft would publish.")
    var draft = false

    @Flag(help: "Answer from disk without loading the base: the same results, slower.")
    var lowMemory = false

    @Flag(help: "Show how the result came about.")
    var explain = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print JSON, one object a line; for --batch.")
    var jsonl = false

    func validate() throws {
        if (text == nil) == (batch == nil) {
            throw ValidationError("Give either a question or --batch.")
        }
        if lowMemory, draft || at != nil {
            throw ValidationError(
                "--low-memory asks the newest published state. Leave out --at and --draft."
            )
        }
        if top < 1 { throw ValidationError("--top is at least 1.") }
    }

    func run() throws {
        let responder = try responder()
        let account = account.map(AccountID.init)
        let configuration = try LiveConfiguration(directory: workspace.directory).current
        let settings = account.map { configuration[$0] } ?? configuration.defaults
        let answer: @Sendable (String) throws -> AskResult = { [top, explain] query in
            try responder.answer(
                query,
                in: AnswerContext(account, settings, at: Date()),
                top: top,
                explains: explain
            )
        }
        if let batch {
            try BatchAnswering(answer: answer, asJSON: json || jsonl).run(linesOf: batch)
        } else if let text {
            let result = try answer(text)
            print(json || jsonl ? try JSONOutput.string(result) : AnswerText.render(result))
        }
    }

    /// Loads the base only for many questions, or for a state other than the newest.
    private func responder() throws -> KnowledgeResponder {
        let store = try workspace.openStore(for: .reading)
        let meaning = try encoder.meaning(creates: false)(workspace.directory)
        if !draft, at == nil, lowMemory || batch == nil {
            return try KnowledgeResponder(
                LowMemoryMatcher(store: store, base: workspace.base, meaning: meaning)
            )
        }
        let matcher = KnowledgeMatcher(store: store, base: workspace.base, meaning: meaning)
        return try draft
            ? KnowledgeResponder(draftOf: matcher)
            : KnowledgeResponder(matcher, at: at?.point ?? .head)
    }
}
