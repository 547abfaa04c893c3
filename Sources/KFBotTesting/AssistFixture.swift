package import Foundation
package import KFBot

/// A workspace with a small base, the account `A`, and the servicer `s`, who is receiving.
package struct AssistFixture: Sendable {
    package static let entries = [
        Entry(
            id: "refund",
            question: "怎么申请退款",
            answers: [Answer(text: "在订单页点退款，三天内到账。")],
            similarQuestions: ["钱怎么退给我", "申请退钱在哪里"],
            related: ["fee", "gone"]
        ),
        Entry(id: "fee", question: "运费多少钱", answers: [Answer(text: "每单十元，满百元免运费。")]),
        Entry(
            id: "hours",
            question: "人工客服几点上班",
            answers: [Answer(text: "人工客服的时间是{{service_hours}}，其他时间请留言。")]
        ),
        Entry(
            id: "invoice",
            question: "怎么开发票",
            answers: [
                Answer([
                    .text("在订单页点开发票。"), .image(AnswerPart.Media(url: "https://a.cn/i.png")),
                ])
            ]
        ),
        Entry(id: "stop", question: "怎么关闭自动续费", answers: [Answer(text: "在设置里关闭。")]),
    ]

    /// Monday 2026-11-23, 10:00 in China.
    package static let start = Date(timeIntervalSince1970: 1_795_399_200)

    package let directory: TemporaryDirectory
    package let workspace: Workspace

    /// Creates a workspace in which `s` serves the customer `c` at once.
    package init(
        _ configuration: String = "accounts: {A: {mode: servicers}}",
        answering: Workspace.Answering = .memory
    ) throws {
        directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        try store.write(to: .main, by: Self.author) { writer in
            for entry in Self.entries { try writer.put(entry) }
        }
        _ = try directory.write(configuration, to: "kfbot.yaml")
        workspace = try Workspace(directory: directory.path, answering: answering)
        try workspace.core.put(
            Servicer(id: "s", status: .available, limit: 5),
            account: "A",
            at: Self.start
        )
    }

    package static let author = Authorship(actor: "tester", date: start)

    /// Sends a text of the customer.
    @discardableResult
    package func say(
        _ text: String,
        _ id: MessageID,
        _ customer: CustomerID = "c"
    ) throws -> Disposition {
        try workspace.core.handle(
            .message(IncomingMessage(id: id, text: text)),
            account: "A",
            customer: customer,
            at: Self.start
        )
    }

    /// Sends a text of the servicer.
    @discardableResult
    package func reply(
        _ text: String,
        _ id: MessageID,
        basis: ReplyBasis? = nil,
        to customer: CustomerID = "c"
    ) throws -> Disposition {
        let content = IncomingMessage.Content.text(text, choice: nil)
        return try workspace.core.handle(
            .reply("s", IncomingMessage(id: id, content: content, basis: basis)),
            account: "A",
            customer: customer,
            at: Self.start
        )
    }

    /// The suggestions in the feed, with their numbers.
    package func suggested() throws -> [(number: Int, set: SuggestionSet)] {
        try workspace.sessions.feed().compactMap { item in
            if case .suggested(let set) = item.content { (item.number, set) } else { nil }
        }
    }

    /// The counts of an entry's uses.
    package func counts(_ entry: EntryID) throws -> [EntryUse: Int] {
        try workspace.sessions.entryStatistics().first { $0.entry == entry }?.counts ?? [:]
    }
}
