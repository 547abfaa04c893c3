import Platform

/// Turns the matcher's signal into the probability that the first candidate is right (校准).
///
/// The signal *x* lies in 0...1; the probability is the logistic of `slope * x + intercept`, moved
/// by what share of questions the base is known not to answer, and by how long the question is: a
/// long one says much that no entry holds, so the same signal is worth more. A refit is another
/// value with another version.
public struct Calibrator: Hashable, Sendable, Codable {
    /// Names the calibrator in explanations and stored results.
    public var version: String
    /// The factor of the signal, above 0.
    public var slope: Double
    /// The logit at a signal of 0.
    public var intercept: Double
    /// The share of questions without an entry in the data of the fit, above 0 and below 1.
    public var fittedUnanswerableShare: Double
    /// The share to expect now, above 0 and below 1; equal to the fitted one by default.
    public var unanswerableShare: Double
    /// What a question *e* times as long adds to the logit, from 7 to 30 units; 0 at 10 units.
    public var lengthWeight = 0.0
    /// The labelled matches of the refit; 0 for a shipped calibrator.
    public var turns = 0

    /// Creates a calibrator.
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

    /// The calibrator before the length of a question counted, for comparison: docs/quality.md.
    public static let withoutLength = Calibrator(version: "recipe-1", slope: 7.93, intercept: -2.16)

    /// The shipped calibrator; docs/matching.md has its formula.
    public static let `default`: Calibrator = {
        var calibrator = withoutLength
        calibrator.version = "recipe-2"
        calibrator.lengthWeight = 0.5
        return calibrator
    }()

    /// The length at which ``lengthWeight`` adds nothing.
    public static let plainLength = 10
    private static let lengths = 7...30

    /// The probability for a signal of a question of so many units: rising, in 0...1.
    public func probability(of signal: Double, length: Int = plainLength) -> Double {
        at(length: length).probability(of: signal)
    }

    /// A calibrator for questions of one length.
    struct AtLength {
        fileprivate let slope: Double
        fileprivate let intercept: Double
        fileprivate let priorShift: Double
        fileprivate let lengthShift: Double

        /// The logit of the probability for a signal in the mix of the fit, at the plain length.
        func logit(of signal: Double) -> Double { slope * signal + intercept }

        /// The signal with a logit.
        func signal(forLogit logit: Double) -> Double { (logit - intercept) / slope }

        /// The probability for a signal.
        ///
        /// - Parameters:
        ///   - signal: What the calibrator was fitted to.
        ///   - evidence: What stands against it, in the logit.
        /// - Returns: 0...1; 0 where the stored numbers make no probability.
        func probability(of signal: Double, against evidence: Double = 0) -> Double {
            let logit = slope * signal + intercept + priorShift + lengthShift - evidence
            let probability = 1 / (1 + Maths.exp(-logit))
            return probability.isNaN ? 0 : probability
        }
    }

    /// The calibrator for questions of so many units.
    func at(length: Int) -> AtLength {
        AtLength(
            slope: slope,
            intercept: intercept,
            priorShift: priorShift,
            lengthShift: lengthShift(length)
        )
    }

    /// The signal that gives a probability above 0 and below 1.
    public func signal(for probability: Double, length: Int = plainLength) -> Double {
        (Maths.log(probability / (1 - probability)) - intercept - priorShift - lengthShift(length))
            / slope
    }

    /// What a length adds to the logit.
    func lengthShift(_ length: Int) -> Double {
        guard lengthWeight != 0 else { return 0 }
        let held = min(max(length, Self.lengths.lowerBound), Self.lengths.upperBound)
        return lengthWeight * Maths.log(Double(held) / Double(Self.plainLength))
    }

    /// What the expected mix adds to the logit; 0 for the fitted mix.
    private var priorShift: Double {
        let odds = { (share: Double) in (1 - share) / share }
        return Maths.log(odds(unanswerableShare) / odds(fittedUnanswerableShare))
    }
}
