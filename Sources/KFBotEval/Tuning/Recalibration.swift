import Platform

/// How much the matcher's confidence is worth on this base (再校准).
///
/// It is the logistic function of `slope * logit(confidence) + intercept`. With slope 1 and
/// intercept 0 it changes nothing. It always rises, so a threshold on it is a threshold on the
/// confidence.
///
/// Source: Platt (1999), "Probabilistic outputs for support vector machines", here with a prior.
public struct Recalibration: Hashable, Sendable, Codable {
    /// The factor of the confidence's logit, at least ``leastSlope``.
    public let slope: Double
    /// The number that is added.
    public let intercept: Double

    /// A recalibration that leaves the confidence as it is.
    public static let identity = Recalibration(slope: 1, intercept: 0)
    /// How many pseudo-observations stand for the unchanged confidence; see docs/tuning.md.
    public static let priorObservations = 100.0
    /// A smaller slope would mean that the confidence says almost nothing.
    private static let leastSlope = 0.05
    /// Before the logit, confidences are kept this far from 0 and 1.
    private static let margin = 1e-4

    /// A confidence, and whether it was justified.
    public struct Observation: Hashable, Sendable {
        /// The matcher's confidence, 0...1.
        public let confidence: Double
        /// Whether the first candidate was right.
        public let isRight: Bool
        /// How much the observation counts.
        public let weight: Double

        /// Creates an observation.
        public init(confidence: Double, isRight: Bool, weight: Double = 1) {
            self.confidence = confidence
            self.isRight = isRight
            self.weight = weight
        }
    }

    /// Creates a recalibration from its two numbers.
    public init(slope: Double, intercept: Double) {
        self.slope = slope
        self.intercept = intercept
    }

    /// Fits the two numbers.
    ///
    /// The unchanged confidence counts as `prior` observations. Verbatim questions, whose
    /// confidence is 1, say nothing about calibration and are left out.
    public init(
        _ observations: [Observation],
        prior: Double = Recalibration.priorObservations
    ) {
        let used = observations.filter { $0.confidence < 1 }
        let count = Double(max(used.count, 1))
        var slope = 1.0
        var intercept = 0.0
        for _ in 0..<Self.steps where !used.isEmpty {
            // Newton's method on the log-likelihood; the prior's targets are the confidences.
            var gradient = (a: 0.0, b: 0.0)
            var hessian = (aa: 1e-6, ab: 0.0, bb: 1e-6)
            for observation in used {
                let z = Self.logit(observation.confidence)
                let p = 1 / (1 + Maths.exp(-(slope * z + intercept)))
                let priorWeight = prior / count
                let residual =
                    observation.weight * ((observation.isRight ? 1 : 0) - p)
                    + priorWeight * (observation.confidence - p)
                let curvature = (observation.weight + priorWeight) * p * (1 - p)
                gradient.a += residual * z
                gradient.b += residual
                hessian.aa += curvature * z * z
                hessian.ab += curvature * z
                hessian.bb += curvature
            }
            let determinant = hessian.aa * hessian.bb - hessian.ab * hessian.ab
            guard determinant > 1e-9 else { break }
            let stepA = (gradient.a * hessian.bb - gradient.b * hessian.ab) / determinant
            let stepB = (gradient.b * hessian.aa - gradient.a * hessian.ab) / determinant
            slope += min(max(stepA, -1), 1)
            intercept += min(max(stepB, -1), 1)
            if abs(stepA) + abs(stepB) < 1e-9 { break }
        }
        self.slope = max(slope, Self.leastSlope)
        self.intercept = intercept
    }

    private static let steps = 50

    /// The probability that belongs to a confidence; 0 and 1 stay as they are.
    public func probability(_ confidence: Double) -> Double {
        guard confidence > 0, confidence < 1 else { return confidence }
        return 1 / (1 + Maths.exp(-(slope * Self.logit(confidence) + intercept)))
    }

    private static func logit(_ confidence: Double) -> Double {
        let inside = min(max(confidence, margin), 1 - margin)
        return Maths.log(inside / (1 - inside))
    }
}
