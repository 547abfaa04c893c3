import CustomDump
import Foundation
import KFBot
import KFBotTesting
import Testing

/// A calibrator refitted while the bot serves, with both databases.
struct CalibratorInServiceTests {
    private let directory: TemporaryDirectory
    private let store: KnowledgeStore
    private static let now = SampleKnowledge.now

    init() throws {
        directory = try TemporaryDirectory()
        store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        try store.write(to: .main, by: Self.author("import", after: -10)) { writer in
            for entry in SampleKnowledge.example { try writer.put(entry) }
        }
    }

    private static func author(_ reason: String, after seconds: Double) -> Authorship {
        Authorship(actor: "tester", date: now.addingTimeInterval(seconds), reason: reason)
    }

    @Test("a refit is in the next answer and its explanation, and a rollback takes it back")
    func refits() throws {
        let matcher = KnowledgeMatcher(store: store, base: .main)
        let query = "退的钱多久能到我卡里"
        let before = try KnowledgeResponder(matcher).answer(
            query,
            in: AnswerContext(at: Self.now),
            explains: true
        )
        #expect(before.explanation?.calibrator.version == "recipe-2")
        let turns = LabelledMatches.make(150, by: LabelledMatches.bold)
        let few = Array(turns.prefix(99))
        #expect(try store.refitIfDue(base: .main, turns: few, at: Self.now) == nil)
        let later = Self.now.addingTimeInterval(1_000)
        let refit = try #require(try store.refitIfDue(base: .main, turns: turns, at: later))
        #expect(refit.calibrator.turns == 150 && refit.revision == 2)
        let after = try KnowledgeResponder(matcher).answer(
            query,
            in: AnswerContext(at: Self.now),
            explains: true
        )
        #expect(after.explanation?.calibrator == refit.calibrator)
        #expect(after.signal == before.signal)
        #expect(after.confidence > before.confidence)
        let revision = try store.read { try $0.revisions(of: .main, limit: 1)[0] }
        #expect(revision.actor == "kfbot" && revision.reason.contains("150 labelled turns"))

        try store.write(to: .main, by: Self.author("undo", after: 2_000)) { writer in
            try writer.rollBackAll(to: .revision(1))
        }
        let undone = try KnowledgeResponder(matcher).answer(query, in: AnswerContext(at: Self.now))
        #expect(undone.confidence == before.confidence)
        let much = Self.now.addingTimeInterval(3_000)
        #expect(
            try store.refitIfDue(base: .main, turns: turns, at: much) == nil,
            "the rollback must last"
        )
    }

    @Test("the next refit waits for fifty later turns; other bases and guards teach nothing")
    func waits() throws {
        let first = LabelledMatches.make(150, by: LabelledMatches.bold)
        let refitted = Self.now.addingTimeInterval(1_000)
        #expect(try store.refitIfDue(base: .main, turns: first, at: refitted) != nil)
        let later = LabelledMatches.make(50, by: .withoutLength, seed: 2)
        let turn = { (turn: LabelledMatch, base: KnowledgeBaseID, signal: Double?) in
            LabelledMatch(
                date: turn.date.addingTimeInterval(2_000),
                base: base,
                confidence: turn.confidence,
                signal: signal,
                length: turn.length,
                isCorrect: turn.isCorrect
            )
        }
        let useless = later.map { turn($0, .main, nil) } + later.map { turn($0, "b", $0.signal) }
        let useful = later.map { turn($0, .main, $0.signal) }
        let soon = Self.now.addingTimeInterval(4_000)
        let refit = { (turns: [LabelledMatch]) in
            try store.refitIfDue(base: .main, turns: first + turns, at: soon)
        }
        #expect(try refit(useless + useful.dropLast()) == nil)
        #expect(try refit(useless + useful)?.calibrator.turns == 200)
    }

    @Test("an unknown base is refused")
    func unknownBase() {
        #expect(throws: StoreError.self) {
            try store.refitIfDue(
                base: "nowhere",
                turns: LabelledMatches.make(200, by: .withoutLength),
                at: Self.now
            )
        }
    }

    @Test("a policy keeps its calibrator under the key of earlier versions")
    func storedKey() throws {
        let stored = #"""
            {"answerThreshold":0.9,"curve":{"version":"recipe-2+turns-150","slope":5,"intercept":-1,
            "fittedUnanswerableShare":0.25,"unanswerableShare":0.25,"lengthWeight":0.5,"turns":150}}
            """#
        let policy = try JSONDecoder().decode(MatchPolicy.self, from: Data(stored.utf8))
        #expect(policy.calibrator?.slope == 5 && policy.calibrator?.turns == 150)
        let again = try JSONEncoder().encode(policy)
        #expect(String(decoding: again, as: UTF8.self).contains(#""curve":{"#))
    }

    @Test("a policy stored before there was a calibrator is read")
    func oldPolicy() throws {
        let old = #"{"answerThreshold":0.9,"clarifyThreshold":0.3}"#
        let policy = try JSONDecoder().decode(MatchPolicy.self, from: Data(old.utf8))
        #expect(policy.answerThreshold == 0.9 && policy.menuSize == 5 && policy.calibrator == nil)
        let again = try JSONDecoder().decode(
            MatchPolicy.self,
            from: JSONEncoder().encode(policy)
        )
        expectNoDifference(again, policy)
    }

    @Test("the calibrator's signal is given where the curve decided, and nowhere else")
    func signal() throws {
        let matcher = try KnowledgeMatcher(store: store, base: .main).snapshot().matcher
        #expect(matcher.match("退的钱多久能到我卡里", at: Self.now).signal != nil)
        for query in ["发票怎么开", "iPhone14支持无线充电吗", "你好"] {
            #expect(matcher.match(query, at: Self.now).signal == nil, "\(query)")
        }
    }

    @Test("a choice in a menu, or none of it, becomes a labelled match with its signal")
    func fromMenus() throws {
        let responder = try AssistFixture("accounts: {A: {mode: bot, bot_hours: all_day}}")
        try responder.workspace.knowledge.write(to: .main, by: AssistFixture.author) { writer in
            var policy = MatchPolicy()
            // So that whatever is asked gets a menu.
            (policy.answerThreshold, policy.clarifyThreshold) = (0.999, 0.01)
            try writer.setPolicy(policy)
        }
        let asked = try responder.workspace.responder(for: .main).match(
            "运费大概多少钱呢？",
            at: AssistFixture.start
        )
        #expect(asked.outcome.name == "clarify" && asked.candidates.first?.entry == "fee")
        try responder.say("运费大概多少钱呢？", "1", "x")
        try responder.workspace.core.fireTimers(at: AssistFixture.start.addingTimeInterval(60))
        try responder.say("1", "2", "x")
        let turn = try #require(try responder.workspace.sessions.labelledMatches(of: .main).first)
        #expect(turn.isCorrect && turn.signal == asked.signal && turn.length == asked.length)
        #expect(turn.signal != nil && turn.confidence == asked.confidence)
        #expect(try responder.workspace.refitCalibrators(at: AssistFixture.start) == [:])
    }
}
