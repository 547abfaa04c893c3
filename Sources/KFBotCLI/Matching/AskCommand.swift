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
        if top < 1 { throw ValidationError("--top is at least 1.") }
    }

    func run() throws {
        let matcher = KnowledgeMatcher(store: try workspace.openStore(), base: workspace.base)
        let desk =
            try draft
            ? AnswerDesk(draftOf: matcher) : AnswerDesk(matcher, at: at?.point ?? .head)
        let account = account.map(AccountID.init)
        let answer: @Sendable (String) throws -> AskResult = { [top, explain] query in
            try desk.answer(query, at: Date(), account: account, top: top, explains: explain)
        }
        if let batch {
            try BatchAnswering(answer: answer, asJSON: json || jsonl).run(linesOf: batch)
        } else if let text {
            let result = try answer(text)
            print(json || jsonl ? try JSONOutput.string(result) : AnswerText.render(result))
        }
    }
}
