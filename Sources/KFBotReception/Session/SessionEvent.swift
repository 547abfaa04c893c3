public import KFBotModel

public import struct Foundation.Date

/// What happens to a session.
public enum SessionEvent: Hashable, Sendable {
    /// The customer opened the chat and may be welcomed.
    case opened
    /// The customer wrote.
    case message(IncomingMessage)
    /// The knowledge base answered what ``SessionAction/lookUp(_:)`` asked.
    case matched(Lookup, BotReply)
    /// A timer ran out.
    case timer(SessionTimer)
    /// A place was found for the customer who waits.
    case placed(ServicerID)
    /// A servicer takes the customer from the pool, or an admin gives the customer to one.
    case assign(ServicerID)
    /// A servicer writes to the customer.
    case reply(ServicerID, IncomingMessage)
    /// A servicer hands the session to another, or to a member.
    case transfer(from: ServicerID, to: ServicerID)
    /// Somebody ends the session; `nil` for the customer or an admin.
    case end(by: ServicerID?)
    /// A servicer goes on with a session that is over (重新接入).
    case resume(ServicerID)
    /// A servicer refuses the customer's messages (拒收).
    case block(ServicerID)
    /// A servicer takes the refusal back.
    case unblock(ServicerID)
    /// A message is taken back (撤回): it is neither answered nor shown.
    ///
    /// Without a servicer the channel says so, and it is done; with one it is the servicer's wish, for
    /// which ``RecallRule`` holds.
    case recall(MessageID, by: ServicerID? = nil)
}

/// What is to happen later; a session has at most one timer of each kind.
public enum SessionTimer: String, Hashable, Sendable, Codable, CaseIterable {
    /// The customer has been quiet: answer the fragments.
    case quiet
    /// The customer has waited in the pool for too long.
    case wait
    /// The servicer has left the customer without an answer.
    case reminder
    /// Nobody has written for a long time.
    case idle
    /// Service resumes for a customer who left a message.
    case resumption
}

/// What is to be done for a session.
public enum SessionAction: Hashable, Sendable {
    /// Ask the knowledge base and come back with ``SessionEvent/matched(_:_:)``.
    case lookUp(Lookup)
    /// Send a message.
    case send(OutgoingMessage)
    /// Wake the session at a moment; replaces the timer of that kind.
    case startTimer(SessionTimer, Date)
    /// Take a timer back.
    case stopTimer(SessionTimer)
    /// Show the customer's message to the servicer.
    case deliver(MessageID, ServicerID)
    /// Suggest replies to the servicer for what the customer asks (智能辅助接待).
    case suggest(ServicerID)
    /// Remind a servicer of a customer who has waited since a moment.
    case remind(ServicerID, since: Date)
    /// Keep the name of a message that was left for a servicer (留言) in the session of that number.
    case leave(MessageID, session: Int)
    /// Write down what happened.
    case record(SessionRecord)
}

/// What is written down about a session.
public enum SessionRecord: Hashable, Sendable {
    /// The customer's session of that number began.
    case started(Int)
    /// The state changed.
    case moved(from: ServiceState, to: ServiceState, servicer: ServicerID?)
    /// The customer sent what is no question.
    case invalidQuestion
    /// The bot handed the customer over.
    case handedOff(HandoffReason)
    /// A message was left for a servicer.
    case messageLeft(MessageID)
    /// What the bot found for a question.
    case found(BotFinding)
    /// A question found no knowledge base of the account's configuration.
    case baseMissing(KnowledgeBaseID)
    /// A message was not sent, because the window was closed or the budget spent.
    case unsent(OutgoingMessage.Kind)
    /// A servicer refused the customer until a moment.
    case blocked(by: ServicerID, until: Date)
    /// A servicer took that back.
    case unblocked(by: ServicerID)
    /// A message was taken back.
    case recalled(MessageID)
    /// The session ended.
    case ended(EndReason)
}

/// Why a session ended.
public enum EndReason: Hashable, Sendable {
    /// A servicer ended it.
    case servicer(ServicerID)
    /// The customer or an admin ended it.
    case order
    /// Nobody wrote for too long.
    case idle
    /// The customer waited too long.
    case waitedTooLong
    /// A servicer refused the customer.
    case blocked
}

/// What became of an event.
public enum Disposition: Hashable, Sendable {
    /// The bot answered.
    case answered
    /// The bot waits for more until a moment.
    case pending(until: Date)
    /// The customer waits in the pool with so many before them.
    case queued(ahead: Int)
    /// A servicer has the customer or the message.
    case delivered(ServicerID)
    /// The message was taken for a servicer to find (留言).
    case taken
    /// The event was carried out, or there was nothing to do.
    case done
    /// The event was refused.
    case refused(Refusal)
    /// The message was handled before.
    case duplicate
}
