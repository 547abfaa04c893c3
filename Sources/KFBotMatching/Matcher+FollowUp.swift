public import KFBotModel

public import struct Foundation.Date

/// The question before, and what it was answered with.
public struct PreviousQuestion: Hashable, Sendable, Codable {
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
        let ranked = bestRanking(query, following: previous, by: index) { text, left in
            RankedQuery(
                matcher: self,
                ranking: rank(text, at: now, account: account, excludingEntry: left, in: workspace)
            )
        }
        return result(of: ranked.ranking, query: query, top: top, explains: explains)
    }
}
