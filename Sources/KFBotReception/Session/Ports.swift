public import KFBotMatching
public import KFBotModel

public import struct Foundation.Date

/// Keeps sessions; each operation is a transaction.
///
/// An implementation follows these rules: `transact` does everything or nothing, transactions of
/// one account run one at a time, and what an operation has returned from is never lost.
public protocol SessionStorage: Sendable {
    /// Runs a body that loads, decides and stores, in one transaction.
    func transact<Value: Sendable>(
        on account: AccountID,
        _ body: (any SessionTransaction) throws -> Value
    ) throws -> Value

    /// A customer's session and their open questions, read outside of any transaction.
    ///
    /// - Returns: `nil` if there is no session, or if the storage cannot read outside of
    ///   transactions. In that case everything is looked up within the transaction.
    func conversation(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) throws -> Conversation?

    /// Runs several transactions in order.
    ///
    /// One that fails takes back only its own changes. They may share a commit.
    ///
    /// - Returns: The result of each, in the same order.
    func transact(_ jobs: [SessionJob]) -> [Result<Void, any Error>]

    /// Timers that have run out, earliest first; at most `limit`.
    func dueTimers(at now: Date, in scope: SessionScope, limit: Int) throws -> [DueTimer]

    /// Messages that are not sent yet, in the order in which they were decided; at most `limit`.
    func unsentMessages(in scope: SessionScope, limit: Int) throws -> [QueuedMessage]

    /// Records that the channel has taken messages; those recorded before stay as they are.
    func markSent(_ messages: [QueuedMessage], at now: Date) throws
}

extension SessionStorage {
    /// Runs each of several transactions by itself.
    public func transact(_ jobs: [SessionJob]) -> [Result<Void, any Error>] {
        jobs.map { job in Result { try transact(on: job.account, job.body) } }
    }
}

/// A transaction to run.
public struct SessionJob {
    /// The account whose sessions the transaction changes.
    public let account: AccountID
    /// What the transaction does: loads, decides and stores.
    public let body: (any SessionTransaction) throws -> Void

    /// Creates a job.
    public init(on account: AccountID, _ body: @escaping (any SessionTransaction) throws -> Void) {
        self.account = account
        self.body = body
    }
}

/// A choice of sessions: all, those of an account, or those of a customer.
public struct SessionScope: Hashable, Sendable {
    /// The account; `nil` for all.
    public let account: AccountID?
    /// The customer; `nil` for all.
    public let customer: CustomerID?

    /// All sessions.
    public static let all = SessionScope()

    /// Creates a scope, by default of all sessions.
    public init(account: AccountID? = nil, customer: CustomerID? = nil) {
        self.account = account
        self.customer = customer
    }

    /// Whether the scope holds a customer's session with an account.
    public func contains(_ customer: CustomerID, of account: AccountID) -> Bool {
        (self.account ?? account) == account && (self.customer ?? customer) == customer
    }
}

extension SessionStorage {
    /// Always `nil`: the storage cannot read outside of transactions.
    public func conversation(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) throws -> Conversation? { nil }
}

/// A session with what the customer wrote since a servicer last answered.
public struct Conversation: Hashable, Sendable {
    /// The session as it was read.
    public let session: Session
    /// The customer's last texts, oldest first.
    public let questions: [OpenQuestion]

    /// Creates a conversation.
    public init(session: Session, questions: [OpenQuestion]) {
        self.session = session
        self.questions = questions
    }
}

/// Reads and writes one account within a transaction.
public protocol SessionTransaction {
    /// Stores a message from outside; false if a message of that name was stored before.
    func receive(_ message: IncomingMessage, _ origin: MessageOrigin, at now: Date) throws -> Bool
    /// The session of a customer; `nil` if they never wrote.
    func session(of customer: CustomerID) throws -> Session?
    /// Stores a session.
    func save(_ session: Session) throws
    /// The account's staff and pool.
    func staff() throws -> Staff
    /// Stores the staff.
    ///
    /// The pool is not stored; it follows from the waiting sessions.
    func save(_ staff: Staff) throws
    /// How many customers the company has received, across all accounts.
    func quotaUse(of customer: CustomerID, on day: CalendarDay) throws -> ReceptionQuota.Use
    /// Counts a customer as received on a day.
    func countReception(of customer: CustomerID, on day: CalendarDay) throws
    /// Stores an action: a message to the outbox, a timer, a record.
    ///
    /// `cause` is the message that led to it; `nil` for a timer or an order.
    func carryOut(
        _ action: SessionAction,
        of customer: CustomerID,
        because cause: MessageID?,
        at now: Date
    ) throws
    /// The servicer who wrote a message to the customer, and when; `nil` if no servicer did.
    ///
    /// The message may be named as the servicer sent it, or as it reached the customer.
    func author(
        of message: MessageID,
        to customer: CustomerID
    ) throws -> (by: ServicerID, date: Date)?
    /// Marks a message to or from the customer as recalled (撤回).
    ///
    /// It is no longer sent or shown.
    func recall(_ message: MessageID, of customer: CustomerID, at now: Date) throws -> Recall
    /// Removes a message from those left in a session of a customer, by the session's number; false
    /// if it is not one of them.
    func withdraw(_ message: MessageID, of customer: CustomerID, session: Int) throws -> Bool
    /// Counts a finding of the bot, on a day of the account's clock.
    func count(_ finding: BotFinding, on day: CalendarDay, at now: Date) throws
    /// Compares a servicer's message with what was suggested, and counts the result.
    ///
    /// `base` is the account's base.
    func compareWithSuggestions(
        with reply: IncomingMessage,
        for customer: CustomerID,
        of base: KnowledgeBaseID,
        on day: CalendarDay,
        at now: Date
    ) throws
    /// Stores what became of a message, for a sender who sends it again.
    func note(_ disposition: Disposition, of message: MessageID) throws
    /// The texts that the customer wrote since `start` and since a servicer last answered.
    ///
    /// - Returns: The last of these texts, at most `limit`, oldest first.
    func openQuestions(
        of customer: CustomerID,
        since start: Date,
        limit: Int
    ) throws -> [OpenQuestion]
    /// Stores what is suggested to a servicer.
    func store(_ suggestions: SuggestionSet, for customer: CustomerID, at now: Date) throws
    /// Takes a timer that has run out; false if it was stopped, moved or taken before.
    func takeTimer(_ timer: SessionTimer, of customer: CustomerID, at now: Date) throws -> Bool
}

/// The result of an attempt to recall a message (撤回).
public enum Recall: Hashable, Sendable {
    /// The message is recalled.
    ///
    /// These are the names under which the feed shows it, in order.
    case done([MessageID])
    /// The message was recalled before.
    case doneBefore
    /// There is no such message.
    case unknown
}

/// The author of a message.
public enum MessageOrigin: Hashable, Sendable {
    /// The customer (`origin` 3).
    case customer(CustomerID)
    /// A servicer, to a customer (`origin` 5).
    case servicer(ServicerID, CustomerID)
}

/// A timer that has run out.
public struct DueTimer: Hashable, Sendable {
    /// The account whose session it wakes.
    public let account: AccountID
    /// The customer whose session it wakes.
    public let customer: CustomerID
    /// The kind of timer.
    public let timer: SessionTimer
    /// When it ran out.
    public let date: Date

    /// Creates a timer.
    public init(account: AccountID, customer: CustomerID, timer: SessionTimer, date: Date) {
        self.account = account
        self.customer = customer
        self.timer = timer
        self.date = date
    }
}

/// A message in the outbox, with its sender and its recipient.
public struct QueuedMessage: Hashable, Sendable {
    /// The account that sends.
    public let account: AccountID
    /// The customer who receives.
    public let customer: CustomerID
    /// What is sent.
    public let message: OutgoingMessage

    /// Creates an item of the outbox.
    public init(account: AccountID, customer: CustomerID, message: OutgoingMessage) {
        self.account = account
        self.customer = customer
        self.message = message
    }
}

/// Sends messages to customers.
///
/// After a crash, a message may come again under the same identifier. The channel must not show it
/// twice.
public protocol MessageSender: Sendable {
    /// How many messages at most may come again after a crash.
    ///
    /// So many are marked as sent in one commit. Default: 1.
    var mostRepeated: Int { get }

    /// Sends a message; returns when the channel has taken it.
    func send(_ message: QueuedMessage) async throws
}

extension MessageSender {
    /// After a crash, at most one message comes again.
    public var mostRepeated: Int { 1 }
}

/// Suggests replies to a servicer.
///
/// A suggester is asked before a transaction if possible, and otherwise within it. It must answer
/// within milliseconds.
public protocol ReplySuggester: Sendable {
    /// Finds replies to what a customer asks.
    ///
    /// - Parameters:
    ///   - questions: What the customer wrote, oldest first, at least one message.
    ///   - servicer: The servicer who serves the customer.
    ///   - account: The account that the customer wrote to.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: The suggestions; `nil` if nothing is asked.
    /// - Throws: An error if it cannot answer now. The event is then not handled and may come
    ///   again.
    func suggestions(
        to questions: [OpenQuestion],
        for servicer: ServicerID,
        account: AccountID,
        at now: Date
    ) throws -> SuggestionSet?
}

/// Answers lookups from a knowledge base.
///
/// An answerer is asked before a transaction if possible, and otherwise within it. It must answer
/// within milliseconds.
public protocol QuestionAnswerer: Sendable {
    /// Answers a lookup.
    ///
    /// - Throws: An error if it cannot answer now. The event is then not handled and may come
    ///   again.
    func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) throws -> BotReply

    /// Answers a lookup in advance, for a message that other messages may still come before.
    ///
    /// By default, every reply is assumed to depend on the question before.
    ///
    /// - Throws: An error if it cannot answer now.
    func foreseenReply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) throws -> ForeseenReply
}

extension QuestionAnswerer {
    /// Answers a lookup; the reply is assumed to depend on the question before.
    public func foreseenReply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) throws -> ForeseenReply {
        ForeseenReply(
            reply: try reply(to: lookup, following: previous, account: account, at: now),
            dependsOnPrevious: true
        )
    }
}

/// A reply that was looked up before the transaction that needs it.
public struct ForeseenReply: Sendable {
    /// The reply.
    public let reply: BotReply
    /// Whether another question before it could have changed the reply.
    public let dependsOnPrevious: Bool

    /// Creates a reply.
    public init(reply: BotReply, dependsOnPrevious: Bool) {
        self.reply = reply
        self.dependsOnPrevious = dependsOnPrevious
    }
}
