package import Foundation
import GRDB
import KFBotKnowledge
import KFBotModel

extension AccessStore {
    /// Writes down a change that was made elsewhere than in this file.
    package func record(_ entry: AuditEntry, at now: Date) throws {
        try write("writing the audit trail") { db in try Self.append(entry, at: now, in: db) }
    }

    /// What was changed last, newest first.
    ///
    /// - Parameters:
    ///   - limit: The most records.
    ///   - number: Only records before this one.
    /// - Returns: The records.
    /// - Throws: ``StoreError``.
    package func audit(limit: Int, before number: Int? = nil) throws -> [AuditRecord] {
        try read("reading the audit trail") { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?",
                arguments: [number ?? Int.max, limit]
            ).map { row in
                AuditRecord(
                    number: try row.value("number"),
                    date: try row.moment("date"),
                    actor: try row.value("actor"),
                    action: try row.value("action"),
                    subject: try row.value("subject"),
                    before: try row.text("before").map(Self.json),
                    after: try row.text("after").map(Self.json)
                )
            }
        }
    }

    static func append(_ entry: AuditEntry, at now: Date, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO audit (date, actor, action, subject, before, after)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                now.timeIntervalSince1970, entry.actor, entry.action, entry.subject, entry.before,
                entry.after,
            ]
        )
    }

    private static func json(_ text: String) throws -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            throw StoreError(.damaged, "A record of the audit trail cannot be read.")
        }
    }
}
