import Platform
import Tokenizer

extension Matcher {
    /// Step 4: turns scores into confidence, held down by what stands against an entry.
    func calibrate(_ ranking: inout Ranking) {
        guard let top = ranking.items.first else { return }
        let items = ranking.items.indices
        let peak = items.reduce(top.score) { max($0, ranking.items[$1].score) }
        let shares = items.map { Maths.exp(ranking.items[$0].score - peak) }
        ranking.missingRivals = MissingRivals.weight(
            against: top.scored.features,
            by: reranker,
            entries: index.entryCount
        )
        let sum = shares.reduce(shares[0] * ranking.missingRivals, +)
        let calibrator = calibrator.at(length: ranking.terms.text.canonical.count)
        let hasDuplicates = items.count { ranking.items[$0].isVerbatim } > 1
        var ceiling = 1.0
        var together = 0.0
        for place in items {
            let share = shares[place] / sum
            let scored = ranking.items[place].scored
            let signal = share * (scored.cosine + 1 - scored.features[.substitution]) / 2
            let probability = calibrator.probability(of: signal)
            if place < MatchPolicy.likelyTogether, !ranking.items[place].isExcluded {
                together += signal
            }
            if place == 0 {
                ranking.share = share
                ranking.cosine = scored.cosine
                ranking.signal = signal
                ranking.probability = probability
            }
            ranking.items[place].confidence = probability
            adjust(place, of: &ranking, hasDuplicates: hasDuplicates)
            ceiling = min(ceiling, ranking.items[place].confidence)
            ranking.items[place].confidence = ceiling
        }
        ranking.firstThree = calibrator.probability(of: together)
    }

    /// Leads from the probability of an entry to its confidence.
    private func adjust(_ place: Int, of ranking: inout Ranking, hasDuplicates: Bool) {
        if ranking.items[place].isExcluded {
            ranking.items[place].adjust(.excluded)
        } else if ranking.items[place].isVerbatim {
            ranking.items[place].adjust(.verbatim)
        } else if place == 0 || ranking.items[place].confidence > policy.conflictCap {
            // A cap changes nothing further down.
            let item = ranking.items[place]
            if item.hasSameWords, item.confidence > 0 { ranking.items[place].adjust(.sameWords) }
            ranking.items[place].guards += guards(against: item, ranking.terms)
            if let objection = ranking.objection(to: item) {
                ranking.items[place].guards.append(objection)
            }
            let isCapped = ranking.items[place].guards.contains(where: caps)
            if !isCapped, ranking.items[place].confidence > policy.conflictCap {
                let decisive = decisiveGuards(against: place, of: &ranking)
                ranking.items[place].guards += decisive
            }
            for fired in ranking.items[place].guards where caps(fired) {
                ranking.items[place].adjust(.cap(policy.conflictCap, by: fired.kind))
            }
        }
        if ranking.items[place].isVerbatim, hasDuplicates {
            ranking.items[place].guards.append(MatchGuard(kind: .duplicate, detail: ""))
        }
    }
}
