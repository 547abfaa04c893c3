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
}
