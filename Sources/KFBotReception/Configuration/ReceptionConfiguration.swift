public import KFBotModel

public import struct Foundation.TimeInterval
public import struct Foundation.TimeZone

/// A company's settings for reception: the part of `kfbot.yaml` that this module reads.
public struct ReceptionConfiguration: Hashable, Sendable {
    /// How far the company is certified, which limits whom it may receive.
    public var certification: Certification
    /// How long what customers wrote and what happened to them is kept.
    public var recordAges: RecordAges
    /// What holds for accounts that say nothing else.
    public var defaults: AccountConfiguration
    /// The listed accounts, at most ``mostAccounts``.
    public var accounts: [AccountID: AccountConfiguration]

    /// Creates a configuration, by default that of an empty file.
    public init(
        certification: Certification = .certified,
        recordAges: RecordAges = RecordAges(days: 30),
        defaults: AccountConfiguration = AccountConfiguration(),
        accounts: [AccountID: AccountConfiguration] = [:]
    ) {
        self.certification = certification
        self.recordAges = recordAges
        self.defaults = defaults
        self.accounts = accounts
    }

    /// The configuration of an account; the defaults if it is not listed.
    public subscript(account: AccountID) -> AccountConfiguration {
        accounts[account] ?? defaults
    }

    /// The knowledge bases in use, each with the accounts that name it; none for the base of the
    /// defaults.
    package var knowledgeBases: [KnowledgeBaseID: [AccountID]] {
        var bases: [KnowledgeBaseID: [AccountID]] = [defaults.knowledgeBase: []]
        for account in accounts.keys.sorted() {
            bases[self[account].knowledgeBase, default: []].append(account)
        }
        return bases
    }

    /// How many accounts a company may have.
    public static let mostAccounts = 5000
}

/// How long records are kept, by kind, in days.
public struct RecordAges: Hashable, Sendable {
    /// The texts of messages, either way.
    public var messages: Int
    /// What happened to sessions, suggestions included; at most as long as ``messages``, to which it refers.
    public var events: Int
    /// Questions without an answer, what became of suggestions, and proposals that were decided.
    public var learning: Int
    /// Sessions that ended, which say who a customer was last served by; `nil` for ever.
    public var sessions: Int?

    /// Keeps everything but sessions for the same time.
    public init(days: Int) {
        messages = days
        events = days
        learning = days
    }
}

/// How far a company is certified (认证) with 微信客服.
public enum Certification: String, Hashable, Sendable, CaseIterable {
    /// Not certified (未认证): 100 customers in all, ever.
    case unverified
    /// Verified and not expired (已验证未过期): 100 customers a day.
    case verified
    /// Certified (已认证): no limit.
    case certified
}

/// A company's settings for one account (客服账号).
public struct AccountConfiguration: Hashable, Sendable {
    /// The name that people see; if empty, they see the account's identifier.
    public var name = ""
    /// The knowledge base from which the bot and the assistant answer.
    public var knowledgeBase = KnowledgeBaseID.main
    /// Who receives customers, and what happens in open hours without staff.
    public var policy = ReceptionPolicy(mode: .bot(.allDay))
    /// When people receive customers.
    public var hours: ServiceHours
    /// When the bot hands a customer over.
    public var handoff = HandoffRules()
    /// How customers are distributed among servicers.
    public var distribution = Distribution()
    /// How many customers a servicer without a limit of their own receives at a time, 1...200.
    public var servicerLimit = 50
    /// To whom sessions may be transferred.
    public var transferScope = TransferScope.servicers
    /// How many customers may wait; 0 for no limit.
    public var poolCapacity = 0
    /// After how many seconds a waiting customer is assumed to have given up; 0 for never.
    public var waitTimeout: TimeInterval = 30 * 60
    /// After how many seconds without a message a session ends; at most 48 hours.
    public var idleTimeout: TimeInterval = 48 * 3600
    /// How several short messages become one question.
    public var debounce = Debounce()
    /// How much may be sent to a customer.
    public var limits = ReplyLimits()
    /// What the bot does while people receive (智能辅助接待).
    public var assist = AssistMode.suggest
    /// The toolbar that servicers see beside a chat, in order.
    public var toolbar: [ToolbarItem] = []
    /// What the bot says where no entry answers.
    public var texts = ReceptionTexts()

    /// The defaults: the bot all day; people from Monday to Friday, 9:00 to 18:00 in China.
    public init() {
        let days = Weekday.allCases.filter { $0.rawValue <= 5 }
        let slot = TimeSlot("09:00-18:00").map { [$0] } ?? []
        hours = ServiceHours(
            timeZone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt,
            weekly: Dictionary(uniqueKeysWithValues: days.map { ($0, slot) }),
            calendar: .china
        )
    }
}
