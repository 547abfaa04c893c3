import CustomDump
import Foundation
import KFBot
import KFBotTesting
import Testing

struct LabelledTurnTests {
    private let directory: TemporaryDirectory
    private let store: KnowledgeStore
    private static let now = MatchingFixtures.now

    init() throws {
        directory = try TemporaryDirectory()
        store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        try store.write(to: .main, by: Self.author("import", after: -10)) { writer in
            for entry in MatchingFixtures.example { try writer.put(entry) }
        }
    }

    private static func author(_ reason: String, after seconds: Double) -> Authorship {
        Authorship(actor: "tester", date: now.addingTimeInterval(seconds), reason: reason)
    }

    @Test("turns are kept as they were, without a revision; of a base the last 5,000")
    func keeps() throws {
        let turns = CurveRefitTests.turns(KnowledgeStore.keptTurns + 20, by: .recipe)
        try store.recordTurns(Array(turns.prefix(30)), of: .main)
        try store.recordTurns(Array(turns.dropFirst(30)), of: .main)
        try store.recordTurns([], of: .main)
        let (kept, head) = try store.read { reader in
            (try reader.labelledTurns(of: .main), try reader.head(of: .main))
        }
        expectNoDifference(kept.count, KnowledgeStore.keptTurns)
        expectNoDifference(kept.first, turns[20])
        expectNoDifference(kept.last, turns.last)
        #expect(head == 1)
    }

    @Test("a refit is in the next answer and its explanation, and a rollback takes it back")
    func refits() throws {
        let matcher = KnowledgeMatcher(store: store, base: .main)
        let query = "退的钱多久能到我卡里"
        let before = try AnswerDesk(matcher).answer(query, at: Self.now, explains: true)
        #expect(before.explanation?.curve.version == "recipe-2")
        let turns = CurveRefitTests.turns(150, by: CurveRefitTests.bold)
        try store.recordTurns(Array(turns.prefix(99)), of: .main)
        #expect(try store.refitIfDue(base: .main, at: Self.now) == nil)
        try store.recordTurns(Array(turns.dropFirst(99)), of: .main)
        let later = Self.now.addingTimeInterval(1_000)
        let refit = try #require(try store.refitIfDue(base: .main, at: later))
        #expect(refit.curve.turns == 150 && refit.revision == 2)
        let after = try AnswerDesk(matcher).answer(query, at: Self.now, explains: true)
        #expect(after.explanation?.curve == refit.curve)
        #expect(after.signal == before.signal)
        #expect(after.confidence > before.confidence)
        let revision = try store.read { try $0.revisions(of: .main, limit: 1)[0] }
        #expect(revision.actor == "kfbot" && revision.reason.contains("150 labelled turns"))

        try store.write(to: .main, by: Self.author("undo", after: 2_000)) { writer in
            try writer.rollBackAll(to: .revision(1))
        }
        let undone = try AnswerDesk(matcher).answer(query, at: Self.now)
        #expect(undone.confidence == before.confidence)
        let much = Self.now.addingTimeInterval(3_000)
        #expect(try store.refitIfDue(base: .main, at: much) == nil, "the rollback must last")
    }

    @Test("the next refit waits for fifty later turns")
    func waits() throws {
        try store.recordTurns(CurveRefitTests.turns(150, by: CurveRefitTests.bold), of: .main)
        let refitted = Self.now.addingTimeInterval(1_000)
        #expect(try store.refitIfDue(base: .main, at: refitted) != nil)
        let turns = CurveRefitTests.turns(50, by: .recipe, seed: 2).map { turn in
            LabelledTurn(
                entry: turn.entry,
                signal: turn.signal,
                length: turn.length,
                isRight: turn.isRight,
                source: .noneOfThese,
                date: turn.date.addingTimeInterval(2_000),
                revision: 2
            )
        }
        try store.recordTurns(Array(turns.prefix(49)), of: .main)
        let soon = Self.now.addingTimeInterval(4_000)
        #expect(try store.refitIfDue(base: .main, at: soon) == nil)
        try store.recordTurns(turns.suffix(1), of: .main)
        #expect(try store.refitIfDue(base: .main, at: soon)?.curve.turns == 200)
    }

    @Test("a turn is made of an answer that the curve decided, and of no other")
    func fromResult() throws {
        let snapshot = try KnowledgeMatcher(store: store, base: .main).snapshot()
        let turn = { (query: String, meant: EntryID?) in
            LabelledTurn(
                snapshot.matcher.match(query, at: Self.now),
                revision: snapshot.revision,
                meant: meant,
                source: .menu,
                at: Self.now
            )
        }
        let asked = try #require(turn("退的钱多久能到我卡里", "B"))
        #expect(asked.entry == "B" && asked.isRight && asked.revision == 1)
        #expect(turn("退的钱多久能到我卡里", nil)?.isRight == false)
        for query in ["发票怎么开", "iPhone14支持无线充电吗", "你好"] {
            #expect(turn(query, "C") == nil, "\(query)")
        }
    }

    @Test("turns of an unknown base are refused")
    func unknownBase() {
        #expect(throws: StoreError.self) {
            try store.recordTurns(CurveRefitTests.turns(1, by: .recipe), of: "nowhere")
        }
    }

    @Test("a policy stored before there was a curve is read")
    func oldPolicy() throws {
        let old = #"{"answerThreshold":0.9,"clarifyThreshold":0.3}"#
        let policy = try JSONDecoder().decode(MatchPolicy.self, from: Data(old.utf8))
        #expect(policy.answerThreshold == 0.9 && policy.menuSize == 5 && policy.curve == nil)
        let again = try JSONDecoder().decode(
            MatchPolicy.self,
            from: JSONEncoder().encode(policy)
        )
        expectNoDifference(again, policy)
    }
}
