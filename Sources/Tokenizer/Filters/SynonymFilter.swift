/// Adds the other members of a synonym class beside the member that the text holds (同义词).
///
/// Apply it to stored texts or to looked-up ones, never to both: two sides would only double the
/// index.
struct SynonymFilter: TokenFilter {
    let table: SynonymTable
    let side: TextAnalyzer.Purpose

    func apply(to tokens: inout TokenBuffer, of text: FoldedText, for purpose: TextAnalyzer.Purpose)
    {
        guard purpose == side else { return }
        text.forEachLongestMatch(of: table.trie.finder) { range, index in
            let position = tokens.positions[range.lowerBound]
            guard position != TokenBuffer.noPosition else { return }
            let form = text.utf8Slice(range)
            for member in table.classes[table.classOfMember[Int(index)]] where member != form {
                tokens.append(
                    .synonym,
                    text: member,
                    position: position,
                    start: text.starts[range.lowerBound],
                    end: text.ends[range.upperBound - 1]
                )
            }
        }
    }
}

extension FoldedText {
    /// The folded UTF-8 of a range of scalars.
    func utf8Slice(_ range: Range<Int>) -> [UInt8] {
        let start = Int(utf8Starts[range.lowerBound])
        let end = Int(utf8Starts[range.upperBound])
        return Array(UnsafeBufferPointer(start: utf8.base + start, count: end - start))
    }
}
