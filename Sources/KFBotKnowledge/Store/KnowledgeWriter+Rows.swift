import GRDB
import KFBotModel

extension KnowledgeWriter {
    /// The newest state of an entry as it is stored.
    struct Stored {
        let key: Int64
        let version: Int
        let revision: Int
        let body: String?
    }

    func stored(_ id: EntryID) throws -> Stored? {
        let statement = try db.cachedStatement(
            sql: "SELECT key, version, revision, body FROM entry WHERE base = ? AND id = ?"
        )
        return try Row.fetchOne(statement, arguments: [key, id.rawValue]).map {
            Stored(
                key: $0["key"],
                version: $0["version"],
                revision: $0["revision"],
                body: $0["body"]
            )
        }
    }

    func check(_ expected: Int?, against stored: Stored, of entry: Entry) throws {
        let isThere = stored.body != nil
        guard let expected, expected != (isThere ? stored.version : 0) else { return }
        if expected == 0 {
            throw StoreError(.exists, "Entry \(entry.id) exists already in \(base).")
        }
        let history = try reader.history(of: entry.id, in: base)
        let changes = FieldChange.changes(
            from: history.first { $0.version == expected }?.entry,
            to: history[0].entry
        )
        throw StoreError(
            .conflict,
            "Entry \(entry.id) has changed since version \(expected); it is at \(stored.version). "
                + "Read it again and repeat the edit. Meanwhile:",
            changes: changes
        )
    }

    /// Moves the old state to the history, unless this same write made it.
    mutating func store(_ body: String?, over stored: Stored) throws {
        let number = try nextRevision()
        let isOwn = stored.revision == number
        if !isOwn {
            try db.cachedStatement(
                sql: """
                    INSERT INTO entry_history (entry, version, revision, ended, body)
                    VALUES (?, ?, ?, ?, ?)
                    """
            ).execute(
                arguments: [stored.key, stored.version, stored.revision, number, stored.body])
        }
        try db.cachedStatement(
            sql: "UPDATE entry SET version = ?, revision = ?, body = ? WHERE key = ?"
        ).execute(
            arguments: [isOwn ? stored.version : stored.version + 1, number, body, stored.key])
    }
}
