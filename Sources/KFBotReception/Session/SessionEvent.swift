public import KFBotModel

public import struct Foundation.Date

/// What can happen to a session.
public enum SessionEvent: Hashable, Sendable {
    /// The customer opened the chat.
    ///
    /// They are welcomed if the rules say so.
    case opened
    /// The customer wrote.
    case message(IncomingMessage)
    /// The knowledge base answered the lookup of a ``SessionAction/lookUp(_:)``.
    case matched(Lookup, BotReply)
    /// A timer ran out.
    case timer(SessionTimer)
    /// A servicer has a free place for the customer, who waits.
    case placed(ServicerID)
    /// A servicer takes the customer from the pool, or an admin gives the customer to one.
    case assign(ServicerID)
    /// A servicer writes to the customer.
    case reply(ServicerID, IncomingMessage)
    /// A servicer transfers the session to another servicer or to a member.
    case transfer(from: ServicerID, to: ServicerID)
    /// Somebody ends the session; `nil` for the customer or an admin.
    case end(by: ServicerID?)
    /// A servicer resumes a session that is over (重新接入).
    case resume(ServicerID)
    /// A servicer refuses the customer's messages (拒收).
    case block(ServicerID)
    /// A servicer ends the refusal.
    case unblock(ServicerID)
    /// A message is recalled (撤回): it is neither answered nor shown.
    ///
    /// Without a servicer, the channel reports the recall, and no rule restricts it. With a servicer,
    /// the servicer asks for it, and ``RecallRule`` applies.
    case recall(MessageID, by: ServicerID? = nil)
}

/// What is to happen later.
///
/// A session has at most one timer of each kind.
public enum SessionTimer: String, Hashable, Sendable, Codable, CaseIterable {
    /// The customer has been quiet: answer the fragments.
    case quiet
    /// The customer has waited in the pool for too long.
    case wait
    /// The servicer has not answered the customer in time.
    case reminder
    /// Nobody has written for a long time.
    case idle
    /// Service resumes for a customer who left a message.
    case resumption
}

/// What to do for a session.
public enum SessionAction: Hashable, Sendable {
    /// Ask the knowledge base, and answer with ``SessionEvent/matched(_:_:)``.
    case lookUp(Lookup)
    /// Send a message.
    case send(OutgoingMessage)
    /// Wake the session at a moment.
    ///
    /// Replaces the timer of the same kind.
    case startTimer(SessionTimer, Date)
    /// Stop a timer, if it runs.
    case stopTimer(SessionTimer)
    /// Show the customer's message to the servicer.
    case deliver(MessageID, ServicerID)
    /// Suggest replies to the servicer for what the customer asks (智能辅助接待).
    case suggest(ServicerID)
    /// Remind a servicer of a customer who has waited since a moment.
    case remind(ServicerID, since: Date)
    /// Keep the name of a message that was left (留言) in the session of that number.
    case leave(MessageID, session: Int)
    /// Record what happened.
    case record(SessionRecord)
}

/// What is recorded about a session.
public enum SessionRecord: Hashable, Sendable {
    /// The session of that number began.
    case started(Int)
    /// The state changed.
    case moved(from: ServiceState, to: ServiceState, servicer: ServicerID?)
    /// The customer sent a message that is no question (无效提问).
    case invalidQuestion
    /// The bot handed the customer over.
    case handedOff(HandoffReason)
    /// A message was left for a servicer.
    case messageLeft(MessageID)
    /// The customer has waited for the time set; the place in the pool stays, and the messages count as left.
    case waitedTooLong
    /// What the bot found for a question.
    case found(BotFinding)
    /// A question could not be looked up, because the account's knowledge base does not exist.
    case baseMissing(KnowledgeBaseID)
    /// A message was not sent, because the window was closed or the budget spent.
    case unsent(OutgoingMessage.Kind)
    /// A servicer refused the customer's messages until a moment.
    case blocked(by: ServicerID, until: Date)
    /// A servicer ended the refusal.
    case unblocked(by: ServicerID)
    /// A message was recalled.
    case recalled(MessageID)
    /// The session ended.
    case ended(EndReason)
}

/// The reason why a session ended.
public enum EndReason: Hashable, Sendable {
    /// A servicer ended it.
    case servicer(ServicerID)
    /// The customer or an admin ended it.
    case order
    /// Nobody wrote for too long.
    case idle
    /// The customer waited too long; sessions no longer end for that, and old records still say so.
    case waitedTooLong
    /// A servicer refused the customer's messages.
    case blocked
}

/// The result of an event.
public enum Disposition: Hashable, Sendable {
    /// The bot answered.
    case answered
    /// The bot waits until a moment for the rest of the question.
    case pending(until: Date)
    /// The customer waits in the pool, with this many others before them.
    case queued(ahead: Int)
    /// A servicer has the customer or the message.
    case delivered(ServicerID)
    /// The message was left for a servicer to find (留言).
    case taken
    /// The event was carried out, or there was nothing to do.
    case done
    /// The event was refused.
    case refused(Refusal)
    /// The message was handled before; nothing was done.
    case duplicate
}
