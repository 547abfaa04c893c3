import KFBotModel
import Tokenizer

import struct Foundation.Date

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

    struct Result {
        /// Best first.
        var phrasings: [PhrasingLocation] = []
        /// Terms whose posting lists were read, rarest first.
        var used: [QueryTerms.Term] = []
        /// Known terms for which the budget had no room.
        var leftOut: [QueryTerms.Term] = []
    }

    /// A phrasing on its way to the result.
    struct Hit {
        let score: Float
        let entryNumber: UInt32
        let location: PhrasingLocation

        /// Best first; equal scores by entry order and then by the order of phrasings.
        fileprivate static func isBefore(_ left: Hit, _ right: Hit) -> Bool {
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
    ///   - filter: Which entries may be found.
    /// - Returns: The phrasings, best first, and the terms that were read for them.
    func retrieve(
        _ terms: QueryTerms,
        from index: MatchIndex,
        in workspace: MatchWorkspace,
        filter: EntryFilter
    ) -> Result {
        let plan = RetrievalPlan(terms, phrasingCount: index.phrasingCount, limits: limits)
        var result = Result(used: plan.used, leftOut: plan.leftOut)
        guard !plan.used.isEmpty else { return result }
        sum(plan.used, of: index, in: workspace)
        let found = score(index, in: workspace, filter)
        result.phrasings = best(of: found, index, in: workspace).map(\.location)
        for place in workspace.touched { workspace.sums.base[Int(place)] = 0 }
        workspace.touched.removeAll(keepingCapacity: true)
        return result
    }

    /// Adds up the weights of terms by phrasing.
    private func sum(_ used: [QueryTerms.Term], of index: MatchIndex, in workspace: MatchWorkspace)
    {
        workspace.sums.reserve(index.views.reduce(0) { $0 + $1.phrasingCount })
        let sums = workspace.sums.base
        var touched = workspace.takeTouched()
        for term in used {
            // A sum of 0 means untouched, so each weight is above 0, whatever the frequencies are.
            let weight = max(Float(term.weight), Self.leastWeight)
            var start = 0
            for view in index.views {
                if let number = view.term(term.key) {
                    view.forEachPosting(of: number) { phrasing in
                        let place = start + phrasing
                        if sums[place] == 0 { touched.append(UInt32(place)) }
                        sums[place] += weight
                    }
                }
                start += view.phrasingCount
            }
        }
        workspace.touched = touched
    }

    /// Far below the least weight that consistent frequencies give.
    private static let leastWeight: Float = 1e-20
    /// The sum of a phrasing that may not be found.
    private static let closed: Float = -1

    /// Turns the sums into scores, damped by length as BM25 does for terms that occur once.
    ///
    /// - Returns: How many phrasings may be found, and the best score.
    private func score(
        _ index: MatchIndex,
        in workspace: MatchWorkspace,
        _ filter: EntryFilter
    ) -> (count: Int, best: Float) {
        let sums = workspace.sums.base
        var count = 0
        var best: Float = 0
        index.lengthDamping.withFactors { factors in
            let isOpen = index.views.indices.map(filter.isOpen)
            var places = SegmentPlaces(index.views)
            for place in workspace.touched {
                let (segment, phrasing) = places.find(Int(place))
                let view = places.view
                guard
                    isOpen[segment]
                        || filter.admits(Int(view.entryOfPhrasing[phrasing]), of: segment)
                else {
                    sums[Int(place)] = Self.closed
                    continue
                }
                let score = sums[Int(place)] * factors[Int(view.lengths[phrasing])]
                sums[Int(place)] = score
                best = max(best, score)
                count += 1
            }
        }
        return (count, best)
    }

    /// The best of the phrasings with a score.
    private func best(
        of found: (count: Int, best: Float),
        _ index: MatchIndex,
        in workspace: MatchWorkspace
    ) -> ArraySlice<Hit> {
        let first = top(limits.phrasings, of: found, index, in: workspace)
        guard found.count > first.count, !holdsEntries(first) else { return first[...] }
        let more = top(limits.maximumPhrasings, of: found, index, in: workspace)
        return more.prefix(limits.keptCount(more.map(\.entryNumber)))
    }

    /// Whether hits are of as many entries as are wanted.
    private func holdsEntries(_ hits: [Hit]) -> Bool {
        var seen: [UInt32] = []
        for hit in hits where seen.count < limits.entries && !seen.contains(hit.entryNumber) {
            seen.append(hit.entryNumber)
        }
        return seen.count >= limits.entries
    }

    /// The first `count` hits in order; a histogram leaves only those near the top to look up and sort.
    private func top(
        _ count: Int,
        of found: (count: Int, best: Float),
        _ index: MatchIndex,
        in workspace: MatchWorkspace
    ) -> [Hit] {
        let sums = workspace.sums.base
        let bins = 256
        let scale = found.best > 0 ? Float(bins - 1) / found.best : 0
        var least = 0
        if found.count > count {
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: bins) { histogram in
                histogram.initialize(repeating: 0)
                for place in workspace.touched where sums[Int(place)] >= 0 {
                    histogram[Int(sums[Int(place)] * scale)] += 1
                }
                least = bins
                var above = 0
                while least > 0, above < count {
                    least -= 1
                    above += Int(histogram[least])
                }
            }
        }
        var hits: [Hit] = []
        hits.reserveCapacity(2 * count)
        var places = SegmentPlaces(index.views)
        for place in workspace.touched {
            let score = sums[Int(place)]
            guard score >= 0, least == 0 || Int(score * scale) >= least else { continue }
            let (segment, phrasing) = places.find(Int(place))
            let view = places.view
            hits.append(
                Hit(
                    score: score,
                    entryNumber: view.entries[Int(view.entryOfPhrasing[phrasing])].number,
                    location: PhrasingLocation(segment: segment, phrasing: phrasing)
                )
            )
        }
        hits.sort(by: Hit.isBefore)
        if hits.count > count { hits.removeLast(hits.count - count) }
        return hits
    }
}

/// Finds the segment of a place among the phrasings of all segments.
private struct SegmentPlaces {
    private let views: [SegmentView]
    private let starts: [Int]
    private var segment = 0
    private var range: Range<Int>
    /// The segment that was found last.
    private(set) var view: SegmentView

    init(_ views: [SegmentView]) {
        self.views = views
        var start = 0
        starts = views.map { view in
            defer { start += view.phrasingCount }
            return start
        }
        view = views[0]
        range = 0..<view.phrasingCount
    }

    /// Segment and number of the phrasing at a place.
    @inline(__always)
    mutating func find(_ place: Int) -> (segment: Int, phrasing: Int) {
        if !range.contains(place) { move(to: place) }
        return (segment, place - range.lowerBound)
    }

    private mutating func move(to place: Int) {
        segment = starts.count - 1
        while starts[segment] > place { segment -= 1 }
        view = views[segment]
        range = starts[segment]..<starts[segment] + view.phrasingCount
    }
}

/// Which entries of an index a query may find.
struct EntryFilter {
    private let index: MatchIndex
    private let now: Date
    private let account: AccountID?
    private let excluded: EntryID?
    /// - Parameters:
    ///   - index: The index.
    ///   - now: The moment for which entries must be valid.
    ///   - account: The account that was asked; `nil` passes every list of accounts.
    ///   - excluded: An entry that is passed over.
    init(_ index: MatchIndex, at now: Date, account: AccountID?, excluding excluded: EntryID?) {
        self.index = index
        self.now = now
        self.account = account
        self.excluded = excluded
    }

    /// Whether all entries of a segment may be found.
    @inline(__always)
    func isOpen(_ segment: Int) -> Bool { excluded == nil && index.isOpen[segment] }

    /// Whether an entry is live, valid now, meant for the account and not excluded.
    func admits(_ entry: Int, of segment: Int) -> Bool {
        guard !index.dead[segment].contains(entry) else { return false }
        let isRestricted = index.views[segment].entries[entry].isRestricted
        guard excluded != nil || isRestricted else { return true }
        let storage = index.segments[segment].storage
        if let excluded, storage.ids[entry] == excluded { return false }
        guard isRestricted else { return true }
        return storage.restrictions[entry]?.holds(account: account, at: now) ?? true
    }
}
