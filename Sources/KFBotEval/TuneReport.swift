/// Which thresholds an aim asks for, and what they will do to customers.
public struct TuneReport: Hashable, Sendable, Encodable {
    /// The confidence from which to answer.
    public let answerThreshold: Double
    /// The confidence from which to ask back.
    public let clarifyThreshold: Double
    /// The share of answers that should be right.
    public let expectedPrecision: Double
    /// The share of queries that should be answered.
    public let expectedCoverage: Double
    /// Wrong answers to expect among 1,000 customers.
    public let wrongPer1000: Double
    /// The queries on which this rests.
    public let pseudoQueries: Int
    /// Whether the aim can be met at all; if not, nothing should be answered by itself.
    public let isReached: Bool
    /// Precision and coverage at each threshold, highest threshold first.
    public let curve: [ConfidenceCurve.Point]

    private enum CodingKeys: String, CodingKey {
        case answerThreshold = "answer_threshold"
        case clarifyThreshold = "clarify_threshold"
        case expectedPrecision = "expected_precision"
        case expectedCoverage = "expected_coverage"
        case wrongPer1000 = "wrong_per_1000"
        case pseudoQueries = "pseudo_queries"
        case isReached = "reached"
        case curve
    }

    /// Chooses the loosest threshold that meets the aim on evaluated queries.
    ///
    /// - Parameters:
    ///   - rows: Real or pseudo queries with what the matcher did.
    ///   - precision: The least share of right answers, 0...1.
    ///   - clarifyThreshold: Kept, but never above the answer threshold.
    public init(_ rows: [EvaluatedQuery], precision: Double, clarifyThreshold: Double) {
        let curve = ConfidenceCurve(rows.map { ($0.confidence, $0.isTopRight) })
        let chosen = curve.points.last { $0.precision >= precision }
        answerThreshold = chosen?.threshold ?? 1
        self.clarifyThreshold = min(clarifyThreshold, chosen?.threshold ?? 1)
        expectedPrecision = chosen?.precision ?? 0
        expectedCoverage = chosen?.coverage ?? 0
        wrongPer1000 = (chosen.map { $0.coverage * (1 - $0.precision) } ?? 0) * 1000
        pseudoQueries = rows.count
        isReached = chosen != nil
        self.curve = curve.points
    }
}
