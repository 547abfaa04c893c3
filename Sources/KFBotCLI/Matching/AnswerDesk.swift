import Foundation
import KFBot

/// Answers questions from one state of a base, as `kfbot ask` shows them.
struct AnswerDesk: Sendable {
    private let store: KnowledgeStore
    private let base: KnowledgeBaseID
    private let snapshot: KnowledgeMatcher.Snapshot
    private let isDraft: Bool
    private let account: AccountID?
    private let top: Int
    private let explains: Bool

    init(
        store: KnowledgeStore,
        base: KnowledgeBaseID,
        point: PointInTime,
        draft: Bool,
        account: AccountID?,
        top: Int,
        explains: Bool
    ) throws {
        self.store = store
        self.base = base
        self.account = account
        self.top = top
        self.explains = explains
        isDraft = draft
        let matcher = KnowledgeMatcher(store: store, base: base)
        snapshot = try draft ? matcher.draftSnapshot() : matcher.snapshot(at: point)
    }

    /// Matches a question and fetches what the entry answers.
    func answer(_ query: String) throws -> AskResult {
        let clock = ContinuousClock()
        let start = clock.now
        let now = Date()
        let result = snapshot.matcher.match(
            query,
            at: now,
            account: account,
            top: top,
            explains: explains
        )
        var answer: AskResult.Answer?
        if case .answer(let candidate) = result.outcome {
            let entry = try entry(candidate.entry)
            let parts = entry.reply(account: account, at: now, seed: Self.seed(query))
            answer = AskResult.Answer(entry: candidate.entry, parts: parts.map(\.json))
        }
        return AskResult(
            query: query,
            result: result,
            answer: answer,
            revision: snapshot.revision,
            milliseconds: (clock.now - start) / .milliseconds(1)
        )
    }

    private func entry(_ id: EntryID) throws -> Entry {
        try store.read { reader in
            if isDraft,
                let change = try reader.draft(of: base)?.changes.first(where: { $0.id == id }),
                let entry = change.entry
            {
                return entry
            }
            return try reader.entry(id, of: base, at: .revision(snapshot.revision)).entry
        }
    }

    /// The same question gets the same one of several answers.
    private static func seed(_ query: String) -> UInt64 {
        query.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

/// The JSON form of `kfbot ask`.
struct AskResult: Encodable, Sendable {
    struct Answer: Encodable, Sendable {
        let entry: EntryID
        let parts: [JSONValue]
    }

    struct Item: Encodable, Sendable {
        let entry: EntryID
        let question: String
        let matched: String
        let score: Double
        let confidence: Double
    }

    let query: String
    let outcome: String
    let confidence: Double
    let candidates: [Item]
    /// Only with the outcome `answer`.
    let answer: Answer?
    /// Only with the outcome `clarify`: what the menu offers.
    let menu: [EntryID]?
    let revision: Int
    let elapsedMS: Double
    let explanation: Explanation?

    private enum CodingKeys: String, CodingKey {
        case query, outcome, confidence, candidates, answer, menu, revision, explanation
        case elapsedMS = "elapsed_ms"
    }

    init(
        query: String,
        result: MatchResult,
        answer: Answer?,
        revision: Int,
        milliseconds: Double
    ) {
        self.query = query
        outcome = result.outcome.name
        confidence = result.confidence
        candidates = result.candidates.map {
            Item(
                entry: $0.entry,
                question: $0.question,
                matched: $0.matched,
                score: $0.score,
                confidence: $0.confidence
            )
        }
        self.answer = answer
        if case .clarify(let candidates) = result.outcome {
            menu = candidates.map(\.entry)
        } else {
            menu = nil
        }
        self.revision = revision
        elapsedMS = milliseconds
        explanation = result.explanation
    }
}
