public import KFBotMatching
public import KFBotModel

public import struct Foundation.Date

/// The session of one customer with one account, from the first message on (会话).
public struct Session: Hashable, Sendable {
    /// The account that the customer writes to.
    public let account: AccountID
    /// The customer who writes.
    public let customer: CustomerID
    /// When the customer first came; part of the names of messages to them.
    public let met: Date
    /// The state that the session is in.
    public internal(set) var state = ServiceState.ended
    /// Since when the session has its state and its servicer; `nil` before the first session.
    public internal(set) var since: Date?
    /// How many sessions the customer has had, including this one; 0 before the first.
    public internal(set) var number = 0
    /// When this session began; `nil` before the first.
    public internal(set) var started: Date?
    /// When the customer or a servicer last wrote; `nil` before the first message.
    public internal(set) var lastActivity: Date?
    /// The servicer who serves; set exactly in the state ``ServiceState/servicer``.
    public internal(set) var servicer: ServicerID?
    /// The servicer who served last; `nil` if none ever did.
    public internal(set) var lastServicer: ServicerID?
    /// The ticket in the pool; set exactly in the state ``ServiceState/waiting``.
    public internal(set) var ticket: Int?
    /// When a customer who waits was last told so; `nil` outside of the pool.
    public internal(set) var placeTold: Date?
    /// Whether the customer has waited so long that the messages count as left (留言).
    public internal(set) var hasWaitedTooLong = false
    /// What may still be sent.
    public internal(set) var window = ReplyWindow()
    /// Until when a servicer refuses the customer's messages (拒收); `nil` if none does.
    public internal(set) var blockedUntil: Date?
    /// When the customer wrote the first message that the servicer has not answered; `nil` if there
    /// is none.
    public internal(set) var unansweredSince: Date?
    /// How many messages were ever sent to the customer.
    public internal(set) var sentMessages = 0
    /// When the customer was welcomed; `nil` if no welcome was sent since the last session ended.
    public internal(set) var welcomed: Date?
    /// What the bot remembers within the session.
    public internal(set) var bot = BotMemory()

    /// Creates the session of a customer who has not written yet.
    public init(account: AccountID, customer: CustomerID, met: Date) {
        self.account = account
        self.customer = customer
        self.met = met
    }

    /// Whether the customer has asked something that people have not answered yet.
    ///
    /// Such a session does not end by silence: it is the company that is silent.
    public var isOwedAnAnswer: Bool {
        switch state {
        case .waiting: true
        case .servicer: unansweredSince != nil
        case .unhandled, .bot: bot.isTakingMessage && bot.leftCount > 0
        case .ended: false
        }
    }

    /// Whether the customer's messages are refused at a moment.
    public func isBlocked(at now: Date) -> Bool { blockedUntil.map { now < $0 } ?? false }
}

/// What the bot remembers within a session.
public struct BotMemory: Hashable, Sendable {
    /// A piece of a question that may continue.
    public struct Fragment: Hashable, Sendable {
        /// The message that holds the piece.
        public var message: MessageID
        /// The piece's text.
        public var text: String
        /// When it came.
        public var date: Date
    }

    /// A choice that the customer was offered.
    public enum MenuChoice: Hashable, Sendable {
        /// An entry, which answers the customer.
        case entry(BotReply.Choice)
        /// None of the entries (都不是).
        case noneOfThese
        /// A person (转人工).
        case handoff
    }

    /// The counts that may lead to a handoff.
    public internal(set) var counters = HandoffCounters()
    /// The pieces that wait for the rest of their question.
    public internal(set) var fragments: [Fragment] = []
    /// The message that asked last; the last one if there were several.
    public internal(set) var askedIn: MessageID?
    /// The choices of the last menu; empty once one was made.
    public internal(set) var menu: [MenuChoice] = []
    /// The question that the last menu was offered for.
    public internal(set) var menuQuestion: String?
    /// The last question if it was answered; `nil` if it was not.
    public internal(set) var previous: PreviousQuestion?
    /// The parts of the last answer that did not fit, in order.
    public internal(set) var rest: [AnswerPart] = []
    /// Whether the customer was asked to leave a message (留言).
    public internal(set) var isTakingMessage = false
    /// How many messages were left in this session; the storage has their names.
    public internal(set) var leftCount = 0
    /// Whether the customer was told that the message was taken.
    public internal(set) var hasConfirmedMessage = false

    /// Creates an empty memory.
    public init() {}
}
