public import KFBot

/// The thresholds that an aim requires, and what they will mean for customers (调阈值).
public struct TuneReport: Hashable, Sendable, Encodable {
    /// How the worth of a confidence is known.
    public enum Calibration: String, Hashable, Sendable, Encodable {
        /// The shipped calibrator, unchanged.
        case shipped
        /// Refitted on the base's own phrasings.
        case selfCalibrated = "self"
        /// Refitted on labelled queries.
        case labelled
    }

    /// Where the queries come from.
    public enum Source: Sendable {
        /// The base's own phrasings.
        case selfTest(SelfTest)
        /// A labelled set.
        ///
        /// Its share of unanswerable queries is taken for that of customers.
        case labelled(TestRun)
    }

    /// The confidence from which on to answer.
    public let answerThreshold: Double
    /// The confidence from which on to offer a menu.
    public let clarifyThreshold: Double
    /// The share of answers that should be right, according to the calibration.
    public let expectedPrecision: Double
    /// The share of queries that should be answered.
    public let expectedCoverage: Double
    /// How many wrong answers to expect among 1,000 customers.
    public let wrongPer1000: Double
    /// How many queries the report is based on.
    public let pseudoQueries: Int
    /// How many of them have an entry.
    public let answerableQueries: Int
    /// Whether the aim can be reached.
    ///
    /// If not, only verbatim questions should be answered.
    public let isReached: Bool
    /// How the worth of a confidence was known.
    public let calibration: Calibration
    /// The two numbers of the refit.
    public let recalibration: Recalibration
    /// The precision of the threshold on the queries themselves, without calibration.
    public let observedPrecision: Double
    /// The expected calibration error on the queries.
    public let ece: Double
    /// Whether the thresholds may be stored.
    public let isApplicable: Bool
    /// Whether the base is large enough to be calibrated by its own phrasings.
    public let isSelfCalibrationTrusted: Bool
    /// The expected precision and coverage at each threshold, highest first.
    public let points: [ConfidenceCurve.Point]
    /// The precision and coverage on the queries at each threshold, highest first.
    public let observed: [ConfidenceCurve.Point]

    /// The assumed share of customers' questions without an entry, for pseudo queries.
    ///
    /// It is the share in the sets on which the shipped calibrator was fitted.
    public static let assumedUnanswerableShare = 0.25
    /// From this many entries on, a base's own phrasings are trusted; see docs/tuning.md.
    public static let trustedEntries = 300
    /// From this many pseudo queries with an entry on, they are trusted.
    public static let trustedAnswerable = 80

    private enum CodingKeys: String, CodingKey {
        case answerThreshold = "answer_threshold"
        case clarifyThreshold = "clarify_threshold"
        case expectedPrecision = "expected_precision"
        case expectedCoverage = "expected_coverage"
        case wrongPer1000 = "wrong_per_1000"
        case pseudoQueries = "pseudo_queries"
        case answerableQueries = "answerable_queries"
        case isReached = "reached"
        case calibration
        case recalibration
        case observedPrecision = "observed_precision"
        case ece
        case isApplicable = "applicable"
        case isSelfCalibrationTrusted = "self_calibration_trusted"
        case points = "curve"
    }

    /// Chooses the lowest threshold at which the mean expected precision reaches the aim.
    ///
    /// - Parameters:
    ///   - source: The queries with their outcomes.
    ///   - precision: The least expected share of right answers, 0...1.
    ///   - policy: The policy whose menu threshold is kept, unless it is above the answer
    ///     threshold.
    ///   - usesSelfCalibration: Overrides the rule that decides whether own phrasings are trusted.
    public init(
        _ source: Source,
        precision: Double,
        policy: MatchPolicy,
        usesSelfCalibration: Bool? = nil
    ) {
        let rows: [TestedQuery]
        var weight = (answerable: 1.0, unanswerable: 1.0)
        switch source {
        case .selfTest(let test):
            rows = test.run.queries
            isSelfCalibrationTrusted =
                test.kind == .phrasing && test.entryCount >= Self.trustedEntries
                && test.answerableCount >= Self.trustedAnswerable
            calibration =
                usesSelfCalibration ?? isSelfCalibrationTrusted ? .selfCalibrated : .shipped
            let unanswerable = rows.count - test.answerableCount
            if test.answerableCount > 0, unanswerable > 0 {
                let share = Self.assumedUnanswerableShare
                weight.unanswerable =
                    share / (1 - share) * Double(test.answerableCount) / Double(unanswerable)
            }
        case .labelled(let run):
            rows = run.queries
            isSelfCalibrationTrusted = false
            calibration = .labelled
        }
        let observations = rows.map { tested in
            Recalibration.Observation(
                confidence: tested.row.confidence,
                isRight: tested.row.isTopRight,
                weight: tested.row.labelled.isAnswerable ? weight.answerable : weight.unanswerable
            )
        }
        recalibration = calibration == .shipped ? .identity : Recalibration(observations)
        pseudoQueries = rows.count
        answerableQueries = rows.count(where: \.row.labelled.isAnswerable)
        isApplicable = calibration != .shipped
        let (expected, observed) = Self.points(observations, recalibration)
        points = expected
        self.observed = observed
        let chosen = expected.lastIndex { $0.precision >= precision }
        let point = chosen.map { expected[$0] }
        isReached = point != nil
        answerThreshold = point?.threshold ?? 1
        clarifyThreshold = min(policy.clarifyThreshold, point?.threshold ?? 1)
        expectedPrecision = point?.precision ?? 0
        expectedCoverage = point?.coverage ?? 0
        wrongPer1000 = (point.map { $0.coverage * (1 - $0.precision) } ?? 0) * 1000
        observedPrecision = chosen.map { observed[$0].precision } ?? 0
        ece = Self.calibrationError(observations, recalibration)
    }

    private static func points(
        _ observations: [Recalibration.Observation],
        _ recalibration: Recalibration
    ) -> (expected: [ConfidenceCurve.Point], observed: [ConfidenceCurve.Point]) {
        let sorted = observations.sorted { $0.confidence > $1.confidence }
        let total = sorted.reduce(0) { $0 + $1.weight }
        var expected: [ConfidenceCurve.Point] = []
        var observed: [ConfidenceCurve.Point] = []
        var (weight, sum, right) = (0.0, 0.0, 0.0)
        for (place, observation) in sorted.enumerated() where observation.confidence > 0 {
            weight += observation.weight
            sum += observation.weight * recalibration.probability(observation.confidence)
            right += observation.isRight ? observation.weight : 0
            let isLast =
                place + 1 == sorted.count
                || sorted[place + 1].confidence < observation.confidence
            guard isLast else { continue }
            let point = { (precision: Double) in
                ConfidenceCurve.Point(
                    threshold: observation.confidence,
                    coverage: weight / total,
                    precision: precision
                )
            }
            expected.append(point(sum / weight))
            observed.append(point(right / weight))
        }
        return (expected, observed)
    }

    private static func calibrationError(
        _ observations: [Recalibration.Observation],
        _ recalibration: Recalibration
    ) -> Double {
        var gaps = [Double](repeating: 0, count: 10)
        var total = 0.0
        for observation in observations {
            let probability = recalibration.probability(observation.confidence)
            gaps[min(max(Int(probability * 10), 0), 9)] +=
                observation.weight * (probability - (observation.isRight ? 1 : 0))
            total += observation.weight
        }
        return total == 0 ? 0 : gaps.reduce(0) { $0 + abs($1) } / total
    }
}

/// How chosen thresholds do on labelled queries, to check a tuning.
public struct TuneJudgement: Hashable, Sendable, Encodable {
    /// How many labelled queries there are.
    public let queries: Int
    /// The share of answers that are right at the chosen threshold.
    public let precision: Double
    /// The share of queries answered at the chosen threshold.
    public let coverage: Double
    /// The calibration error after tuning, in ten bins of equal width.
    public let ece: Double
    /// The calibration error before tuning.
    public let shippedECE: Double
    /// Roughly the error that even a perfect calibration would show on so few queries.
    public let eceNoise: Double
    /// The bins after tuning.
    public let calibration: [ReliabilityBin]

    private enum CodingKeys: String, CodingKey {
        case queries
        case precision
        case coverage
        case ece
        case shippedECE = "shipped_ece"
        case eceNoise = "ece_noise"
        case calibration
    }

    /// Checks a report against a tested set.
    public init(_ report: TuneReport, on run: TestRun) {
        let rows = run.queries.map(\.row)
        let answered = rows.filter { $0.confidence >= report.answerThreshold }
        queries = rows.count
        precision = Evaluation.share(answered.count(where: \.isTopRight), answered.count)
        coverage = Evaluation.share(answered.count, rows.count)
        let results = rows.map {
            (confidence: report.recalibration.probability($0.confidence), isRight: $0.isTopRight)
        }
        calibration = ReliabilityBin.bins(results)
        // The mean absolute error of a normal variable is sqrt(2 / pi) of its deviation.
        eceNoise =
            calibration.reduce(0) { sum, bin in
                let variance = bin.meanConfidence * (1 - bin.meanConfidence)
                return sum + (Double(bin.count) * variance * 2 / .pi).squareRoot()
            } / Double(max(rows.count, 1))
        ece = ConfidenceCurve(results).expectedCalibrationError
        shippedECE = run.evaluation.ece
    }
}
