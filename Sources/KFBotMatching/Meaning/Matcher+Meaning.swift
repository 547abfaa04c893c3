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
        return asksMeaning(of: query) { mayHold($0, using: &workspace.text) }
    }

    /// The same where a base is not loaded.
    ///
    /// - Parameters:
    ///   - query: The question.
    ///   - mayHold: Whether a phrasing of any entry is a text word for word.
    /// - Returns: Whether to ask for a vector.
    /// - Throws: What `mayHold` throws.
    package func asksMeaning(
        of query: String,
        mayHold: (_ text: String) throws -> Bool
    ) rethrows -> Bool {
        let core = fillers.stripped(query)
        if try mayHold(core) { return false }
        return try core == query || !(mayHold(query) || fillers.isOnlyFiller(query))
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
    /// An entry whose vectors are not made yet is taken for as near as phrasings of different entries are.
    func compare(_ ranking: inout Ranking, with meaning: QueryMeaning) {
        guard let nearest = ranking.nearestCosine else { return }
        let usual = min(meaning.index.nearness.mean, nearest)
        for place in ranking.items.indices {
            let scored = ranking.items[place].scored
            let record = index.views[scored.segment].entries[scored.entry]
            let own = meaning.index.nearest(
                to: meaning.vector,
                ofEntry: record,
                in: scored.segment
            )
            ranking.items[place].nearest = own
            let cosine = own?.cosine ?? usual
            ranking.items[place].scored.features[.meaning] = min(cosine - nearest, 0)
            ranking.items[place].score = reranker.score(ranking.items[place].scored.features)
        }
    }
}
