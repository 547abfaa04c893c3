import Tokenizer

/// Mends homophones and typed pinyin by what the knowledge base says (同音字、拼音).
struct SpellingRepair {
    /// How much higher the mended text's signal must be.
    static let margin = 0.05
    /// What a mended text's confidence is multiplied by.
    static let confidenceFactor = 0.97

    init(_ index: MatchIndex) {}

    /// The text with what can be mended mended; `nil` if nothing is suspect.
    func repair(_ text: UnitText) -> String? { nil }
}
