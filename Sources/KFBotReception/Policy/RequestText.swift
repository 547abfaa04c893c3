import Tokenizer

/// The letters, digits and characters of a message, folded: 转 人 工！ and 轉人工 become the same.
struct RequestText: Hashable {
    let scalars: [Unicode.Scalar]

    init(_ text: String) {
        let folded = TextNormalizer().normalize(text).text
        scalars = folded.unicodeScalars.filter { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }

    var isEmpty: Bool { scalars.isEmpty }

    /// Whether the text holds a keyword that is neither negated nor part of another word.
    func holds(_ keyword: RequestText) -> Bool {
        guard !keyword.isEmpty, scalars[...].firstIndex(of: keyword.scalars) != nil else {
            return false
        }
        var rest = scalars
        for word in HandoffRequest.otherWords { rest.substitute(word, with: ["\u{1F}"]) }
        for word in HandoffRequest.alternatives { rest.substitute(word, with: []) }
        var start = rest.startIndex
        while let found = rest[start...].firstIndex(of: keyword.scalars) {
            if !Self.isNegated(rest[..<found]) { return true }
            start = found + 1
        }
        return false
    }

    /// Whether the whole text sounds like a keyword, be it in characters or in pinyin letters.
    func soundsLike(_ keyword: RequestText) -> Bool {
        guard keyword.scalars.count >= 2 else { return false }
        // A character's sound has 1 to 6 letters, so texts of very different lengths cannot sound
        // alike.
        guard scalars.count <= keyword.scalars.count * 6,
            keyword.scalars.count <= scalars.count * 6
        else { return false }
        return sound == keyword.sound
    }

    /// The pinyin of all characters, joined; a character without pinyin stands for itself.
    private var sound: String {
        scalars.map { Pinyin.shared.syllable(of: $0) ?? String($0) }.joined()
    }

    /// Whether a negation stands before, with nothing but auxiliary words between.
    private static func isNegated(_ before: ArraySlice<Unicode.Scalar>) -> Bool {
        let near = before.suffix(8)
        return HandoffRequest.negations.contains { negation in
            var start = near.startIndex
            while let found = near[start...].firstIndex(of: negation) {
                var between = near[(found + negation.count)...]
                while HandoffRequest.auxiliaries.drop(from: &between) != nil {}
                if between.isEmpty { return true }
                start = found + negation.count
            }
            return false
        }
    }
}

/// Words that a text is compared with, as scalars.
struct RequestWords: Sequence {
    private let words: [[Unicode.Scalar]]

    /// Splits the text at white space.
    ///
    /// The longest words come first, so that they are taken before their parts.
    init(_ text: String) {
        words = text.split(whereSeparator: \.isWhitespace).map { Array($0.unicodeScalars) }
            .sorted { $0.count > $1.count }
    }

    func makeIterator() -> IndexingIterator<[[Unicode.Scalar]]> { words.makeIterator() }

    /// Removes the longest of the words with which a text begins; `nil` if there is none.
    func drop(from text: inout ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
        guard let word = words.first(where: { text.starts(with: $0) }) else { return nil }
        text = text.dropFirst(word.count)
        return word
    }
}

extension ArraySlice<Unicode.Scalar> {
    /// Where a word first occurs; `nil` if it does not occur.
    fileprivate func firstIndex(of word: [Unicode.Scalar]) -> Int? {
        guard let first = word.first, count >= word.count else { return nil }
        return (startIndex...(endIndex - word.count)).first { start in
            self[start] == first && self[start..<start + word.count].elementsEqual(word)
        }
    }
}

extension [Unicode.Scalar] {
    /// Replaces a word wherever it occurs, from the left.
    fileprivate mutating func substitute(_ word: [Unicode.Scalar], with other: [Unicode.Scalar]) {
        var start = startIndex
        while let found = self[start...].firstIndex(of: word) {
            replaceSubrange(found..<found + word.count, with: other)
            start = found + other.count
        }
    }
}
