import Foundation
import KFBot
import KFBotTesting
import Testing

struct SuggestionFeedbackTests {
    private let fixture: AssistFixture

    init() throws { fixture = try AssistFixture() }

    /// The customer asks for a refund in words of their own; the number of the suggestions.
    private func ask(_ id: MessageID = "q") throws -> Int {
        try fixture.say("我想申请退款怎么弄", id)
        let last = try #require(try fixture.suggested().last)
        #expect(last.set.suggestions.first?.entry == "refund")
        return last.number
    }

    struct Case: CustomTestStringConvertible {
        let reply: String
        let feedback: SuggestionFeedback
        var testDescription: String { reply }
    }

    @Test(
        "what a servicer sends is compared with what was suggested",
        arguments: [
            Case(reply: "在订单页点退款，三天内到账。", feedback: .used),
            Case(reply: "您好！在订单页点退款 三天内到账", feedback: .used),
            Case(reply: "在訂單頁點退款，三天內到賬。", feedback: .used),
            Case(reply: "在订单页点退款，五天内到账。", feedback: .edited),
            Case(reply: "在订单页面点申请退款，三天内会到账哦", feedback: .edited),
            Case(reply: "请把订单号发给我。", feedback: .ignored),
        ]
    )
    func comparison(_ example: Case) throws {
        let item = try ask()
        #expect(try fixture.workspace.sessions.feedback(on: item).isEmpty)
        try fixture.reply(example.reply, "r")
        #expect(try fixture.workspace.sessions.feedback(on: item)["refund"] == example.feedback)
        let use = try #require(EntryUse(rawValue: example.feedback.rawValue))
        #expect(try fixture.counts("refund") == [.suggested: 1, use: 1])
    }

    @Test("what the servicer's client says counts more than the texts")
    func basis() throws {
        var item = try ask()
        try fixture.reply("换成别的话。", "r1", basis: .suggestion("refund"))
        #expect(try fixture.workspace.sessions.feedback(on: item)["refund"] == .edited)
        item = try ask("q2")
        try fixture.reply("在订单页点退款，三天内到账。", "r2", basis: .own)
        #expect(try fixture.workspace.sessions.feedback(on: item)["refund"] == .ignored)
        _ = try ask("q3")
        try fixture.reply("在设置里关闭。", "r3", basis: .suggestion("stop"))
        #expect(try fixture.counts("stop") == [.suggested: 1, .used: 1], "found by typing")
    }

    @Test(
        "what a servicer's own search found counts as sent or changed, with a question open or not"
    )
    func search() throws {
        let found = ReplyBasis.suggestion("stop", text: "在设置里关闭。")
        try fixture.reply("好的", "r0")
        _ = try ask()
        try fixture.reply("在设置里关闭！", "r1", basis: found)
        #expect(try fixture.counts("stop") == [.suggested: 1, .used: 1])
        #expect(try fixture.counts("refund") == [.suggested: 1, .ignored: 1])
        try fixture.reply("在设置里点关闭续费。", "r2", basis: found)
        #expect(try fixture.counts("stop") == [.suggested: 2, .used: 1, .edited: 1])
        _ = try ask("q2")
        try fixture.reply("请在设置里把它关闭。", "r3", basis: found)
        let changes = try fixture.workspace.proposalReview.proposals().map(\.change)
        #expect(changes.contains(.similar("stop", question: "我想申请退款怎么弄")))
        let edit = Proposal.Change.answer(
            "stop",
            question: "我想申请退款怎么弄",
            from: "在设置里关闭。",
            to: "请在设置里把它关闭。"
        )
        #expect(changes.filter { $0 == edit }.count == 1, "only where a question was open")
        let item = try ask("q3")
        try fixture.reply(
            "在订单页点退款，三天内到账。",
            "r4",
            basis: .suggestion("refund", text: "在订单页点退款，三天内到账。")
        )
        #expect(try fixture.workspace.sessions.feedback(on: item)["refund"] == .used)
    }

    @Test("words that keep the customer waiting leave the question open")
    func holding() throws {
        let item = try ask()
        for (id, text) in [("r1", "您好"), ("r2", "请稍等，我帮您查一下"), ("r3", "亲，好的👌")] {
            try fixture.reply(text, MessageID(rawValue: id))
        }
        try fixture.reply("在订单页点退款，三天内到账。", "r4")
        #expect(try fixture.workspace.sessions.feedback(on: item)["refund"] == .used)
        #expect(try fixture.counts("refund")[.suggested] == 1)
    }

    @Test("of several sets for one open question the last counts, and each reply counts once")
    func once() throws {
        _ = try ask("q1")
        let item = try ask("q2")
        try fixture.reply("在订单页点退款，三天内到账。", "r")
        try fixture.reply("在订单页点退款，三天内到账。", "r")
        try fixture.reply("在订单页点退款，三天内到账。", "r2")
        #expect(try fixture.counts("refund") == [.suggested: 1, .used: 1])
        #expect(try fixture.workspace.sessions.feedback(on: item)["refund"] == .used)
    }

    @Test("feedback that a client notes is stored once; what follows does not change it")
    func note() throws {
        let item = try ask()
        let day = CalendarDay(number: 20_780)
        func note(_ feedback: SuggestionFeedback, _ entry: EntryID, _ item: Int) throws -> Bool {
            try fixture.workspace.sessions.note(
                feedback,
                on: entry,
                item: item,
                day: day,
                at: AssistFixture.start
            )
        }
        #expect(try note(.used, "refund", item))
        #expect(try !note(.ignored, "refund", item))
        try fixture.reply("请把订单号发给我。", "r")
        #expect(try fixture.workspace.sessions.feedback(on: item)["refund"] == .used)
        #expect(try fixture.counts("refund") == [.suggested: 1, .used: 1])
        #expect(throws: StoreError.self) { try note(.used, "stop", 1) }
        let later = try fixture.workspace.sessions.entryStatistics(since: day.advanced(by: 1))
        #expect(later.allSatisfy { $0.entry != "refund" || $0[.used] == 0 })
    }

    @Test("a refused reply says nothing about suggestions")
    func refused() throws {
        _ = try ask()
        let message = IncomingMessage(id: "x", text: "在订单页点退款，三天内到账。")
        let outcome = try fixture.workspace.core.handle(
            .reply("other", message),
            account: "A",
            customer: "c",
            at: AssistFixture.start
        )
        #expect(outcome == .refused(.notServing("other")))
        #expect(try fixture.counts("refund").isEmpty)
    }

    @Test("the bot's answers, menus, choices and misses are counted")
    func bot() throws {
        let fixture = try AssistFixture(
            "accounts: {A: {debounce: {quiet_seconds: 0}, handoff: {misses: off}}}"
        )
        try fixture.say("运费多少钱", "1")
        #expect(try fixture.counts("fee") == [.answered: 1])
        try fixture.say("海豚会跳舞吗", "2")
        try fixture.say("海豚会跳舞吗？", "3")
        let missed = try fixture.workspace.sessions.missedQuestions()
        #expect(missed.map(\.text) == ["海豚会跳舞吗？"] && missed.first?.count == 2)
        try fixture.say("怎么开通自动续费", "4")
        #expect(try fixture.counts("stop")[.offered] == 1, "a menu")
        try fixture.say("1", "5")
        #expect(try fixture.counts("stop")[.chosen] == 1)
        try fixture.say("怎么开通自动续费", "6")
        try fixture.say("以上都不是", "7")
        #expect(try fixture.counts("stop")[.declined] == 1)
        #expect(try fixture.workspace.sessions.missedQuestions().count == 2)
        let turns = try fixture.workspace.sessions.labelledMatches(of: .main)
        #expect(turns.map(\.isCorrect) == [true, false])
        #expect(turns.allSatisfy { (0.15..<0.8).contains($0.confidence) })
        #expect(
            try fixture.workspace.sessions.labelledMatches(since: AssistFixture.start + 1).isEmpty
        )
        #expect(try fixture.workspace.sessions.missedQuestions(account: "B").isEmpty)
    }

    @Test("people's words are purged with the records, counts and open proposals stay")
    func purge() throws {
        _ = try ask()
        try fixture.reply("在订单页点退款，五天内到账。", "r")
        let later = AssistFixture.start + 1
        try fixture.workspace.proposalReview.reject(1, by: AssistFixture.author)
        try fixture.workspace.sessions.purge(before: later)
        #expect(try fixture.workspace.proposalReview.proposals(nil).map(\.id) == [2])
        #expect(try fixture.counts("refund")[.edited] == 1)
        try fixture.reply("在订单页点退款，三天内到账。", "r2")
    }
}
