/// How sure characters and meaning together are of an entry, in parts that add up (docs/meaning.md).
public struct MeaningEvidence: Hashable, Sendable, Encodable {
    /// A summand of the logit.
    public struct Part: Hashable, Sendable, Encodable {
        /// What is weighed.
        public let name: Name
        /// Its value.
        public let value: Double
        /// Value times weight.
        public let contribution: Double
    }

    /// What is weighed.
    public enum Name: String, Hashable, Sendable, Encodable {
        /// The logit of the entry's share of all scores, meaning included.
        case share
        /// The logit of what characters alone say.
        case lexical
        /// How near the entry is, in deviations above what is usual between different entries of the base.
        case standing
        /// What is added in any case.
        case intercept
    }

    /// The phrasing of the entry that is nearest in meaning; `nil` if none has a vector yet.
    public internal(set) var phrasing: String?
    /// Its cosine with the query.
    public internal(set) var cosine: Double?
    /// The summands of the logit of the probability.
    public let parts: [Part]

    /// The sum of the parts.
    var logit: Double { parts.reduce(0) { $0 + $1.contribution } }
}
