import Platform

/// Refits a calibrator to what customers and servicers said was right (再校准).
///
/// Logistic regression of "the first candidate was meant" on the signal. The calibrator at the start
/// counts as ``priorObservations`` more matches, spread evenly over the signal, and so keeps its say
/// where no match was seen. Platt (1999), "Probabilistic outputs for support vector machines".
public enum CalibratorRefit {
    /// With fewer labelled matches nothing is fitted.
    public static let leastMatches = 100
    /// How many matches the calibrator at the start is worth.
    public static let priorObservations = 100.0

    /// What the logit of "the first was right" gains where a servicer sent a suggestion.
    ///
    /// Servicers confirm a right first candidate by sending it. They reveal a wrong one only by sending
    /// another suggestion; a suggestion that they ignore says nothing. Of 201 wrong first candidates of
    /// the samples `shop`, `bank`, `telecom` and `saas`, another suggestion was right for 41, so a right
    /// candidate is heard of 4.9 times as often.
    package static let servicerShift = Maths.log(201.0 / 41.0)

    /// Places of the signal at which the prior is held.
    private static let priorPlaces = 21
    private static let steps = 50

    /// Fits a calibrator.
    ///
    /// - Parameters:
    ///   - matches: What was seen, in any order; matches without a signal are passed over.
    ///   - prior: The calibrator that counts until matches speak against it.
    /// - Returns: `nil` for fewer than ``leastMatches`` matches, and for matches by which a higher signal
    ///   is no better.
    public static func calibrator(
        from matches: [LabelledMatch],
        prior: Calibrator = .default
    ) -> Calibrator? {
        // The length counts as in the prior: too much for so few turns to say.
        var points = matches.compactMap { match in
            match.signal.map { signal in
                (
                    signal: signal,
                    shift: prior.lengthShift(match.length)
                        + (match.source == .servicer ? servicerShift : 0),
                    target: match.isCorrect ? 1.0 : 0.0, weight: 1.0
                )
            }
        }
        let count = points.count
        guard count >= leastMatches else { return nil }
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
                let p = 1 / (1 + Maths.exp(-(slope * signal + intercept + shift)))
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
        var calibrator = Calibrator(
            version: "\(prior.version)+turns-\(count)",
            slope: slope,
            intercept: intercept,
            fittedUnanswerableShare: prior.unanswerableShare
        )
        calibrator.lengthWeight = prior.lengthWeight
        calibrator.turns = count
        return calibrator
    }
}
