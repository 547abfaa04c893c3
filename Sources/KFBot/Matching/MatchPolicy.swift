/// When to answer, when to ask back and when to be silent, all in confidence.
public struct MatchPolicy: Hashable, Sendable, Codable {
    /// The least confidence at which the first candidate is the answer.
    ///
    /// Default: 0.80.
    public var answerThreshold = 0.80
    /// The least confidence at which a menu (猜你想问) is offered.
    ///
    /// Default: 0.35.
    public var clarifyThreshold = 0.35
    /// The same for queries of more than ``longQueryUnits`` units.
    ///
    /// Default: 0.15. Long rambling questions get low confidence; their menus are right far more often than those
    /// of short questions of the same confidence.
    public var longClarifyThreshold = 0.15
    /// Queries with more units than this are long.
    ///
    /// Default: 40.
    public var longQueryUnits = 40
    /// The most entries of a menu.
    ///
    /// Default: 5.
    public var menuSize = 5
    /// Entries that score less than the first by more than this are not offered.
    ///
    /// Default: 4.
    public var menuScoreRange = 4.0
    /// Entries at least this similar to one already offered are not offered.
    ///
    /// Default: 0.9.
    public var menuCopySimilarity = 0.9
    /// The most confidence that a number or direction conflict leaves.
    ///
    /// Default: 0.75.
    public var conflictCap = 0.75
    /// Whether a negation conflict caps the confidence as well.
    ///
    /// Default: no.
    ///
    /// It costs 3.5 points of coverage for 0.4 points of precision.
    public var capsNegationConflicts = false

    /// Creates a policy with the default values.
    public init() {}

    /// A policy for bases where a wrong answer is dear: answers from 0.90.
    public static var careful: MatchPolicy {
        var policy = MatchPolicy()
        policy.answerThreshold = 0.90
        policy.capsNegationConflicts = true
        return policy
    }

    /// The threshold of a menu for a query of so many units.
    func clarifyThreshold(units: Int) -> Double {
        units > longQueryUnits ? min(longClarifyThreshold, clarifyThreshold) : clarifyThreshold
    }
}
