import GRDB
import Synchronization
import Tokenizer
import TokenizerFTS5

/// The FTS5 table of one base's phrasings, and in how many of them each term occurs.
///
/// One row a phrasing, named by its key; the row's text is the phrasing's canonical units and pairs
/// as ready terms. The table keeps no text and no positions: it answers which phrasings hold a term,
/// scoring happens elsewhere. A row is removed by giving FTS5 the terms it was made from, so the
/// analyzer must be the one that indexed it; ``KnowledgeWriter`` re-indexes what a change of synonyms
/// touches in the same transaction.
struct PhrasingIndex {
    let base: Int64
    private(set) var analyzer: TextAnalyzer
    /// Changes of document frequencies that are not written yet.
    private var pending: [IndexTerm: Int] = [:]

    /// Terms kept in memory before their counts are written, so that an import of any size stays flat.
    private static let pendingLimit = 200_000

    init(base: Int64, vocabulary: Vocabulary) {
        self.base = base
        analyzer = Self.analyzer(for: vocabulary)
    }

    /// The analyzer of the index: the base's own synonyms before the shipped ones.
    ///
    /// Making one takes milliseconds, so the last few are kept.
    static func analyzer(for vocabulary: Vocabulary) -> TextAnalyzer {
        let synonyms = vocabulary.synonyms
        if let known = analyzers.withLock({ $0[synonyms] }) { return known }
        var options = TextAnalyzer.Options(.matching)
        if !synonyms.isEmpty {
            options.synonyms = SynonymTable(synonyms + SynonymTable.standardClasses)
        }
        let analyzer = TextAnalyzer(.matching, options: options)
        analyzers.withLock { known in
            if known.count >= Self.keptAnalyzers { known.removeAll() }
            known[synonyms] = analyzer
        }
        return analyzer
    }

    private static let analyzers = Mutex<[[[String]]: TextAnalyzer]>([:])
    private static let keptAnalyzers = 16

    /// What an index by today's rules is stamped with, synonyms apart: those are kept in step.
    static var signature: String { TextAnalyzer(.matching).signature }

    private var table: String { Self.table(base) }

    private static func table(_ base: Int64) -> String { "phrasing_index_\(base)" }

    static func create(base: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                CREATE VIRTUAL TABLE \(table(base)) USING fts5(
                    terms, content='', detail=none, columnsize=0, tokenize='kfbot matching')
                """
        )
    }

    static func drop(base: Int64, in db: Database) throws {
        try db.execute(sql: "DROP TABLE IF EXISTS \(table(base))")
        try db.execute(sql: "DELETE FROM term WHERE base = ?", arguments: [base])
    }

    /// The distinct terms of a text.
    func terms(of text: String) -> [String] {
        IndexTerms(of: text, by: analyzer).terms.map(\.text)
    }

    mutating func insert(_ text: String, key: Int64, in db: Database) throws {
        let terms = IndexTerms(of: text, by: analyzer)
        try db.cachedStatement(sql: "INSERT INTO \(table) (rowid, terms) VALUES (?, ?)")
            .execute(arguments: [key, terms.ready])
        try count(terms, by: 1, in: db)
    }

    mutating func remove(_ text: String, key: Int64, in db: Database) throws {
        let terms = IndexTerms(of: text, by: analyzer)
        try db.cachedStatement(
            sql: "INSERT INTO \(table) (\(table), rowid, terms) VALUES ('delete', ?, ?)"
        ).execute(arguments: [key, terms.ready])
        try count(terms, by: -1, in: db)
    }

    /// Indexes a phrasing by another analyzer.
    mutating func replace(
        _ text: String,
        key: Int64,
        with next: TextAnalyzer,
        in db: Database
    ) throws {
        let changed = IndexTerms(of: text, by: next)
        guard changed != IndexTerms(of: text, by: analyzer) else { return }
        try remove(text, key: key, in: db)
        let old = analyzer
        analyzer = next
        try insert(text, key: key, in: db)
        analyzer = old
    }

    mutating func use(_ analyzer: TextAnalyzer) {
        self.analyzer = analyzer
    }

    /// The keys of phrasings that hold all of some terms, ascending.
    func phrasings(holding terms: [String], in db: Database) throws -> [Int64] {
        let parts = terms.compactMap { ChineseTokenizer.pattern(anyOf: [$0]) }
        guard !parts.isEmpty else { return [] }
        return try Int64.fetchAll(
            db,
            sql: "SELECT rowid FROM \(table) WHERE \(table) MATCH ?",
            arguments: [parts.joined(separator: " AND ")]
        )
    }

    /// In how many phrasings each term occurs; terms that occur in none are left out.
    func frequencies(of terms: [String], in db: Database) throws -> [String: Int] {
        let statement = try db.cachedStatement(
            sql: "SELECT phrasings FROM term WHERE base = ? AND term = ?"
        )
        var frequencies: [String: Int] = [:]
        for term in terms {
            frequencies[term] = try Int.fetchOne(statement, arguments: [base, term])
        }
        return frequencies
    }

    /// Writes the counts that are still in memory; call it before the transaction ends.
    mutating func flush(in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO term (base, term, phrasings) VALUES (?, ?, ?)
                ON CONFLICT (base, term) DO UPDATE SET phrasings = phrasings + excluded.phrasings
                """
        )
        // In the table's order, so that a large import writes each page once.
        let ordered = pending.sorted {
            $0.key.text.utf8.lexicographicallyPrecedes($1.key.text.utf8)
        }
        for (term, change) in ordered where change != 0 {
            try statement.execute(arguments: [base, term.text, change])
        }
        let cleaning = try db.cachedStatement(
            sql: "DELETE FROM term WHERE base = ? AND term = ? AND phrasings = 0"
        )
        for (term, change) in pending where change < 0 {
            try cleaning.execute(arguments: [base, term.text])
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// Merges the index into as few segments as possible, after a large import.
    func optimize(in db: Database) throws {
        try db.execute(sql: "INSERT INTO \(table) (\(table)) VALUES ('optimize')")
    }

    /// Whether FTS5 finds its own structures sound.
    func checkIntegrity(in db: Database) throws {
        try db.execute(sql: "INSERT INTO \(table) (\(table), rank) VALUES ('integrity-check', 0)")
    }

    private mutating func count(_ terms: IndexTerms, by change: Int, in db: Database) throws {
        for term in terms.terms { pending[term, default: 0] += change }
        if pending.count > Self.pendingLimit { try flush(in: db) }
    }
}
