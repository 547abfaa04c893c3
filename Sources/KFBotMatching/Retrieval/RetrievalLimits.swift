/// How much retrieval reads and keeps.
package struct RetrievalLimits: Hashable, Sendable {
    /// Posting entries read, rarest terms first; the first two terms are read whatever they cost.
    package var postings = 2_000
    /// Bases with fewer phrasings use every term.
    var smallBase = 3_000
    /// Phrasings kept.
    package var phrasings = 50
    /// Goes on past ``phrasings`` until there are so many entries.
    package var entries = 20
    /// The most phrasings kept.
    package var maximumPhrasings = 200
    /// Posting entries summed up at a time where posting lists are read from disk.
    package var postingsAtOnce = 32_768

    package init() {}
}

extension RetrievalLimits {
    /// How many of the best phrasings are kept.
    ///
    /// - Parameter entries: The entries of the best ``maximumPhrasings`` ones, best first.
    /// - Returns: ``phrasings``, or as many more as it takes to reach ``entries``.
    package func keptCount(_ entries: [UInt32]) -> Int {
        var count = min(phrasings, entries.count)
        var seen = Set(entries.prefix(count))
        while count < entries.count, seen.count < self.entries {
            seen.insert(entries[count])
            count += 1
        }
        return count
    }
}

/// Which posting lists are read for a query: those of the rarest terms, under a budget.
package struct RetrievalPlan {
    /// Terms whose posting lists are read, rarest first.
    package private(set) var used: [QueryTerms.Term] = []
    /// Known terms for which the budget has no room.
    private(set) var leftOut: [QueryTerms.Term] = []
    /// The summed length of the posting lists that are read.
    package private(set) var cost = 0

    package init(_ terms: QueryTerms, phrasingCount: Int, limits: RetrievalLimits) {
        var known = terms.canonicalUnits.filter { $0.frequency.postings > 0 }
        known += terms.canonicalPairs.lazy.map(\.term).filter { $0.frequency.postings > 0 }
        guard phrasingCount >= limits.smallBase else {
            used = known
            cost = known.reduce(0) { $0 + Int($1.frequency.postings) }
            return
        }
        let order = known.indices.sorted { left, right in
            let (a, b) = (known[left].frequency.postings, known[right].frequency.postings)
            return a == b ? left < right : a < b
        }
        for place in order {
            let more = cost + Int(known[place].frequency.postings)
            if used.count < 2 || leftOut.isEmpty && more <= limits.postings {
                used.append(known[place])
                cost = more
            } else {
                leftOut.append(known[place])
            }
        }
    }
}
