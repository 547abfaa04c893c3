import Platform
import Tokenizer

extension Matcher {
    /// Step 4: turns scores into confidence, held down by what stands against an entry.
    func calibrate(_ ranking: inout Ranking) {
        guard let top = ranking.items.first else { return }
        let items = ranking.items.indices
        // What characters alone say; the meaning's part comes after it.
        let scores = items.map { lexicalScore(ranking.items[$0]) }
        let peak = scores.reduce(scores[0], max)
        let shares = scores.map { Maths.exp($0 - peak) }
        let meaning = ranking.nearness.map { MeaningShares(ranking, $0) }
        ranking.missingRivals = MissingRivals.weight(
            against: top.scored.features,
            by: reranker,
            entries: index.entryCount
        )
        let sum = shares.reduce(shares[0] * ranking.missingRivals, +)
        let calibrator = calibrator.at(length: ranking.terms.text.canonical.count)
        let hasDuplicates = items.count { ranking.items[$0].isVerbatim } > 1
        var ceiling = 1.0
        var together = Together()
        for place in items {
            let share = shares[place] / sum
            let scored = ranking.items[place].scored
            var signal = share * (scored.cosine + 1 - scored.features[.substitution]) / 2
            if let meaning {
                let evidence = meaning.evidence(
                    ofItem: place,
                    lexical: calibrator.logit(of: signal)
                )
                signal = calibrator.signal(forLogit: evidence.logit)
                ranking.items[place].evidence = evidence
            }
            let probability = calibrator.probability(of: signal)
            if !ranking.items[place].isExcluded {
                together.add(
                    signal,
                    scoreBehind: top.score - ranking.items[place].score,
                    substitution: scored.features[.substitution],
                    pairsCovered: scored.pairsCovered
                )
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
        ranking.together = together.probability(by: calibrator)
    }

    /// The score of an entry without what its meaning adds.
    private func lexicalScore(_ item: Ranking.Item) -> Double {
        item.nearest == nil && item.scored.features[.meaning] == 0
            ? item.score
            : item.score - reranker.weights[.meaning] * item.scored.features[.meaning]
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

/// What the first entries are worth as a menu: near rivals share the confidence, so that none of them
/// has much though one of them is meant.
private struct Together {
    /// A customer reads no longer menus.
    private static let most = 3
    /// Entries that score so little less than the first are its equals, however many there are.
    private static let tie = 0.3
    /// How much more may be exchanged than is held side by side before it counts against the menu.
    private static let plainExcess = 0.1

    private var count = 0
    private var signal = 0.0
    private var substitution = 1.0
    private var pairsCovered = 0.0

    /// Adds the next entry, best first.
    mutating func add(
        _ signal: Double,
        scoreBehind: Double,
        substitution: Double,
        pairsCovered: Double
    ) {
        guard count < Self.most || scoreBehind <= Self.tie else { return }
        self.signal += max(signal, 0)
        if count < Self.most {
            self.substitution = min(self.substitution, substitution)
            self.pairsCovered = max(self.pairsCovered, pairsCovered)
        }
        count += 1
    }

    /// The probability that one of the entries is meant.
    ///
    /// Shares alone do not tell rivals from strangers: three entries on other things share the
    /// confidence as well. So what the query exchanges for something else counts against the menu, and
    /// what an entry holds of its pairs counts for it.
    func probability(by calibrator: Calibrator.AtLength) -> Double {
        let against = substitution - pairsCovered - Self.plainExcess
        return count == 0 ? 0 : calibrator.probability(of: signal, against: against)
    }
}
