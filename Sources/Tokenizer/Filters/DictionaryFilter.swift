/// Adds the words of the user's dictionary and the dictionary words inside them.
///
/// At each place the longest word wins; ICU's words that cross its borders are dropped.
struct DictionaryFilter: TokenFilter {
    let dictionary: WordDictionary

    func apply(to tokens: inout TokenBuffer, of text: FoldedText, for purpose: TextAnalyzer.Purpose)
    {
        guard purpose == .document else { return }
        var borders: [(start: UInt32, end: UInt32)] = []
        text.forEachLongestMatch(of: dictionary.trie.finder) { range, _ in
            guard tokens.positions[range.lowerBound] != TokenBuffer.noPosition else { return }
            borders.append((text.starts[range.lowerBound], text.ends[range.upperBound - 1]))
            for start in range where text.isWordBoundary(start) {
                let position = tokens.positions[start]
                guard position != TokenBuffer.noPosition else { continue }
                dictionary.trie.finder.forEachMatch(
                    in: text.scalars.base,
                    from: start,
                    to: range.upperBound
                ) { end, _ in
                    guard text.isWordBoundary(end) else { return }
                    tokens.append(.dictionaryWord, start..<end, of: text, position: position)
                }
            }
        }
        guard !borders.isEmpty else { return }
        var next = 0
        tokens.filter { item in
            // Words of one segmenter come in reading order, so one pass over the borders is enough.
            guard item.kind == .word else { return true }
            while next < borders.count, borders[next].end <= item.start { next += 1 }
            while next > 0, borders[next - 1].end > item.start { next -= 1 }
            guard next < borders.count, borders[next].start < item.end else { return true }
            return borders[next...].prefix { $0.start < item.end }.allSatisfy {
                $0.start <= item.start && item.end <= $0.end
                    || item.start <= $0.start && $0.end <= item.end
            }
        }
    }
}
