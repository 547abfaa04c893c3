public import Foundation
public import KFBot
import Synchronization

/// Keeps sessions in memory, for tests and simulations.
///
/// It has all operations of the real store. Nothing is durable, and a body that throws leaves its
/// writes behind. A test that needs more uses the real store.
public final class MemorySessionStorage: SessionStorage {
    /// Everything that is stored.
    public struct Content: Sendable {
        /// The sessions of each account.
        public var sessions: [AccountID: [CustomerID: Session]] = [:]
        /// The staff of each account.
        public var staffByAccount: [AccountID: Staff] = [:]
        /// All messages to customers, in order.
        public var outbox: [QueuedMessage] = []
        var sent: Set<MessageID> = []
        /// All actions, in order.
        public var log: [(customer: CustomerID, action: SessionAction)] = []
        var inbox: [String: Received] = [:]
        var recalled: Set<String> = []
        /// The messages left for a servicer, with the number of their session.
        var left: [String: Int] = [:]
        var timers: [Key: Date] = [:]
        var received: [CustomerID: Set<CalendarDay>] = [:]
    }

    /// The author of a message, and when it came.
    struct Received {
        var origin: MessageOrigin
        var date: Date
    }

    struct Key: Hashable {
        var account: AccountID
        var customer: CustomerID
        var timer: SessionTimer
    }

    /// Whether actions and messages to customers are kept, so that a test can read them.
    public let keepsLog: Bool
    private let content = Mutex(Content())

    /// Creates an empty storage.
    public init(keepsLog: Bool = true) { self.keepsLog = keepsLog }

    /// Reads or changes the content under its lock, which a transaction takes for each step.
    public func withContent<Value: Sendable>(_ body: (inout Content) -> Value) -> Value {
        content.withLock { content in
            let value = body(&content)
            return value
        }
    }

    /// Runs a transaction; if it throws, its writes stay.
    public func transact<Value: Sendable>(
        on account: AccountID,
        _ body: (any SessionTransaction) throws -> Value
    ) throws -> Value {
        try body(Transaction(account: account, storage: self))
    }

    /// A customer's session, without open questions, which are not kept.
    public func conversation(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) -> Conversation? {
        withContent { $0.sessions[account]?[customer] }.map {
            Conversation(session: $0, questions: [])
        }
    }

    /// Timers that have run out, earliest first.
    public func dueTimers(
        at now: Date,
        in scope: SessionScope = .all,
        limit: Int
    ) -> [DueTimer] {
        withContent { content in
            content.timers
                .filter { $0.value <= now && scope.contains($0.key.customer, of: $0.key.account) }
                .map {
                    DueTimer(
                        account: $0.key.account,
                        customer: $0.key.customer,
                        timer: $0.key.timer,
                        date: $0.value
                    )
                }
                .sorted {
                    ($0.date, $0.customer, $0.timer.rawValue)
                        < ($1.date, $1.customer, $1.timer.rawValue)
                }
                .prefix(limit).map { $0 }
        }
    }

    /// When the next timer runs out; `nil` if none runs.
    public var nextTimer: Date? { withContent { $0.timers.values.min() } }

    /// Messages that are not sent yet, in order.
    public func unsentMessages(in scope: SessionScope = .all, limit: Int) -> [QueuedMessage] {
        withContent { content in
            let unsent = content.outbox.filter { message in
                !content.sent.contains(message.message.id)
                    && scope.contains(message.customer, of: message.account)
            }
            return Array(unsent.prefix(limit))
        }
    }

    /// Records that the channel has taken messages.
    public func markSent(_ messages: [QueuedMessage], at now: Date) {
        withContent { $0.sent.formUnion(messages.map(\.message.id)) }
    }

    private struct Transaction: SessionTransaction {
        let account: AccountID
        let storage: MemorySessionStorage

        func receive(_ message: IncomingMessage, _ origin: MessageOrigin, at now: Date) -> Bool {
            storage.withContent { content in
                let name = "\(account)\u{1F}\(message.id)"
                guard content.inbox[name] == nil else { return false }
                content.inbox[name] = Received(origin: origin, date: now)
                return true
            }
        }

        func session(of customer: CustomerID) -> Session? {
            storage.withContent { $0.sessions[account]?[customer] }
        }

        func save(_ session: Session) {
            storage.withContent {
                $0.sessions[account, default: [:]][session.customer] = session
            }
        }

        func staff() -> Staff { storage.withContent { $0.staffByAccount[account] ?? Staff() } }

        func save(_ staff: Staff) { storage.withContent { $0.staffByAccount[account] = staff } }

        func quotaUse(of customer: CustomerID, on day: CalendarDay) -> ReceptionQuota.Use {
            storage.withContent { content in
                ReceptionQuota.Use(
                    total: content.received.count,
                    today: content.received.values.count { $0.contains(day) },
                    isKnown: content.received[customer] != nil,
                    isKnownToday: content.received[customer]?.contains(day) ?? false
                )
            }
        }

        func countReception(of customer: CustomerID, on day: CalendarDay) {
            storage.withContent { _ = $0.received[customer, default: []].insert(day) }
        }

        func author(
            of message: MessageID,
            to customer: CustomerID
        ) -> (by: ServicerID, date: Date)? {
            storage.withContent { content in
                let received = content.inbox["\(account)\u{1F}\(message)"]
                guard let received, case .servicer(let servicer, customer) = received.origin else {
                    return nil
                }
                return (servicer, received.date)
            }
        }

        func recall(_ message: MessageID, of customer: CustomerID, at now: Date) -> Recall {
            storage.withContent { content in
                let name = "\(account)\u{1F}\(message)"
                guard content.inbox[name] != nil else { return .unknown }
                return content.recalled.insert(name).inserted ? .done([message]) : .doneBefore
            }
        }

        func withdraw(_ message: MessageID, of customer: CustomerID, session: Int) -> Bool {
            storage.withContent { content in
                let name = "\(account)\u{1F}\(message)"
                guard content.left[name] == session else { return false }
                content.left[name] = nil
                return true
            }
        }

        func count(_ finding: BotFinding, on day: CalendarDay, at now: Date) {}

        func compareWithSuggestions(
            with reply: IncomingMessage,
            for customer: CustomerID,
            of base: KnowledgeBaseID,
            on day: CalendarDay,
            at now: Date
        ) {}

        func note(_ disposition: Disposition, of message: MessageID) {}

        func openQuestions(
            of customer: CustomerID,
            since start: Date,
            limit: Int
        ) -> [OpenQuestion] { [] }

        func store(_ suggestions: SuggestionSet, for customer: CustomerID, at now: Date) {}

        func carryOut(
            _ action: SessionAction,
            of customer: CustomerID,
            because cause: MessageID?,
            at now: Date
        ) {
            storage.withContent { content in
                let key = { Key(account: account, customer: customer, timer: $0) }
                switch action {
                case .send where !storage.keepsLog: break
                case .send(let message):
                    content.outbox.append(
                        QueuedMessage(account: account, customer: customer, message: message)
                    )
                case .startTimer(let timer, let date): content.timers[key(timer)] = date
                case .stopTimer(let timer): content.timers[key(timer)] = nil
                case .leave(let message, let session):
                    content.left["\(account)\u{1F}\(message)"] = session
                case .lookUp, .deliver, .suggest, .remind, .record: break
                }
                if storage.keepsLog { content.log.append((customer, action)) }
            }
        }

        func takeTimer(_ timer: SessionTimer, of customer: CustomerID, at now: Date) -> Bool {
            storage.withContent { content in
                let key = Key(account: account, customer: customer, timer: timer)
                guard let date = content.timers[key], date <= now else { return false }
                content.timers[key] = nil
                return true
            }
        }
    }
}
