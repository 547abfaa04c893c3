import Foundation
import KFBot
import KFBotTesting
import Testing

struct KnowledgeAnswererTests {
    private let now = Date(timeIntervalSince1970: 1_795_399_200)
    private let directory: TemporaryDirectory
    private let workspace: Workspace

    init() throws {
        directory = try TemporaryDirectory()
        let path = directory.file("knowledge.sqlite")
        let store = try KnowledgeStore(path: path, create: true)
        let entries = [
            ("hours", "几点上班？", "人工时间：{{service_hours}}"), ("return", "怎么申请退货？", "七天内可退。"),
            ("return-fee", "退货运费谁承担？", "质量问题由我们承担。"), ("fee", "发货运费是多少？", "满 99 元免运费。"),
            ("invoice", "怎么开发票？", "在订单页申请。"), ("ship", "多久发货？", "48 小时内。"),
        ]
        try store.write(to: .main, by: Authorship(actor: "t", date: now)) { writer in
            for (id, question, answer) in entries {
                try writer.put(
                    Entry(
                        id: EntryID(rawValue: id),
                        question: question,
                        answers: [Answer(text: answer)]
                    )
                )
            }
        }
        workspace = try Workspace(directory: directory.path)
    }

    private func say(_ text: String, _ id: MessageID) throws -> String {
        try workspace.core.handle(
            .message(IncomingMessage(id: id, text: text)),
            account: "A",
            customer: "c",
            at: now
        )
        let replies = try workspace.sessions.receipt(of: id, account: "A")?.replies ?? []
        return replies.compactMap { if case .text(let text) = $0.part { text } else { nil } }
            .joined(separator: "\n")
    }

    @Test("the robot fills service hours into an answer")
    func variables() throws {
        #expect(try say("几点上班？", "1") == "人工时间：周一至周五 09:00-18:00")
    }

    @Test("a question that leaves out its subject goes back to the one before")
    func followUp() throws {
        #expect(try say("怎么申请退货？", "1") == "七天内可退。")
        #expect(try say("那运费呢？", "2") == "质量问题由我们承担。")
    }
}
