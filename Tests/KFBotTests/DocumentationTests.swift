import Foundation
import KFBot
import KFBotTesting
import Testing

/// The first steps in the documentation of the libraries do what their pages say.
struct DocumentationTests {
    @Test("a workspace is opened, asked and edited as OpeningAWorkspace.md shows")
    func workspace() throws {
        let directory = try TemporaryDirectory()
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let report = try KnowledgeImporter(store: store).importFiles(
            [SampleFiles.samples + "/shop/kb.jsonl"],
            into: .main,
            by: Authorship(actor: "me", date: now, reason: "first import")
        )
        #expect(report.added == 129)
        let workspace = try Workspace(directory: directory.path)
        let matcher = KnowledgeMatcher(store: workspace.knowledge, base: .main)
        let result = try matcher.snapshot().matcher.match("退款几天到账", at: now)
        guard case .answer(let candidate) = result.outcome else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(candidate.entry == "shop-058")
        try workspace.knowledge.write(
            to: .main,
            by: Authorship(actor: "me", date: now, reason: "from a chat")
        ) { writer in
            try writer.put(
                Entry(id: "parking", question: "停车收费吗", answers: [Answer(text: "两小时内免费。")])
            )
        }
        let after = try matcher.snapshot().matcher.match("停车收费吗", at: now)
        #expect(after.outcome.name == "answer" && after.candidates.first?.entry == "parking")
    }

    @Test("a question is answered as AnsweringAQuestion.md shows")
    func question() {
        let entries = [
            Entry(
                id: "refund",
                question: "怎么申请退款",
                answers: [Answer(text: "在订单页点退款。")],
                similarQuestions: ["我要退钱"]
            ),
            Entry(id: "arrival", question: "退款多久到账", answers: [Answer(text: "1–3 个工作日。")]),
            Entry(id: "invoice", question: "如何开发票", answers: [Answer(text: "在订单详情里申请。")]),
        ]
        let matcher = Matcher(index: MatchIndex(entries))
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let result = matcher.match("請問要怎樣申請退款？", at: now)
        #expect(result.candidates.first?.entry == "refund")
        #expect(result.outcome.name == "answer")
    }
}
