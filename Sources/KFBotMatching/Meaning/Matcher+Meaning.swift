import Tokenizer

extension Matcher {
    /// So many nearest phrasings join the candidates.
    private static let nearestCount = 20

    /// Whether a question's vector can change what it is answered.
    ///
    /// No: what is a phrasing word for word is answered by it, and what is only filler is small talk.
    package func asksMeaning(of query: String) -> Bool {
        let workspace = pool.take()
        defer { pool.give(workspace) }
        let core = fillers.stripped(query)
        guard !mayHold(core, using: &workspace.text) else { return false }
        return core == query
            || !(mayHold(query, using: &workspace.text) || fillers.isOnlyFiller(query))
    }

    /// The phrasings nearest in meaning, nearest first.
    func nearest(
        to meaning: QueryMeaning,
        where filter: EntryFilter
    ) -> [(location: PhrasingLocation, cosine: Double)] {
        meaning.index.nearest(to: meaning.vector, count: Self.nearestCount, where: filter)
    }

    /// Adds to each entry's score how much less near in meaning it is than the nearest phrasing of the base.
    ///
    /// An entry whose vectors are not made yet is taken for as near as the others are on average.
    func compare(_ ranking: inout Ranking, with meaning: QueryMeaning) {
        guard let nearest = ranking.nearestCosine else { return }
        var (sum, count) = (0.0, 0.0)
        for place in ranking.items.indices {
            let scored = ranking.items[place].scored
            let record = index.views[scored.segment].entries[scored.entry]
            ranking.items[place].nearest = meaning.index.nearest(
                to: meaning.vector,
                ofEntry: record,
                in: scored.segment
            )
            guard let own = ranking.items[place].nearest else { continue }
            sum += own.cosine
            count += 1
        }
        let average = count > 0 ? sum / count : nearest
        for place in ranking.items.indices {
            let cosine = ranking.items[place].nearest?.cosine ?? average
            ranking.items[place].scored.features[.meaning] = min(cosine - nearest, 0)
            ranking.items[place].score = reranker.score(ranking.items[place].scored.features)
        }
    }
}
