import Foundation
import GRDB
// The index has no public face of its own yet; this looks at its tables.
import KFBot
import KFBotKnowledge
import KFBotTesting
import Testing
import Tokenizer
import TokenizerFTS5

@testable import KFBotKnowledge

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

    @Test("a file of the first version is indexed when it is opened")
    func migrates() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("knowledge.sqlite")
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(tokenizer: ChineseTokenizer.self) }
        var generator = SeededGenerator(seed: 5)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try Schema.migrator.migrate(queue, upTo: "2026-11-22 knowledge")
            try queue.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO knowledge_base (key, name, head) VALUES (1, 'main', 1);
                        INSERT INTO revision VALUES (1, 1, 't', 0, '', 9, 0, 0);
                        CREATE VIRTUAL TABLE phrasing_index_1 USING fts5(
                            terms, content='', detail=none, columnsize=0, tokenize='kfbot matching');
                        INSERT INTO setting (name, value) VALUES ('index', 'of old');
                        """
                )
                for number in 1...9 {
                    let id = EntryID(rawValue: "e\(number)")
                    var entry = Self.entry(id, using: &generator)
                    entry.isEnabled = number != 3
                    try db.execute(
                        sql: "INSERT INTO entry VALUES (?, 1, ?, 1, 1, ?)",
                        arguments: [number, id.rawValue, EntryCoding.body(of: entry)]
                    )
                    for (ordinal, text) in entry.phrasings.enumerated() {
                        try db.execute(
                            sql:
                                "INSERT INTO phrasing (entry, ordinal, fingerprint) VALUES (?, ?, 0)",
                            arguments: [number, ordinal]
                        )
                        try db.execute(
                            sql: "INSERT INTO phrasing_index_1 (rowid, terms) VALUES (?, ?)",
                            arguments: [db.lastInsertedRowID, text]
                        )
                    }
                }
            }
            try queue.close()
        }
        let store = try KnowledgeStore(path: path, create: false)
        try Self.check(path, "after opening")
        #expect(try store.checkIntegrity() == [])
        let question = try store.read { try $0.entry("e3", of: .main).entry.question }
        let disk = LowMemoryMatcher(store: store, base: .main)
        let result = try disk.match(question, at: Date(timeIntervalSince1970: 0)).result
        #expect(result.candidates.allSatisfy { $0.entry != "e3" })
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
            answers: [Answer(text: text(&generator) + text(&generator))],
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
            let analyzer = EntryAnalyzer(vocabulary: try reader.vocabulary(of: .main))
            var expected: [UnitKey: [Int64]] = [:]
            var frequencies = FrequencyChanges()
            var lengths: [Int64: Int] = [:]
            try reader.forEachNumberedEntry(of: .main, at: .head) { numbered in
                let entry = analyzer.analyze(numbered.entry, number: 0)
                frequencies.replace(nil, by: entry, with: analyzer)
                let keys = try Int64.fetchAll(
                    db,
                    sql: "SELECT key FROM phrasing WHERE entry = ? ORDER BY ordinal",
                    arguments: [numbered.number]
                )
                #expect(keys.count == entry.phrasings.count, "\(numbered.entry.id), \(context)")
                for (key, phrasing) in zip(keys, entry.phrasings) {
                    lengths[key] = phrasing.termCount
                    for term in PhrasingIndex.terms(of: phrasing.canonical) {
                        expected[term, default: []].append(key)
                    }
                }
            }
            let index = PhrasingIndex(base: key)
            for (term, phrasings) in expected {
                let found = try index.phrasings(holding: [term], in: db)
                #expect(found == phrasings.sorted(), "\(term.text ?? ""), \(context)")
            }
            let stored = try Row.fetchAll(db, sql: "SELECT key, length FROM phrasing").reduce(
                into: [Int64: Int]()
            ) { $0[$1["key"]] = $1["length"] }
            #expect(stored == lengths, "\(context)")
            try check(frequencies, of: key, in: db, context)
        }
    }

    /// Compares the stored frequencies with those of all entries counted one by one.
    private static func check(
        _ frequencies: FrequencyChanges,
        of base: Int64,
        in db: Database,
        _ context: String
    ) throws {
        let table = FrequencyTable(base: base)
        #expect(try table.totals(in: db) == frequencies.totals, "\(context)")
        for (term, frequency) in frequencies.terms {
            #expect(
                try table.frequency(of: UnitKey(rawValue: term), in: db) == frequency,
                "\(context)"
            )
        }
        for (word, count) in frequencies.words {
            #expect(try table.frequency(ofWord: word, in: db) == Int(count), "\(context)")
        }
        let terms = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM term_frequency")
        let words = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM word_frequency")
        #expect(terms == frequencies.terms.count, "\(context)")
        #expect(words == frequencies.words.count, "\(context)")
    }
}
