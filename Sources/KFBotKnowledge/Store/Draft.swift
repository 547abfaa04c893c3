import GRDB
public import KFBotModel

public import struct Foundation.Date

/// Edits of a base that no customer sees yet (草稿).
public struct Draft: Hashable, Sendable {
    /// Who began it.
    public let actor: String
    /// When it was begun.
    public let date: Date
    /// The edited entries, by name.
    public let changes: [Change]
    /// The base's words in the draft; `nil` where the draft leaves them as they are.
    public let vocabulary: Vocabulary?

    /// One edited entry of a draft.
    public struct Change: Hashable, Sendable {
        /// The entry.
        public let id: EntryID
        /// The version that the edit started from; 0 for a new entry.
        public let version: Int
        /// The published state now; `nil` if there is none.
        public let published: Entry?
        /// The version of ``published``; 0 if there is none.
        public let publishedVersion: Int
        /// The state in the draft; `nil` if the draft removes the entry.
        public let entry: Entry?

        /// Whether someone else changed the published entry since the edit.
        public var isOutdated: Bool { version != publishedVersion }
    }
}

extension KnowledgeReader {
    /// The draft of a base; `nil` if there is none.
    public func draft(of base: KnowledgeBaseID) throws -> Draft? {
        let key = try key(of: base)
        guard
            let row = try Row.fetchOne(
                db,
                sql: "SELECT actor, date, vocabulary FROM draft WHERE base = ?",
                arguments: [key]
            )
        else { return nil }
        let vocabulary: String? = try row.value("vocabulary")
        let changes = try Row.fetchAll(
            db,
            sql: """
                SELECT d.id, d.version, d.body, e.version AS current, e.body AS published
                FROM draft_entry d LEFT JOIN entry e ON e.base = d.base AND e.id = d.id
                WHERE d.base = ? ORDER BY d.id
                """,
            arguments: [key]
        ).map { row in
            let id: String = try row.value("id")
            let body: String? = try row.value("body")
            let published: String? = try row.value("published")
            return Draft.Change(
                id: EntryID(rawValue: id),
                version: try row.value("version"),
                published: try published.map { try EntryCoding.entry(id: id, body: $0) },
                publishedVersion: published == nil ? 0 : try row.value("current"),
                entry: try body.map { try EntryCoding.entry(id: id, body: $0) }
            )
        }
        return Draft(
            actor: try row.value("actor"),
            date: try row.moment("date"),
            changes: changes,
            vocabulary: try vocabulary.map(EntryCoding.vocabulary)
        )
    }

    /// The entries as they would be after publishing the draft, for testing it.
    public func entriesWithDraft(of base: KnowledgeBaseID) throws -> [Entry] {
        var edited: [EntryID: Entry?] = [:]
        for change in try draft(of: base)?.changes ?? [] { edited[change.id] = .some(change.entry) }
        var entries = try entries(of: base).compactMap { entry -> Entry? in
            guard let change = edited.removeValue(forKey: entry.id) else { return entry }
            return change
        }
        entries += edited.sorted { $0.key < $1.key }.compactMap(\.value)
        return entries
    }
}

extension KnowledgeWriter {
    /// Begins a draft.
    ///
    /// - Throws: ``StoreError`` with `exists` if there is one.
    public func startDraft() throws {
        guard try reader.draft(of: base) == nil else {
            throw StoreError(.exists, "There is a draft of \(base).", subject: .draft)
        }
        try openDraft()
    }

    /// Stores an entry in the draft, beginning one if there is none.
    ///
    /// - Throws: ``StoreError`` with `invalid`.
    public func putInDraft(_ entry: Entry) throws {
        try entry.validate()
        try storeInDraft(entry.id, body: EntryCoding.body(of: entry))
    }

    /// Removes an entry in the draft, beginning one if there is none.
    ///
    /// - Throws: ``StoreError`` with `notFound` if neither draft nor published base has it.
    public func removeInDraft(_ id: EntryID) throws {
        let isNew = try reader.draft(of: base)?.changes.first { $0.id == id }?.published == nil
        if isNew, try stored(id)?.body == nil {
            try db.execute(
                sql: "DELETE FROM draft_entry WHERE base = ? AND id = ?",
                arguments: [key, id.rawValue]
            )
            guard db.changesCount > 0 else {
                throw StoreError(
                    .notFound,
                    "There is no entry \(id) in the knowledge base \(base)."
                )
            }
            return
        }
        try storeInDraft(id, body: nil)
    }

    /// Stores the base's own words in the draft, beginning one if there is none.
    public func setVocabularyInDraft(_ vocabulary: Vocabulary) throws {
        try openDraft()
        try db.execute(
            sql: "UPDATE draft SET vocabulary = ? WHERE base = ?",
            arguments: [EntryCoding.body(of: vocabulary), key]
        )
    }

    /// Throws the draft away.
    ///
    /// - Throws: ``StoreError`` with `notFound` if there is none.
    public func discardDraft() throws {
        try requireDraft()
        try db.execute(sql: "DELETE FROM draft WHERE base = ?", arguments: [key])
    }

    /// Makes all edits of the draft visible at once and ends it.
    ///
    /// - Throws: ``StoreError`` with `notFound`, or `conflict` with the entries that others changed
    ///   meanwhile; then nothing is published.
    public mutating func publishDraft() throws {
        let draft = try requireDraft()
        for change in draft.changes {
            if let entry = change.entry {
                try put(entry, expecting: change.version)
            } else if change.published != nil {
                try remove(change.id, expecting: change.version)
            }
        }
        if let vocabulary = draft.vocabulary { try setVocabulary(vocabulary) }
        try db.execute(sql: "DELETE FROM draft WHERE base = ?", arguments: [key])
    }

    @discardableResult
    private func requireDraft() throws -> Draft {
        guard let draft = try reader.draft(of: base) else {
            throw StoreError(.notFound, "There is no draft of \(base).", subject: .draft)
        }
        return draft
    }

    private func openDraft() throws {
        try db.execute(
            sql: "INSERT INTO draft (base, actor, date) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            arguments: [key, authorship.actor, authorship.date.timeIntervalSince1970]
        )
    }

    private func storeInDraft(_ id: EntryID, body: String?) throws {
        try openDraft()
        let current = try stored(id)
        let version = current?.body == nil ? 0 : current?.version ?? 0
        try db.execute(
            sql: """
                INSERT INTO draft_entry (base, id, version, body) VALUES (?, ?, ?, ?)
                ON CONFLICT (base, id) DO UPDATE SET body = excluded.body
                """,
            arguments: [key, id.rawValue, version, body]
        )
    }
}
