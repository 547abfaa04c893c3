public import KFBotModel

import struct Foundation.Date

/// How an account or a servicer received customers on one day.
public struct ReceptionCounts: Hashable, Sendable, Codable {
    /// Sessions that began; for a servicer, customers who came to them.
    public var sessions = 0
    /// Customers' messages; for a servicer, those shown to them.
    public var messages = 0
    /// Questions that the bot answered from an entry.
    public var answered = 0
    /// Questions that the bot answered with a menu.
    public var offered = 0
    /// Menus of which the customer chose a question.
    public var chosen = 0
    /// Menus of which the customer chose 以上都不是.
    public var declined = 0
    /// Questions that nothing matched.
    public var missed = 0
    /// Messages that were no questions.
    public var invalid = 0
    /// Customers whom the bot handed over, by ``HandoffReason/name``.
    public var handedOff: [String: Int] = [:]
    /// Messages left (留言).
    public var left = 0
    /// Times that a customer had to wait in the pool.
    public var queued = 0
    /// Customers who waited too long.
    public var gaveUp = 0
    /// Times that a servicer received a customer from the pool.
    public var waits = 0
    /// How long these customers waited altogether, in seconds.
    public var waitSeconds = 0.0
    /// How long the longest of these waits was, in seconds.
    public var longestWaitSeconds = 0.0
    /// Messages that servicers wrote.
    public var replies = 0
    /// Sessions transferred to another servicer; for a servicer, those given away.
    public var transfers = 0
    /// Reminders of customers who waited for an answer.
    public var reminders = 0
    /// Customers refused (拒收).
    public var blocks = 0
    /// Customers' messages that were refused.
    public var refused = 0
    /// Messages that could not be sent, because the window was closed or the budget spent.
    public var unsent = 0
    /// Sessions that ended; for a servicer, those that ended while the servicer served them.
    public var ended = 0

    private enum CodingKeys: String, CodingKey {
        case sessions, messages, answered, offered, chosen, declined, missed, invalid, left, queued,
            waits, replies
        case transfers, reminders, blocks, refused, unsent, ended
        case handedOff = "handed_off"
        case gaveUp = "gave_up"
        case waitSeconds = "wait_seconds"
        case longestWaitSeconds = "longest_wait_seconds"
    }
}

/// Counts by day, account and servicer how customers were received.
///
/// Events are counted in order.
public struct ReceptionStatistics: Sendable {
    /// The day, account and servicer that counts belong to.
    public struct Key: Hashable, Sendable, Comparable {
        /// The day by the account's clock.
        public let day: CalendarDay
        /// The account that received the customers.
        public let account: AccountID
        /// The servicer; `nil` for the account as a whole.
        public let servicer: ServicerID?

        /// Creates a key.
        public init(day: CalendarDay, account: AccountID, servicer: ServicerID? = nil) {
            self.day = day
            self.account = account
            self.servicer = servicer
        }

        /// Orders by day, account and servicer.
        ///
        /// The account as a whole comes before its servicers.
        public static func < (one: Key, other: Key) -> Bool {
            (one.day.number, one.account.rawValue, one.servicer?.rawValue ?? "")
                < (other.day.number, other.account.rawValue, other.servicer?.rawValue ?? "")
        }
    }

    /// The events that are counted.
    enum Event {
        case received(isRefused: Bool)
        case delivered(ServicerID)
        case reply(ServicerID?)
        case reminder(ServicerID)
        case record(SessionRecord)
    }

    private struct Customer: Hashable {
        let account: AccountID
        let customer: CustomerID
    }

    /// The counts; a day, account or servicer with nothing to count has none.
    public private(set) var counts: [Key: ReceptionCounts] = [:]
    private var waiting: [Customer: Date] = [:]
    private var serving: [Customer: ServicerID] = [:]

    /// Counts an event.
    ///
    /// Events must come in the order in which they happened.
    ///
    /// `day` is the day on which to count it; `nil` if that day is not among those asked for.
    mutating func count(
        _ event: Event,
        account: AccountID,
        customer: CustomerID,
        at date: Date,
        on day: CalendarDay?
    ) {
        let key = Customer(account: account, customer: customer)
        func add(_ servicer: ServicerID?, _ change: (inout ReceptionCounts) -> Void) {
            guard let day else { return }
            change(&counts[Key(day: day, account: account, servicer: nil), default: .init()])
            guard let servicer else { return }
            change(&counts[Key(day: day, account: account, servicer: servicer), default: .init()])
        }
        switch event {
        case .received(let isRefused):
            add(nil) {
                $0.messages += 1
                if isRefused { $0.refused += 1 }
            }
        case .delivered(let servicer):
            guard let day else { return }
            counts[Key(day: day, account: account, servicer: servicer), default: .init()]
                .messages += 1
        case .reply(let servicer): add(servicer) { $0.replies += 1 }
        case .reminder(let servicer): add(servicer) { $0.reminders += 1 }
        case .record(let record):
            switch record {
            case .started: add(nil) { $0.sessions += 1 }
            case .found(let finding):
                switch finding.outcome {
                case .answered: add(nil) { $0.answered += 1 }
                case .offered: add(nil) { $0.offered += 1 }
                case .missed: add(nil) { $0.missed += 1 }
                case .chosen: add(nil) { $0.chosen += 1 }
                case .declined: add(nil) { $0.declined += 1 }
                }
            case .invalidQuestion: add(nil) { $0.invalid += 1 }
            case .handedOff(let reason): add(nil) { $0.handedOff[reason.name, default: 0] += 1 }
            case .waitedTooLong: add(nil) { $0.gaveUp += 1 }
            case .messageLeft: add(nil) { $0.left += 1 }
            case .unsent: add(serving[key]) { $0.unsent += 1 }
            case .blocked(let servicer, _): add(servicer) { $0.blocks += 1 }
            case .ended(let reason):
                add(nil) {
                    $0.ended += 1
                    if reason == .waitedTooLong { $0.gaveUp += 1 }
                }
            case .unblocked, .recalled, .baseMissing: break
            case .moved(let from, let state, let servicer):
                if let old = serving.removeValue(forKey: key) {
                    if state == .servicer { add(old) { $0.transfers += 1 } }
                    if state == .ended, let day {
                        counts[Key(day: day, account: account, servicer: old), default: .init()]
                            .ended += 1
                    }
                }
                let since = waiting.removeValue(forKey: key)
                if state == .waiting {
                    waiting[key] = date
                    add(nil) { $0.queued += 1 }
                }
                guard let servicer else { return }
                serving[key] = servicer
                if from == .waiting, let since {
                    let seconds = date.timeIntervalSince(since)
                    add(servicer) {
                        $0.waits += 1
                        $0.waitSeconds += seconds
                        $0.longestWaitSeconds = max($0.longestWaitSeconds, seconds)
                    }
                }
                guard let day else { return }
                counts[Key(day: day, account: account, servicer: servicer), default: .init()]
                    .sessions += 1
            }
        }
    }
}

extension HandoffReason {
    /// The reason's name in JSON, without associated values.
    public var name: String {
        switch self {
        case .keyword: "keyword"
        case .request: "request"
        case .misses: "misses"
        case .invalidQuestions: "invalid_questions"
        case .repeatedQuestion: "repeated_question"
        case .menuChoice: "menu_choice"
        case .entry: "entry"
        case .receptionMode: "reception_mode"
        case .resumption: "resumption"
        }
    }
}
