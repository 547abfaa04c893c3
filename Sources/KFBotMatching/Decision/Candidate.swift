public import KFBotModel

/// An entry that may be what the customer means, with the phrasing that fits best.
public struct Candidate: Hashable, Sendable {
    /// The name of the entry.
    public let entry: EntryID
    /// The entry's standard question (标准问).
    public let question: String
    /// The phrasing (问法) that fits best.
    public let matched: String
    /// The place of ``matched`` among the phrasings of the entry; 0 is the standard question.
    public let matchedIndex: Int
    /// The linear score: unbounded, higher is better, comparable within one query only.
    public let score: Double
    /// The probability that the entry is what the customer means, 0...1; never above that of the
    /// candidate before it.
    public let confidence: Double
    /// What the score is made of.
    public let features: Features
    /// What stands against the candidate.
    public let guards: [MatchGuard]
    /// Whether a menu may offer the entry.
    public let isRecommendable: Bool
}

/// A reason not to answer with a candidate however well it fits.
public struct MatchGuard: Hashable, Sendable, Codable {
    /// What a guard watches.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Both name numbers, and different ones.
        case numbers
        /// Both name the same thing with different signs: C++ and C, -5 and 5.
        case signs
        /// Both name a direction, and opposite ones: 开通 and 关闭.
        case direction
        /// Both are alike but for the thing that they name: 期末 and 期中.
        case otherThing
        /// The entry is about a narrower case than the query, and a plainer entry exists.
        case furtherCondition
        /// One of both is negated.
        case negation
        /// One of both says not to do what the other wants done: 不想取消 and 取消.
        case negatedAct
        /// The query is one of the entry's negative questions (反例), or much nearer to one.
        case negativeQuestion
        /// The query was found only after its spelling was mended.
        case repaired
        /// Another entry holds exactly the same phrasing.
        case duplicate
        /// The query only names a topic, which other entries hold as well.
        case topic
    }

    /// Which guard fired.
    public let kind: Kind
    /// The words that conflict, the query's first; may be empty.
    public let detail: String
}
