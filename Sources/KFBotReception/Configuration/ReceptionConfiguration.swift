public import KFBotModel

public import struct Foundation.TimeInterval
public import struct Foundation.TimeZone

/// What a company sets about reception: the part of `kfbot.yaml` that this module reads.
public struct ReceptionConfiguration: Hashable, Sendable {
    /// How far the company is certified, which limits whom it may receive.
    public var certification: Certification
    /// How long records are kept, in days.
    public var recordDays: Int
    /// What holds for accounts that say nothing else.
    public var defaults: AccountConfiguration
    /// The accounts.
    public var accounts: [AccountID: AccountConfiguration]

    /// Creates a configuration.
    public init(
        certification: Certification = .certified,
        recordDays: Int = 30,
        defaults: AccountConfiguration = AccountConfiguration(),
        accounts: [AccountID: AccountConfiguration] = [:]
    ) {
        self.certification = certification
        self.recordDays = recordDays
        self.defaults = defaults
        self.accounts = accounts
    }

    /// The configuration of an account; the defaults if it is not listed.
    public subscript(account: AccountID) -> AccountConfiguration {
        accounts[account] ?? defaults
    }

    /// The knowledge bases in use, each with the accounts that name it; the defaults name none.
    package var knowledgeBases: [KnowledgeBaseID: [AccountID]] {
        var bases: [KnowledgeBaseID: [AccountID]] = [defaults.knowledgeBase: []]
        for account in accounts.keys.sorted() {
            bases[self[account].knowledgeBase, default: []].append(account)
        }
        return bases
    }

    /// The most accounts a company may have.
    public static let mostAccounts = 5000
}

/// How far a company is certified (认证) with 微信客服.
public enum Certification: String, Hashable, Sendable, CaseIterable {
    /// Not certified (未认证): 100 customers in all, ever.
    case unverified
    /// Verified and not expired (已验证未过期): 100 customers a day.
    case verified
    /// Certified (已认证): as many as come.
    case certified
}

/// What a company sets for one account (客服账号).
public struct AccountConfiguration: Hashable, Sendable {
    /// The name that people see; empty for the account's identifier.
    public var name = ""
    /// What the bot knows.
    public var knowledgeBase = KnowledgeBaseID.main
    /// Who receives, and what open hours without staff mean.
    public var policy = ReceptionPolicy(mode: .bot(.allDay))
    /// When people receive.
    public var hours: ServiceHours
    /// When the bot hands over.
    public var handoff = HandoffRules()
    /// How customers are shared out.
    public var distribution = Distribution()
    /// How many customers a servicer receives at a time who has no limit of their own, 1...200.
    public var servicerLimit = 50
    /// To whom sessions may be transferred.
    public var transferScope = TransferScope.servicers
    /// How many may wait; 0 for no limit.
    public var poolCapacity = 0
    /// How long a customer waits before giving up is assumed, in seconds; 0 for no limit.
    public var waitTimeout: TimeInterval = 30 * 60
    /// How long without a message ends a session, in seconds, at most 48 hours.
    public var idleTimeout: TimeInterval = 48 * 3600
    /// How fragments become one question.
    public var debounce = Debounce()
    /// What may be sent.
    public var limits = ReplyLimits()
    /// What the bot does while people receive (智能辅助接待).
    public var assist = AssistMode.suggest
    /// What servicers see beside a chat, in order.
    public var toolbar: [ToolbarItem] = []
    /// What the bot says by itself.
    public var texts = ReceptionTexts()

    /// The defaults: bot all day, people Monday to Friday from 9 to 18 in China.
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
