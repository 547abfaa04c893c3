import Tokenizer

extension Matcher {
    /// Decides on a ranking and writes it out.
    package func result(of ranking: Ranking, query: String, top: Int, explains: Bool) -> MatchResult
    {
        let outcome = outcome(of: ranking, query: query)
        let candidates = ranking.items.prefix(max(top, 1)).map(candidate)
        return MatchResult(
            outcome: outcome,
            confidence: ranking.confidence,
            signal: signal(of: ranking),
            length: ranking.terms.text.canonical.count,
            candidates: candidates,
            explanation: explains ? explanation(of: ranking, outcome, query: query) : nil
        )
    }

    private func signal(of ranking: Ranking) -> Double? {
        guard let first = ranking.items.first else { return nil }
        return first.adjustments.allSatisfy { $0.kind == .mended } ? ranking.signal : nil
    }

    private func outcome(of ranking: Ranking, query: String) -> MatchOutcome {
        let units = ranking.terms.text.plain.count
        guard let first = ranking.items.first, first.isVerbatim || !fillers.isOnlyFiller(query)
        else {
            return fillers.isOnlyFiller(query) ? .smallTalk : .miss
        }
        let isDuplicate = first.guards.contains { $0.kind == .duplicate }
        if first.confidence >= policy.answerThreshold, !isDuplicate, !first.isExcluded {
            return .answer(candidate(first))
        }
        let isSure = first.confidence >= policy.clarifyThreshold(units: units)
        guard isSure || ranking.namesTopic, !first.isExcluded else { return .miss }
        let menu = menu(of: ranking)
        return menu.isEmpty ? .miss : .clarify(menu)
    }

    /// The entries to offer: near the first in score, or all that hold the topic that is named; no
    /// two of them near copies.
    private func menu(of ranking: Ranking) -> [Candidate] {
        guard let first = ranking.items.first else { return [] }
        var menu: [Candidate] = []
        var offered: [[UnitKey]] = []
        for item in ranking.items where menu.count < policy.menuSize {
            let belongs =
                ranking.namesTopic
                ? ranking.holdsTopic(item) : item.score >= first.score - policy.menuScoreRange
            guard belongs, !item.isExcluded else { continue }
            let candidate = candidate(item)
            guard candidate.isRecommendable else { continue }
            let units = questionUnits(of: item)
            guard
                !offered.contains(where: { Similarity.dice($0, units) >= policy.menuCopySimilarity }
                )
            else { continue }
            offered.append(units)
            menu.append(candidate)
        }
        return menu
    }

    private func questionUnits(of item: Ranking.Item) -> [UnitKey] {
        let segment = index.segments[item.scored.segment]
        return segment.plainUnits(
            ofPhrasing: Int(segment.view.entries[item.scored.entry].firstPhrasing)
        )
    }

    func candidate(_ item: Ranking.Item) -> Candidate {
        let segment = index.segments[item.scored.segment]
        let first = Int(segment.view.entries[item.scored.entry].firstPhrasing)
        return Candidate(
            entry: segment.storage.ids[item.scored.entry],
            question: segment.text(ofPhrasing: first),
            matched: segment.text(ofPhrasing: item.scored.phrasing),
            matchedIndex: item.scored.phrasing - first,
            score: item.score,
            confidence: item.confidence,
            features: item.scored.features,
            guards: item.guards,
            isRecommendable: segment.storage.restrictions[item.scored.entry]?.isRecommendable
                ?? true,
            signals: [
                item.scored.cosine, item.scored.queryCovered, item.scored.phrasingCovered,
                item.scored.pairsCovered,
            ]
        )
    }
}
