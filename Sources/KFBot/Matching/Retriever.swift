import Tokenizer

/// Picks the phrasings worth scoring (召回): rarest terms first, under a budget.
struct Retriever<Source: CandidateSource> {
    let source: Source
    let limits: RetrievalLimits

    /// What was found and how.
    struct Result {
        /// Best first.
        var phrasings: [PhrasingLocation] = []
        /// Terms whose posting lists were read, rarest first.
        var used: [QueryTerms.Term] = []
        /// Known terms for which the budget had no room.
        var leftOut: [QueryTerms.Term] = []
    }

    /// A phrasing on its way to the result.
    private struct Hit {
        let score: Float
        let entryNumber: UInt32
        let location: PhrasingLocation

        /// Best first; equal scores by entry order and then by the order of wordings.
        static func isBefore(_ left: Hit, _ right: Hit) -> Bool {
            if left.score != right.score { return left.score > right.score }
            if left.entryNumber != right.entryNumber { return left.entryNumber < right.entryNumber }
            return left.location.phrasing < right.location.phrasing
        }
    }

    /// Finds the phrasings that hold most of the query's weight.
    ///
    /// - Parameters:
    ///   - terms: The query.
    ///   - index: What is searched.
    ///   - workspace: What is written to; left as it was found.
    ///   - isEligible: Whether the entry of a segment may be found at all.
    /// - Returns: The phrasings, best first, and the terms that were read for them.
    func retrieve(
        _ terms: QueryTerms,
        from index: MatchIndex,
        in workspace: MatchWorkspace,
        isEligible: (_ segment: Int, _ entry: Int) -> Bool
    ) -> Result {
        var result = Result()
        choose(terms, from: index, into: &result)
        guard !result.used.isEmpty else { return result }
        var starts: [Int] = []
        var total = 0
        for segment in index.segments {
            starts.append(total)
            total += segment.phrasingCount
        }
        workspace.sums.reserve(total)
        let sums = workspace.sums.base
        for term in result.used {
            let weight = Float(term.weight)
            source.forEachPhrasing(holding: term.key, in: index) { location in
                let place = starts[location.segment] + location.phrasing
                if sums[place] == 0 { workspace.touched.append(UInt32(place)) }
                sums[place] += weight
            }
        }
        result.phrasings = best(index, starts, in: workspace, isEligible)
        for place in workspace.touched { sums[Int(place)] = 0 }
        workspace.touched.removeAll(keepingCapacity: true)
        return result
    }

    /// Splits the known terms into those read and those left out.
    private func choose(_ terms: QueryTerms, from index: MatchIndex, into result: inout Result) {
        var known = terms.canonicalUnits.filter { $0.frequency.postings > 0 }
        known += terms.canonicalPairs.lazy.map(\.term).filter { $0.frequency.postings > 0 }
        guard index.phrasingCount >= limits.smallBase else {
            result.used = known
            return
        }
        let order = known.indices.sorted { left, right in
            let (a, b) = (known[left].frequency.postings, known[right].frequency.postings)
            return a == b ? left < right : a < b
        }
        var cost = 0
        for place in order {
            cost += Int(known[place].frequency.postings)
            if result.used.count < 2 || result.leftOut.isEmpty && cost <= limits.postings {
                result.used.append(known[place])
            } else {
                result.leftOut.append(known[place])
            }
        }
    }

    /// The best of the touched phrasings, sums damped by length as BM25 does for terms held once.
    private func best(
        _ index: MatchIndex,
        _ starts: [Int],
        in workspace: MatchWorkspace,
        _ isEligible: (Int, Int) -> Bool
    ) -> [PhrasingLocation] {
        let average = Double(index.statistics.bagLength) / Double(max(index.phrasingCount, 1))
        let damping = (0...255).map { length in
            Float(2.2 / (1 + 1.2 * (0.25 + 0.75 * Double(length) / max(average, 1))))
        }
        let views = index.segments.map(\.view)
        let sums = workspace.sums.base
        var hits: [Hit] = []
        hits.reserveCapacity(workspace.touched.count)
        var best: Float = 0
        for place in workspace.touched {
            var segment = starts.count - 1
            while starts[segment] > Int(place) { segment -= 1 }
            let phrasing = Int(place) - starts[segment]
            let view = views[segment]
            let entry = Int(view.entryOfPhrasing[phrasing])
            guard isEligible(segment, entry) else { continue }
            let score = sums[Int(place)] * damping[Int(view.lengths[phrasing])]
            best = max(best, score)
            hits.append(
                Hit(
                    score: score,
                    entryNumber: view.entries[entry].number,
                    location: PhrasingLocation(segment: segment, phrasing: phrasing)
                )
            )
        }
        let first = Self.top(limits.phrasings, of: hits, best: best)
        var entries = Set(first.map(\.entryNumber))
        guard entries.count < limits.entries, hits.count > first.count else {
            return first.map(\.location)
        }
        let more = Self.top(limits.maximumPhrasings, of: hits, best: best)
        var kept = first
        for hit in more.dropFirst(first.count) where entries.count < limits.entries {
            kept.append(hit)
            entries.insert(hit.entryNumber)
        }
        return kept.map(\.location)
    }

    /// The first `count` hits in order; a histogram leaves only those near the top to sort.
    private static func top(_ count: Int, of hits: [Hit], best: Float) -> [Hit] {
        guard hits.count > count, best > 0 else {
            return Array(hits.sorted(by: Hit.isBefore).prefix(count))
        }
        let bins = 256
        var histogram = [Int](repeating: 0, count: bins)
        let scale = Float(bins - 1) / best
        for hit in hits { histogram[Int(hit.score * scale)] += 1 }
        var bin = bins
        var above = 0
        while bin > 0, above < count {
            bin -= 1
            above += histogram[bin]
        }
        return Array(
            hits.filter { Int($0.score * scale) >= bin }.sorted(by: Hit.isBefore).prefix(count)
        )
    }
}
