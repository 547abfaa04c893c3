import Tokenizer

/// A knowledge base's own language: its words, synonyms and fillers.
public struct Vocabulary: Hashable, Sendable {
    /// The base's own words (自定义词典), kept whole by the tokenizer.
    public var words: [String]
    /// Classes of words that mean the same (同义词), the head first.
    public var synonyms: [[String]]
    /// Words that carry no question (语气词、客套话), beside the shipped ones.
    public var fillers: [String]

    /// Creates a vocabulary; empty by default.
    public init(words: [String] = [], synonyms: [[String]] = [], fillers: [String] = []) {
        self.words = words
        self.synonyms = synonyms
        self.fillers = fillers
    }

    /// Whether it adds nothing.
    public var isEmpty: Bool { words.isEmpty && synonyms.isEmpty && fillers.isEmpty }

    /// The words of a class that are in another class already, each with the head of that class.
    ///
    /// A word counts in one class only: in that of which it is the head, else in the first.
    public func wordsInOtherClasses(of members: [String]) -> [(word: String, head: String)] {
        let normalizer = TextNormalizer()
        let plain = { (word: String) in normalizer.normalize(word).text }
        guard let head = members.first.map(plain) else { return [] }
        return members.uniqued().compactMap { word in
            let other = synonyms.first { words in
                words.first.map(plain) != head && words.contains { plain($0) == plain(word) }
            }
            return other?.first.map { (word, $0) }
        }
    }

    /// This vocabulary with another one's words added.
    ///
    /// Classes of synonyms with the same head become one; words that are there stay where they are.
    public func merging(_ other: Vocabulary) -> Vocabulary {
        var merged = self
        merged.words = (words + other.words).uniqued()
        merged.fillers = (fillers + other.fillers).uniqued()
        for members in other.synonyms {
            if let place = merged.synonyms.firstIndex(where: { $0.first == members.first }) {
                merged.synonyms[place] = (merged.synonyms[place] + members).uniqued()
            } else {
                merged.synonyms.append(members)
            }
        }
        return merged
    }
}
