public import KFBot

public import struct Foundation.Date

/// Asks a matcher every query of a labelled set.
public struct Evaluator: Sendable {
    /// The matcher that is evaluated.
    public var matcher: Matcher
    /// The moment for which entries must be valid.
    public var now: Date
    /// Gives a question's vector beside those of the base; `nil` matches characters alone.
    public var meaning: (@Sendable (String) -> QueryMeaning?)?

    /// Creates an evaluator.
    public init(
        _ matcher: Matcher,
        at now: Date,
        meaning: (@Sendable (String) -> QueryMeaning?)? = nil
    ) {
        self.matcher = matcher
        self.now = now
        self.meaning = meaning
    }

    /// Evaluates a set in its order.
    ///
    /// - Complexity: One match a query; the first few are slower than the rest.
    public func evaluate(_ queries: [LabelledQuery]) -> [EvaluatedQuery] {
        let clock = ContinuousClock()
        return queries.map { labelled in
            let start = clock.now
            let result = result(of: labelled)
            let milliseconds = (clock.now - start) / .milliseconds(1)
            return EvaluatedQuery(labelled, result, milliseconds: milliseconds)
        }
    }

    /// Matches a query, following the question before it if there is one.
    func result(of labelled: LabelledQuery) -> MatchResult {
        guard let text = labelled.previous,
            case .answer(let answer) = match(text).outcome
        else { return match(labelled.query) }
        return match(
            labelled.query,
            following: PreviousQuestion(text: text, entry: answer.entry)
        )
    }

    private func match(_ query: String, following previous: PreviousQuestion? = nil) -> MatchResult
    {
        matcher.match(query, following: previous, at: now, meaning: meaning?(query))
    }
}
