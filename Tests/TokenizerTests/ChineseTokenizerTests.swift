import Foundation
import GRDB
import KFBotTesting
import Testing
import Tokenizer
import TokenizerFTS5

struct ChineseTokenizerTests {
    @Test("every Han stretch of random stored texts is found, as LIKE finds it")
    func agreesWithLike() throws {
        let seed: UInt64 = 3
        var generator = SeededGenerator(seed: seed)
        let texts = (0..<400).map { _ in
            RandomText.hanText(using: &generator, maxLength: 24)
                + ["", "CH-326", " ok ", "？", "30天"].randomElement(using: &generator)
                .unsafelyUnwrapped
                + RandomText.hanText(using: &generator, maxLength: 6)
        }
        let queue = try Self.queue()
        try queue.write { db in
            try Self.createNotes(in: db)
            for text in texts {
                try db.execute(sql: "INSERT INTO note (body) VALUES (?)", arguments: [text])
            }
        }
        try queue.read { db in
            for _ in 0..<1_500 {
                let characters = Array(texts.randomElement(using: &generator) ?? "")
                let start = Int.random(in: 0..<characters.count, using: &generator)
                let end = min(characters.count, start + Int.random(in: 1...6, using: &generator))
                let part = characters[start..<end].prefix {
                    $0.unicodeScalars.allSatisfy { 0x4E00...0x9FFF ~= $0.value }
                }
                guard !part.isEmpty else { continue }
                let query = String(part)
                let found = try Self.rows(in: db, matching: query)
                let expected = try Self.rows(in: db, like: query)
                #expect(found == expected, "seed \(seed), query \(query)")
            }
        }
    }

    struct SearchCase: CustomTestStringConvertible {
        let stored: String
        let query: String
        let isFound: Bool
        var testDescription: String { "\(query) in \(stored)" }
    }

    @Test(
        "codes, widths and scripts find each other",
        arguments: [
            SearchCase(stored: "型号CH-326的价格", query: "CH326", isFound: true),
            SearchCase(stored: "型号CH326的价格", query: "CH-326", isFound: true),
            SearchCase(stored: "型号CH-326的价格", query: "326", isFound: true),
            SearchCase(stored: "型号CH-326的价格", query: "32", isFound: false),
            SearchCase(stored: "iPhone15Pro手机壳", query: "iphone", isFound: true),
            SearchCase(stored: "iPhone15Pro手机壳", query: "iPhone15Pro手机", isFound: true),
            SearchCase(stored: "怎麼連WiFi", query: "怎么连wifi", isFound: true),
            SearchCase(stored: "怎么连wifi", query: "怎麼連ＷｉＦｉ", isFound: true),
            SearchCase(stored: "退款", query: "款退", isFound: false),
            SearchCase(stored: "价格￥1,299元", query: "1299", isFound: true),
            SearchCase(stored: "三十天内退货", query: "30天", isFound: true),
            SearchCase(stored: "好的👍🏽", query: "👍", isFound: true),
            SearchCase(stored: "カメラの修理", query: "カメラ", isFound: true),
            SearchCase(stored: "안녕 세계", query: "세계", isFound: true),
        ]
    )
    func finds(_ test: SearchCase) throws {
        let queue = try Self.queue()
        try queue.write { db in
            try Self.createNotes(in: db)
            try db.execute(sql: "INSERT INTO note (body) VALUES (?)", arguments: [test.stored])
            #expect(try Self.rows(in: db, matching: test.query) == (test.isFound ? [1] : []))
        }
    }

    @Test("ready terms are looked up as they are")
    func readyTerms() throws {
        let queue = try Self.queue()
        try queue.write { db in
            try Self.createNotes(in: db)
            for text in ["怎么退款", "物流在哪", "say \"hi\""] {
                try db.execute(sql: "INSERT INTO note (body) VALUES (?)", arguments: [text])
            }
            let terms = TextAnalyzer(.search).terms(in: "退款和物流")
            #expect(terms.contains("退款") && terms.contains("物流"))
            let pattern = try #require(ChineseTokenizer.pattern(anyOf: terms))
            #expect(try Self.rows(in: db, expression: pattern) == [1, 2])
            let quote = try #require(ChineseTokenizer.pattern(anyOf: ["\"", "hi"]))
            #expect(try Self.rows(in: db, expression: quote) == [3])
            #expect(ChineseTokenizer.pattern(anyOf: []) == nil)
        }
    }

    @Test("all readers of a pool search at once")
    func readers() async throws {
        let path = NSTemporaryDirectory() + "kfbot-\(UUID().uuidString).sqlite"
        defer {
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
        }
        var configuration = Self.configuration
        configuration.maximumReaderCount = 4
        let pool = try DatabasePool(path: path, configuration: configuration)
        try await pool.write { db in
            try Self.createNotes(in: db)
            for number in 0..<200 {
                try db.execute(
                    sql: "INSERT INTO note (body) VALUES (?)",
                    arguments: ["第\(number)条退款规则"]
                )
            }
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await pool.read { db in
                        try (0..<50).map { _ in try Self.rows(in: db, matching: "退款").count }.min()
                            ?? 0
                    }
                }
            }
            for try await count in group { #expect(count == 200) }
        }
    }

    @Test("a changed dictionary is noticed and the index rebuilt")
    func stamp() throws {
        let queue = try Self.queue()
        var options = TextAnalyzer.Options()
        let before = TextAnalyzer(.search, options: options)
        options.dictionary = WordDictionary(["微信客服"])
        let after = TextAnalyzer(.search, options: options)
        try queue.write { db in
            try Self.createNotes(in: db)
            #expect(try !AnalyzerStamp.matches(before, table: "note", in: db))
            #expect(try AnalyzerStamp.rebuildIfNeeded(before, table: "note", in: db))
            #expect(try !AnalyzerStamp.rebuildIfNeeded(before, table: "note", in: db))
            #expect(try AnalyzerStamp.rebuildIfNeeded(after, table: "note", in: db))
            #expect(try AnalyzerStamp.matches(after, table: "note", in: db))
        }
    }

    @Test("an unknown analyzer is refused by name")
    func unknownAnalyzer() throws {
        let queue = try Self.queue()
        #expect(throws: DatabaseError.self) {
            try queue.write { db in
                try db.execute(
                    sql: "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'kfbot nobody')"
                )
            }
        }
    }

    // MARK: Helpers

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(tokenizer: ChineseTokenizer.self) }
        return configuration
    }

    private static func queue() throws -> DatabaseQueue {
        try DatabaseQueue(configuration: configuration)
    }

    private static func createNotes(in db: Database) throws {
        try db.create(virtualTable: "note", using: FTS5()) { table in
            table.tokenizer = ChineseTokenizer.descriptor()
            table.column("body")
        }
    }

    private static func rows(in db: Database, matching text: String) throws -> [Int] {
        try rows(in: db, expression: "\"" + text.replacing("\"", with: "\"\"") + "\"")
    }

    private static func rows(in db: Database, expression: String) throws -> [Int] {
        try Int.fetchAll(
            db,
            sql: "SELECT rowid FROM note WHERE note MATCH ? ORDER BY rowid",
            arguments: [expression]
        )
    }

    private static func rows(in db: Database, like text: String) throws -> [Int] {
        try Int.fetchAll(
            db,
            sql: "SELECT rowid FROM note WHERE body LIKE ? ORDER BY rowid",
            arguments: ["%\(text)%"]
        )
    }
}
