import Foundation
import KFBot
import KFBotTesting
import Synchronization
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
            ("invoice", "怎么开发票？", "在订单页申请。"),
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

    @Test("the bot fills service hours into an answer")
    func variables() throws {
        #expect(try say("几点上班？", "1") == "人工时间：周一至周五 09:00-18:00")
    }

    @Test("the bot is told which answered question came before, and nothing after a miss")
    func followUp() throws {
        let answerer = ListeningAnswerer()
        let configuration = ReceptionConfiguration()
        let core = SessionCore(storage: MemorySessionStorage(), answerer: answerer) {
            configuration
        }
        for (number, text) in ["怎么退货？", "那运费呢？", "火星在哪里？", "怎么退货？"].enumerated() {
            let message = IncomingMessage(id: MessageID(rawValue: "\(number)"), text: text)
            try core.handle(.message(message), account: "A", customer: "c", at: now)
        }
        let returns = PreviousQuestion(text: "怎么退货？", entry: "return")
        #expect(
            answerer.heard == [nil, returns, PreviousQuestion(text: "那运费呢？", entry: "fee"), nil]
        )
    }
}

/// Knows two answers and notes what came before each question.
private final class ListeningAnswerer: QuestionAnswerer {
    private let notes = Mutex<[PreviousQuestion?]>([])

    var heard: [PreviousQuestion?] { notes.withLock { $0 } }

    func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) -> BotReply {
        notes.withLock { $0.append(previous) }
        switch lookup {
        case .question("怎么退货？"): return .answer("return", [.text("可退。")], handsOff: false)
        case .question("那运费呢？"): return .answer("fee", [.text("我们承担。")], handsOff: false)
        default: return .miss
        }
    }
}
