public import KFBotModel

public import struct Foundation.Date

/// Something that happened to a session, as those see it who follow it.
public struct FeedItem: Hashable, Sendable {
    /// What happened.
    public enum Content: Hashable, Sendable {
        /// The customer wrote.
        case received(IncomingMessage)
        /// A message to the customer was decided.
        case sent(OutgoingMessage)
        /// A message was shown to a servicer.
        case delivered(MessageID, ServicerID)
        /// Replies were suggested to a servicer; only those that the servicer is to see.
        case suggested(SuggestionSet)
        /// A servicer was reminded of a customer without an answer.
        case reminder(Reminder)
        /// Something was written down: a move, a handoff, an end.
        case record(SessionRecord)
    }

    /// The place in the workspace's one order of all that happened; grows, with gaps.
    public let number: Int
    /// The account.
    public let account: AccountID
    /// The customer.
    public let customer: CustomerID
    /// When it happened.
    public let date: Date
    /// What happened.
    public let content: Content
}

/// A servicer was told that a customer has been waiting for an answer.
public struct Reminder: Hashable, Sendable, Codable {
    /// Who was told.
    public var servicer: ServicerID
    /// When the customer wrote what nobody has answered.
    public var since: Date
}

/// What became of a message: the answer to its sender, the same however often it is asked for.
public struct MessageReceipt: Hashable, Sendable {
    /// What became of it.
    public let disposition: Disposition
    /// The messages to the customer that it brought about, in order.
    public let replies: [OutgoingMessage]
}
