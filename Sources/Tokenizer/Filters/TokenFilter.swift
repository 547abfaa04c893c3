/// A step that adds tokens to a cut text or drops some (词元过滤).
///
/// Rules for a filter: it never changes the offsets or position of a token, and what it adds stands
/// at the position of a token that is there.
protocol TokenFilter: Sendable {
    /// Works on all tokens of a text.
    func apply(to tokens: inout TokenBuffer, of text: FoldedText, for purpose: TextAnalyzer.Purpose)
}

extension FoldedText {
    /// Whether a word may start or end before `index`: not inside a run of letters or of digits.
    @inline(__always)
    func isWordBoundary(_ index: Int) -> Bool {
        guard index > 0, index < count, classes[index] == classes[index - 1] else { return true }
        return classes[index] != ScalarClass.latin.rawValue
            && classes[index] != ScalarClass.digit.rawValue
    }

    /// Calls `body` for the longest word of a trie at each place, left to right, without overlap.
    @inline(__always)
    func forEachLongestMatch(
        of words: WordTrie.Finder,
        _ body: (_ range: Range<Int>, _ value: Int32) -> Void
    ) {
        var index = 0
        while index < count {
            if let match = longestWord(of: words, at: index) {
                body(index..<match.end, match.value)
                index = match.end
            } else {
                index += 1
            }
        }
    }

    /// The longest word of a trie that starts at an index and ends on a word boundary.
    func longestWord(of words: WordTrie.Finder, at index: Int) -> (end: Int, value: Int32)? {
        guard isWordBoundary(index) else { return nil }
        var longest: (end: Int, value: Int32)?
        words.forEachMatch(in: scalars.base, from: index, to: count) { end, value in
            if isWordBoundary(end) { longest = (end, value) }
        }
        return longest
    }
}
