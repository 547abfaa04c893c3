import Foundation
import GRDB
import KFBotTesting
import Testing
import TokenizerFTS5

// The index has no public face of its own yet; this looks at its tables.
@testable import KFBot

struct PhrasingIndexTests {
    private static let words = [
        "退款", "退钱", "快递", "物流", "包裹", "怎么", "如何", "查询", "查", "iPhone15", "CH-326", "订单", "取消", "撤单",
        "多久", "什么",
    ]
    private static let classes = [
        ["快递", "物流", "包裹"], ["订单", "撤单"], ["退款", "退订单"], ["查询", "查一查", "查快递"], ["iPhone", "手机"],
    ]

    @Test("random edits leave the index as a rebuild would make it")
    func agreesWithRebuild() throws {
        let seed: UInt64 = 11
        var generator = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let path = directory.file("knowledge.sqlite")
        let store = try KnowledgeStore(path: path, create: true)
        var revisions = [0]
        for step in 0..<120 {
            let author = Authorship(actor: "t", date: Date(timeIntervalSince1970: Double(step)))
            let action = Int.random(in: 0..<10, using: &generator)
            let (_, revision) = try store.write(to: .main, by: author) { writer in
                let id = EntryID(rawValue: "e\(Int.random(in: 0..<25, using: &generator))")
                switch action {
                case 0: try? writer.remove(id)
                case 1:
                    let synonyms = Self.classes.filter { _ in Bool.random(using: &generator) }
                    try writer.setVocabulary(Vocabulary(synonyms: synonyms))
                case 2:
                    let point = revisions.randomElement(using: &generator) ?? 0
                    try writer.rollBackAll(to: .revision(point))
                default: try writer.put(Self.entry(id, using: &generator))
                }
            }
            revisions.append(revision)
            if step % 20 == 19 {
                try Self.check(path, "seed \(seed), step \(step), action \(action)")
            }
        }
        #expect(try store.checkIntegrity() == [])
    }

    private static func entry(
        _ id: EntryID,
        using generator: inout SeededGenerator
    ) -> Entry {
        func text(_ generator: inout SeededGenerator) -> String {
            (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }.joined()
        }
        let similar = (0..<Int.random(in: 0...4, using: &generator)).map { _ in text(&generator) }
        return Entry(
            id: id,
            question: text(&generator),
            answers: [Answer(text: "答")],
            similarQuestions: similar
        )
    }

    /// Compares the index and the counts with what the stored entries say.
    private static func check(_ path: String, _ context: String) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(tokenizer: ChineseTokenizer.self) }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { db in
            let reader = KnowledgeReader(db: db)
            let key = try reader.key(of: .main)
            let index = PhrasingIndex(base: key, vocabulary: try reader.vocabulary(of: .main))
            var expected: [String: [Int64]] = [:]
            for phrasing in try Int64.fetchAll(db, sql: "SELECT key FROM phrasing ORDER BY key") {
                let text = try #require(try KnowledgeWriter.text(ofPhrasing: phrasing, in: db))
                for term in index.terms(of: text) { expected[term, default: []].append(phrasing) }
            }
            for (term, phrasings) in expected {
                let found = try index.phrasings(holding: [term], in: db)
                #expect(found == phrasings, "\(term), \(context)")
            }
            let counts = try Row.fetchAll(db, sql: "SELECT term, phrasings FROM term").reduce(
                into: [String: Int]()
            ) { $0[$1["term"]] = $1["phrasings"] }
            #expect(counts == expected.mapValues(\.count), "\(context)")
        }
    }
}
