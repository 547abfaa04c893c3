public import KFBot

public import struct Foundation.Date

/// Asks a matcher every query of a labelled set.
public struct Evaluator: Sendable {
    /// The matcher that is evaluated.
    public var matcher: Matcher
    /// The moment for which entries must be valid.
    public var now: Date

    /// Creates an evaluator.
    public init(_ matcher: Matcher, at now: Date) {
        self.matcher = matcher
        self.now = now
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
            case .answer(let answer) = matcher.match(text, at: now).outcome
        else { return matcher.match(labelled.query, at: now) }
        let previous = PreviousQuestion(text: text, entry: answer.entry)
        return matcher.match(labelled.query, following: previous, at: now)
    }
}
