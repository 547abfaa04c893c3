import KFBotModel
import Tokenizer

extension Matcher {
    /// Writes out how an outcome came about.
    func explanation(
        of ranking: Ranking,
        _ candidates: [Candidate],
        _ outcome: MatchOutcome,
        query: String
    ) -> Explanation {
        let read = String(decoding: query.utf8.prefix(Self.longestQuery), as: UTF8.self)
        let normalized = TextNormalizer().normalize(read).text
        let first = ranking.items.first
        let parts = first.map { self.parts($0.scored.features, in: ranking) } ?? []
        let text = ranking.terms.text
        let term = { (term: QueryTerms.Term) in
            Explanation.Term(
                text: term.key.text,
                kind: term.key.right == nil ? .unit : .pair,
                phrasings: Int(term.frequency.postings),
                weight: term.weight
            )
        }
        var runnerUp: Explanation.RunnerUp?
        if let first, ranking.items.count > 1 {
            let candidate = candidates.count > 1 ? candidates[1] : candidate(ranking.items[1])
            runnerUp = self.runnerUp(ranking.items[1], candidate, behind: first, in: ranking)
        }
        let threshold = policy.clarifyThreshold(units: text.plain.count)
        return Explanation(
            revision: nil,
            normalized: normalized,
            repairedQuery: ranking.repairedQuery,
            previous: ranking.previous,
            tokens: text.plain.map(Explanation.Token.init),
            canonicalTokens: text.canonical.map(Explanation.Token.init),
            words: text.words.map { text.plain[$0].map { $0.text ?? "…" }.joined() },
            usedTerms: ranking.used.map(term),
            leftOutTerms: ranking.leftOut.map(term),
            retrieved: ranking.retrieved,
            parts: parts,
            score: first?.score ?? 0,
            missingRivals: ranking.missingRivals,
            share: ranking.share,
            cosine: ranking.cosine,
            substitution: first?.scored.features[.substitution] ?? 0,
            signal: ranking.signal,
            length: text.canonical.count,
            probability: ranking.probability,
            together: ranking.together,
            adjustments: first?.adjustments ?? [],
            confidence: ranking.confidence,
            isVerbatim: ranking.isVerbatim,
            guards: first?.guards ?? [],
            calibrator: calibrator,
            weights: reranker.version,
            answerThreshold: policy.answerThreshold,
            clarifyThreshold: threshold,
            runnerUp: runnerUp,
            meaning: first.flatMap(meaning),
            sentence: ServicerSentence.make(
                outcome,
                first: candidates.first,
                runnerUp: runnerUp,
                ranking: ranking,
                policy: policy
            )
        )
    }

    /// The parts of a score; what needs vectors is left out without them.
    private func parts(_ features: Features, in ranking: Ranking) -> [Explanation.Part] {
        features.all.compactMap { name, value in
            guard name != .meaning || ranking.nearestCosine != nil else { return nil }
            return Explanation.Part(
                name: name,
                value: value,
                weight: reranker.weights[name],
                contribution: reranker.weights[name] * value
            )
        }
    }

    private func meaning(of item: Ranking.Item) -> MeaningEvidence? {
        guard var evidence = item.evidence else { return nil }
        if let nearest = item.nearest {
            evidence.cosine = nearest.cosine
            evidence.phrasing = index.views[item.scored.segment]
                .text(ofPhrasing: nearest.phrasing)
        }
        return evidence
    }

    private func runnerUp(
        _ second: Ranking.Item,
        _ candidate: Candidate,
        behind first: Ranking.Item,
        in ranking: Ranking
    ) -> Explanation.RunnerUp {
        let lead: [Explanation.Part] = zip(
            parts(first.scored.features, in: ranking),
            parts(second.scored.features, in: ranking)
        ).map {
            one,
            two in
            Explanation.Part(
                name: one.name,
                value: one.value - two.value,
                weight: one.weight,
                contribution: one.contribution - two.contribution
            )
        }.sorted { abs($0.contribution) > abs($1.contribution) }
        return Explanation.RunnerUp(
            entry: candidate.entry.rawValue,
            question: candidate.question,
            score: candidate.score,
            lead: lead,
            reason: ServicerSentence.reason(for: second, behind: first, lead: lead)
        )
    }
}

extension Explanation.Token {
    fileprivate init(_ unit: UnitKey) {
        text = unit.text ?? "…"
        kind =
            unit.isHan
            ? .han
            : unit.isNumber
                ? .number : unit.isSign ? .sign : unit.isLetters ? .letters : .otherLetter
    }
}
