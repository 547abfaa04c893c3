package import KFBotModel
import Platform
package import Tokenizer

package import struct Foundation.Date

/// One pass of retrieval and scoring over one text.
package struct Ranking {
    /// An entry with its best phrasing.
    package struct Item {
        package var scored: CandidateScorer.Scored
        package let number: UInt32
        /// The linear score.
        var score: Double
        package var guards: [MatchGuard] = []
        /// What became of the calibrated probability on the way to the confidence.
        var adjustments: [ConfidenceAdjustment] = []
        package var confidence = 0.0
        package var isVerbatim = false
        package var isExcluded = false

        mutating func adjust(_ adjustment: ConfidenceAdjustment) {
            confidence = adjustment.applied(to: confidence)
            adjustments.append(adjustment)
        }
    }

    package var terms: QueryTerms
    package var items: [Item]
    var used: [QueryTerms.Term] = []
    var leftOut: [QueryTerms.Term] = []
    var retrieved = 0
    var missingRivals = 0.0
    var share = 0.0
    var cosine = 0.0
    var signal = 0.0
    var probability = 0.0
    var repairedQuery: String?
    /// The question before, where it was matched together with this one.
    var previous: String?
    /// Whether the query only names a topic that several entries hold.
    var namesTopic = false

    var confidence: Double { items.first?.confidence ?? 0 }
    var isVerbatim: Bool { items.first?.isVerbatim ?? false }

    /// Whether this ranking of a mended text counts in place of that of the text as it was.
    func improves(on first: Ranking, by margin: Double) -> Bool { signal > first.signal + margin }

    /// The ranking of a mended text: a little less sure, and saying so.
    func repaired(to text: String) -> Ranking {
        var result = self
        result.repairedQuery = text
        for place in result.items.indices {
            result.items[place].adjust(.mended(MendedText.confidenceFactor))
            result.items[place].isVerbatim = false
        }
        if !result.items.isEmpty {
            result.items[0].guards.append(MatchGuard(kind: .repaired, detail: text))
        }
        return result
    }
}

extension Matcher {
    /// Ranks the entries for a text, as if they did not hold the phrasing to leave out.
    ///
    /// Only how often terms occur in the base still counts that phrasing.
    package func rank(
        _ query: String,
        at now: Date,
        account: AccountID?,
        excludingPhrasing omitted: PhrasingLocation? = nil,
        excludingEntry left: EntryID? = nil,
        in workspace: MatchWorkspace
    ) -> Ranking {
        let terms = terms(of: query, in: index, using: &workspace.text)
        var ranking = Ranking(terms: terms, items: [])
        guard index.entryCount > 0, !terms.text.plain.isEmpty else { return ranking }
        let isEligible = { (segment: Int, entry: Int) -> Bool in
            isLive(segment, entry) && isAvailable(segment, entry, account, now)
                && (left == nil || index.segments[segment].storage.ids[entry] != left)
        }
        let isOpen = index.segments.indices.map { left == nil && self.isOpen($0) }
        let found = Retriever(limits: limits)
            .retrieve(terms, from: index, in: workspace, isOpen: isOpen, isEligible: isEligible)
        ranking.used = found.used
        ranking.leftOut = found.leftOut
        let verbatim = verbatim(terms, isEligible)
        let missing = verbatim.filter { !found.phrasings.contains($0) }
        var phrasings = found.phrasings + missing
        if let omitted { phrasings.removeAll { $0 == omitted } }
        ranking.retrieved = phrasings.count
        var scorer = CandidateScorer(terms, index: index, workspace: workspace)
        scorer.omitted = omitted
        ranking.items = best(scorer.score(phrasings), verbatim: Set(verbatim))
        applyNegativeQuestions(to: &ranking)
        ranking.items.sort(by: Self.isBefore)
        assignConfidence(to: &ranking)
        return ranking
    }

    /// A query's terms with their weights in a base.
    package func terms(
        of query: String,
        in base: some TermFrequencies,
        using text: inout UnitText
    ) -> QueryTerms {
        index.analyzer.units.analyze(
            query,
            limit: Self.longestQuery,
            findsWords: base.totals.answerCount > 0,
            into: &text
        )
        return QueryTerms(text, in: base)
    }

    private func isLive(_ segment: Int, _ entry: Int) -> Bool {
        !index.dead[segment].contains(entry)
    }

    /// Whether all entries of a segment are live and available at any time to all accounts.
    private func isOpen(_ segment: Int) -> Bool {
        index.dead[segment].isEmpty && index.segments[segment].storage.restrictions.isEmpty
    }

    private func isAvailable(
        _ segment: Int,
        _ entry: Int,
        _ account: AccountID?,
        _ now: Date
    ) -> Bool {
        guard index.segments[segment].view.entries[entry].isRestricted else { return true }
        return index.segments[segment].storage.restrictions[entry]?.holds(account: account, at: now)
            ?? true
    }

    /// Phrasings with the same plain units as the query.
    private func verbatim(
        _ terms: QueryTerms,
        _ isEligible: (Int, Int) -> Bool
    ) -> [PhrasingLocation] {
        var found: [PhrasingLocation] = []
        for (place, segment) in index.segments.enumerated() {
            segment.forEachVerbatim(terms.text.plain) { phrasing in
                if isEligible(place, Int(segment.view.entryOfPhrasing[phrasing])) {
                    found.append(PhrasingLocation(segment: place, phrasing: phrasing))
                }
            }
        }
        return found.sorted { ($0.segment, $0.phrasing) < ($1.segment, $1.phrasing) }
    }

    /// The best phrasing of each entry; a verbatim one goes before all others.
    private func best(
        _ scored: [CandidateScorer.Scored],
        verbatim: Set<PhrasingLocation>
    ) -> [Ranking.Item] {
        var items: [Ranking.Item] = []
        var placeOf: [UInt32: Int] = [:]
        for candidate in scored {
            let number = index.segments[candidate.segment].view.entries[candidate.entry].number
            var item = Ranking.Item(
                scored: candidate,
                number: number,
                score: reranker.score(candidate.features)
            )
            item.isVerbatim =
                !verbatim.isEmpty
                && verbatim.contains(
                    PhrasingLocation(segment: candidate.segment, phrasing: candidate.phrasing)
                )
            guard let place = placeOf[number] else {
                placeOf[number] = items.count
                items.append(item)
                continue
            }
            if Self.isBetterPhrasing(item, items[place]) { items[place] = item }
        }
        return items
    }

    private static func isBetterPhrasing(_ new: Ranking.Item, _ old: Ranking.Item) -> Bool {
        if new.isVerbatim != old.isVerbatim { return new.isVerbatim }
        if new.score != old.score { return new.score > old.score }
        return new.scored.phrasing < old.scored.phrasing
    }

    /// Verbatim first, then by score, then by all phrasings together, then in the entries' order.
    private static func isBefore(_ left: Ranking.Item, _ right: Ranking.Item) -> Bool {
        if left.isExcluded != right.isExcluded { return right.isExcluded }
        if left.isVerbatim != right.isVerbatim { return left.isVerbatim }
        if left.score != right.score { return left.score > right.score }
        let (a, b) = (left.scored.features[.phrasings], right.scored.features[.phrasings])
        if a != b { return a > b }
        return left.number < right.number
    }

    private func assignConfidence(to ranking: inout Ranking) {
        guard let top = ranking.items.first else { return }
        let peak = ranking.items.reduce(top.score) { max($0, $1.score) }
        let shares = ranking.items.map { Maths.exp($0.score - peak) }
        ranking.missingRivals = MissingRivals.weight(
            against: top.scored.features,
            by: reranker,
            entries: index.entryCount
        )
        let sum = shares.reduce(shares[0] * ranking.missingRivals, +)
        ranking.namesTopic = ranking.isBroadTopic
        var ceiling = 1.0
        let verbatimCount = ranking.items.count { $0.isVerbatim }
        for place in ranking.items.indices {
            let item = ranking.items[place]
            let share = shares[place] / sum
            let signal =
                share * (item.scored.cosine + 1 - item.scored.features[.substitution]) / 2
            let probability = calibrator.probability(
                of: signal,
                length: ranking.terms.text.canonical.count
            )
            if place == 0 {
                ranking.share = share
                ranking.cosine = item.scored.cosine
                ranking.signal = signal
                ranking.probability = probability
            }
            ranking.items[place].confidence = probability
            if item.isExcluded {
                ranking.items[place].adjust(.excluded)
            } else if item.isVerbatim {
                ranking.items[place].adjust(.verbatim)
            } else if place == 0 || probability > policy.conflictCap {
                ranking.items[place].guards += guards(against: item, ranking.terms)
                if let objection = ranking.objection(to: item) {
                    ranking.items[place].guards.append(objection)
                }
                for fired in ranking.items[place].guards where caps(fired) {
                    ranking.items[place].adjust(.cap(policy.conflictCap, by: fired.kind))
                }
            }
            if item.isVerbatim, verbatimCount > 1 {
                ranking.items[place].guards.append(MatchGuard(kind: .duplicate, detail: ""))
            }
            ceiling = min(ceiling, ranking.items[place].confidence)
            ranking.items[place].confidence = ceiling
        }
    }

    func caps(_ fired: MatchGuard) -> Bool {
        switch fired.kind {
        case .numbers, .direction, .negativeQuestion, .topic: true
        case .negation: policy.capsNegationConflicts
        case .repaired, .duplicate: false
        }
    }
}
