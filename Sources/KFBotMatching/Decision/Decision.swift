import Tokenizer

extension Matcher {
    /// Step 5: decides on a ranking and writes it out.
    package func decide(on ranking: Ranking, query: String, top: Int, explains: Bool) -> MatchResult
    {
        let count = min(max(top, 1), ranking.items.count)
        let candidates = (0..<count).map { candidate(ranking.items[$0]) }
        let outcome = outcome(of: ranking, candidates)
        return MatchResult(
            outcome: outcome,
            confidence: ranking.confidence,
            signal: signal(of: ranking),
            length: ranking.terms.text.canonical.count,
            dependsOnPrevious: ranking.previous != nil || policy.followsUp && ranking.mayFollowUp,
            candidates: candidates,
            explanation: explains
                ? explanation(of: ranking, candidates, outcome, query: query) : nil
        )
    }

    private func signal(of ranking: Ranking) -> Double? {
        guard let first = ranking.items.first else { return nil }
        return first.adjustments.allSatisfy { $0.kind == .mended } ? ranking.signal : nil
    }

    private func outcome(of ranking: Ranking, _ candidates: [Candidate]) -> MatchOutcome {
        guard let first = ranking.items.first, !ranking.isOnlyFiller else {
            return ranking.isOnlyFiller ? .smallTalk : .miss
        }
        let isDuplicate = first.guards.contains { $0.kind == .duplicate }
        if first.confidence >= policy.answerThreshold, !isDuplicate, !first.isExcluded {
            return .answer(candidates[0])
        }
        let units = ranking.terms.text.plain.count
        let isSure =
            first.confidence >= policy.clarifyThreshold(units: units)
            || ranking.together >= policy.clarifyThreshold
        guard isSure || ranking.namesTopic, !first.isExcluded else { return .miss }
        let menu = menu(of: ranking, candidates)
        return menu.isEmpty ? .miss : .clarify(menu)
    }

    /// The entries to offer: near the first in score or word for word the query, or all that hold the
    /// topic that is named; no two of them near copies.
    private func menu(of ranking: Ranking, _ candidates: [Candidate]) -> [Candidate] {
        var menu: [Candidate] = []
        var offered: [TermSet] = []
        for (place, item) in ranking.items.enumerated() where menu.count < policy.menuSize {
            let belongs =
                ranking.namesTopic
                ? ranking.holdsTopic(item)
                : item.score >= ranking.items[0].score - policy.menuScoreRange
                    || item.isVerbatim || item.number == ranking.plainer
            guard belongs, !item.isExcluded, isRecommendable(item) else { continue }
            let terms = TermSet(questionUnits(of: item))
            let isCopy = offered.contains { $0.likeness(to: terms) >= policy.menuCopySimilarity }
            guard !isCopy else { continue }
            offered.append(terms)
            menu.append(place < candidates.count ? candidates[place] : candidate(item))
        }
        return menu
    }

    private func questionUnits(of item: Ranking.Item) -> [UnitKey] {
        let view = index.views[item.scored.segment]
        return view.keys(ofPhrasing: Int(view.entries[item.scored.entry].firstPhrasing))
    }

    func isRecommendable(_ item: Ranking.Item) -> Bool {
        guard index.views[item.scored.segment].entries[item.scored.entry].isRestricted else {
            return true
        }
        let restrictions = index.segments[item.scored.segment].storage.restrictions
        return restrictions[item.scored.entry]?.isRecommendable ?? true
    }

    func candidate(_ item: Ranking.Item) -> Candidate {
        let view = index.views[item.scored.segment]
        let first = Int(view.entries[item.scored.entry].firstPhrasing)
        let question = view.text(ofPhrasing: first)
        return Candidate(
            entry: index.segments[item.scored.segment].storage.ids[item.scored.entry],
            question: question,
            matched: item.scored.phrasing == first
                ? question : view.text(ofPhrasing: item.scored.phrasing),
            matchedIndex: item.scored.phrasing - first,
            score: item.score,
            confidence: item.confidence,
            features: item.scored.features,
            guards: item.guards,
            isRecommendable: isRecommendable(item)
        )
    }
}
