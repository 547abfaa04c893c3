public import GRDB
public import Tokenizer

/// What was stored beside a full-text table about the analyzer that filled it.
///
/// An index filled under one dictionary and read under another gives wrong answers without an
/// error. The stamp makes the difference visible.
public enum AnalyzerStamp {
    private static let table = "kfbot_analyzer_stamp"

    /// Whether a table was last filled by an analyzer of the same signature.
    ///
    /// - Returns: `false` also for a table that has no stamp yet.
    public static func matches(
        _ analyzer: TextAnalyzer,
        table name: String,
        in db: Database
    ) throws -> Bool {
        guard try db.tableExists(table) else { return false }
        let signature = try String.fetchOne(
            db,
            sql: "SELECT signature FROM \(table) WHERE name = ?",
            arguments: [name]
        )
        return signature == analyzer.signature
    }

    /// Notes that a table is filled by an analyzer.
    public static func write(
        _ analyzer: TextAnalyzer,
        table name: String,
        in db: Database
    ) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS \(table)
                    (name TEXT PRIMARY KEY, signature TEXT NOT NULL)
                """
        )
        try db.execute(
            sql: "INSERT OR REPLACE INTO \(table) (name, signature) VALUES (?, ?)",
            arguments: [name, analyzer.signature]
        )
    }

    /// Rebuilds a table's index if its stamp differs, and stamps it.
    ///
    /// Call it in a write when the database is opened, and after a change of the dictionary. The
    /// table must keep its text: FTS5 cannot rebuild a contentless one.
    ///
    /// - Returns: Whether the index was rebuilt.
    @discardableResult
    public static func rebuildIfNeeded(
        _ analyzer: TextAnalyzer,
        table name: String,
        in db: Database
    ) throws -> Bool {
        if try matches(analyzer, table: name, in: db) { return false }
        let quoted = name.quotedDatabaseIdentifier
        try db.execute(sql: "INSERT INTO \(quoted) (\(quoted)) VALUES ('rebuild')")
        try write(analyzer, table: name, in: db)
        return true
    }
}
