import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotKnowledge

/// Databases that earlier versions wrote; each change of a stored form adds one.
struct StoredFormTests {
    private let store: KnowledgeStore
    private let directory: TemporaryDirectory
    private let author = Authorship(
        actor: "tester",
        date: Date(timeIntervalSince1970: 1_900_000_000)
    )

    init() throws {
        directory = try TemporaryDirectory()
        let fixture = try #require(
            Bundle.module.path(
                forResource: "knowledge",
                ofType: "sqlite",
                inDirectory: "Fixtures/2026-11"
            )
        )
        try FileManager.default.copyItem(
            atPath: fixture,
            toPath: directory.file("knowledge.sqlite")
        )
        store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: false)
    }

    @Test("2026-11: every field of an entry is read")
    func entries() throws {
        let entries = try store.read { try $0.entries(of: .main) }
        #expect(entries.map(\.id.rawValue).prefix(3) == ["all-fields", "repair", "off"])
        let entry = entries[0]
        #expect(entry.group == GroupPath(["售后", "退款"]))
        #expect(entry.question == "灯塔牌水壶怎么退货")
        #expect(entry.similarQuestions == ["水壶想退", "買錯了水壺怎麼退"])
        #expect(entry.negativeQuestions == ["水壶怎么换滤芯"])
        #expect(entry.strategy == .conditional)
        #expect(entry.isEnabled && !entry.isRecommendable && entry.handsOff)
        #expect(entry.validFrom == Date(timeIntervalSince1970: 1_767_196_800))
        #expect(entry.validUntil == Date(timeIntervalSince1970: 1_924_963_200))
        #expect(entry.accounts == ["kf-a", "kf-b"])
        #expect(entry.related == ["repair"])
        #expect(entry.tags == ["退货", "水壶"])
        #expect(
            entry.extra == [
                "来源": .string("手写"),
                "层级": .object([
                    "甲": .array([.integer(1), .number(2.5), .null, .bool(true)])
                ]),
            ]
        )
        #expect(entry.answers.count == 2)
        #expect(entry.answers[1].parts.count == 2)
        #expect(!entries[2].isEnabled)
        #expect(entries[3].question == "水壶容量多大" && entries[3].strategy == .random)
        #expect(try store.read { try $0.entries(of: "二号").count } == 5)
    }

    @Test("2026-11: revisions and the history of entries are read")
    func history() throws {
        try store.read { reader in
            let revisions = try reader.revisions(of: .main)
            #expect(revisions.map(\.number) == [8, 7, 6, 5, 4, 3, 1])
            #expect(revisions.last?.reason == "first import" && revisions.last?.counts.added == 5)
            let states = try reader.history(of: "repair", in: .main)
            #expect(states.map(\.version) == [3, 2, 1])
            #expect(states[2].entry?.similarQuestions == [])
            #expect(try reader.entry("repair", of: .main, at: .revision(1)).version == 1)
            #expect(try reader.entry("repair", of: .main, at: .revision(3)).version == 2)
            #expect(try reader.history(of: "gone", in: .main).first?.entry == nil)
            #expect(
                try reader.entry("gone", of: .main, at: .revision(4)).entry.question == "水壶有没有红色"
            )
        }
    }

    @Test("2026-11: draft, words and thresholds are read")
    func rest() throws {
        try store.read { reader in
            let draft = try #require(try reader.draft(of: .main))
            #expect(draft.changes.map(\.id.rawValue) == ["fresh", "off", "repair"])
            #expect(draft.changes[2].entry == nil && draft.changes[1].version == 1)
            let vocabulary = try reader.vocabulary(of: .main)
            #expect(vocabulary.words == ["灯塔牌", "保温杯"])
            #expect(vocabulary.synonyms == [["水壶", "烧水壶"], ["维修", "修理"]])
            #expect(vocabulary.fillers == ["请问一下下"])
            var policy = MatchPolicy()
            policy.answerThreshold = 0.986_669_879_890_675_7
            policy.menuScoreRange = 4
            #expect(try reader.policy(of: .main) == policy)
            #expect(try reader.policy(of: .main, at: .revision(7)) == MatchPolicy())
        }
    }

    @Test("2026-11: the base answers, can be edited, published and rolled back, and stays sound")
    func edits() throws {
        let matcher = KnowledgeMatcher(store: store, base: .main)
        let stored = LowMemoryMatcher(store: store, base: .main)
        func answer(_ query: String) throws -> EntryID? {
            let loaded = try matcher.snapshot().matcher.match(query, at: author.date)
            let fromDisk = try stored.match(query, at: author.date).result
            #expect(loaded.candidates.map(\.entry) == fromDisk.candidates.map(\.entry))
            return loaded.candidates.first?.entry
        }
        #expect(try answer("烧水壶坏了能修吗") == "repair")
        try store.write(to: .main, by: author) { try $0.publishDraft() }
        #expect(try answer("水壶保修多久") == "fresh")
        try store.write(to: .main, by: author) { try $0.rollBackAll(to: .revision(1)) }
        #expect(try answer("水壶有没有红色") == "gone")
        #expect(try store.read { try $0.policy(of: .main) } == MatchPolicy())
        #expect(try store.checkIntegrity() == [])
    }

    @Test("a policy is stored as before and read back, with its calibrator and without")
    func policy() throws {
        var policy = MatchPolicy.careful
        policy.menuScoreRange = 4
        policy.followsUp = false
        for curve in [nil, Calibrator(version: "refit-1", slope: 7, intercept: -2.25)] {
            policy.calibrator = curve
            policy.calibrator?.turns = 120
            #expect(try PolicyCoding.policy(body: PolicyCoding.body(of: policy)) == policy)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let before = String(decoding: try encoder.encode(policy), as: UTF8.self)
            #expect(try PolicyCoding.policy(body: before) == policy)
        }
        #expect(try PolicyCoding.policy(body: #"{"menuSize":3,"new":[]}"#).menuSize == 3)
        #expect(throws: FieldError.self) { try PolicyCoding.policy(body: #"{"menuSize":"3"}"#) }
    }
}
