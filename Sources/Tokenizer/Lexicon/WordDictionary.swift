/// The user's own words, matched longest first (自定义词典).
///
/// Immutable; a change is a new dictionary. 100,000 words build in a fraction of a second and are
/// matched by a trie, in time linear in the text.
public struct WordDictionary: Sendable {
    /// The number of distinct words after normalization.
    public var count: Int { trie.count }
    /// Changes when, and only when, the set of words does: 16 hexadecimal digits.
    public let revision: String

    let trie: WordTrie

    /// Makes a dictionary.
    ///
    /// - Parameter words: Words in any order and writing; they are normalized as texts are. Empty
    ///   ones and repetitions are skipped.
    public init(_ words: some Sequence<String>) {
        let folded = FoldedWords(words)
        trie = WordTrie(folded.scalars.enumerated().map { ($1, Int32($0)) })
        revision = ContentHash.hexadecimal(
            of: Set(folded.scalars).sorted { $0.lexicographicallyPrecedes($1) }
        )
    }
}

/// Words normalized as texts are, as scalars.
struct FoldedWords {
    let scalars: [[UInt32]]

    /// Normalizes words; those with nothing left are skipped.
    init(_ words: some Sequence<String>) {
        var text = FoldedText()
        defer { text.deallocate() }
        scalars = words.compactMap { word in
            var word = word
            word.withUTF8 { text.fold($0) }
            let range = text.trimmedRange
            return range.isEmpty ? nil : range.map { text.scalars[$0] }
        }
    }
}

extension FoldedText {
    /// All but the white space at both ends.
    fileprivate var trimmedRange: Range<Int> {
        var range = 0..<count
        while let first = range.first, classes[first] == ScalarClass.space.rawValue {
            range.removeFirst()
        }
        while let last = range.last, classes[last] == ScalarClass.space.rawValue {
            range.removeLast()
        }
        return range
    }
}

extension Range<Int> {
    fileprivate mutating func removeFirst() { self = lowerBound + 1..<upperBound }
    fileprivate mutating func removeLast() { self = lowerBound..<upperBound - 1 }
}

/// A hash of words for revisions.
enum ContentHash {
    static func hexadecimal(of words: [[UInt32]]) -> String {
        let hash = StableHash(of: words.lazy.flatMap { $0 + [0] })
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
