import Foundation
import KFBot

/// One state of a base with its entries, ready to be tested.
struct TestedBase {
    let base: KnowledgeBaseID
    let matcher: Matcher
    /// Gives a question's vector beside those of the base; `nil` without an encoder.
    let meaning: (@Sendable (String) -> QueryMeaning?)?
    let revision: Int
    let entries: [Entry]
    /// The thresholds in force.
    var policy: MatchPolicy { matcher.policy }

    init(
        store: KnowledgeStore,
        base: KnowledgeBaseID,
        point: PointInTime = .head,
        draft: Bool = false,
        meaning: MeaningStore? = nil
    ) throws {
        let knowledge = KnowledgeMatcher(store: store, base: base, meaning: meaning)
        let snapshot = try draft ? knowledge.draftSnapshot() : knowledge.snapshot(at: point)
        entries = try store.read { reader in
            if draft { return try reader.entriesWithDraft(of: base) }
            return try reader.entries(of: base, at: .revision(snapshot.revision))
        }
        self.base = base
        matcher = snapshot.matcher
        if let meaning {
            self.meaning = { meaning.meaning(of: $0, for: snapshot) }
        } else {
            self.meaning = nil
        }
        revision = snapshot.revision
    }

    /// The standard questions by entry.
    var questions: [EntryID: String] {
        Dictionary(entries.map { ($0.id, $0.question) }, uniquingKeysWith: { _, last in last })
    }
}
