import Tokenizer

public import struct Foundation.Date

/// The question before, and what it was answered with.
public struct PreviousQuestion: Hashable, Sendable {
    /// What the customer sent.
    public var text: String
    /// The entry that answered it.
    public var entry: EntryID

    /// Creates a question that was answered.
    public init(text: String, entry: EntryID) {
        self.text = text
        self.entry = entry
    }
}

extension Matcher {
    /// Longer questions say themselves what they are about.
    private static let longestFollowUp = 8
    /// How much surer the question must be together with the one before.
    private static let followUpMargin = 0.05
    /// The least share of what the best entry holds of the question alone that the entry found
    /// together must hold: else it answers the question before, not this one.
    private static let leastOwnShare = 0.9
    /// The least share of the question alone that the entry found together must hold.
    private static let leastCovered = 0.25

    /// Matches a question that may leave out what the one before was about, such as 那运费呢.
    ///
    /// A short question is matched a second time with the text of the one before in front, the entry
    /// that answered it left out. That counts only if it is clearly surer and if what it finds holds
    /// as much of the question itself; else the result is that of ``match(_:at:account:top:explains:)``.
    ///
    /// - Parameters:
    ///   - query: What the customer sent.
    ///   - previous: The question before; `nil` if there was none or it was not answered.
    ///   - now: The moment for which entries must be valid.
    ///   - account: The account that was asked; `nil` leaves accounts out of account.
    ///   - top: The most candidates to return, at least 1.
    ///   - explains: Whether to fill ``MatchResult/explanation``.
    /// - Returns: The outcome and the ranked candidates.
    public func match(
        _ query: String,
        following previous: PreviousQuestion?,
        at now: Date,
        account: AccountID? = nil,
        top: Int = 10,
        explains: Bool = false
    ) -> MatchResult {
        let workspace = pool.take()
        defer { pool.give(workspace) }
        var ranking = repairedRanking(query, at: now, account: account, in: workspace)
        if let previous, policy.followsUp, mayFollowUp(ranking) {
            var together = rank(
                "\(previous.text)，\(query)",
                at: now,
                account: account,
                without: previous.entry,
                in: workspace
            )
            if isClearlyBetter(together, than: ranking) {
                together.previous = previous.text
                ranking = together
            }
        }
        return result(of: ranking, query: query, top: top, explains: explains)
    }

    private func mayFollowUp(_ ranking: Ranking) -> Bool {
        !ranking.isVerbatim && (1...Self.longestFollowUp).contains(ranking.terms.text.plain.count)
    }

    private func isClearlyBetter(_ together: Ranking, than alone: Ranking) -> Bool {
        guard let first = alone.items.first, let found = together.items.first,
            together.signal > alone.signal + Self.followUpMargin,
            let own = alone.items.first(where: { $0.number == found.number })
        else { return false }
        let least = max(Self.leastOwnShare * first.scored.queryCovered, Self.leastCovered)
        return own.scored.queryCovered >= least
    }
}
