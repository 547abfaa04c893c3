public import KFBotModel

/// What the bot found for a customer's question, or how the customer answered its menu.
public struct BotFinding: Hashable, Sendable {
    /// What came of the question.
    public enum Outcome: Hashable, Sendable {
        /// The bot answered with an entry.
        case answered(EntryID, confidence: Double)
        /// The bot offered entries in a menu, best first.
        case offered([BotReply.Choice])
        /// Nothing matched.
        case missed
        /// The customer chose one of the entries of a menu.
        case chosen(EntryID, of: [BotReply.Choice])
        /// The customer chose 以上都不是 instead of an entry.
        case declined([BotReply.Choice])
    }

    /// The base that was asked.
    public var base: KnowledgeBaseID
    /// The question in the customer's words.
    public var question: String
    /// What came of it.
    public var outcome: Outcome
    /// The message that asked, the last one if there were several; `nil` if unknown.
    public var message: MessageID?

    /// Creates a finding.
    public init(
        base: KnowledgeBaseID,
        question: String,
        outcome: Outcome,
        message: MessageID? = nil
    ) {
        self.base = base
        self.question = question
        self.outcome = outcome
        self.message = message
    }
}
