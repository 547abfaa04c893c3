public import KFBotMatching
public import KFBotModel

public import struct Foundation.Date

/// One customer with one account, from their first message on (会话).
public struct Session: Hashable, Sendable {
    /// The account.
    public let account: AccountID
    /// The customer.
    public let customer: CustomerID
    /// When the customer first came; part of the names of messages.
    public let met: Date
    /// Where the session stands.
    public internal(set) var state = ServiceState.ended
    /// Since when the state is what it is, and the servicer who it is; `nil` before the first session.
    public internal(set) var since: Date?
    /// How many sessions the customer has had, this one included.
    public internal(set) var number = 0
    /// When this session began.
    public internal(set) var started: Date?
    /// When somebody last wrote.
    public internal(set) var lastActivity: Date?
    /// Who serves; there is one exactly in state ``ServiceState/servicer``.
    public internal(set) var servicer: ServicerID?
    /// Who served last.
    public internal(set) var lastServicer: ServicerID?
    /// The place in the pool; there is one exactly in state ``ServiceState/waiting``.
    public internal(set) var ticket: Int?
    /// What may still be sent.
    public internal(set) var window = ReplyWindow()
    /// Until when a servicer refuses the customer's messages.
    public internal(set) var blockedUntil: Date?
    /// Since when a message waits for the servicer's answer.
    public internal(set) var unansweredSince: Date?
    /// How many messages were ever sent to the customer.
    public internal(set) var sentMessages = 0
    /// When the customer was last welcomed without a session having ended since; `nil` for never.
    public internal(set) var welcomed: Date?
    /// What the bot remembers.
    public internal(set) var bot = BotMemory()

    /// A customer who has not written yet.
    public init(account: AccountID, customer: CustomerID, met: Date) {
        self.account = account
        self.customer = customer
        self.met = met
    }

    /// Whether the customer's messages are refused at a moment.
    public func isBlocked(at now: Date) -> Bool { blockedUntil.map { now < $0 } ?? false }
}

/// What the bot remembers within a session.
public struct BotMemory: Hashable, Sendable {
    /// A piece of a question that may go on.
    public struct Fragment: Hashable, Sendable {
        /// The message that said it.
        public var message: MessageID
        /// What it says.
        public var text: String
        /// When it came.
        public var date: Date
    }

    /// A choice that the customer was offered.
    public enum MenuChoice: Hashable, Sendable {
        /// An entry.
        case entry(BotReply.Choice)
        /// None of the entries.
        case noneOfThese
        /// A person.
        case handoff
    }

    /// What counts towards a handoff.
    public internal(set) var counters = HandoffCounters()
    /// Pieces that wait for the rest of the question.
    public internal(set) var fragments: [Fragment] = []
    /// The message that asked last, the last one of several.
    public internal(set) var askedIn: MessageID?
    /// The choices of the last menu.
    public internal(set) var menu: [MenuChoice] = []
    /// The question that the last menu is about.
    public internal(set) var menuQuestion: String?
    /// The question that was answered last; `nil` where something else came after it.
    public internal(set) var previous: PreviousQuestion?
    /// What of the last answer did not fit.
    public internal(set) var rest: [AnswerPart] = []
    /// Whether the customer was asked to leave a message (留言).
    public internal(set) var isTakingMessage = false
    /// How many messages were left in this session for a servicer to find; the storage has their names.
    public internal(set) var leftCount = 0
    /// Whether the customer knows that the message was taken.
    public internal(set) var hasConfirmedMessage = false

    /// Nothing remembered.
    public init() {}
}
