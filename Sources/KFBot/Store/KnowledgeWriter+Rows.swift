import GRDB

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

    mutating func insertPhrasings(of entry: Entry, key: Int64) throws {
        for (ordinal, text) in entry.phrasings.enumerated() {
            try insertPhrasing(text, ordinal: ordinal, entry: key)
        }
    }

    private mutating func insertPhrasing(_ text: String, ordinal: Int, entry: Int64) throws {
        try db.cachedStatement(
            sql: "INSERT INTO phrasing (entry, ordinal, fingerprint) VALUES (?, ?, ?)"
        ).execute(arguments: [entry, ordinal, Fingerprint.of(text)])
        try index.insert(text, key: db.lastInsertedRowID, in: db)
    }

    /// Touches only the phrasings that came, went or moved.
    mutating func updatePhrasings(from old: Entry?, to new: Entry?, key: Int64) throws {
        let before = old?.phrasings ?? []
        let after = new?.phrasings ?? []
        guard before != after else { return }
        let keys = try Int64.fetchAll(
            db,
            sql: "SELECT key FROM phrasing WHERE entry = ? ORDER BY ordinal",
            arguments: [key]
        )
        guard keys.count == before.count else {
            throw StoreError(
                .damaged,
                "The phrasings of an entry are incomplete. Restore a backup."
            )
        }
        var free: [String: [Int64]] = [:]
        for (phrasing, text) in zip(keys, before).reversed() {
            free[text, default: []].append(phrasing)
        }
        for (ordinal, text) in after.enumerated() {
            if let kept = free[text]?.popLast() {
                try db.cachedStatement(sql: "UPDATE phrasing SET ordinal = ? WHERE key = ?")
                    .execute(arguments: [ordinal, kept])
            } else {
                try insertPhrasing(text, ordinal: ordinal, entry: key)
            }
        }
        for (text, gone) in free.sorted(by: { $0.key < $1.key }) {
            for phrasing in gone {
                try index.remove(text, key: phrasing, in: db)
                try db.cachedStatement(sql: "DELETE FROM phrasing WHERE key = ?")
                    .execute(arguments: [phrasing])
            }
        }
    }
}
