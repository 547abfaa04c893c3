import Platform

/// What entries that a very small base lacks would weigh against its best candidate.
///
/// Two features compare with the other candidates only, so the best one has them in full even where
/// nothing fits; in a base of three entries there is often no other. What is left of the score
/// tells: its median is -0.6 for the entry that was meant and -2.8 off the subject, whatever the
/// size of the base. Measured in docs/quality.md.
struct MissingRivals {
    /// Bases of so many entries and more have rivals enough of their own.
    static let enough = 5
    /// The rest of the score at which the rivals of an otherwise empty base weigh as much as the
    /// candidate.
    static let level = -2.5
    /// How much faster than a share of candidates their weight falls as the rest rises.
    static let steepness = 2.0

    /// The weight of the missing rivals, that of the candidate being 1.
    static func weight(
        against features: Features,
        by reranker: Reranker,
        entries: Int
    ) -> Double {
        guard entries < enough else { return 0 }
        var rest = features
        rest[.phrasings] = 0
        rest[.answer] = 0
        let missing = 1 - Double(entries) / Double(enough)
        return missing * Maths.exp(steepness * (level - reranker.score(rest)))
    }
}
