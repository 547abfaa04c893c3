import Foundation
import KFBot
import KFBotTesting
import Testing

/// Recall, records, statistics and purging, on a real file.
struct SessionRecordsTests {
    private let directory: TemporaryDirectory
    private let store: SessionStore
    private let core: SessionCore
    private let configuration: ReceptionConfiguration
    /// Monday 2026-11-23, 10:00 in China.
    private let now = Date(timeIntervalSince1970: 1_795_399_200)

    init() throws {
        directory = try TemporaryDirectory()
        let store = try SessionStore(path: directory.file("sessions.sqlite"))
        var account = AccountConfiguration()
        account.debounce.quiet = 2
        account.transferScope = .moreMembers
        let configuration = ReceptionConfiguration(accounts: ["A": account])
        self.store = store
        self.configuration = configuration
        var answerer = TableAnswerer()
        answerer.replies[.question("怎么退货？")] = .answer("r", [.text("可退。")], handsOff: false)
        core = SessionCore(storage: store, answerer: answerer) { configuration }
    }

    @discardableResult
    private func send(
        _ event: SessionEvent,
        _ customer: CustomerID = "x",
        after seconds: Double = 0
    ) throws -> Disposition {
        try core.handle(
            event,
            account: "A",
            customer: customer,
            at: now.addingTimeInterval(seconds)
        )
    }

    @discardableResult
    private func say(
        _ text: String,
        _ id: MessageID,
        _ customer: CustomerID = "x",
        after seconds: Double = 0
    ) throws -> Disposition {
        try send(.message(IncomingMessage(id: id, text: text)), customer, after: seconds)
    }

    private func put(_ id: ServicerID, limit: Int = 5, role: ServicerRole = .servicer) throws {
        let servicer = Servicer(id: id, status: .available, role: role, limit: limit)
        #expect(try core.put(servicer, account: "A", at: now) == nil)
    }

    private func texts() throws -> [String] {
        try store.transcript(of: "x", account: "A").compactMap { item in
            switch item.content {
            case .received(let message):
                if case .text(let text, _) = message.content { text } else { "recalled" }
            case .sent(let message):
                if case .text(let text) = message.part { text } else { nil }
            default: nil
            }
        }
    }

    @Test("a fragment that was recalled is not answered, and its text is not shown")
    func recallFragment() throws {
        #expect(try say("怎么", "1") == .pending(until: now.addingTimeInterval(2)))
        #expect(try send(.recall("1")) == .done)
        #expect(try send(.recall("1")) == .duplicate)
        #expect(try send(.recall("9")) == .refused(.unknownMessage("9")))
        #expect(try send(.recall("1"), "y") == .refused(.unknownMessage("1")))
        #expect(try core.fireTimers(at: now.addingTimeInterval(60)) == 0)
        #expect(try texts() == ["recalled"])
        #expect(try store.receipt(of: "1", account: "A")?.disposition == .done)
    }

    @Test("of two fragments the other one is answered alone")
    func recallOneOfTwo() throws {
        try say("怎么", "1")
        try say("退", "2", after: 1)
        try send(.recall("1"), after: 1)
        #expect(try core.fireTimers(at: now.addingTimeInterval(60)) == 1)
        #expect(try store.receipt(of: "2", account: "A")?.disposition == .answered)
        #expect(try store.receipt(of: "1", account: "A")?.disposition == .done)
    }

    @Test("a servicer's message that was recalled is neither sent nor shown")
    func recallReply() throws {
        try put("a")
        try say("转人工", "1")
        try send(.reply("a", IncomingMessage(id: "r", text: "说错了")))
        #expect(try store.unsentMessages(limit: 10).count == 2)
        #expect(try send(.recall("r")) == .done)
        #expect(try store.unsentMessages(limit: 10).count == 1)
        #expect(try texts().contains("（消息已撤回）"))
        #expect(try !texts().contains("说错了"))
    }

    @Test("a servicer recalls their own messages only, and only for two minutes")
    func recallRule() throws {
        try put("a")
        try put("b")
        try say("转人工", "1")
        let parts: [AnswerPart] = [.text("说错了"), .image(AnswerPart.Media(mediaID: "m"))]
        try send(.reply("a", IncomingMessage(id: "r", content: .parts(parts))))
        try send(.reply("a", IncomingMessage(id: "q", text: "再说一次")))
        let names = try store.receipt(of: "r", account: "A")?.replies.map(\.id) ?? []
        #expect(names.count == 2)
        #expect(try send(.recall("r", by: "b")) == .refused(.notOwnMessage("r")))
        #expect(try send(.recall("1", by: "a")) == .refused(.unknownMessage("1")))
        #expect(try send(.recall("r", by: "a"), "y") == .refused(.unknownMessage("r")))
        #expect(try send(.recall("r", by: "a"), after: 120) == .done)
        #expect(try send(.recall("r", by: "a"), after: 120) == .duplicate)
        let late = try send(.recall("q", by: "a"), after: 120.5)
        #expect(late == .refused(.recallTooLate(minutes: 2)))
        let recalled = try store.records(of: "x", account: "A").compactMap { item in
            if case .recalled(let name) = item.record { name } else { nil }
        }
        #expect(recalled == names, "the names that the customer's side knows")
        #expect(try texts().filter { $0 == "（消息已撤回）" }.count == 2)
    }

    @Test("a servicer's message can also be recalled by the name that the feed shows")
    func recallByFeedName() throws {
        try put("a")
        try say("转人工", "1")
        try send(.reply("a", IncomingMessage(id: "r", text: "说错了")))
        let name = try #require(try store.receipt(of: "r", account: "A")?.replies.first?.id)
        #expect(try send(.recall(name, by: "b")) == .refused(.notOwnMessage(name)))
        #expect(try send(.recall(name, by: "a")) == .done)
        #expect(try !texts().contains("说错了"))
    }

    @Test("a servicer sends ready parts; text and picture keep their order and the budget")
    func readyParts() throws {
        try put("a")
        try say("转人工", "1")
        let parts: [AnswerPart] = [
            .text("第一"), .text("第二"), .image(AnswerPart.Media(mediaID: "m")),
        ]
        #expect(
            try send(.reply("a", IncomingMessage(id: "r", content: .parts(parts)))) == .done
        )
        let sent = try store.receipt(of: "r", account: "A")?.replies.map(\.part)
        #expect(sent == [.text("第一\n第二"), .image(AnswerPart.Media(mediaID: "m"))])
        let many = Array(repeating: AnswerPart.image(AnswerPart.Media(mediaID: "m")), count: 3)
        #expect(
            try send(.reply("a", IncomingMessage(id: "s", content: .parts(many))))
                == .refused(.budgetSpent(limit: 5))
        )
        #expect(
            try send(.reply("a", IncomingMessage(id: "t", text: ""))) == .refused(.emptyMessage)
        )
        #expect(
            try send(.reply("a", IncomingMessage(id: "u", content: .other(type: "voice"))))
                == .refused(.cannotSend(type: "voice"))
        )
    }

    @Test("a member who received a transfer reads 30 days of records, others do not")
    func transcriptRule() throws {
        try put("a")
        try put("b")
        try put("m", role: .member)
        try say("转人工", "1")
        func read(_ reader: ServicerID, after days: Double = 0) throws -> Refusal? {
            let now = now.addingTimeInterval(days * 86_400)
            switch try store.transcript(of: "x", account: "A", for: reader, at: now) {
            case .success(let items):
                #expect(items.allSatisfy { now.timeIntervalSince($0.date) <= 30 * 86_400 })
                return nil
            case .failure(let refusal): return refusal
            }
        }
        #expect(try read("m") == .recordsNotShown("m"))
        #expect(try read("z") == .unknownServicer("z"))
        try send(.transfer(from: "a", to: "m"))
        #expect(try read("m") == nil && read("a") == nil)
        #expect(try read("b") == .recordsNotShown("b"))
        try send(.end(by: "m"))
        #expect(try read("m", after: 30) == nil)
        #expect(try read("m", after: 31) == .recordsNotShown("m"))
    }

    @Test("counts by day, account and servicer")
    func statistics() throws {
        try put("a", limit: 1)
        try say("怎么退货？", "1")
        try say("不知道？", "2")
        try say("转人工", "3")
        try say("转人工", "4", "y")
        try send(.reply("a", IncomingMessage(id: "r", text: "您好")))
        try send(.end(by: "a"), after: 90)
        try say("在吗", "5", "y", after: 100)
        try send(.block("a"), "y", after: 100)
        try say("喂", "6", "y", after: 110)
        let day = try #require(CalendarDay("2026-11-23"))
        let counts = try store.statistics(on: day...day, configuration: configuration).counts
        let all = try #require(counts[.init(day: day, account: "A", servicer: nil)])
        #expect(all.sessions == 2 && all.messages == 6 && all.answered == 1 && all.missed == 1)
        #expect(all.handedOff == ["request": 2] && all.queued == 1 && all.ended == 2)
        #expect(all.waits == 1 && all.waitSeconds == 90 && all.blocks == 1 && all.refused == 1)
        let servicer = try #require(counts[.init(day: day, account: "A", servicer: "a")])
        #expect(servicer.sessions == 2 && servicer.messages == 2 && servicer.replies == 1)
        #expect(servicer.waitSeconds == 90 && servicer.blocks == 1 && servicer.ended == 2)
        let next = day.advanced(by: 1)
        #expect(
            try store.statistics(on: next...next, configuration: configuration).counts.isEmpty
        )
    }

    @Test("purging removes texts at once and names a week later, so nothing is handled twice")
    func purge() throws {
        try say("怎么退货？", "1")
        try store.markSent(store.unsentMessages(limit: 10), at: now)
        try store.purge(before: now.addingTimeInterval(1))
        #expect(try store.feed().isEmpty)
        #expect(try store.receipt(of: "1", account: "A")?.replies == [])
        #expect(try say("怎么退货？", "1") == .duplicate)
        let stored = try #require(try store.message("1", account: "A"))
        #expect(stored.message == nil && stored.customer == "x")
        try store.purge(before: now.addingTimeInterval(7 * 86_400))
        #expect(try say("怎么退货？", "1") == .duplicate)
        try store.purge(before: now.addingTimeInterval(7 * 86_400 + 1))
        #expect(try say("怎么退货？", "1") == .answered)
    }
}
