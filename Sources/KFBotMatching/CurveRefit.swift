#if canImport(Glibc)
import Glibc
#else
import Foundation
#endif

/// Refits the confidence curve to what customers and servicers said was right (再校准).
///
/// Logistic regression of "the first candidate was meant" on the signal. The curve from which it
/// starts stands for ``priorObservations`` more turns, spread evenly over the signal, so that it
/// keeps its say where no turn was seen. Platt (1999), "Probabilistic outputs for support vector
/// machines".
public enum CurveRefit {
    /// With fewer turns nothing is fitted.
    public static let leastTurns = 100
    /// How many turns the curve is worth from which the fit starts.
    public static let priorObservations = 100.0

    /// What the logit of "the first was right" gains where a servicer sent a suggestion.
    ///
    /// Of a right first candidate servicers tell by sending it; of a wrong one only if another suggestion is
    /// right, for what they ignore says nothing. That holds for 41 of 201 wrong first candidates of the
    /// samples `shop`, `bank`, `telecom` and `saas`, so a right one is heard of 4.9 times as often.
    package static let servicerShift = log(201.0 / 41.0)

    /// Places of the signal at which the prior is held.
    private static let priorPlaces = 21
    private static let steps = 50

    /// Fits a curve.
    ///
    /// - Parameters:
    ///   - turns: What was seen, in any order; those without a signal are passed over.
    ///   - prior: The curve that counts until turns speak against it.
    /// - Returns: The curve; `nil` for fewer than ``leastTurns`` turns, and for turns by which a
    ///   higher signal is no better, which no curve can use.
    public static func curve(
        from turns: [LabelledTurn],
        prior: Calibrator = .shipped
    ) -> Calibrator? {
        // The length counts as in the prior: too much for so few turns to say.
        var points = turns.compactMap { turn in
            turn.signal.map { signal in
                (
                    signal: signal,
                    shift: prior.lengthShift(turn.length)
                        + (turn.source == .servicer ? servicerShift : 0),
                    target: turn.isCorrect ? 1.0 : 0.0, weight: 1.0
                )
            }
        }
        let count = points.count
        guard count >= leastTurns else { return nil }
        for place in 0..<priorPlaces {
            let signal = Double(place) / Double(priorPlaces - 1)
            points.append(
                (signal, 0, prior.probability(of: signal), priorObservations / Double(priorPlaces))
            )
        }
        var (slope, intercept) = (prior.slope, prior.intercept)
        for _ in 0..<steps {
            var gradient = (a: 0.0, b: 0.0)
            var hessian = (aa: 1e-9, ab: 0.0, bb: 1e-9)
            for (signal, shift, target, weight) in points {
                let p = 1 / (1 + exp(-(slope * signal + intercept + shift)))
                let residual = weight * (target - p)
                let curvature = weight * p * (1 - p)
                gradient.a += residual * signal
                gradient.b += residual
                hessian.aa += curvature * signal * signal
                hessian.ab += curvature * signal
                hessian.bb += curvature
            }
            let determinant = hessian.aa * hessian.bb - hessian.ab * hessian.ab
            guard determinant > 1e-12 else { return nil }
            let stepA = (gradient.a * hessian.bb - gradient.b * hessian.ab) / determinant
            let stepB = (gradient.b * hessian.aa - gradient.a * hessian.ab) / determinant
            slope += min(max(stepA, -2), 2)
            intercept += min(max(stepB, -2), 2)
            if abs(stepA) + abs(stepB) < 1e-9 { break }
        }
        guard slope > 0 else { return nil }
        var curve = Calibrator(
            version: "\(prior.version)+turns-\(count)",
            slope: slope,
            intercept: intercept,
            fittedUnanswerableShare: prior.unanswerableShare
        )
        curve.lengthWeight = prior.lengthWeight
        curve.turns = count
        return curve
    }
}
