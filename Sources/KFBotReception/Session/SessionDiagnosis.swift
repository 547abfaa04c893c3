public import KFBotModel

public import struct Foundation.Date

/// What is known about a customer who does not reach a servicer.
public struct SessionFacts: Sendable {
    /// The account that was looked at.
    public var account: AccountID
    /// The customer's session with it; `nil` if they never wrote to it.
    public var session: Session?
    /// The account's staff and pool.
    public var staff: Staff
    /// What the company has set for the account.
    public var configuration: AccountConfiguration
    /// How far the company is certified.
    public var certification = Certification.certified
    /// Why a new session of the customer could not begin now; `nil` if it could.
    public var quotaRefusal: Refusal?
    /// Other accounts that the customer has written to.
    public var otherAccounts: [AccountID] = []
    /// How many customers hold a servicer's place without a message for ``SessionDiagnosis/longSilence``.
    public var silentCustomers = 0
    /// What was written down about the customer, oldest first.
    public var records: [(date: Date, record: SessionRecord)] = []

    /// Creates facts about a customer.
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

/// Why a customer does not reach a servicer: the product manual's checklist, with the facts of one session.
public struct SessionDiagnosis: Sendable {
    /// What may be the reason; the raw values are those of `kfbot session why --json`.
    public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        /// The customer wrote to another account, or not at all.
        case differentAccount = "different_account"
        /// A servicer refuses the customer's messages (拒收).
        case blocked
        /// The company has received as many customers as its certification allows.
        case quota
        /// The session is over.
        case ended
        /// A servicer has the customer.
        case served
        /// By mode and hours it is the bot's turn.
        case botTurn = "bot_turn"
        /// It is not the people's time, and a message is taken.
        case closed
        /// The mode has changed while the bot had the session.
        case modeSwitched = "mode_switched"
        /// The pool took nobody more.
        case poolFull = "pool_full"
        /// The account has lost its servicers, or the one whom the customer had.
        case staffChanged = "staff_changed"
        /// All servicers are on a break or stopped.
        case servicersUnavailable = "servicers_unavailable"
        /// All servicers who receive are full.
        case servicersFull = "servicers_full"
        /// Sessions without messages hold the places, and the limits are low.
        case placesHeld = "places_held"
        /// The customer waits and nobody has taken them from the pool.
        case notTaken = "not_taken"
        /// The channel is managed elsewhere, or the member is logged in to another company.
        case channel
    }

    /// What a cause has to do with this session.
    public enum Verdict: String, Hashable, Sendable, Codable {
        /// It is the reason.
        case decides
        /// It holds, but another one is the reason.
        case applies
        /// It does not hold.
        case doesNotApply = "does_not_apply"
        /// It cannot be known here.
        case unknown
    }

    /// What to do about a cause; each edge says it in its own words.
    public enum Advice: String, Hashable, Sendable, Codable, CaseIterable {
        /// Check the names of customer and account.
        case checkNames = "check_names"
        /// Look at the account that the customer wrote to.
        case otherAccount = "other_account"
        /// Check how the channel has the account received.
        case checkChannel = "check_channel"
        /// Take the refusal back, or wait for its end.
        case unblock
        /// Certify the company.
        case certify
        /// Wait for the next message, or go on with the session.
        case resume
        /// Look at the servicer's sessions, or transfer.
        case transfer
        /// Let the customer ask for a person, or assign.
        case handOff = "hand_off"
        /// Wait for the opening, or set an exceptional one.
        case open
        /// Wait for the next message, or assign.
        case assign
        /// Let the pool take more, or add servicers.
        case raiseCapacity = "raise_capacity"
        /// Add a servicer.
        case addServicer = "add_servicer"
        /// Add the servicer again where needed.
        case addServicerAgain = "add_servicer_again"
        /// Let servicers receive.
        case startReceiving = "start_receiving"
        /// End sessions, or raise limits.
        case raiseLimit = "raise_limit"
        /// End silent sessions, or raise limits.
        case endSilentSessions = "end_silent_sessions"
        /// Wait for a place, or assign.
        case assignFromPool = "assign_from_pool"
    }

    /// A line of the checklist.
    public struct Finding: Hashable, Sendable {
        /// The cause that was looked at.
        public let cause: Cause
        /// What it has to do with the session.
        public let verdict: Verdict
        /// What is the case, in Chinese.
        public let fact: String
        /// What to do; `nil` where there is nothing.
        public let advice: Advice?
    }

    /// After how long without a message a customer is said to hold a place for nothing, in seconds.
    public static let longSilence: Double = 3600

    /// Every line of the checklist: the one that decides first, then those that hold.
    public let findings: [Finding]

    /// The reason.
    public var deciding: Finding? { findings.first { $0.verdict == .decides } }

    /// Walks the checklist.
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
