import Tokenizer

/// Where a phrasing lies in an index.
package struct PhrasingLocation: Hashable, Sendable {
    package let segment: Int
    package let phrasing: Int

    package init(segment: Int, phrasing: Int) {
        self.segment = segment
        self.phrasing = phrasing
    }
}

/// Picks the phrasings worth scoring (召回): rarest terms first, under a budget.
struct Retriever {
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

    /// A phrasing that holds a term, as yet without what takes a further look at memory.
    private struct Touched {
        let score: Float
        let location: PhrasingLocation
    }

    /// A phrasing on its way to the result.
    private struct Hit {
        let score: Float
        let entryNumber: UInt32
        let location: PhrasingLocation

        /// Best first; equal scores by entry order and then by the order of phrasings.
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
    ///   - isOpen: By segment, whether all of its entries may be found.
    ///   - isEligible: Whether the entry of a segment may be found at all.
    /// - Returns: The phrasings, best first, and the terms that were read for them.
    func retrieve(
        _ terms: QueryTerms,
        from index: MatchIndex,
        in workspace: MatchWorkspace,
        isOpen: [Bool],
        isEligible: (_ segment: Int, _ entry: Int) -> Bool
    ) -> Result {
        let plan = RetrievalPlan(terms, phrasingCount: index.phrasingCount, limits: limits)
        var result = Result(used: plan.used, leftOut: plan.leftOut)
        guard !plan.used.isEmpty else { return result }
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
            for (segment, start) in zip(index.segments, starts) {
                guard let number = segment.term(term.key) else { continue }
                segment.view.forEachPosting(of: number) { phrasing in
                    let place = start + phrasing
                    if sums[place] == 0 { workspace.touched.append(UInt32(place)) }
                    sums[place] += weight
                }
            }
        }
        result.phrasings = best(index, starts, in: workspace, isOpen, isEligible)
        for place in workspace.touched { sums[Int(place)] = 0 }
        workspace.touched.removeAll(keepingCapacity: true)
        return result
    }

    /// The best of the touched phrasings, sums damped by length as BM25 does for terms held once.
    private func best(
        _ index: MatchIndex,
        _ starts: [Int],
        in workspace: MatchWorkspace,
        _ isOpen: [Bool],
        _ isEligible: (Int, Int) -> Bool
    ) -> [PhrasingLocation] {
        let damping = LengthDamping(index.totals)
        let views = index.segments.map(\.view)
        let sums = workspace.sums.base
        var touched: [Touched] = []
        touched.reserveCapacity(workspace.touched.count)
        var best: Float = 0
        for place in workspace.touched {
            var segment = starts.count - 1
            while starts[segment] > Int(place) { segment -= 1 }
            let phrasing = Int(place) - starts[segment]
            let view = views[segment]
            guard isOpen[segment] || isEligible(segment, Int(view.entryOfPhrasing[phrasing])) else {
                continue
            }
            let score = sums[Int(place)] * damping[view.lengths[phrasing]]
            best = max(best, score)
            let location = PhrasingLocation(segment: segment, phrasing: phrasing)
            touched.append(Touched(score: score, location: location))
        }
        let first = Self.top(limits.phrasings, of: touched, best: best, in: views)
        guard Set(first.map(\.entryNumber)).count < limits.entries, touched.count > first.count
        else { return first.map(\.location) }
        let more = Self.top(limits.maximumPhrasings, of: touched, best: best, in: views)
        return more.prefix(limits.keptCount(more.map(\.entryNumber))).map(\.location)
    }

    /// The first `count` hits in order; a histogram leaves only those near the top to look up and sort.
    private static func top(
        _ count: Int,
        of touched: [Touched],
        best: Float,
        in views: [SegmentView]
    ) -> [Hit] {
        var least = 0
        let bins = 256
        let scale = best > 0 ? Float(bins - 1) / best : 0
        if touched.count > count, best > 0 {
            var histogram = [Int](repeating: 0, count: bins)
            for item in touched { histogram[Int(item.score * scale)] += 1 }
            least = bins
            var above = 0
            while least > 0, above < count {
                least -= 1
                above += histogram[least]
            }
        }
        var hits: [Hit] = []
        for item in touched where least == 0 || Int(item.score * scale) >= least {
            let view = views[item.location.segment]
            let entry = Int(view.entryOfPhrasing[item.location.phrasing])
            hits.append(
                Hit(
                    score: item.score,
                    entryNumber: view.entries[entry].number,
                    location: item.location
                )
            )
        }
        hits.sort(by: Hit.isBefore)
        return Array(hits.prefix(count))
    }
}
