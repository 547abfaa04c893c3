import Foundation
import KFBotTesting
import Testing

/// `kfbot lint` and the check before publishing, with real processes.
struct LintCommandTests {
    private let directory: TemporaryDirectory
    private let program: Program

    init() throws {
        directory = try TemporaryDirectory()
        program = Program(data: directory.file("data"))
    }

    private func start(with lines: String) throws {
        try program.expect("import", try directory.write(lines, to: "kb.jsonl"))
    }

    private struct Output: Decodable {
        struct Finding: Decodable {
            let code: String
            let entry: String?
            let other: String?
        }
        let entries: Int
        let phrasings: Int
        let errors: Int
        let warnings: Int
        let findings: [Finding]
    }

    private func lint(_ flags: String...) throws -> (output: Output, status: Int32) {
        let result = try program.run(["lint", "--json"] + flags)
        let data = Data(result.output.utf8)
        return (try JSONDecoder().decode(Output.self, from: data), result.status)
    }

    @Test("errors end with 1, warnings only with --strict")
    func exitCodes() throws {
        try start(with: "{\"id\":\"a\",\"question\":\"怎么退款\",\"answer\":\"点退款。\"}")
        #expect(try lint("--strict").status == 0)
        try program.expect("entry", "edit", "a", "--similar", "怎么退款？")
        let (output, status) = try lint()
        #expect(output.errors == 0 && output.warnings == 1 && status == 0)
        #expect(output.entries == 1 && output.phrasings == 2)
        #expect(output.findings.map(\.code) == ["same_question"])
        #expect(try lint("--strict").status == 1)
        #expect(try lint("--strict", "--rule", "expired", "no_answer").status == 0)
        try program.expect("entry", "edit", "a", "--answer", "{{nothing}}")
        #expect(try lint().status == 1)
        let text = try program.run(["lint"])
        #expect(text.status == 1)
        #expect(text.output.contains("a  怎么退款\n  error    unknown_variable"))
        #expect(text.output.hasSuffix("2 phrasings of 1 entries: 1 errors, 1 warnings\n"))
    }

    @Test("publishing refuses errors of the draft unless forced")
    func publishing() throws {
        try start(with: "{\"id\":\"a\",\"question\":\"怎么退款\",\"answer\":\"点退款。\"}")
        #expect(try program.run(["lint", "--draft"]).status == 1, "there is no draft")
        try program.expect("draft", "start")
        try program.expect("entry", "edit", "a", "--answer", "{{nothing}}", "--draft")
        #expect(try lint().status == 0)
        #expect(try lint("--draft").output.findings.map(\.code) == ["unknown_variable"])
        let refused = try program.run(["draft", "publish"])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("error: a: answers[0].parts[0]: There is no variable"))
        #expect(try program.expect("entry", "show", "a").contains("点退款。"))
        try program.expect("draft", "publish", "--force")
        #expect(try lint().status == 1)
    }

    @Test("publishing names errors that were there before, and refuses those that the draft brings")
    func publishingBesideOldErrors() throws {
        try start(
            with: """
                {"id":"a","question":"怎么退款","answer":"点退款。"}
                {"id":"b","question":"运费多少钱","similar":["怎么退款"],"answer":"十元。"}
                {"id":"c","question":"几点上班","answer":"{{hours}}"}
                """
        )
        #expect(try lint().output.errors == 3)
        try program.expect("draft", "start")
        try program.expect("entry", "edit", "b", "--answer", "八元。", "--draft")
        let published = try program.run(["draft", "publish"])
        #expect(published.status == 0)
        #expect(published.errors.contains("note: there before the draft: b: similar[0]: “怎么退款”"))
        #expect(!published.errors.contains("c: answers"), "an entry that the draft leaves alone")

        try program.expect("entry", "add", "d", "--question", "运费多少钱", "--draft")
        let refused = try program.run(["draft", "publish"])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("error: d: question: “运费多少钱” is a question of entry b"))
        #expect(refused.errors.contains("error: d: answer: The entry has no answer."))
        #expect(refused.errors.contains("the draft would bring 3 errors"))
        try program.expect("draft", "publish", "--force")
    }

    @Test("own words of a draft are judged with the whole base")
    func publishingWords() throws {
        try start(
            with: """
                {"id":"a","question":"怎么退款","answer":"点退款。"}
                {"id":"c","question":"几点上班","answer":"{{hours}}"}
                """
        )
        try program.expect("synonyms", "add", "退款", "退钱", "--draft")
        let published = try program.run(["draft", "publish"])
        #expect(published.status == 0)
        #expect(published.errors.contains("note: there before the draft: c: answers[0].parts[0]"))
    }
}
