/// Drops the tokens that lie wholly inside filler such as 请问 or 在吗 (语气词、客套话).
///
/// Only looked-up text loses them, and only when something else is left: stored text stays findable
/// by every word of it.
struct FillerFilter: TokenFilter {
    let fillers: FillerWords

    func apply(to tokens: inout TokenBuffer, of text: FoldedText, for purpose: TextAnalyzer.Purpose)
    {
        guard purpose == .query, !fillers.isOnlyFiller(text) else { return }
        var ranges: [(start: UInt32, end: UInt32)] = []
        text.forEachLongestMatch(of: fillers.trie.finder) { range, _ in
            ranges.append((text.starts[range.lowerBound], text.ends[range.upperBound - 1]))
        }
        guard !ranges.isEmpty else { return }
        tokens.filter { item in
            !ranges.contains { $0.start <= item.start && item.end <= $0.end }
        }
    }
}
