import Foundation
import GRDB
import KFBot
import KFBotReception
import KFBotTesting
import Testing

@testable import KFBotReception

/// What servicers send as labelled turns, through the real store.
struct ServicerTurnTests {
    private let fixture: AssistFixture
    private var sessions: SessionStore { fixture.workspace.sessions }

    private static let refund = "在订单页点退款，三天内到账。"
    private static let fee = "每单十元，满百元免运费。"
    /// Asks for both of these, the first more likely.
    private static let question = "申请退款的运费多少"

    init() throws { fixture = try AssistFixture() }

    /// The customer asks, the servicer answers; the last turn if that gave one.
    private func turn(
        _ question: String,
        _ reply: String,
        _ id: String,
        basis: ReplyBasis? = nil
    ) throws -> LabelledMatch? {
        let before = try sessions.labelledMatches().count
        try fixture.say(question, MessageID(rawValue: "q\(id)"))
        try fixture.reply(reply, MessageID(rawValue: "r\(id)"), basis: basis)
        let turns = try sessions.labelledMatches()
        #expect(turns.count <= before + 1)
        return turns.count > before ? turns.last : nil
    }

    /// The answers of the first and of the second suggestion for ``question``.
    private func answers() throws -> (first: String, second: String) {
        let set = try #require(
            try fixture.workspace.assistant.suggestions(
                to: [OpenQuestion(message: "x", text: Self.question)],
                for: "s",
                account: "A",
                at: AssistFixture.start
            )
        )
        #expect(set.suggestions.count > 1 && set.questions[0].first?.signal != nil)
        return (set.suggestions[0].text, set.suggestions[1].text)
    }

    @Test("the first suggestion sent was right, another one sent says that the first was wrong")
    func sent() throws {
        let (first, second) = try answers()
        let asked = try fixture.workspace.responder(for: .main)
            .match(Self.question, at: AssistFixture.start)
        let right = try #require(try turn(Self.question, first, "1"))
        #expect(right.isCorrect && right.source == .servicer && right.base == .main)
        #expect(right.signal == asked.signal && right.length == asked.length)
        #expect(right.signal != nil && right.confidence == asked.confidence)
        let wrong = try #require(try turn(Self.question, second, "2"))
        #expect(!wrong.isCorrect && wrong.signal == asked.signal)
    }

    struct Case: CustomTestStringConvertible {
        let reply: String
        var basis: ReplyBasis?
        /// Whether the reply gives a turn.
        let counts: Bool
        var testDescription: String { reply }
    }

    @Test(
        "an edit counts if it keeps most of the text; own words, searches and ignoring do not",
        arguments: [
            Case(reply: "在订单页点退款，三天内就到账。", counts: true),
            Case(reply: "在订单页点退款，三天内就到账。", basis: .suggestion("refund"), counts: true),
            Case(reply: "在我的页面点退款，五天后到账。", counts: false),
            Case(reply: "换成别的话。", basis: .suggestion("refund"), counts: false),
            Case(reply: refund, basis: .own, counts: false),
            Case(reply: "在设置里关闭。", basis: .suggestion("stop"), counts: false),
            Case(reply: "请把订单号发给我。", counts: false),
            Case(reply: "请稍等", counts: false),
        ]
    )
    func edits(_ example: Case) throws {
        let turn = try turn("我想申请退款怎么弄", example.reply, "1", basis: example.basis)
        #expect((turn != nil) == example.counts)
        #expect(turn?.isCorrect ?? true)
    }

    @Test("a message gives one match; pieces asked together and hidden suggestions give none")
    func once() throws {
        try fixture.say("我想申请退款怎么弄", "q1")
        try fixture.say("钱要怎么退给我呀？", "q2")
        let items = try fixture.suggested()
        for item in items {
            for entry in item.set.suggestions.map(\.entry) {
                try sessions.note(
                    .used,
                    on: entry,
                    item: item.number,
                    day: CalendarDay(number: 20_780),
                    at: AssistFixture.start
                )
            }
        }
        let messages = Set(items.flatMap { $0.set.suggestions.compactMap(\.message) })
        #expect(try sessions.labelledMatches().count <= messages.count)
        let count = try sessions.labelledMatches().count
        #expect(count > 0)

        try fixture.reply("好的。", "r0", basis: .own)
        try fixture.say("我想申请退款", "q3")
        try fixture.say("怎么弄呢", "q4")
        #expect(try fixture.suggested().last?.set.questions.allSatisfy { $0.first == nil } == true)
        try fixture.reply(Self.refund, "r1")
        #expect(try sessions.labelledMatches().count == count)

        let silent = try AssistFixture("accounts: {A: {mode: servicers, assist: silent}}")
        try silent.say("我想申请退款怎么弄", "q")
        try silent.reply(Self.refund, "r")
        #expect(try silent.counts("refund")[.agreed] == 1)
        #expect(try silent.workspace.sessions.labelledMatches().isEmpty)
    }

    @Test("a question that a menu has labelled is not labelled again by a servicer")
    func menuFirst() throws {
        let fixture = try AssistFixture("accounts: {A: {debounce: {quiet_seconds: 0}}}")
        try fixture.say("怎么开通自动续费", "1")
        try fixture.say("1", "2")
        try fixture.say("转人工", "3")
        let set = try #require(try fixture.suggested().last?.set)
        #expect(set.suggestions.first?.message == "1")
        try fixture.reply("在设置里关闭。", "4")
        #expect(try fixture.counts("stop")[.used] == 1)
        let turns = try fixture.workspace.sessions.labelledMatches()
        #expect(turns.map(\.source) == [.menu])
    }

    @Test(
        "turns of servicers refit the calibrator as far as they outweigh the prior",
        arguments: [0, 1]
    )
    func refit(_ right: Int) throws {
        let (first, second) = try answers()
        let count = 120
        for number in 0..<count {
            _ = try turn(Self.question, right == 1 ? first : second, "\(number)")
            if number == 98 {
                #expect(try fixture.workspace.refitCalibrators(at: AssistFixture.start + 10) == [:])
            }
        }
        let turns = try sessions.labelledMatches(of: .main)
        #expect(turns.count == count)
        let found = try fixture.workspace.refitCalibrators(at: AssistFixture.start + 10)[.main]
        let calibrator = try #require(found)
        #expect(calibrator.turns == count)
        let turn = turns[0]
        let signal = try #require(turn.signal)
        let before = Calibrator.default.probability(of: signal, length: turn.length)
        let after = calibrator.probability(of: signal, length: turn.length)
        #expect(right == 1 ? after > before + 0.05 : after < before - 0.05)
        // What the turns gained is what the prior gave: it counts as 100 turns, never less.
        let among = 1 / (1 + (1 / after - 1) * exp(-CalibratorRefit.servicerShift))
        let gained = Double(count) * (Double(right) - among)
        let given = stride(from: 0.0, through: 1.001, by: 0.05).reduce(0) {
            $0 + calibrator.probability(of: $1) - Calibrator.default.probability(of: $1)
        }
        #expect(abs(given * CalibratorRefit.priorObservations / 21 - gained) < 1e-3)
        #expect(try fixture.workspace.refitCalibrators(at: AssistFixture.start + 20) == [:])
    }

    @Test("an older file keeps its matches as those of menus, and its suggestions give none")
    func migrates() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("sessions.sqlite")
        do {
            let queue = try DatabaseQueue(path: path)
            try SessionSchema.migrator.migrate(queue, upTo: "2026-11-22 recall and purge")
            try queue.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO labelled_turn (date, base, confidence, signal, length, correct)
                        VALUES (1, 'main', 0.5, 0.3, 9, 1), (2, 'main', 0.4, NULL, 0, 0);
                        INSERT INTO event (number, account, customer, date, kind, body) VALUES
                            (7, 'A', 'c', 1, 'suggested', ?);
                        """,
                    arguments: [
                        """
                        {"asked":"退款","base":"main","isMiss":false,"isShown":true,
                        "questions":[{"message":"1","text":"退款"}],"revision":1,"servicer":"s",
                        "suggestions":[{"asked":"退款","confidence":0.5,"entry":"refund",
                        "parts":[],"question":"怎么退款","reason":"","related":[]}]}
                        """
                    ]
                )
            }
            try queue.close()
        }
        let store = try SessionStore(path: path)
        let turns = try store.labelledMatches()
        #expect(turns.map(\.source) == [.menu, .menu] && turns.map(\.signal) == [0.3, nil])
        let isNoted = try store.note(
            .used,
            on: "refund",
            item: 7,
            day: CalendarDay(number: 1),
            at: AssistFixture.start
        )
        #expect(isNoted)
        #expect(try store.labelledMatches().count == 2)
        try store.purge(before: AssistFixture.start)
        #expect(try store.labelledMatches().count == 2, "turns hold no words and stay")
    }
}
