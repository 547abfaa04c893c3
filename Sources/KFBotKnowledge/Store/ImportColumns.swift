import GRDB
package import KFBotModel

extension KnowledgeReader {
    /// What was said in earlier imports that columns of files hold; empty where the base does not exist.
    package func importColumns(
        of base: KnowledgeBaseID
    ) throws -> [(header: String, field: String)] {
        guard let key = try knownKey(of: base) else { return [] }
        return try Row.fetchAll(
            db,
            sql: "SELECT header, field FROM import_column WHERE base = ? ORDER BY key",
            arguments: [key]
        ).map { (try $0.value("header"), try $0.value("field")) }
    }
}

extension KnowledgeWriter {
    /// Keeps what was said that columns of files hold, in place of what was kept before.
    package func setImportColumns(_ columns: [(header: String, field: String)]) throws {
        try db.execute(sql: "DELETE FROM import_column WHERE base = ?", arguments: [key])
        for (header, field) in columns {
            try db.execute(
                sql: "INSERT OR REPLACE INTO import_column (base, header, field) VALUES (?, ?, ?)",
                arguments: [key, header, field]
            )
        }
    }
}
