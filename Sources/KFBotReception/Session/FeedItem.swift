public import KFBotModel

public import struct Foundation.Date

/// Something that happened to a session, as its followers see it.
public struct FeedItem: Hashable, Sendable {
    /// The kinds of things that happen.
    public enum Content: Hashable, Sendable {
        /// The customer wrote.
        case received(IncomingMessage)
        /// A message to the customer was put into the outbox.
        case sent(OutgoingMessage)
        /// A message was shown to a servicer.
        case delivered(MessageID, ServicerID)
        /// Replies were suggested to a servicer who is to see them.
        case suggested(SuggestionSet)
        /// A servicer was reminded of a customer who waits for an answer.
        case reminder(Reminder)
        /// Something was recorded: a move, a handoff, an end.
        case record(SessionRecord)
    }

    /// The number in the workspace's one sequence of all that happens.
    ///
    /// Numbers rise, with gaps.
    public let number: Int
    /// The account whose session it is.
    public let account: AccountID
    /// The customer whose session it is.
    public let customer: CustomerID
    /// When it happened.
    public let date: Date
    /// What happened.
    public let content: Content
}

/// Tells a servicer that a customer waits for an answer.
public struct Reminder: Hashable, Sendable, Codable {
    /// The servicer who was reminded.
    public var servicer: ServicerID
    /// When the customer wrote the first message that nobody has answered.
    public var since: Date
}

/// The answer to the sender of a message.
///
/// It stays the same however often it is asked for.
public struct MessageReceipt: Hashable, Sendable {
    /// What became of the message.
    public let disposition: Disposition
    /// The messages to the customer that it led to, in order.
    public let replies: [OutgoingMessage]
}
