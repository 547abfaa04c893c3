import GRDB
import KFBotMatching
import Tokenizer

/// How often terms and words occur in one stored base, and the sums over its entries.
///
/// A term is its unit or pair key, a word the key of its units, both as signed numbers.
struct FrequencyTable {
    let base: Int64

    func totals(in db: Database) throws -> BaseTotals {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT entries, answers, phrasings, bag_length, answer_length
                    FROM base_totals WHERE base = ?
                    """
            ),
            arguments: [base]
        )
        guard let row else { return BaseTotals() }
        return BaseTotals(
            entryCount: try row.decode(atIndex: 0),
            answerCount: try row.decode(atIndex: 1),
            phrasingCount: try row.decode(atIndex: 2),
            bagLength: try row.decode(atIndex: 3),
            answerLength: try row.decode(atIndex: 4)
        )
    }

    /// The frequency of a term; zero for one that does not occur.
    func frequency(of term: UnitKey, in db: Database) throws -> TermFrequency {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT plain, canonical, phrasings, answers
                    FROM term_frequency WHERE base = ? AND term = ?
                    """
            ),
            arguments: [base, Int64(bitPattern: term.rawValue)]
        )
        guard let row else { return TermFrequency() }
        return TermFrequency(
            plain: try row.decode(atIndex: 0),
            canonical: try row.decode(atIndex: 1),
            postings: try row.decode(atIndex: 2),
            answer: try row.decode(atIndex: 3)
        )
    }

    /// In how many entries a word occurs.
    func frequency(ofWord word: UInt64, in db: Database) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT entries FROM word_frequency WHERE base = ? AND word = ?"
            ),
            arguments: [base, Int64(bitPattern: word)]
        ) ?? 0
    }

    /// Adds changes to what is stored; rows that come to nothing go.
    func add(_ changes: FrequencyChanges, in db: Database) throws {
        let totals = changes.totals
        try db.cachedStatement(
            sql: """
                INSERT INTO base_totals
                    (base, entries, answers, phrasings, bag_length, answer_length)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (base) DO UPDATE SET
                    entries = entries + excluded.entries,
                    answers = answers + excluded.answers,
                    phrasings = phrasings + excluded.phrasings,
                    bag_length = bag_length + excluded.bag_length,
                    answer_length = answer_length + excluded.answer_length
                """
        ).execute(
            arguments: [
                base, totals.entryCount, totals.answerCount, totals.phrasingCount,
                totals.bagLength, totals.answerLength,
            ]
        )
        try addTerms(changes.terms, in: db)
        try addWords(changes.words, in: db)
    }

    private func addTerms(_ changes: [UInt64: TermFrequency], in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO term_frequency (base, term, plain, canonical, phrasings, answers)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (base, term) DO UPDATE SET
                    plain = plain + excluded.plain,
                    canonical = canonical + excluded.canonical,
                    phrasings = phrasings + excluded.phrasings,
                    answers = answers + excluded.answers
                """
        )
        let cleaning = try db.cachedStatement(
            sql: """
                DELETE FROM term_frequency WHERE base = ? AND term = ?
                AND plain = 0 AND canonical = 0 AND phrasings = 0 AND answers = 0
                """
        )
        // In the table's order, so that a large import writes each page once.
        for (key, change) in Self.ordered(changes) {
            try statement.execute(
                arguments: [
                    base, key, change.plain, change.canonical, change.postings, change.answer,
                ]
            )
            if min(change.plain, change.canonical, change.postings, change.answer) < 0 {
                try cleaning.execute(arguments: [base, key])
            }
        }
    }

    private func addWords(_ changes: [UInt64: Int32], in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO word_frequency (base, word, entries) VALUES (?, ?, ?)
                ON CONFLICT (base, word) DO UPDATE SET entries = entries + excluded.entries
                """
        )
        let cleaning = try db.cachedStatement(
            sql: "DELETE FROM word_frequency WHERE base = ? AND word = ? AND entries = 0"
        )
        for (key, change) in Self.ordered(changes) {
            try statement.execute(arguments: [base, key, change])
            if change < 0 { try cleaning.execute(arguments: [base, key]) }
        }
    }

    private static func ordered<Value>(_ changes: [UInt64: Value]) -> [(Int64, Value)] {
        changes.map { (Int64(bitPattern: $0), $1) }.sorted { $0.0 < $1.0 }
    }

    func clear(in db: Database) throws {
        for table in ["term_frequency", "word_frequency", "base_totals"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE base = ?", arguments: [base])
        }
    }
}
