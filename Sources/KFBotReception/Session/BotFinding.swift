public import KFBotModel

/// What the bot found for a customer's question, or what the customer made of its menu.
public struct BotFinding: Hashable, Sendable {
    /// How it went.
    public enum Outcome: Hashable, Sendable {
        /// An entry answered.
        case answered(EntryID, confidence: Double)
        /// Entries were offered in a menu, best first.
        case offered([BotReply.Choice])
        /// Nothing fitted.
        case missed
        /// The customer chose an entry of a menu.
        case chosen(EntryID, of: [BotReply.Choice])
        /// The customer chose 以上都不是 in place of an entry.
        case declined([BotReply.Choice])
    }

    /// The base that was asked.
    public var base: KnowledgeBaseID
    /// The question in the customer's words.
    public var question: String
    /// How it went.
    public var outcome: Outcome
    /// The message that asked, the last one of several; `nil` where that is not known.
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
