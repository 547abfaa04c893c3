#if canImport(Glibc)
import Glibc
#else
import Foundation
#endif

/// Turns the matcher's signal into the probability that the first candidate is right (校准).
///
/// The signal *x* lies in 0...1; the probability is the logistic of `slope * x + intercept`, moved
/// by what share of questions the base is known not to answer. Immutable; a refit is another value
/// with another version.
public struct Calibrator: Hashable, Sendable, Codable {
    /// Names the curve in explanations and stored results.
    public var version: String
    /// The factor of the signal, above 0.
    public var slope: Double
    /// The logit at a signal of 0.
    public var intercept: Double
    /// The share of questions without an entry in what the curve was fitted on, above 0, below 1.
    public var fittedUnanswerableShare: Double
    /// The share to expect now, above 0 and below 1; equal to the fitted one by default.
    public var unanswerableShare: Double

    /// Creates a curve.
    public init(
        version: String,
        slope: Double,
        intercept: Double,
        fittedUnanswerableShare: Double = 0.25,
        unanswerableShare: Double? = nil
    ) {
        self.version = version
        self.slope = slope
        self.intercept = intercept
        self.fittedUnanswerableShare = fittedUnanswerableShare
        self.unanswerableShare = unanswerableShare ?? fittedUnanswerableShare
    }

    /// The curve of the recipe in docs/matching.md.
    public static let recipe = Calibrator(version: "recipe-1", slope: 7.93, intercept: -2.16)

    /// The probability for a signal: rising, in 0...1.
    public func probability(of signal: Double) -> Double {
        1 / (1 + exp(-(slope * signal + intercept + priorShift)))
    }

    /// The signal at which the curve reaches a probability above 0 and below 1.
    public func signal(for probability: Double) -> Double {
        (log(probability / (1 - probability)) - intercept - priorShift) / slope
    }

    /// What the expected mix adds to the logit; 0 for the fitted mix.
    private var priorShift: Double {
        let odds = { (share: Double) in (1 - share) / share }
        return log(odds(unanswerableShare) / odds(fittedUnanswerableShare))
    }
}
