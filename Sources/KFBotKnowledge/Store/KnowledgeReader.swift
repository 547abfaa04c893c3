import Foundation
package import GRDB
public import KFBotMatching
public import KFBotModel

/// Reads of one state of a workspace's knowledge; lives as long as the read that made it.
public struct KnowledgeReader {
    let db: Database

    package init(db: Database) {
        self.db = db
    }

    // MARK: Bases and revisions

    /// The names of the bases, in the order of their creation.
    public func bases() throws -> [KnowledgeBaseID] {
        try baseKeys().map(\.name)
    }

    /// The newest revision of a base; 0 if it has none or does not exist.
    public func head(of base: KnowledgeBaseID) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT head FROM knowledge_base WHERE name = ?"),
            arguments: [base.rawValue]
        ) ?? 0
    }

    /// The number of the last revision of a base at a moment of its life.
    ///
    /// - Throws: ``StoreError`` with `notFound` for a revision that does not exist yet.
    public func revision(of base: KnowledgeBaseID, at point: PointInTime) throws -> Int {
        let head = try head(of: base)
        switch point {
        case .head: return head
        case .revision(let number):
            guard number >= 0, number <= head else {
                throw StoreError(
                    .notFound,
                    "There is no revision \(number); the newest of \(base) is \(head)."
                )
            }
            return number
        case .date(let date):
            return try Int.fetchOne(
                db,
                sql: """
                    SELECT MAX(number) FROM revision JOIN knowledge_base ON key = base
                    WHERE name = ? AND date <= ?
                    """,
                arguments: [base.rawValue, date.timeIntervalSince1970]
            ) ?? 0
        }
    }

    /// The revisions of a base, newest first.
    public func revisions(of base: KnowledgeBaseID, limit: Int = .max) throws -> [Revision] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT number, actor, date, reason, added, updated, removed
                FROM revision JOIN knowledge_base ON key = base
                WHERE name = ? ORDER BY number DESC LIMIT ?
                """,
            arguments: [base.rawValue, limit]
        ).map { row in
            var counts = Revision.Counts()
            (counts.added, counts.updated, counts.removed) = (
                try row.value("added"), try row.value("updated"), try row.value("removed")
            )
            return Revision(
                number: try row.value("number"),
                base: base,
                actor: try row.value("actor"),
                date: try row.moment("date"),
                reason: try row.value("reason"),
                counts: counts
            )
        }
    }

    // MARK: Entries

    /// The number of entries and of their phrasings now.
    public func counts(of base: KnowledgeBaseID) throws -> (entries: Int, phrasings: Int) {
        let key = try key(of: base)
        let entries = try Int.fetchOne(
            db,
            sql: "SELECT COUNT(*) FROM entry WHERE base = ? AND body IS NOT NULL",
            arguments: [key]
        )
        let phrasings = try Int.fetchOne(
            db,
            sql: "SELECT COUNT(*) FROM phrasing JOIN entry ON entry.key = entry WHERE base = ?",
            arguments: [key]
        )
        return (entries ?? 0, phrasings ?? 0)
    }

    /// Calls `body` with each entry, in the order of their first import.
    ///
    /// - Throws: ``StoreError`` with `notFound`; what `body` throws ends the reading.
    public func forEachEntry(
        of base: KnowledgeBaseID,
        at point: PointInTime = .head,
        _ body: (Entry) throws -> Void
    ) throws {
        try forEachNumberedEntry(of: base, at: point) { try body($0.entry) }
    }

    /// All entries of a base, in the order of their first import.
    public func entries(
        of base: KnowledgeBaseID,
        at point: PointInTime = .head
    ) throws -> [Entry] {
        var entries: [Entry] = []
        try forEachEntry(of: base, at: point) { entries.append($0) }
        return entries
    }

    /// One entry with its version.
    ///
    /// - Throws: ``StoreError`` with `notFound` if it did not exist at that moment.
    public func entry(
        _ id: EntryID,
        of base: KnowledgeBaseID,
        at point: PointInTime = .head
    ) throws -> (entry: Entry, version: Int) {
        let key = try key(of: base)
        let revision = try revision(of: base, at: point)
        if let newest = try stored(id, in: key), let state = try state(of: newest, at: revision),
            let entry = try state.entry()
        {
            return (entry, state.version)
        }
        throw StoreError(.notFound, "There is no entry \(id) in the knowledge base \(base).")
    }

    /// The newest state of an entry, also of a removed one; `nil` if it never existed.
    ///
    /// - Throws: ``StoreError`` with `notFound` for an unknown base.
    package func newestVersion(
        of id: EntryID,
        in base: KnowledgeBaseID
    ) throws -> EntryVersion? {
        try stored(id, in: key(of: base)).map {
            EntryVersion(version: $0.version, revision: $0.revision, entry: try $0.entry())
        }
    }

    /// An entry as a revision left it; `nil` if it did not exist then.
    ///
    /// - Throws: ``StoreError`` with `notFound` for an unknown base.
    package func entry(
        _ id: EntryID,
        of base: KnowledgeBaseID,
        leftBy revision: Int
    ) throws -> Entry? {
        guard let newest = try stored(id, in: key(of: base)) else { return nil }
        return try state(of: newest, at: revision)?.entry()
    }

    /// The state that an entry had at a revision; `nil` if it did not exist yet.
    func state(of newest: StoredEntry, at revision: Int) throws -> StoredEntry? {
        if newest.revision <= revision { return newest }
        let statement = try db.cachedStatement(
            sql: """
                SELECT version, revision, body FROM entry_history
                WHERE entry = ? AND revision <= ? AND ended > ? ORDER BY version DESC LIMIT 1
                """
        )
        return try Row.fetchOne(statement, arguments: [newest.key, revision, revision]).map {
            StoredEntry(
                id: newest.id,
                key: newest.key,
                version: try $0.decode(atIndex: 0),
                revision: try $0.decode(atIndex: 1),
                body: try $0.decode(atIndex: 2)
            )
        }
    }

    /// One version of an entry; `nil` if there is none of that number or the entry was removed in it.
    func entry(_ newest: StoredEntry, version: Int) throws -> Entry? {
        if newest.version == version { return try newest.entry() }
        let body = try String?.fetchOne(
            db.cachedStatement(
                sql: "SELECT body FROM entry_history WHERE entry = ? AND version = ?"
            ),
            arguments: [newest.key, version]
        )
        return try (body ?? nil).map { try EntryCoding.entry(id: newest.id.rawValue, body: $0) }
    }

    /// The states of an entry, newest first; none if it never existed.
    public func history(of id: EntryID, in base: KnowledgeBaseID) throws -> [EntryVersion] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT version, revision, body FROM entry WHERE base = :base AND id = :id
                UNION ALL
                SELECT h.version, h.revision, h.body FROM entry_history h
                JOIN entry ON key = entry WHERE base = :base AND id = :id
                ORDER BY version DESC
                """,
            arguments: ["base": try key(of: base), "id": id.rawValue]
        ).map { row in
            let body: String? = try row.value("body")
            return EntryVersion(
                version: try row.value("version"),
                revision: try row.value("revision"),
                entry: try body.map { try EntryCoding.entry(id: id.rawValue, body: $0) }
            )
        }
    }

    /// The entries that a revision changed, in the order of their first import.
    public func entries(changedBy revision: Int) throws -> [EntryID] {
        try String.fetchAll(
            db,
            sql: """
                SELECT id FROM entry WHERE revision = :revision
                OR key IN (SELECT entry FROM entry_history WHERE revision = :revision)
                ORDER BY key
                """,
            arguments: ["revision": revision]
        ).map { EntryID(rawValue: $0) }
    }

    // MARK: Vocabulary

    /// The base's own words.
    public func vocabulary(
        of base: KnowledgeBaseID,
        at point: PointInTime = .head
    ) throws -> Vocabulary {
        try body(in: .vocabulary, of: base, at: point).map(EntryCoding.vocabulary) ?? Vocabulary()
    }

    /// When the base answers and asks back; the default policy if none was set.
    public func policy(
        of base: KnowledgeBaseID,
        at point: PointInTime = .head
    ) throws -> MatchPolicy {
        guard let body = try body(in: .policy, of: base, at: point) else { return MatchPolicy() }
        do {
            return try PolicyCoding.policy(body: body)
        } catch {
            throw StoreError(.damaged, "The thresholds of \(base) cannot be read.")
        }
    }

    /// Tables with one row for each revision that changed something of a whole base.
    private enum BaseTable: String {
        case vocabulary
        case policy = "match_policy"
    }

    private func body(
        in table: BaseTable,
        of base: KnowledgeBaseID,
        at point: PointInTime
    ) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT body FROM \(table.rawValue) JOIN knowledge_base ON key = base
                WHERE name = ? AND revision <= ? ORDER BY revision DESC LIMIT 1
                """,
            arguments: [base.rawValue, try revision(of: base, at: point)]
        )
    }

    /// How many entries came, went or changed since a revision; counted no further than a limit.
    func changeCount(
        of base: KnowledgeBaseID,
        since revision: Int,
        upTo limit: Int
    ) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT COUNT(*) FROM (
                        SELECT 1 FROM entry INDEXED BY entry_by_revision
                        WHERE revision > ? AND base = ?
                        LIMIT ?)
                    """
            ),
            arguments: [revision, key(of: base), limit]
        ) ?? 0
    }

    /// The entries that differ between a revision and now, and whether anything else does.
    ///
    /// - Returns: The entries as they are now, the names of those that are gone, and whether the
    ///   vocabulary has changed.
    func changes(
        of base: KnowledgeBaseID,
        since revision: Int
    ) throws -> (entries: [NumberedEntry], removed: [EntryID]) {
        let key = try key(of: base)
        // Left to itself SQLite reads all entries in their order, of which hardly any are so new.
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT key, id, body FROM entry INDEXED BY entry_by_revision
                WHERE revision > ? AND base = ?
                ORDER BY key
                """,
            arguments: [revision, key]
        )
        return (
            try rows.filter { !$0.hasNull(atIndex: 2) }.map(Self.numberedEntry),
            try rows.filter { $0.hasNull(atIndex: 2) }.map {
                EntryID(rawValue: try $0.value("id"))
            }
        )
    }

    // MARK: For the store's own parts

    /// Calls `body` with each entry and its place in the order of their first import.
    func forEachNumberedEntry(
        of base: KnowledgeBaseID,
        at point: PointInTime,
        _ body: (NumberedEntry) throws -> Void
    ) throws {
        let revision = try revision(of: base, at: point)
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT key, id, body FROM (
                    SELECT key, id, body FROM entry WHERE base = :base AND revision <= :revision
                    UNION ALL
                    SELECT key, id, entry_history.body FROM entry_history
                    JOIN entry ON key = entry_history.entry
                    WHERE base = :base AND entry.revision > :revision
                        AND entry_history.revision <= :revision AND ended > :revision
                )
                WHERE body IS NOT NULL
                ORDER BY key
                """,
            arguments: ["base": try key(of: base), "revision": revision]
        )
        while let row = try cursor.next() {
            try body(Self.numberedEntry(row))
        }
    }

    /// The entries in some rows, in the order of their first import.
    func entries(withKeys keys: Set<Int64>) throws -> [NumberedEntry] {
        let statement = try db.cachedStatement(
            sql: "SELECT key, id, body FROM entry WHERE key = ? AND body IS NOT NULL"
        )
        return try keys.sorted().compactMap { key in
            try Row.fetchOne(statement, arguments: [key]).map(Self.numberedEntry)
        }
    }

    private static func numberedEntry(_ row: Row) throws -> NumberedEntry {
        NumberedEntry(
            entry: try EntryCoding.entry(id: try row.value("id"), body: try row.value("body")),
            number: UInt32(clamping: try row.decode(Int64.self, forColumn: "key"))
        )
    }

    /// The revision that set the base's own words; 0 for none.
    func vocabularyRevision(of base: KnowledgeBaseID) throws -> Int {
        try Int.fetchOne(
            db,
            sql: "SELECT MAX(revision) FROM vocabulary WHERE base = ?",
            arguments: [key(of: base)]
        ) ?? 0
    }

    func baseKeys() throws -> [(key: Int64, name: KnowledgeBaseID)] {
        try Row.fetchAll(db, sql: "SELECT key, name FROM knowledge_base ORDER BY key").map {
            (try $0.value("key"), KnowledgeBaseID(rawValue: try $0.value("name")))
        }
    }

    package func key(of base: KnowledgeBaseID) throws -> Int64 {
        if let key = try knownKey(of: base) { return key }
        let known = try bases().map(\.rawValue).joined(separator: ", ")
        throw StoreError(
            .notFound,
            "There is no knowledge base \(base)."
                + (known.isEmpty ? " The workspace holds none." : " There are: \(known)."),
            subject: .base
        )
    }

    /// The key of a base; `nil` if it does not exist.
    func knownKey(of base: KnowledgeBaseID) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT key FROM knowledge_base WHERE name = ?"),
            arguments: [base.rawValue]
        )
    }

    /// The key of an entry, also of a removed one; `nil` if it never existed.
    func key(of entry: EntryID, in base: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT key FROM entry WHERE base = ? AND id = ?"),
            arguments: [base, entry.rawValue]
        )
    }

    /// The newest state of an entry, also of a removed one; `nil` if it never existed.
    func stored(_ id: EntryID, in base: Int64) throws -> StoredEntry? {
        let statement = try db.cachedStatement(
            sql: "SELECT key, version, revision, body FROM entry WHERE base = ? AND id = ?"
        )
        return try Row.fetchOne(statement, arguments: [base, id.rawValue]).map {
            StoredEntry(
                id: id,
                key: try $0.decode(atIndex: 0),
                version: try $0.decode(atIndex: 1),
                revision: try $0.decode(atIndex: 2),
                body: try $0.decode(atIndex: 3)
            )
        }
    }

    /// The entries whose question has a fingerprint, in the order of their first import.
    func entries(
        asking fingerprint: Int64,
        in base: Int64
    ) throws -> [(id: EntryID, key: Int64)] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, entry.key FROM phrasing JOIN entry ON entry.key = phrasing.entry
                WHERE fingerprint = ? AND ordinal = 0 AND base = ? ORDER BY entry.key
                """
        )
        return try Row.fetchAll(statement, arguments: [fingerprint, base]).map {
            (EntryID(rawValue: try $0.decode(atIndex: 0)), try $0.decode(atIndex: 1))
        }
    }

    /// By which rules the index was filled; `nil` if it must be filled anew.
    func indexStamp() throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT value FROM setting WHERE name = 'index'")
        )
    }

    /// Refuses work that rests on the index unless it was filled by this program's rules.
    ///
    /// A row is found, and taken out, by the terms that it was made of; other rules give other terms.
    ///
    /// - Throws: ``StoreError`` with `indexOutOfDate`.
    func requireIndex() throws {
        guard try indexStamp() != PhrasingIndex.signature else { return }
        throw StoreError(
            .indexOutOfDate,
            "Another version of the program has indexed the knowledge base."
        )
    }

    // MARK: Checking

    /// What of a base cannot be read, one line each: entries of all revisions, words, thresholds, a draft.
    func unreadable(in base: KnowledgeBaseID) throws -> [String] {
        let key = try key(of: base)
        var faults: [String] = []
        func check(_ what: String, _ body: () throws -> Void) throws {
            do {
                try body()
            } catch let error as DatabaseError {
                throw error
            } catch {
                faults.append("\(what) of \(base) cannot be read")
            }
        }
        let entries = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, version, body FROM entry WHERE base = :base AND body IS NOT NULL
                UNION ALL
                SELECT id, h.version, h.body FROM entry_history h JOIN entry ON key = h.entry
                WHERE base = :base AND h.body IS NOT NULL
                """,
            arguments: ["base": key]
        )
        while let row = try entries.next() {
            let id = try row.decode(String?.self, forColumn: "id") ?? ""
            try check("a state of entry \(id)") {
                let _: Int = try row.value("version")
                _ = try EntryCoding.entry(id: id, body: try row.value("body"))
            }
        }
        for (table, read) in [
            (BaseTable.vocabulary, { _ = try EntryCoding.vocabulary(body: $0) }),
            (.policy, { _ = try PolicyCoding.policy(body: $0) }),
        ] as [(BaseTable, (String) throws -> Void)] {
            let bodies = try String.fetchAll(
                db,
                sql: "SELECT body FROM \(table.rawValue) WHERE base = ?",
                arguments: [key]
            )
            for body in bodies { try check("a row of \(table.rawValue)") { try read(body) } }
        }
        try check("the history") { _ = try revisions(of: base) }
        try check("the draft") { _ = try draft(of: base) }
        return faults
    }
}

/// One state of an entry as it is stored.
struct StoredEntry {
    let id: EntryID
    let key: Int64
    let version: Int
    let revision: Int
    /// `nil` if the entry is removed.
    let body: String?

    /// What the body says.
    func entry() throws -> Entry? {
        try body.map { try EntryCoding.entry(id: id.rawValue, body: $0) }
    }
}
