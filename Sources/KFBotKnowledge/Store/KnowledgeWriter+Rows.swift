import GRDB
import KFBotModel

extension KnowledgeWriter {
    func stored(_ id: EntryID) throws -> StoredEntry? { try reader.stored(id, in: key) }

    func check(_ expected: Int?, against stored: StoredEntry, of entry: Entry) throws {
        let isThere = stored.body != nil
        guard let expected, expected != (isThere ? stored.version : 0) else { return }
        if expected == 0 {
            throw StoreError(.exists, "Entry \(entry.id) exists already in \(base).")
        }
        let changes = FieldChange.changes(
            from: try reader.entry(stored, version: expected),
            to: try stored.entry()
        )
        throw StoreError(
            .conflict,
            "Entry \(entry.id) has changed since version \(expected); it is at \(stored.version). "
                + "Read it again and repeat the edit. Meanwhile:",
            changes: changes
        )
    }

    /// Moves the old state to the history, unless this same write made it.
    mutating func store(_ body: String?, over stored: StoredEntry) throws {
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
