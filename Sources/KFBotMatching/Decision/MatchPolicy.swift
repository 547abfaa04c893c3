/// When to answer, when to ask back and when to be silent, all in confidence.
public struct MatchPolicy: Hashable, Sendable, Codable {
    /// The least confidence at which the first candidate is the answer.
    ///
    /// Default: 0.85, the loosest step of 0.05 at which at least 93 % of answers were right on every
    /// set of docs/quality.md.
    public var answerThreshold = 0.85
    /// The least probability at which a menu (猜你想问) is offered: that of the first candidate, or
    /// that of the first three and their equals together.
    ///
    /// Default: 0.35.
    ///
    /// Near rivals share the confidence, so that none of them has much though one of them is meant.
    public var clarifyThreshold = 0.35
    /// The least confidence of the first candidate for queries of more than ``longQueryUnits`` units.
    ///
    /// Default: 0.25. From there on two of three menus of long rambling questions hold what was meant.
    public var longClarifyThreshold = 0.25
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
    /// Default: 3.
    public var menuScoreRange = 3.0
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

    /// Whether a short question may be understood from the one before it.
    ///
    /// Default: yes; docs/quality.md has the measurement.
    public var followsUp = true
    /// The calibrator, refitted on this base's own labelled matches.
    ///
    /// Default: `nil`, which stands for ``Calibrator/default``.
    public var calibrator: Calibrator?

    /// The stored form: a later version may add keys, but never renames one.
    private enum CodingKeys: String, CodingKey {
        case answerThreshold, clarifyThreshold, longClarifyThreshold, longQueryUnits
        case menuSize, menuScoreRange, menuCopySimilarity
        case conflictCap, capsNegationConflicts, followsUp
        case calibrator = "curve"
    }

    /// Creates a policy with the default values.
    public init() {}

    /// Reads a policy; what an older version did not store has its default value.
    ///
    /// - Throws: `DecodingError` for a value of the wrong type.
    public init(from decoder: any Decoder) throws {
        let stored = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
            value = try stored.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        try read(.answerThreshold, &answerThreshold)
        try read(.clarifyThreshold, &clarifyThreshold)
        try read(.longClarifyThreshold, &longClarifyThreshold)
        try read(.longQueryUnits, &longQueryUnits)
        try read(.menuSize, &menuSize)
        try read(.menuScoreRange, &menuScoreRange)
        try read(.menuCopySimilarity, &menuCopySimilarity)
        try read(.conflictCap, &conflictCap)
        try read(.capsNegationConflicts, &capsNegationConflicts)
        try read(.followsUp, &followsUp)
        calibrator = try stored.decodeIfPresent(Calibrator.self, forKey: .calibrator)
    }

    /// A policy for bases where a wrong answer is dear: answers from 0.90.
    public static var careful: MatchPolicy {
        var policy = MatchPolicy()
        policy.answerThreshold = 0.90
        policy.capsNegationConflicts = true
        return policy
    }

    /// The threshold of a menu for a query of so many units.
    package func clarifyThreshold(units: Int) -> Double {
        units > longQueryUnits ? min(longClarifyThreshold, clarifyThreshold) : clarifyThreshold
    }
}
