import Foundation
import GRDB
import Tokenizer

/// Edits of one base that become one revision.
///
/// Lives as long as the write that made it. Each edit updates the entry, its history, its phrasings,
/// the index and the document frequencies together.
public struct KnowledgeWriter {
    /// What reading sees, edits so far included.
    public let reader: KnowledgeReader
    /// The base that is edited.
    public let base: KnowledgeBaseID
    /// What the edits so far did.
    public private(set) var counts = Revision.Counts()

    let db: Database
    let key: Int64
    let authorship: Authorship
    private var index: PhrasingIndex
    private var vocabulary: Vocabulary
    private var hasNewVocabulary = false
    /// Given out by the first edit.
    private var revision: Int?

    init(db: Database, base: KnowledgeBaseID, authorship: Authorship) throws {
        self.db = db
        self.base = base
        self.authorship = authorship
        reader = KnowledgeReader(db: db)
        if let key = try Int64.fetchOne(
            db,
            sql: "SELECT key FROM knowledge_base WHERE name = ?",
            arguments: [base.rawValue]
        ) {
            self.key = key
        } else {
            try Self.validate(base)
            try db.execute(
                sql: "INSERT INTO knowledge_base (name) VALUES (?)",
                arguments: [base.rawValue]
            )
            key = db.lastInsertedRowID
            try PhrasingIndex.create(base: key, in: db)
        }
        vocabulary = try reader.vocabulary(of: base)
        index = PhrasingIndex(base: key, vocabulary: vocabulary)
    }

    // MARK: Entries

    /// What an edit did.
    public enum Outcome: Hashable, Sendable {
        /// The entry did not exist.
        case added
        /// It existed and differs now.
        case updated
        /// It was like that already; nothing is stored.
        case unchanged
    }

    /// Stores an entry.
    ///
    /// - Parameters:
    ///   - entry: The new state.
    ///   - expected: The version that the edit started from, 0 for an entry that must not exist yet;
    ///     `nil` to overwrite whatever is there.
    /// - Returns: What the edit did.
    /// - Throws: ``StoreError`` with `invalid`, or with `conflict` and what has changed since.
    @discardableResult
    public mutating func put(_ entry: Entry, expecting expected: Int? = nil) throws -> Outcome {
        try entry.validate()
        let body = EntryCoding.body(of: entry)
        guard let stored = try stored(entry.id) else {
            if let expected, expected > 0 {
                throw StoreError(.notFound, "There is no entry \(entry.id) any more.")
            }
            let number = try nextRevision()
            try db.cachedStatement(
                sql: "INSERT INTO entry (base, id, version, revision, body) VALUES (?, ?, 1, ?, ?)"
            ).execute(arguments: [key, entry.id.rawValue, number, body])
            try insertPhrasings(of: entry, key: db.lastInsertedRowID)
            counts.added += 1
            return .added
        }
        try check(expected, against: stored, of: entry)
        if stored.body == body { return .unchanged }
        let before = try stored.body.map { try EntryCoding.entry(id: entry.id.rawValue, body: $0) }
        try store(body, over: stored)
        try updatePhrasings(from: before, to: entry, key: stored.key)
        if before == nil { counts.added += 1 } else { counts.updated += 1 }
        return before == nil ? .added : .updated
    }

    /// Removes an entry; its history stays.
    ///
    /// - Throws: ``StoreError`` with `notFound` or `conflict`.
    public mutating func remove(_ id: EntryID, expecting expected: Int? = nil) throws {
        guard let stored = try stored(id), let body = stored.body else {
            throw StoreError(.notFound, "There is no entry \(id) in the knowledge base \(base).")
        }
        let entry = try EntryCoding.entry(id: id.rawValue, body: body)
        try check(expected, against: stored, of: entry)
        try store(nil, over: stored)
        try updatePhrasings(from: entry, to: nil, key: stored.key)
        counts.removed += 1
    }

    /// The entry whose question, written in any way, is this; for imports that bring no names.
    public func entry(asking question: String) throws -> EntryID? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id FROM phrasing JOIN entry ON entry.key = phrasing.entry
                WHERE fingerprint = ? AND ordinal = 0 AND base = ? ORDER BY entry.key LIMIT 1
                """
        )
        return try String.fetchOne(
            statement,
            arguments: [Fingerprint.of(question), key]
        ).map { EntryID(rawValue: $0) }
    }

    // MARK: Vocabulary

    /// Replaces the base's own words; phrasings whose canonical form changes are indexed anew.
    public mutating func setVocabulary(_ vocabulary: Vocabulary) throws {
        guard vocabulary != self.vocabulary else { return }
        let next = PhrasingIndex.analyzer(for: vocabulary)
        if next.signature != index.analyzer.signature {
            for (phrasing, text) in try phrasingsTouched(by: vocabulary) {
                try index.replace(text, key: phrasing, with: next, in: db)
            }
            index.use(next)
        }
        self.vocabulary = vocabulary
        hasNewVocabulary = true
        _ = try nextRevision()
    }

    /// Sets when the base answers and asks back.
    public mutating func setPolicy(_ policy: MatchPolicy) throws {
        guard try policy != reader.policy(of: base) else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = String(decoding: try encoder.encode(policy), as: UTF8.self)
        try db.execute(
            sql: "INSERT OR REPLACE INTO match_policy (base, revision, body) VALUES (?, ?, ?)",
            arguments: [key, try nextRevision(), body]
        )
    }

    // MARK: Going back

    /// Restores one entry as it was; the restoring is a new edit.
    ///
    /// - Throws: ``StoreError`` with `notFound` if it never existed.
    public mutating func rollBack(_ id: EntryID, to point: PointInTime) throws {
        let revision = try reader.revision(of: base, at: point)
        let history = try reader.history(of: id, in: base)
        guard !history.isEmpty else {
            throw StoreError(.notFound, "There never was an entry \(id) in \(base).")
        }
        if let entry = history.first(where: { $0.revision <= revision })?.entry {
            try put(entry)
        } else if history[0].entry != nil {
            try remove(id)
        }
    }

    /// Restores all entries and the vocabulary as they were.
    public mutating func rollBackAll(to point: PointInTime) throws {
        let revision = try reader.revision(of: base, at: point)
        let changed = try String.fetchAll(
            db,
            sql: "SELECT id FROM entry WHERE base = ? AND revision > ? ORDER BY key",
            arguments: [key, revision]
        )
        for id in changed { try rollBack(EntryID(rawValue: id), to: .revision(revision)) }
        try setVocabulary(try reader.vocabulary(of: base, at: .revision(revision)))
    }

    // MARK: The end of the write

    /// Writes what is pending and makes the revision the head.
    mutating func finish() throws -> Int {
        try index.flush(in: db)
        guard let revision else { return try reader.head(of: base) }
        if hasNewVocabulary {
            try db.execute(
                sql: "INSERT INTO vocabulary (base, revision, body) VALUES (?, ?, ?)",
                arguments: [key, revision, EntryCoding.body(of: vocabulary)]
            )
        }
        try db.execute(
            sql: "UPDATE revision SET added = ?, updated = ?, removed = ? WHERE number = ?",
            arguments: [counts.added, counts.updated, counts.removed, revision]
        )
        try db.execute(
            sql: "UPDATE knowledge_base SET head = ? WHERE key = ?",
            arguments: [revision, key]
        )
        return revision
    }

    private static func validate(_ base: KnowledgeBaseID) throws {
        let name = base.rawValue
        guard !name.trimmingWhitespace().isEmpty, name.count <= 64,
            !name.contains(where: { $0.isNewline || $0 == "\t" })
        else {
            throw StoreError(
                .invalid,
                "A knowledge base's name has 1 to 64 characters on one line."
            )
        }
    }

    /// Opens the revision of this write at its first edit.
    private mutating func nextRevision() throws -> Int {
        if let revision { return revision }
        try db.execute(
            sql: """
                INSERT INTO revision (base, actor, date, reason, added, updated, removed)
                VALUES (?, ?, ?, ?, 0, 0, 0)
                """,
            arguments: [
                key, authorship.actor, authorship.date.timeIntervalSince1970, authorship.reason,
            ]
        )
        let number = Int(db.lastInsertedRowID)
        revision = number
        return number
    }
}

// MARK: - Rows

extension KnowledgeWriter {
    /// The newest state of an entry as it is stored.
    private struct Stored {
        let key: Int64
        let version: Int
        let revision: Int
        let body: String?
    }

    private func stored(_ id: EntryID) throws -> Stored? {
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

    private func check(_ expected: Int?, against stored: Stored, of entry: Entry) throws {
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
    private mutating func store(_ body: String?, over stored: Stored) throws {
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

    private mutating func insertPhrasings(of entry: Entry, key: Int64) throws {
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
    private mutating func updatePhrasings(from old: Entry?, to new: Entry?, key: Int64) throws {
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

// MARK: - Re-indexing

extension KnowledgeWriter {
    /// The phrasings that a change of synonyms may give another canonical form.
    ///
    /// Such a phrasing holds, in its plain form, a word whose class has changed. Under the old rules
    /// that word stands in the index as its own canonical form, or as that of a member which overlaps
    /// it; the index is asked for all of these.
    private func phrasingsTouched(by next: Vocabulary) throws -> [(key: Int64, text: String)] {
        let old = Self.classes(vocabulary.synonyms + SynonymTable.standardClasses)
        let new = Self.classes(next.synonyms + SynonymTable.standardClasses)
        let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        var keys: Set<Int64> = []
        for word in changed {
            let anchors = [word] + old.keys.filter { Self.overlaps($0, word) }
            for anchor in anchors {
                let terms = index.terms(of: anchor)
                // A word of one unit is indexed as that unit, inside a text also in pairs.
                keys.formUnion(try index.phrasings(holding: terms, in: db))
            }
        }
        return try keys.sorted().compactMap { key in
            try Self.text(ofPhrasing: key, in: db).map { (key, $0) }
        }
    }

    /// The class of each word, in plain form.
    private static func classes(_ classes: [[String]]) -> [String: String] {
        let normalizer = TextNormalizer()
        var heads: [String: String] = [:]
        for words in classes {
            let plain = words.map { normalizer.normalize($0).text }
            for word in plain where heads[word] == nil { heads[word] = plain[0] }
        }
        return heads
    }

    /// Whether a text could hold both words on some of the same characters.
    private static func overlaps(_ member: String, _ word: String) -> Bool {
        guard member != word else { return false }
        if member.contains(word) || word.contains(member) { return true }
        let (a, b) = (Array(member), Array(word))
        return (1..<min(a.count, b.count)).contains { length in
            a.suffix(length) == b.prefix(length) || b.suffix(length) == a.prefix(length)
        }
    }

    static func text(ofPhrasing key: Int64, in db: Database) throws -> String? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, body, ordinal FROM phrasing JOIN entry ON entry.key = phrasing.entry
                    WHERE phrasing.key = ?
                    """
            ),
            arguments: [key]
        )
        guard let row, let body: String = row["body"] else { return nil }
        let phrasings = try EntryCoding.entry(id: row["id"], body: body).phrasings
        let ordinal: Int = row["ordinal"]
        return ordinal < phrasings.count ? phrasings[ordinal] : nil
    }

    /// Indexes a whole base anew.
    static func rebuildIndex(of base: KnowledgeBaseID, key: Int64, in db: Database) throws {
        let reader = KnowledgeReader(db: db)
        try PhrasingIndex.drop(base: key, in: db)
        try PhrasingIndex.create(base: key, in: db)
        var index = PhrasingIndex(base: key, vocabulary: try reader.vocabulary(of: base))
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT key, id, body FROM entry WHERE base = ? AND body IS NOT NULL ORDER BY key",
            arguments: [key]
        )
        while let row = try rows.next() {
            let entry = try EntryCoding.entry(id: row["id"], body: row["body"])
            let entryKey: Int64 = row["key"]
            let keys = try Int64.fetchAll(
                db,
                sql: "SELECT key FROM phrasing WHERE entry = ? ORDER BY ordinal",
                arguments: [entryKey]
            )
            for (phrasing, text) in zip(keys, entry.phrasings) {
                try index.insert(text, key: phrasing, in: db)
                try db.cachedStatement(sql: "UPDATE phrasing SET fingerprint = ? WHERE key = ?")
                    .execute(arguments: [Fingerprint.of(text), phrasing])
            }
        }
        try index.flush(in: db)
    }
}
