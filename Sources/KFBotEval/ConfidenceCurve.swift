/// What a confidence threshold does as it moves: precision against coverage, and calibration.
public struct ConfidenceCurve: Hashable, Sendable {
    /// A threshold with its coverage and precision.
    public struct Point: Hashable, Sendable, Encodable {
        /// Queries with this confidence or more are answered.
        public let threshold: Double
        /// The share of all queries answered.
        public let coverage: Double
        /// The share of answers that are right.
        public let precision: Double
    }

    /// One point for each distinct confidence above 0, highest threshold first.
    public let points: [Point]
    /// The probability that a right result is surer than a wrong one; 0.5 if there are none of
    /// either.
    public let auroc: Double
    /// The mean gap between confidence and share of right results over ten bins of equal width.
    public let expectedCalibrationError: Double

    /// Computes the curve from confidences and whether the first candidate was right.
    public init(_ results: [(confidence: Double, isRight: Bool)]) {
        let sorted = results.sorted { $0.confidence > $1.confidence }
        var points: [Point] = []
        var right = 0
        var place = 0
        // Pairs of a right and a wrong result in which the right one is surer; ties count half.
        var ordered = 0.0
        while place < sorted.count {
            let threshold = sorted[place].confidence
            var groupRight = 0
            var groupWrong = 0
            while place < sorted.count, sorted[place].confidence == threshold {
                if sorted[place].isRight { groupRight += 1 } else { groupWrong += 1 }
                place += 1
            }
            ordered += Double(groupWrong) * (Double(right) + Double(groupRight) / 2)
            right += groupRight
            guard threshold > 0 else { continue }
            points.append(
                Point(
                    threshold: threshold,
                    coverage: Double(place) / Double(sorted.count),
                    precision: Double(right) / Double(place)
                )
            )
        }
        self.points = points
        let wrong = sorted.count - right
        auroc = right == 0 || wrong == 0 ? 0.5 : ordered / (Double(right) * Double(wrong))
        expectedCalibrationError = Self.calibrationError(sorted)
    }

    private static func calibrationError(
        _ results: [(confidence: Double, isRight: Bool)]
    ) -> Double {
        var sums = [(confidence: Double, right: Int, count: Int)](repeating: (0, 0, 0), count: 10)
        for result in results {
            let bin = min(max(Int(result.confidence * 10), 0), 9)
            sums[bin].confidence += result.confidence
            sums[bin].right += result.isRight ? 1 : 0
            sums[bin].count += 1
        }
        let gaps = sums.reduce(0.0) { $0 + abs($1.confidence - Double($1.right)) }
        return results.isEmpty ? 0 : gaps / Double(results.count)
    }

    /// The largest share of all queries that can be answered with at least a precision.
    public func coverage(atPrecision precision: Double) -> Double {
        points.last { $0.precision >= precision }?.coverage ?? 0
    }

    /// The lowest threshold with at least a precision; `nil` if none reaches it.
    public func threshold(atPrecision precision: Double) -> Double? {
        points.last { $0.precision >= precision }?.threshold
    }
}
