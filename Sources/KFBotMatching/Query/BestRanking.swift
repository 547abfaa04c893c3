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
    /// Ranks for a query and for what it may mean instead, and gives the ranking that counts.
    ///
    /// A query may be meant without its fillers, with its spelling mended, by the clause that asks, or
    /// together with the question before. Text that is only filler means nothing else.
    ///
    /// - Parameters:
    ///   - query: What the customer sent.
    ///   - previous: The question before; `nil` if there was none or it was not answered.
    ///   - base: How often terms occur in the whole base.
    ///   - mayHold: Whether a phrasing may be the text word for word; it may say yes too often.
    ///   - rank: Ranks for a text, with an entry left out; the last argument says whether the text is the query but
    ///     for fillers, so that the query's meaning is the text's.
    /// - Returns: The ranking that counts.
    /// - Throws: What `rank` and `mayHold` throw.
    package func bestRanking(
        _ query: String,
        following previous: PreviousQuestion?,
        by base: some TermFrequencies,
        mayHold: (_ text: String) throws -> Bool,
        rank: (_ text: String, _ excluded: EntryID?, _ isWhole: Bool) throws -> RankedQuery
    ) rethrows -> RankedQuery {
        let core = fillers.stripped(query)
        // Fillers stay only where a phrasing holds them, too.
        if core != query, try mayHold(query) {
            let ranked = try rank(query, nil, true)
            if ranked.ranking.isVerbatim { return ranked }
        }
        var ranked = try rank(core, nil, true)
        if ranked.ranking.isVerbatim { return ranked }
        ranked.ranking.isOnlyFiller = fillers.isOnlyFiller(query)
        if ranked.ranking.isOnlyFiller { return ranked }
        if let mended = mended(ranked.ranking, of: query, by: base) {
            let second = try rank(mended.text, nil, false)
            let isPhrasing = second.ranking.isVerbatim && mended.isStrict
            if isPhrasing || second.ranking.signal > ranked.ranking.signal + mended.margin {
                ranked = second
                ranked.ranking.lower(for: mended.text)
            }
        }
        try confirm(&ranked, of: core) { try rank($0, nil, false) }
        if let previous, policy.followsUp, ranked.ranking.mayFollowUp {
            let together = try rank("\(previous.text)，\(query)", previous.entry, false)
            if together.ranking.followsUp(onlyOn: ranked.ranking) {
                ranked = together
                ranked.ranking.previous = previous.text
            }
        }
        return ranked
    }
}

// MARK: Spelling

extension Matcher {
    /// The query of a ranking with its spelling mended.
    ///
    /// - Returns: `nil` if the ranking is sure enough or there is nothing to mend.
    private func mended(
        _ ranking: Ranking,
        of query: String,
        by base: some TermFrequencies
    ) -> MendedText? {
        guard ranking.confidence < policy.answerThreshold else { return nil }
        let text = ranking.terms.text
        return SpellingRepair(base, lexicon: index.analyzer.lexicon) {
            text.words.isEmpty ? words(of: text.plain) ?? [] : text.words
        }.repair(text, of: query)
    }
}

extension Ranking {
    /// Makes the ranking of a mended text a little less sure, and has it say so.
    fileprivate mutating func lower(for text: String) {
        repairedQuery = text
        together *= MendedText.confidenceFactor
        for place in items.indices {
            items[place].adjust(.mended(MendedText.confidenceFactor))
            items[place].isVerbatim = false
        }
        if !items.isEmpty { items[0].guards.append(MatchGuard(kind: .repaired, detail: text)) }
    }
}

// MARK: Clauses

/// The clauses of a rambling question, of which one asks.
private enum Clauses {
    /// Shorter questions, in units, are matched as a whole only.
    static let leastUnits = 30
    /// What the confidence of a clause is multiplied by: it is the best of several.
    static let confidenceFactor = 0.95

    /// Clauses with fewer characters, marks included, ask nothing by themselves.
    private static let leastCharacters = 5
    /// Only the last clauses are looked at: the point often comes at the end.
    private static let most = 8
    private static let ends = Set<Character>("。！？!?；;，,…\n")

    /// The clauses of a text with the marks that end them, in order.
    static func of(_ text: String) -> [String] {
        var clauses: [String] = []
        var clause = ""
        for character in text {
            clause.append(character)
            if ends.contains(character) {
                clauses.append(clause)
                clause = ""
            }
        }
        clauses.append(clause)
        return clauses.filter { $0.count >= leastCharacters }.suffix(most)
    }
}

extension Matcher {
    /// Makes the first entry of a rambling question as sure as a clause that asks and finds it too.
    ///
    /// The story around a question lowers the confidence though nothing is wrong. A clause never
    /// changes which entry is first: alone it may fit anything.
    ///
    /// - Parameters:
    ///   - ranked: The ranking of the whole question; its confidence is never lowered.
    ///   - query: The question.
    ///   - rank: Ranks for a text.
    /// - Throws: What `rank` throws.
    private func confirm(
        _ ranked: inout RankedQuery,
        of query: String,
        rank: (_ text: String) throws -> RankedQuery
    ) rethrows {
        let whole = ranked.ranking
        guard whole.terms.text.canonical.count >= Clauses.leastUnits,
            whole.confidence < policy.answerThreshold, let first = whole.items.first,
            !first.isExcluded, !first.guards.contains(where: caps)
        else { return }
        let clauses = Clauses.of(query)
        guard clauses.count > 1 else { return }
        var best = 0.0
        for clause in clauses where asks(clause) {
            let found = try rank(clause).ranking
            guard found.items.first?.number == first.number else { continue }
            best = max(best, found.confidence * Clauses.confidenceFactor)
        }
        if best > first.confidence { ranked.ranking.items[0].adjust(.clause(best)) }
    }

    private func asks(_ clause: String) -> Bool {
        var text = UnitText()
        index.analyzer.units.analyze(clause, into: &text)
        return QuestionTraits(text.plain).kinds != 0
    }
}

// MARK: Following up

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
    var mayFollowUp: Bool {
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
