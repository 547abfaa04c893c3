/// A figure that a test must reach (质量门槛).
public struct QualityGate: Hashable, Sendable {
    /// The figures that can be demanded; the raw value is the option's name.
    public enum Figure: String, Hashable, Sendable, CaseIterable {
        /// The right entry comes first, over the answerable queries.
        case recallAt1 = "min-recall-at-1"
        /// Right answers over answers.
        case precision = "min-precision"
        /// Answers over the unanswerable queries.
        case falseAnswerRate = "max-false-answer-rate"
    }

    /// Which figure must be reached.
    public let figure: Figure
    /// The least value, or the largest for ``Figure/falseAnswerRate``; reaching it is enough.
    public let limit: Double

    /// Creates a gate.
    public init(_ figure: Figure, _ limit: Double) {
        self.figure = figure
        self.limit = limit
    }

    /// What a gate found.
    public struct Finding: Hashable, Sendable, Encodable {
        /// The name of the gate, such as `min-precision`.
        public let gate: String
        /// The value that the gate demands.
        public let limit: Double
        /// The figure; `nil` if the set has no query that it could be computed from.
        public let value: Double?
        /// Whether the gate is met.
        public let passed: Bool

        /// One line for a person.
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
    /// A least value that cannot be measured is not met: no answer at all is not a precise one. A
    /// largest value that cannot be measured is met.
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
    /// Four digits behind the point, for people.
    fileprivate var rounded4: Double { (self * 10_000).rounded() / 10_000 }
}
