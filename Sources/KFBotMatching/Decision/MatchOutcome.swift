/// What to do with a query.
public enum MatchOutcome: Hashable, Sendable {
    /// Answer with this entry.
    case answer(Candidate)
    /// Ask back (反问、猜你想问) with these entries, best first, at most ``MatchPolicy/menuSize``.
    case clarify([Candidate])
    /// Nothing fits well enough (拒识).
    case miss
    /// A greeting or thanks: nothing was asked.
    case smallTalk

    /// The word for the outcome in JSON.
    public var name: String {
        switch self {
        case .answer: "answer"
        case .clarify: "clarify"
        case .miss: "miss"
        case .smallTalk: "smalltalk"
        }
    }
}

/// The outcome for one query with everything that was ranked.
public struct MatchResult: Sendable {
    /// What to do with the query.
    public let outcome: MatchOutcome
    /// The confidence of the first candidate; 0 without candidates.
    public let confidence: Double
    /// What the calibrator turned into the confidence of the first candidate, 0...1.
    ///
    /// It is `nil` where something else decided: a verbatim question, a guard, or no candidate.
    public let signal: Double?
    /// The length of the question in units, with synonyms replaced; the calibrator regards it.
    public let length: Int
    /// Whether another question before it could have changed the outcome.
    public let dependsOnPrevious: Bool
    /// All ranked entries, best first, each once, whatever the outcome.
    public let candidates: [Candidate]
    /// How the outcome came about; only where it was asked for.
    public let explanation: Explanation?
}
