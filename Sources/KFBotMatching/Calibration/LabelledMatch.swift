public import KFBotModel

public import struct Foundation.Date

/// A matched question with what became known later: whether the first candidate was right (已标注).
///
/// It holds no word of the customer.
public struct LabelledMatch: Hashable, Sendable {
    /// Who said whether the first candidate was right.
    public enum Source: String, Hashable, Sendable, Codable, CaseIterable {
        /// The customer, by a choice in the bot's menu.
        case menu
        /// A servicer, who sent one of the suggestions.
        case servicer
    }

    /// When the question was asked.
    public let date: Date
    /// The name of the base that was asked.
    public let base: KnowledgeBaseID
    /// How sure the first candidate was, 0...1.
    public let confidence: Double
    /// The signal behind the confidence: ``MatchResult/signal``; `nil` where something else decided.
    public let signal: Double?
    /// How long the question was: ``MatchResult/length``.
    public let length: Int
    /// Whether it was what the customer meant.
    public let isCorrect: Bool
    /// Who said whether the first candidate was right.
    public let source: Source

    /// Creates a labelled match.
    public init(
        date: Date,
        base: KnowledgeBaseID,
        confidence: Double,
        signal: Double?,
        length: Int,
        isCorrect: Bool,
        source: Source = .menu
    ) {
        self.date = date
        self.base = base
        self.confidence = confidence
        self.signal = signal
        self.length = length
        self.isCorrect = isCorrect
        self.source = source
    }
}
