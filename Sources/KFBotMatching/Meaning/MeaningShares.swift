import Platform

/// How sure characters and meaning together are of each entry (docs/meaning.md).
///
/// The logit is a sum, so that each part can be named, and rises with each of them.
struct MeaningShares {
    /// What each part counts, fitted to the public sets and kb-samples, each set weighing the same.
    private static let weights: [(name: MeaningEvidence.Name, weight: Double)] = [
        (.share, 0.371),
        (.lexical, 0.440),
        (.standing, 0.318),
        (.intercept, -0.289),
    ]

    /// Shares and probabilities nearer to 0 or 1 than this tell nothing more.
    private static let (leastShare, leastProbability) = (0.0001, 0.005)

    private let shares: [Double]
    private let standings: [Double]

    init(_ ranking: Ranking, _ nearness: BaseNearness) {
        let scores = ranking.items.map(\.score)
        let peak = scores.reduce(-Double.infinity, max)
        let powers = scores.map { Maths.exp($0 - peak) }
        let sum = powers.reduce(0, +)
        shares = powers.map { $0 / sum }
        standings = ranking.items.map { nearness.standing(of: $0.nearest?.cosine ?? nearness.mean) }
    }

    /// What speaks for an entry.
    ///
    /// - Parameters:
    ///   - place: The entry's place in the ranking.
    ///   - lexical: The logit of what characters alone say.
    /// - Returns: The summands of the logit.
    func evidence(ofItem place: Int, lexical: Double) -> MeaningEvidence {
        let most = -Self.logit(Self.leastProbability)
        let share = min(max(shares[place], Self.leastShare), 1 - Self.leastShare)
        return MeaningEvidence(
            parts: Self.weights.map { name, weight in
                let value =
                    switch name {
                    case .share: Self.logit(share)
                    case .lexical: min(max(lexical, -most), most)
                    case .standing: standings[place]
                    case .intercept: 1.0
                    }
                return MeaningEvidence.Part(
                    name: name,
                    value: value,
                    contribution: weight * value
                )
            }
        )
    }

    private static func logit(_ share: Double) -> Double { Maths.log(share / (1 - share)) }
}
