public import KFBotModel

public import struct Foundation.Date

/// What is known about a customer who does not reach a servicer.
public struct SessionFacts: Sendable {
    /// The account in question.
    public var account: AccountID
    /// The customer's session with it; `nil` if they never wrote to the account.
    public var session: Session?
    /// The account's staff and pool.
    public var staff: Staff
    /// The company's settings for the account.
    public var configuration: AccountConfiguration
    /// How far 微信客服 has certified the company.
    public var certification = Certification.certified
    /// The reason why the customer could not begin a session now; `nil` if they could.
    public var quotaRefusal: Refusal?
    /// Other accounts that the customer has written to.
    public var otherAccounts: [AccountID] = []
    /// How many customers hold a servicer's place and have been silent for
    /// ``SessionDiagnosis/longSilence``.
    public var silentCustomers = 0
    /// The records about the customer, oldest first.
    public var records: [(date: Date, record: SessionRecord)] = []

    /// Creates facts; you set the rest as far as it is known.
    public init(
        account: AccountID,
        session: Session?,
        staff: Staff,
        configuration: AccountConfiguration
    ) {
        self.account = account
        self.session = session
        self.staff = staff
        self.configuration = configuration
    }
}

/// Why a customer does not reach a servicer: the checklist of 微信客服's user manual, applied to one
/// session.
public struct SessionDiagnosis: Sendable {
    /// The causes on the checklist; the raw values are those of `kfbot session why --json`.
    public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        /// The customer wrote to another account, or not at all.
        case differentAccount = "different_account"
        /// A servicer refuses the customer's messages (拒收).
        case blocked
        /// The company has received all the customers that its certification allows.
        case quota
        /// The session is over.
        case ended
        /// A servicer already serves the customer.
        case served
        /// By mode and hours it is the bot's turn.
        case botTurn = "bot_turn"
        /// Service is closed, and the customer may leave a message.
        case closed
        /// The mode has changed while the bot had the session.
        case modeSwitched = "mode_switched"
        /// The pool is full.
        case poolFull = "pool_full"
        /// The account has lost its servicers, or the one whom the customer had.
        case staffChanged = "staff_changed"
        /// All servicers are on a break or stopped.
        case servicersUnavailable = "servicers_unavailable"
        /// All servicers who receive are full.
        case servicersFull = "servicers_full"
        /// Silent sessions hold the places.
        case placesHeld = "places_held"
        /// The customer waits, and no servicer has taken them from the pool.
        case notTaken = "not_taken"
        /// The channel is managed elsewhere, or the servicer is logged in to another company.
        case channel
    }

    /// Whether a cause applies to this session.
    public enum Verdict: String, Hashable, Sendable, Codable {
        /// It applies and is the reason.
        case decides
        /// It applies, but something else is the reason.
        case applies
        /// It does not apply.
        case doesNotApply = "does_not_apply"
        /// It cannot be known here.
        case unknown
    }

    /// What to do about a cause.
    ///
    /// Each edge words it in its own way.
    public enum Advice: String, Hashable, Sendable, Codable, CaseIterable {
        /// Check the names of customer and account.
        case checkNames = "check_names"
        /// Look at the account that the customer wrote to.
        case otherAccount = "other_account"
        /// Check by whom the channel lets the account's customers be received.
        case checkChannel = "check_channel"
        /// Unblock the customer, or wait until the refusal ends.
        case unblock
        /// Certify the company.
        case certify
        /// Wait for the customer's next message, or resume the session.
        case resume
        /// Look at the servicer's sessions, or transfer the session.
        case transfer
        /// Let the customer ask for a person, or assign the session.
        case handOff = "hand_off"
        /// Wait until service opens, or set an extra opening.
        case open
        /// Wait for the customer's next message, or assign the session.
        case assign
        /// Raise the pool's capacity, or add servicers.
        case raiseCapacity = "raise_capacity"
        /// Add a servicer.
        case addServicer = "add_servicer"
        /// Add the servicer again if needed.
        case addServicerAgain = "add_servicer_again"
        /// Set servicers to receive.
        case startReceiving = "start_receiving"
        /// End sessions, or raise servicers' limits.
        case raiseLimit = "raise_limit"
        /// End silent sessions, or raise servicers' limits.
        case endSilentSessions = "end_silent_sessions"
        /// Wait for a place, or assign the session.
        case assignFromPool = "assign_from_pool"
    }

    /// A line of the checklist.
    public struct Finding: Hashable, Sendable {
        /// The cause that the line is about.
        public let cause: Cause
        /// Whether the cause applies.
        public let verdict: Verdict
        /// The facts, in Chinese.
        public let fact: String
        /// What to do; `nil` if the cause does not apply or nothing helps.
        public let advice: Advice?
    }

    /// After this time without a message, in seconds, a customer counts as silent.
    public static let longSilence: Double = 3600

    /// All lines of the checklist: the one that decides first, then those that apply.
    public let findings: [Finding]

    /// The line that decides; `nil` if none does.
    public var deciding: Finding? { findings.first { $0.verdict == .decides } }

    /// Checks each line against the facts.
    public init(_ facts: SessionFacts, at now: Date) {
        let checklist = SessionChecklist(facts: facts, now: now)
        let deciding = checklist.deciding
        let findings = Cause.allCases.map { cause in
            let line = checklist.line(for: cause)
            let verdict: Verdict =
                switch line.holds {
                case nil: .unknown
                case true?: cause == deciding ? .decides : .applies
                case false?: .doesNotApply
                }
            return Finding(
                cause: cause,
                verdict: verdict,
                fact: line.fact,
                advice: line.holds == true ? line.advice : nil
            )
        }
        let order: [Verdict] = [.decides, .applies, .unknown, .doesNotApply]
        self.findings = order.flatMap { verdict in findings.filter { $0.verdict == verdict } }
    }
}
