/// A step from the calibrated probability to the confidence; applied one after another, in order.
public struct ConfidenceAdjustment: Hashable, Sendable, Encodable {
    /// What a step does.
    public enum Kind: String, Hashable, Sendable, Encodable {
        /// The query is one of the entry's phrasings: ``value``, which is 1, takes the place of all.
        case verbatim
        /// The query is one of the entry's phrasings but for synonyms and particles, and no other entry's:
        /// at least ``value``.
        case sameWords
        /// The query is one of the entry's negative questions (反例): ``value``, which is 0.
        case excluded
        /// A guard fired: at most ``value`` is left.
        case cap
        /// The query was found only after its spelling was mended: multiplied by ``value``.
        case mended
        /// A clause of the query that asks finds the same entry: at least ``value``.
        case clause
    }

    /// Which step this is.
    public let kind: Kind
    /// The number that the step sets, caps at or multiplies by.
    public let value: Double
    /// The guard behind a cap.
    public let guardKind: MatchGuard.Kind?

    private enum CodingKeys: String, CodingKey {
        case kind, value
        case guardKind = "guard"
    }

    static let verbatim = Self(kind: .verbatim, value: 1, guardKind: nil)
    /// Of 350 such queries of docs/quality.md's sets 349 meant the entry.
    static let sameWords = Self(kind: .sameWords, value: 0.95, guardKind: nil)
    static let excluded = Self(kind: .excluded, value: 0, guardKind: nil)

    static func cap(_ value: Double, by guardKind: MatchGuard.Kind) -> Self {
        Self(kind: .cap, value: value, guardKind: guardKind)
    }

    static func mended(_ factor: Double) -> Self {
        Self(kind: .mended, value: factor, guardKind: nil)
    }

    static func clause(_ value: Double) -> Self {
        Self(kind: .clause, value: value, guardKind: nil)
    }

    /// The confidence after the step.
    public func applied(to confidence: Double) -> Double {
        switch kind {
        case .verbatim, .excluded: value
        case .cap: min(confidence, value)
        case .mended: confidence * value
        case .sameWords, .clause: max(confidence, value)
        }
    }
}
