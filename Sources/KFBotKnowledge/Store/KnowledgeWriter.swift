import Foundation
import GRDB
public import KFBotMatching
public import KFBotModel
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
    package let authorship: Authorship
    var indexer: EntryIndexer
    private(set) var vocabulary: Vocabulary
    private var hasNewVocabulary = false
    /// Given out by the first edit.
    private var revision: Int?

    init(db: Database, base: KnowledgeBaseID, authorship: Authorship) throws {
        self.db = db
        self.base = base
        self.authorship = authorship
        reader = KnowledgeReader(db: db)
        if let key = try reader.knownKey(of: base) {
            self.key = key
        } else {
            try Self.validate(base)
            try db.execute(
                sql: "INSERT INTO knowledge_base (name) VALUES (?)",
                arguments: [base.rawValue]
            )
            key = db.lastInsertedRowID
            try PhrasingIndex(base: key).create(in: db)
        }
        isFresh =
            try Int.fetchOne(
                db,
                sql: "SELECT 1 FROM entry WHERE base = ? LIMIT 1",
                arguments: [key]
            ) == nil
        vocabulary = try reader.vocabulary(of: base)
        indexer = EntryIndexer(base: key, vocabulary: vocabulary)
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
    ///   - expected: The version that the edit started from; 0 if the entry must not exist yet; `nil` to
    ///     overwrite any version.
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
            if let row = try insertIfNew(entry.id, body) {
                try indexer.replace(nil, by: entry, key: row, in: db)
            }
            return .added
        }
        try check(expected, against: stored, of: entry)
        if stored.body == body { return .unchanged }
        let before = try stored.body.map { try EntryCoding.entry(id: entry.id.rawValue, body: $0) }
        try store(body, over: stored)
        try indexer.replace(before, by: entry, key: stored.key, in: db)
        if before == nil { counts.added += 1 } else { counts.updated += 1 }
        return before == nil ? .added : .updated
    }

    /// Stores an entry that was prepared for this base.
    ///
    /// - Throws: ``StoreError`` with `invalid`.
    package mutating func put(_ prepared: PreparedEntry) throws -> Outcome {
        if let defect = prepared.defect { throw defect }
        guard let row = try insertIfNew(prepared.entry.id, prepared.body) else {
            return try put(prepared.entry)
        }
        try indexer.insert(prepared, key: row, in: db)
        return .added
    }

    /// Stores an entry that never existed; `nil` if it did.
    private mutating func insertIfNew(_ id: EntryID, _ body: String) throws -> Int64? {
        try db.cachedStatement(
            sql: """
                INSERT INTO entry (base, id, version, revision, body) VALUES (?, ?, 1, ?, ?)
                ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [key, id.rawValue, try nextRevision(), body])
        guard db.changesCount > 0 else { return nil }
        counts.added += 1
        return db.lastInsertedRowID
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
        try indexer.replace(entry, by: nil, key: stored.key, in: db)
        counts.removed += 1
    }

    /// The entry whose question, written in any way, is this; for imports that bring no names.
    public func entry(asking question: String) throws -> EntryID? {
        try entry(asking: Fingerprint.of(question))
    }

    /// The same by the fingerprint of the question.
    package func entry(asking fingerprint: Int64) throws -> EntryID? {
        try reader.entries(asking: fingerprint, in: key).first?.id
    }

    /// The newest state of an entry, edits included; `nil` if there is none.
    package func newestEntry(_ id: EntryID) throws -> Entry? { try stored(id)?.entry() }

    /// Whether the base never held an entry before this write.
    package let isFresh: Bool

    /// Prepares entries for this base, as long as its vocabulary stays.
    package var preparation: EntryPreparation { EntryPreparation(indexer.analyzer) }

    // MARK: Vocabulary

    /// Replaces the base's own words; phrasings whose canonical form changes are indexed anew.
    public mutating func setVocabulary(_ vocabulary: Vocabulary) throws {
        guard vocabulary != self.vocabulary else { return }
        let next = EntryIndexer.analyzer(for: vocabulary)
        if next.units.synonymRevision != indexer.analyzer.units.synonymRevision {
            for (entry, key) in try entriesTouched(by: vocabulary) {
                try indexer.reindex(entry, key: key, with: next, in: db)
            }
        }
        indexer.use(next)
        self.vocabulary = vocabulary
        hasNewVocabulary = true
        _ = try nextRevision()
    }

    /// Sets when the base answers and asks back.
    public mutating func setPolicy(_ policy: MatchPolicy) throws {
        guard try policy != reader.policy(of: base) else { return }
        try db.execute(
            sql: "INSERT OR REPLACE INTO match_policy (base, revision, body) VALUES (?, ?, ?)",
            arguments: [key, try nextRevision(), PolicyCoding.body(of: policy)]
        )
    }

    // MARK: Going back

    /// Restores one entry as it was; the restoring is a new edit.
    ///
    /// - Throws: ``StoreError`` with `notFound` if it never existed.
    public mutating func rollBack(_ id: EntryID, to point: PointInTime) throws {
        guard let stored = try stored(id) else {
            throw StoreError(.notFound, "There never was an entry \(id) in \(base).")
        }
        if let entry = try reader.state(of: stored, at: reader.revision(of: base, at: point))?
            .entry()
        {
            try put(entry)
        } else if stored.body != nil {
            try remove(id)
        }
    }

    /// Restores all entries, the vocabulary and the policy as they were.
    public mutating func rollBackAll(to point: PointInTime) throws {
        let revision = try reader.revision(of: base, at: point)
        let changed = try String.fetchAll(
            db,
            sql: "SELECT id FROM entry WHERE base = ? AND revision > ? ORDER BY key",
            arguments: [key, revision]
        )
        for id in changed { try rollBack(EntryID(rawValue: id), to: .revision(revision)) }
        try setVocabulary(try reader.vocabulary(of: base, at: .revision(revision)))
        try setPolicy(try reader.policy(of: base, at: .revision(revision)))
    }

    // MARK: The end of the write

    /// Writes what is pending and makes the revision the head.
    mutating func finish() throws -> Int {
        try indexer.finish(in: db)
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

    static func validate(_ base: KnowledgeBaseID) throws {
        let name = base.rawValue
        guard !name.trimmingWhitespace().isEmpty, name.count <= 64, name.utf8.count <= 256,
            !name.contains(where: { $0.isNewline || $0 == "\t" })
        else {
            throw StoreError(
                .invalid,
                "A knowledge base's name has 1 to 64 characters, at most 256 UTF-8 bytes, on one line."
            )
        }
    }

    /// Opens the revision of this write at its first edit.
    mutating func nextRevision() throws -> Int {
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
