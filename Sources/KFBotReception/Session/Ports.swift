public import KFBotMatching
public import KFBotModel

public import struct Foundation.Date

/// What sessions are kept in; each operation is a transaction.
///
/// An implementation carries out everything or nothing of `transact`, one at a time for an account, and
/// forgets nothing that it has returned from.
public protocol SessionStorage: Sendable {
    /// Runs load, decide and commit as one.
    func transact<Value: Sendable>(
        on account: AccountID,
        _ body: (any SessionTransaction) throws -> Value
    ) throws -> Value

    /// A customer's session and what they have asked, as it stands outside any transaction.
    ///
    /// - Returns: `nil` if there is no session, or if the storage cannot tell: then whatever is needed is
    ///   looked up within the transaction.
    func conversation(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) throws -> Conversation?

    /// Runs several transactions in order; who fails takes back only what they did themselves.
    ///
    /// They may share a commit. What became of each is told in the same order.
    func transact(_ jobs: [SessionJob]) -> [Result<Void, any Error>]

    /// Timers that have run out, earliest first, at most `limit`.
    func dueTimers(at now: Date, in scope: SessionScope, limit: Int) throws -> [DueTimer]

    /// Messages not yet sent, in the order in which they were decided, at most `limit`.
    func unsentMessages(in scope: SessionScope, limit: Int) throws -> [QueuedMessage]

    /// Notes that messages were taken by the channel; nothing happens to those noted before.
    func markSent(_ messages: [QueuedMessage], at now: Date) throws
}

extension SessionStorage {
    /// Runs several transactions, each apart from the others.
    public func transact(_ jobs: [SessionJob]) -> [Result<Void, any Error>] {
        jobs.map { job in Result { try transact(on: job.account, job.body) } }
    }
}

/// A transaction that is to be run.
public struct SessionJob {
    /// The account it is about.
    public let account: AccountID
    /// What it does.
    public let body: (any SessionTransaction) throws -> Void

    /// Creates a job.
    public init(on account: AccountID, _ body: @escaping (any SessionTransaction) throws -> Void) {
        self.account = account
        self.body = body
    }
}

/// Which sessions something is about.
public struct SessionScope: Hashable, Sendable {
    /// Only those of this account; `nil` for all.
    public let account: AccountID?
    /// Only those of this customer; `nil` for all.
    public let customer: CustomerID?

    /// All sessions.
    public static let all = SessionScope()

    /// Creates a scope.
    public init(account: AccountID? = nil, customer: CustomerID? = nil) {
        self.account = account
        self.customer = customer
    }

    /// Whether a customer's session with an account is meant.
    public func contains(_ customer: CustomerID, of account: AccountID) -> Bool {
        (self.account ?? account) == account && (self.customer ?? customer) == customer
    }
}

extension SessionStorage {
    /// Tells nothing.
    public func conversation(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) throws -> Conversation? { nil }
}

/// A session with what the customer wrote since a servicer last answered.
public struct Conversation: Hashable, Sendable {
    /// The session.
    public let session: Session
    /// The last texts, oldest first.
    public let questions: [OpenQuestion]

    /// Creates a value.
    public init(session: Session, questions: [OpenQuestion]) {
        self.session = session
        self.questions = questions
    }
}

/// Reads and writes of one account within a transaction.
public protocol SessionTransaction {
    /// Notes a message from outside; false if one of that name was noted before.
    func receive(_ message: IncomingMessage, _ origin: MessageOrigin, at now: Date) throws -> Bool
    /// The session of a customer; `nil` if they never came.
    func session(of customer: CustomerID) throws -> Session?
    /// Stores a session.
    func save(_ session: Session) throws
    /// The account's staff and pool.
    func staff() throws -> Staff
    /// Stores the staff; the pool follows from the sessions that wait.
    func save(_ staff: Staff) throws
    /// How many customers the company received, of all accounts.
    func quotaUse(of customer: CustomerID, on day: CalendarDay) throws -> ReceptionQuota.Use
    /// Counts a customer as received on a day.
    func countReception(of customer: CustomerID, on day: CalendarDay) throws
    /// Stores an action: a message to the outbox, a timer, a record.
    ///
    /// `cause` is the message that brought it about; `nil` for a timer or an order.
    func carryOut(
        _ action: SessionAction,
        of customer: CustomerID,
        because cause: MessageID?,
        at now: Date
    ) throws
    /// Which servicer wrote a message to the customer, and when; `nil` if none did.
    ///
    /// The message may go by the servicer's name for it or by one under which it reached the customer.
    func author(
        of message: MessageID,
        to customer: CustomerID
    ) throws -> (by: ServicerID, date: Date)?
    /// Marks a message to or from the customer as taken back; it is no longer sent or shown.
    func recall(_ message: MessageID, of customer: CustomerID, at now: Date) throws -> Recall
    /// Forgets that a message was left in a customer's session of that number; false if it was not.
    func withdraw(_ message: MessageID, of customer: CustomerID, session: Int) throws -> Bool
    /// Counts what the bot found, on a day of the account's clock.
    func count(_ finding: BotFinding, on day: CalendarDay, at now: Date) throws
    /// Compares what a servicer writes with what was suggested, and counts that.
    ///
    /// `base` is the base of the account.
    func compareWithSuggestions(
        with reply: IncomingMessage,
        for customer: CustomerID,
        of base: KnowledgeBaseID,
        on day: CalendarDay,
        at now: Date
    ) throws
    /// Notes what became of a message, for who sends it again.
    func note(_ disposition: Disposition, of message: MessageID) throws
    /// What the customer wrote since `start` and since a servicer last answered.
    ///
    /// - Returns: The last texts, at most `limit`, oldest first.
    func openQuestions(
        of customer: CustomerID,
        since start: Date,
        limit: Int
    ) throws -> [OpenQuestion]
    /// Stores what is suggested to a servicer.
    func store(_ suggestions: SuggestionSet, for customer: CustomerID, at now: Date) throws
    /// Takes a timer that has run out; false if it was taken back, moved or taken before.
    func takeTimer(_ timer: SessionTimer, of customer: CustomerID, at now: Date) throws -> Bool
}

/// What became of an attempt to take a message back (撤回).
public enum Recall: Hashable, Sendable {
    /// The message is taken back, under the names by which the feed shows it, in order.
    case done([MessageID])
    /// It was before.
    case doneBefore
    /// There is no such message.
    case unknown
}

/// Who wrote a message.
public enum MessageOrigin: Hashable, Sendable {
    /// The customer (`origin` 3).
    case customer(CustomerID)
    /// A servicer, to a customer (`origin` 5).
    case servicer(ServicerID, CustomerID)
}

/// A timer that has run out.
public struct DueTimer: Hashable, Sendable {
    /// The account.
    public let account: AccountID
    /// The customer.
    public let customer: CustomerID
    /// Which timer.
    public let timer: SessionTimer
    /// When it ran out.
    public let date: Date

    /// Creates a value.
    public init(account: AccountID, customer: CustomerID, timer: SessionTimer, date: Date) {
        self.account = account
        self.customer = customer
        self.timer = timer
        self.date = date
    }
}

/// A message in the outbox.
public struct QueuedMessage: Hashable, Sendable {
    /// The account that sends.
    public let account: AccountID
    /// The customer who receives.
    public let customer: CustomerID
    /// The message.
    public let message: OutgoingMessage

    /// Creates a value.
    public init(account: AccountID, customer: CustomerID, message: OutgoingMessage) {
        self.account = account
        self.customer = customer
        self.message = message
    }
}

/// Sends messages to customers.
///
/// A message may come again after a crash, under the same identifier; the channel must then not show
/// it twice.
public protocol MessageSender: Sendable {
    /// How many messages may come again after a crash; that many share a commit.
    ///
    /// Default: 1.
    var mostRepeated: Int { get }

    /// Sends a message; returns when the channel has taken it.
    func send(_ message: QueuedMessage) async throws
}

extension MessageSender {
    /// One message at most comes again.
    public var mostRepeated: Int { 1 }
}

/// Suggests replies to a servicer.
///
/// It is asked before a transaction where that is possible, else within it: it must answer within
/// milliseconds.
public protocol ReplySuggester: Sendable {
    /// Replies to what a customer asks.
    ///
    /// - Parameters:
    ///   - questions: What the customer wrote, oldest first, at least one.
    ///   - servicer: Who serves the customer.
    ///   - account: The account that was asked.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: The suggestions; `nil` if nothing is asked.
    /// - Throws: If it cannot be asked now; the event is then not handled and may come again.
    func suggestions(
        to questions: [OpenQuestion],
        for servicer: ServicerID,
        account: AccountID,
        at now: Date
    ) throws -> SuggestionSet?
}

/// Answers lookups from a knowledge base.
///
/// It is asked before a transaction where that is possible, else within it: it must answer within
/// milliseconds.
public protocol QuestionAnswerer: Sendable {
    /// What the knowledge base says.
    ///
    /// - Throws: If it cannot be asked now; the event is then not handled and may come again.
    func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) throws -> BotReply
}
