import KFBotKnowledge
import KFBotModel

/// What an import edits: a base, or a trial of one.
protocol ImportTarget {
    /// Whether nothing was stored before the import.
    var isFresh: Bool { get }
    func newestEntry(_ id: EntryID) throws -> Entry?
    func entry(asking fingerprint: Int64) throws -> EntryID?
    mutating func put(_ entry: Entry) throws -> KnowledgeWriter.Outcome
    mutating func put(_ entry: PreparedEntry) throws -> KnowledgeWriter.Outcome
    mutating func add(_ vocabulary: Vocabulary) throws
}

extension KnowledgeWriter: ImportTarget {
    mutating func put(_ entry: Entry) throws -> Outcome { try put(entry, expecting: nil) }

    mutating func add(_ vocabulary: Vocabulary) throws {
        try setVocabulary(try reader.vocabulary(of: base).merging(vocabulary))
    }
}

extension KnowledgeTrial: ImportTarget {
    mutating func put(_ entry: PreparedEntry) throws -> KnowledgeWriter.Outcome {
        try put(entry.entry)
    }

    func add(_ vocabulary: Vocabulary) {}
}
