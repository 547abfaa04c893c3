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

/// Says which phrasings hold a term; the matcher's own index or a full-text table in its place.
///
/// Rules for a source: each phrasing at most once a term; exactly the phrasings whose canonical form
/// holds the term, those of removed entries allowed beside them.
package protocol CandidateSource: Sendable {
    /// Calls `body` for each phrasing that holds a term, in any order.
    func forEachPhrasing(
        holding term: TermKey,
        in index: MatchIndex,
        _ body: (PhrasingLocation) -> Void
    )
}

/// The posting lists that the index keeps in memory.
package struct MemoryCandidateSource: CandidateSource {
    package init() {}

    @inline(__always)
    package func forEachPhrasing(
        holding term: TermKey,
        in index: MatchIndex,
        _ body: (PhrasingLocation) -> Void
    ) {
        for (place, segment) in index.segments.enumerated() {
            guard let number = segment.term(term) else { continue }
            segment.view.forEachPosting(of: number) {
                body(PhrasingLocation(segment: place, phrasing: $0))
            }
        }
    }
}

extension MatchIndex {
    /// Where a wording of a live entry lies, for sources that know entries by name.
    ///
    /// - Parameters:
    ///   - entry: The entry's name.
    ///   - ordinal: 0 for the standard question, then the similar ones in order.
    /// - Returns: `nil` for an unknown entry or wording.
    package func location(of entry: EntryID, ordinal: Int) -> PhrasingLocation? {
        for place in segments.indices.reversed() {
            guard let local = segments[place].entry(entry), !dead[place].contains(local) else {
                continue
            }
            let record = segments[place].storage.entries[local]
            guard ordinal < Int(record.phrasingCount) else { return nil }
            return PhrasingLocation(
                segment: place,
                phrasing: Int(record.firstPhrasing) + ordinal
            )
        }
        return nil
    }
}
