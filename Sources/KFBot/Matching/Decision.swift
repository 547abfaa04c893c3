import Tokenizer

extension Matcher {
    /// Decides on a ranking and writes it out.
    func result(of ranking: Ranking, query: String, top: Int, explains: Bool) -> MatchResult {
        let outcome = outcome(of: ranking, query: query)
        let candidates = ranking.items.prefix(max(top, 1)).map(candidate)
        return MatchResult(
            outcome: outcome,
            confidence: ranking.confidence,
            candidates: candidates,
            explanation: explains ? explanation(of: ranking, outcome) : nil
        )
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
        guard first.confidence >= policy.clarifyThreshold(units: units), !first.isExcluded else {
            return .miss
        }
        let menu = menu(of: ranking)
        return menu.isEmpty ? .miss : .clarify(menu)
    }

    /// The entries to offer: near the first in score, and no two of them near copies.
    private func menu(of ranking: Ranking) -> [Candidate] {
        guard let first = ranking.items.first else { return [] }
        var menu: [Candidate] = []
        var offered: [[UnitKey]] = []
        for item in ranking.items where menu.count < policy.menuSize {
            guard !item.isExcluded, item.score >= first.score - policy.menuScoreRange else {
                continue
            }
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

    private func candidate(_ item: Ranking.Item) -> Candidate {
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

    // MARK: Explanation

    private func explanation(of ranking: Ranking, _ outcome: MatchOutcome) -> Explanation {
        let first = ranking.items.first
        let candidate = first.map(self.candidate)
        let parts = first.map { self.parts($0.scored.features) } ?? []
        let text = ranking.terms.text
        let term = { (term: QueryTerms.Term) in
            Explanation.Term(
                text: term.key.text,
                wordings: Int(term.frequency.postings),
                weight: term.weight
            )
        }
        var runnerUp: Explanation.RunnerUp?
        if let first, ranking.items.count > 1 {
            runnerUp = self.runnerUp(ranking.items[1], behind: first)
        }
        let threshold = policy.clarifyThreshold(units: text.plain.count)
        return Explanation(
            units: text.plain.map { $0.text ?? "…" },
            canonicalUnits: text.canonical.map { $0.text ?? "…" },
            repairedQuery: ranking.repairedQuery,
            usedTerms: ranking.used.map(term),
            leftOutTerms: ranking.leftOut.map(term),
            retrieved: ranking.retrieved,
            parts: parts,
            score: first?.score ?? 0,
            share: ranking.share,
            cosine: ranking.cosine,
            substitution: first?.scored.features[.substitution] ?? 0,
            signal: ranking.signal,
            probability: ranking.probability,
            confidence: ranking.confidence,
            isVerbatim: ranking.isVerbatim,
            guards: first?.guards ?? [],
            curve: calibrator,
            weights: reranker.version,
            answerThreshold: policy.answerThreshold,
            clarifyThreshold: threshold,
            runnerUp: runnerUp,
            sentence: ServicerSentence.make(
                outcome,
                first: candidate,
                runnerUp: runnerUp,
                ranking: ranking,
                policy: policy
            )
        )
    }

    private func parts(_ features: Features) -> [Explanation.Part] {
        features.all.map { name, value in
            Explanation.Part(
                name: name,
                value: value,
                weight: reranker.weights[name],
                contribution: reranker.weights[name] * value
            )
        }
    }

    private func runnerUp(
        _ second: Ranking.Item,
        behind first: Ranking.Item
    ) -> Explanation.RunnerUp {
        let candidate = candidate(second)
        let lead = zip(parts(first.scored.features), parts(second.scored.features)).map {
            one,
            two in
            Explanation.Part(
                name: one.name,
                value: one.value - two.value,
                weight: one.weight,
                contribution: one.contribution - two.contribution
            )
        }
        return Explanation.RunnerUp(
            entry: candidate.entry.rawValue,
            question: candidate.question,
            score: candidate.score,
            lead: lead.sorted { abs($0.contribution) > abs($1.contribution) }
        )
    }
}
