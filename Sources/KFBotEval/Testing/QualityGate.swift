/// A figure that a test must reach (质量门槛).
public struct QualityGate: Hashable, Sendable {
    /// The figures that a gate can demand; the raw value is the option's name.
    public enum Figure: String, Hashable, Sendable, CaseIterable {
        /// The share of answerable queries whose first candidate is right.
        case recallAt1 = "min-recall-at-1"
        /// The share of answers that are right.
        case precision = "min-precision"
        /// The share of unanswerable queries that are answered.
        case falseAnswerRate = "max-false-answer-rate"
    }

    /// The figure that is compared.
    public let figure: Figure
    /// The least value, or for ``Figure/falseAnswerRate`` the largest.
    ///
    /// Reaching it is enough.
    public let limit: Double

    /// Creates a gate.
    public init(_ figure: Figure, _ limit: Double) {
        self.figure = figure
        self.limit = limit
    }

    /// The result of a gate.
    public struct Finding: Hashable, Sendable, Encodable {
        /// The name of the gate, such as `min-precision`.
        public let gate: String
        /// The limit that the gate demands.
        public let limit: Double
        /// The value of the figure; `nil` if no query of the set counts towards it.
        public let value: Double?
        /// Whether the gate is met.
        public let passed: Bool

        /// The result in one line, for people.
        public var text: String {
            guard let value else {
                return
                    "\(gate) \(limit): \(passed ? "met" : "not met"), there is nothing to measure"
            }
            return "\(gate) \(limit): \(passed ? "met" : "not met"), measured \(value.rounded4)"
        }
    }

    /// Compares an evaluation with the limit.
    ///
    /// A least value without a measurement is not met, because a test without answers shows no
    /// precision. A largest value without a measurement is met.
    public func check(_ evaluation: Evaluation) -> Finding {
        let value: Double?
        let passed: Bool
        switch figure {
        case .recallAt1:
            value = evaluation.answerable == 0 ? nil : evaluation.recall["1"]
            passed = value.map { $0 >= limit } ?? false
        case .precision:
            value = evaluation.decision.answered == 0 ? nil : evaluation.decision.precision
            passed = value.map { $0 >= limit } ?? false
        case .falseAnswerRate:
            value = evaluation.unanswerable == 0 ? nil : evaluation.decision.falseAnswerRate
            passed = value.map { $0 <= limit } ?? true
        }
        return Finding(gate: figure.rawValue, limit: limit, value: value, passed: passed)
    }
}

extension Double {
    /// The number with four decimals, for people.
    fileprivate var rounded4: Double { (self * 10_000).rounded() / 10_000 }
}
