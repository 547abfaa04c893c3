import GRDB
import KFBotMatching
import Tokenizer
import TokenizerFTS5

/// The FTS5 table of one base's phrasings.
///
/// One row a phrasing, named by its key; the row's text is the phrasing's canonical units and pairs
/// as ready terms. The table keeps no text and no positions: it answers which phrasings hold a term,
/// scoring happens elsewhere. A row is removed by giving FTS5 the terms it was made from, so the
/// analyzer must be the one that indexed it; ``EntryIndexer`` sees to that.
struct PhrasingIndex {
    let base: Int64

    /// What an index by today's rules is stamped with, synonyms apart: those are kept in step.
    ///
    /// The stamp stands for all tables of the file, frequencies included, which hold keys of units. The
    /// `AnalyzerStamp` of TokenizerFTS5 is for tables that others fill with text through the tokenizer.
    static var signature: String { "terms/2 \(TextAnalyzer(.matching).signature)" }

    private var table: String { "phrasing_index_\(base)" }

    func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE VIRTUAL TABLE \(table) USING fts5(
                    terms, content='', detail=none, columnsize=0, tokenize='kfbot matching')
                """
        )
    }

    func drop(in db: Database) throws {
        try db.execute(sql: "DROP TABLE IF EXISTS \(table)")
    }

    /// The distinct terms of a text's canonical units, ascending.
    static func terms(of canonical: [UnitKey]) -> [UnitKey] {
        FrequencyChanges.terms(of: canonical)
    }

    /// Adds a phrasing by its terms, as ``ready(_:)`` writes them.
    func insert(_ terms: String, key: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "INSERT INTO \(table) (rowid, terms) VALUES (?, ?)")
            .execute(arguments: [key, terms])
    }

    func remove(_ canonical: [UnitKey], key: Int64, in db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO \(table) (\(table), rowid, terms) VALUES ('delete', ?, ?)"
        ).execute(arguments: [key, Self.ready(canonical)])
    }

    /// The keys of phrasings that hold all of some terms, ascending; none for no term.
    func phrasings(holding terms: [UnitKey], in db: Database) throws -> [Int64] {
        guard !terms.isEmpty else { return [] }
        return try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT rowid FROM \(table) WHERE \(table) MATCH ?"),
            arguments: [terms.compactMap(Self.pattern).joined(separator: " AND ")]
        )
    }

    /// The places of phrasings that hold all terms of at least one group.
    ///
    /// - Parameters:
    ///   - groups: Groups of terms, none of them empty.
    ///   - lengths: How many terms the phrasings have, 255 for more.
    ///   - db: Where the table is.
    /// - Returns: Entry and place in it, in the order of the phrasings.
    /// - Throws: What SQLite throws.
    func phrasings(
        holdingOneOf groups: [[UnitKey]],
        lengths: ClosedRange<Int>,
        in db: Database
    ) throws -> [(entry: Int64, ordinal: Int)] {
        let patterns = groups.map { group in
            "(" + group.compactMap(Self.pattern).joined(separator: " AND ") + ")"
        }
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT entry, ordinal
                    FROM \(table) CROSS JOIN phrasing ON phrasing.key = \(table).rowid
                    WHERE \(table) MATCH ? AND length BETWEEN ? AND ?
                    """
            ),
            arguments: [
                patterns.joined(separator: " OR "), lengths.lowerBound, lengths.upperBound,
            ]
        ).map { (try $0.decode(atIndex: 0), try $0.decode(atIndex: 1)) }
    }

    /// Calls `body` with the key of each phrasing of a range that holds a term, ascending.
    func forEachPhrasing(
        holding term: UnitKey,
        in range: ClosedRange<Int64>,
        of db: Database,
        _ body: (Int64) -> Void
    ) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT rowid FROM \(table) WHERE \(table) MATCH ? AND rowid BETWEEN ? AND ?"
        )
        let keys = try Int64.fetchCursor(
            statement,
            arguments: [Self.pattern(term), range.lowerBound, range.upperBound]
        )
        while let key = try keys.next() { body(key) }
    }

    /// How much memory a write may take, in bytes.
    enum WriteMemory {
        /// SQLite's defaults.
        case usual
        /// For an import: fewer parts of the index to merge, fewer pages written twice.
        case large

        /// What FTS5 keeps of a transaction before it writes a part; its default is 1 MiB.
        var pendingTerms: Int { self == .large ? 16 << 20 : 1 << 20 }
        /// The pages that a connection keeps; SQLite's default is 2,000 KiB.
        var pageCache: Int { self == .large ? 64 << 20 : 2_000 << 10 }
    }

    /// Gives the writes of a connection more memory, or takes it back.
    func setMemory(_ memory: WriteMemory, in db: Database) throws {
        try db.execute(
            sql: "INSERT INTO \(table) (\(table), rank) VALUES ('hashsize', ?)",
            arguments: [memory.pendingTerms]
        )
        try db.execute(sql: "PRAGMA cache_size = -\(memory.pageCache >> 10)")
    }

    /// Merges the index into one part, after a large write.
    func optimize(in db: Database) throws {
        try db.execute(sql: "INSERT INTO \(table) (\(table)) VALUES ('optimize')")
    }

    /// Whether FTS5 finds its own structures sound.
    func checkIntegrity(in db: Database) throws {
        try db.execute(sql: "INSERT INTO \(table) (\(table), rank) VALUES ('integrity-check', 0)")
    }

    // MARK: Terms as text

    private static func pattern(_ term: UnitKey) -> String? {
        var text: [UInt8] = []
        append(term, to: &text)
        return ChineseTokenizer.pattern(anyOf: [String(decoding: text, as: UTF8.self)])
    }

    /// The distinct terms of a phrasing, each behind U+001E, as ``ChineseTokenizer`` takes ready terms.
    static func ready(_ canonical: [UnitKey]) -> String {
        var ready: [UInt8] = []
        for term in terms(of: canonical) {
            ready.append(0x1E)
            append(term, to: &ready)
        }
        return String(decoding: ready, as: UTF8.self)
    }

    /// Writes a term as FTS5 keeps it: the digits 0 to o of its number, six bits each.
    ///
    /// The kind, in the upper bits, goes last, so that frequent terms are short: four digits for a
    /// Han character, six for a pair.
    private static func append(_ term: UnitKey, to text: inout [UInt8]) {
        var number = term.rawValue << 4 | term.rawValue >> 60
        repeat {
            text.append(0x30 + UInt8(number & 0x3F))
            number >>= 6
        } while number > 0
    }
}
