package import KFBotModel
import Tokenizer

/// A ranking with the matcher whose index its places lie in.
package struct RankedQuery {
    package let matcher: Matcher
    package var ranking: Ranking

    package init(matcher: Matcher, ranking: Ranking) {
        self.matcher = matcher
        self.ranking = ranking
    }
}

extension Matcher {
    /// Ranks for a query, and for what it may mean instead: without fillers, with its spelling
    /// mended, by the clause that asks, together with the question before; gives the ranking that
    /// counts.
    ///
    /// - Parameters:
    ///   - query: What the customer sent.
    ///   - previous: The question before; `nil` if there was none or it was not answered.
    ///   - base: How often terms occur in the whole base.
    ///   - rank: Ranks for a text, with an entry left out.
    /// - Returns: The ranking that counts.
    /// - Throws: What `rank` throws.
    package func bestRanking(
        _ query: String,
        following previous: PreviousQuestion?,
        by base: some TermFrequencies,
        rank: (_ text: String, _ left: EntryID?) throws -> RankedQuery
    ) rethrows -> RankedQuery {
        var ranked = try rank(query, nil)
        let core = fillers.stripped(query)
        if core != query, !ranked.ranking.isVerbatim { ranked = try rank(core, nil) }
        if let mended = mended(ranked.ranking, of: query, by: base) {
            var second = try rank(mended.text, nil)
            if second.ranking.improves(on: ranked.ranking, by: mended.margin) {
                second.ranking = second.ranking.repaired(to: mended.text)
                ranked = second
            }
        }
        try confirm(&ranked, of: core) { try rank($0, nil) }
        if let previous, policy.followsUp, ranked.ranking.mayFollowUp {
            var together = try rank("\(previous.text)，\(query)", previous.entry)
            if together.ranking.followsUp(onlyOn: ranked.ranking) {
                together.ranking.previous = previous.text
                ranked = together
            }
        }
        return ranked
    }

    /// The query of a ranking with its spelling mended.
    ///
    /// - Returns: `nil` if the ranking is sure enough or there is nothing to mend.
    private func mended(
        _ ranking: Ranking,
        of query: String,
        by base: some TermFrequencies
    ) -> MendedText? {
        guard ranking.confidence < policy.answerThreshold, !ranking.isVerbatim else { return nil }
        return SpellingRepair(base, lexicon: index.analyzer.lexicon)
            .repair(ranking.terms.text, of: query)
    }
}

extension Ranking {
    /// Longer questions say themselves what they are about.
    private static let longestFollowUp = 8
    /// How much surer the question must be together with the one before.
    private static let followUpMargin = 0.05
    /// The least share of what the best entry holds of the question alone that the entry found
    /// together must hold: else it answers the question before, not this one.
    private static let leastOwnShare = 0.9
    /// The least share of the question alone that the entry found together must hold.
    private static let leastCovered = 0.25

    /// Whether the question is short enough to lean on the one before.
    fileprivate var mayFollowUp: Bool {
        !isVerbatim && (1...Self.longestFollowUp).contains(terms.text.plain.count)
    }

    /// Whether the ranking of both questions together is clearly surer than that of the second one
    /// alone, and about it.
    fileprivate func followsUp(onlyOn alone: Ranking) -> Bool {
        guard let first = alone.items.first, let found = items.first,
            signal > alone.signal + Self.followUpMargin,
            let own = alone.items.first(where: { $0.number == found.number })
        else { return false }
        let least = max(Self.leastOwnShare * first.scored.queryCovered, Self.leastCovered)
        return own.scored.queryCovered >= least
    }
}
