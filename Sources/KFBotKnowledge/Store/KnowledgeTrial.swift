package import KFBotModel

/// Edits of one base on trial: they are counted as a write would count them, and stored nowhere.
///
/// Lives as long as the read that made it.
package struct KnowledgeTrial {
    /// What is stored.
    package let reader: KnowledgeReader
    /// The base, which need not exist.
    package let base: KnowledgeBaseID

    /// The base's row; `nil` if the base does not exist.
    private let key: Int64?
    /// What the edits so far left, by name.
    private var edited: [EntryID: Entry] = [:]
    /// The edited entries that ask a question, by its fingerprint.
    private var askers: [Int64: [EntryID]] = [:]
    /// The rows of the edited entries; new ones get numbers behind all that are stored.
    private var rows: [EntryID: Int64] = [:]
    private var nextRow: Int64 = .max / 2

    init(of base: KnowledgeBaseID, in reader: KnowledgeReader) throws {
        self.reader = reader
        self.base = base
        key = try reader.knownKey(of: base)
        if key == nil { try KnowledgeWriter.validate(base) }
        try reader.requireIndex()
    }

    /// Whether the base holds no entry.
    package var isFresh: Bool { key == nil }

    /// The newest state of an entry, edits included; `nil` if there is none.
    package func newestEntry(_ id: EntryID) throws -> Entry? {
        if let entry = edited[id] { return entry }
        return try key.flatMap { try reader.stored(id, in: $0) }?.entry()
    }

    /// The entry whose question has a fingerprint; the one that came first.
    package func entry(asking fingerprint: Int64) throws -> EntryID? {
        var found: [(row: Int64, id: EntryID)] = []
        for id in askers[fingerprint] ?? [] {
            if let row = rows[id] { found.append((row, id)) }
        }
        if let key {
            found += try reader.entries(asking: fingerprint, in: key)
                .filter { edited[$0.id] == nil }.map { ($0.key, $0.id) }
        }
        return found.min { $0.row < $1.row }?.id
    }

    /// Takes an entry as ``KnowledgeWriter/put(_:expecting:)`` would store it.
    ///
    /// - Throws: ``StoreError`` with `invalid`.
    package mutating func put(_ entry: Entry) throws -> KnowledgeWriter.Outcome {
        try entry.validate()
        let stored = try key.flatMap { try reader.stored(entry.id, in: $0) }
        let before = try newestEntry(entry.id)
        if before == entry { return .unchanged }
        edited[entry.id] = entry
        if rows[entry.id] == nil {
            rows[entry.id] = stored?.key ?? nextRow
            nextRow += 1
        }
        if let before { askers[Fingerprint.of(before.question)]?.removeAll { $0 == entry.id } }
        askers[Fingerprint.of(entry.question), default: []].append(entry.id)
        return before == nil ? .added : .updated
    }
}
