/// An occurrence of a term in a text (词元).
public struct Token: Hashable, Sendable {
    /// What the token is, so that scoring can weigh kinds apart; tokens of one position stand in
    /// this order.
    public enum Kind: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable,
        CustomStringConvertible
    {
        /// A word of the user's own dictionary, also inside a longer dictionary word.
        case dictionaryWord
        /// A code kept whole: a model, version, address, telephone number, price or percentage.
        case code
        /// A word of two or more Han characters found by ICU, or a word of another script.
        case word
        /// Two neighbouring units; for Han, two characters.
        case bigram
        /// One Han character.
        case character
        /// A run of ASCII letters, whole or as a part of a code.
        case latin
        /// A number in plain digits; Chinese numerals appear here by their value.
        case number
        /// One pictograph, without variation selectors, joiners and skin tones.
        case emoji
        /// Another member of a synonym class, added beside the member that the text holds.
        case synonym
        /// The toneless Mandarin reading of a Han character.
        case pinyin

        /// The name of the case, as JSON and command line show it.
        public var description: String {
            switch self {
            case .dictionaryWord: "dictionary_word"
            case .code: "code"
            case .word: "word"
            case .bigram: "bigram"
            case .character: "character"
            case .latin: "latin"
            case .number: "number"
            case .emoji: "emoji"
            case .synonym: "synonym"
            case .pinyin: "pinyin"
            }
        }
    }

    /// The normalized text of the token, never empty.
    public let text: String
    /// What the token is.
    public let kind: Kind
    /// The bytes of the original, unnormalized text that the token stands for.
    ///
    /// UTF-8 byte offsets, half-open, on scalar boundaries of the original. A token whose text was
    /// composed or rewritten covers everything it was made from.
    public let utf8Range: Range<Int>
    /// The place of the token in the text, counted from 0 without gaps.
    ///
    /// Each Han character, each part of a code and each word of another script has a place of its
    /// own. Tokens of one place stand together and the first of them is the main one.
    public let position: Int
    /// Whether the token before this one has the same position (同位词).
    public let isColocated: Bool

    /// Creates a token from its parts.
    public init(
        text: String,
        kind: Kind,
        utf8Range: Range<Int>,
        position: Int,
        isColocated: Bool
    ) {
        self.text = text
        self.kind = kind
        self.utf8Range = utf8Range
        self.position = position
        self.isColocated = isColocated
    }

    /// The text under which the token is indexed.
    ///
    /// It equals ``text``, except that pinyin carries a mark so that the syllable "ma" never meets
    /// the Latin word "ma".
    public var term: String { kind == .pinyin ? Self.pinyinMark + text : text }

    /// What stands in front of a syllable in ``term``.
    static let pinyinMark = "~"
}
