public import KFBot

/// What the matcher did with one labelled query.
public struct EvaluatedQuery: Hashable, Sendable {
    /// The four outcomes, without their candidates.
    public enum Outcome: String, Hashable, Sendable, Codable {
        /// One entry's answer.
        case answer
        /// A menu of entries.
        case clarify
        /// Nothing matched.
        case miss
        /// A greeting or thanks, which asks nothing.
        case smalltalk
    }

    /// The query with its labels.
    public var labelled: LabelledQuery
    /// The decision of the matcher.
    public var outcome: Outcome
    /// The confidence of the first candidate, 0...1; 0 without candidates.
    public var confidence: Double
    /// The ranked entries, best first; at least ten if there are that many.
    public var ranked: [EntryID]
    /// The entries of the menu; empty for other outcomes.
    public var menu: [EntryID]
    /// How long the match took.
    public var milliseconds: Double

    /// Creates a row from its parts.
    public init(
        labelled: LabelledQuery,
        outcome: Outcome,
        confidence: Double,
        ranked: [EntryID],
        menu: [EntryID],
        milliseconds: Double
    ) {
        self.labelled = labelled
        self.outcome = outcome
        self.confidence = confidence
        self.ranked = ranked
        self.menu = menu
        self.milliseconds = milliseconds
    }

    /// Creates a row from a matcher's result.
    public init(_ labelled: LabelledQuery, _ result: MatchResult, milliseconds: Double) {
        var menu: [EntryID] = []
        let outcome: Outcome
        switch result.outcome {
        case .answer: outcome = .answer
        case .clarify(let candidates):
            outcome = .clarify
            menu = candidates.map(\.entry)
        case .miss: outcome = .miss
        case .smallTalk: outcome = .smalltalk
        }
        self.init(
            labelled: labelled,
            outcome: outcome,
            confidence: result.confidence,
            ranked: result.candidates.map(\.entry),
            menu: menu,
            milliseconds: milliseconds
        )
    }

    /// Whether the first candidate is one of those expected.
    public var isTopRight: Bool { ranked.first.map(labelled.expected.contains) ?? false }

    /// Whether the outcome was a miss, although an expected entry was among the first three.
    public var isOverlooked: Bool { outcome == .miss && rank.map { $0 <= 3 } ?? false }

    /// The place of the first expected entry, counted from 1; `nil` if none is ranked.
    public var rank: Int? {
        ranked.firstIndex(where: labelled.expected.contains).map { $0 + 1 }
    }
}
