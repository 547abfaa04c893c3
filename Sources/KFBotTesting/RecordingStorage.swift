public import Foundation
public import KFBot
import Synchronization

/// Passes everything on to another storage, and notes what was stored for a test to check.
public final class RecordingStorage: SessionStorage {
    /// What successful transactions have stored.
    public struct Notes: Sendable {
        /// The stored sessions, in order.
        public var sessions: [Session] = []
        /// The staff that was stored last; `nil` if none was.
        public var staff: Staff?
        /// The messages to customers, in order.
        public var sent: [QueuedMessage] = []
        /// The actions, in order.
        public var actions: [SessionAction] = []
    }

    private let base: any SessionStorage
    private let notes = Mutex(Notes())

    /// Creates a storage that records what goes to another one.
    public init(_ base: any SessionStorage) { self.base = base }

    /// Returns the notes since the last call.
    public func takeNotes() -> Notes {
        notes.withLock { notes in
            defer { notes = Notes() }
            return notes
        }
    }

    /// Runs a transaction on the other storage, and keeps its notes if it succeeds.
    public func transact<Value: Sendable>(
        on account: AccountID,
        _ body: (any SessionTransaction) throws -> Value
    ) throws -> Value {
        var noted = Notes()
        let value = try base.transact(on: account) { transaction in
            let recorder = Recorder(transaction, account)
            let value = try body(recorder)
            noted = recorder.notes
            return value
        }
        notes.withLock { notes in
            notes.sessions += noted.sessions
            notes.staff = noted.staff ?? notes.staff
            notes.sent += noted.sent
            notes.actions += noted.actions
        }
        return value
    }

    /// A customer's session and open questions.
    public func conversation(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) throws -> Conversation? {
        try base.conversation(of: customer, account: account, limit: limit)
    }

    /// Timers that have run out, earliest first.
    public func dueTimers(
        at now: Date,
        in scope: SessionScope = .all,
        limit: Int
    ) throws -> [DueTimer] {
        try base.dueTimers(at: now, in: scope, limit: limit)
    }

    /// Messages that are not sent yet, in order.
    public func unsentMessages(
        in scope: SessionScope = .all,
        limit: Int
    ) throws -> [QueuedMessage] {
        try base.unsentMessages(in: scope, limit: limit)
    }

    /// Records that the channel has taken messages.
    public func markSent(_ messages: [QueuedMessage], at now: Date) throws {
        try base.markSent(messages, at: now)
    }

    private final class Recorder: SessionTransaction {
        let base: any SessionTransaction
        let account: AccountID
        var notes = Notes()

        init(_ base: any SessionTransaction, _ account: AccountID) {
            self.base = base
            self.account = account
        }

        func receive(
            _ message: IncomingMessage,
            _ origin: MessageOrigin,
            at now: Date
        ) throws -> Bool { try base.receive(message, origin, at: now) }

        func session(of customer: CustomerID) throws -> Session? {
            try base.session(of: customer)
        }

        func save(_ session: Session) throws {
            try base.save(session)
            notes.sessions.append(session)
        }

        func staff() throws -> Staff { try base.staff() }

        func save(_ staff: Staff) throws {
            try base.save(staff)
            notes.staff = staff
        }

        func quotaUse(of customer: CustomerID, on day: CalendarDay) throws -> ReceptionQuota.Use {
            try base.quotaUse(of: customer, on: day)
        }

        func countReception(of customer: CustomerID, on day: CalendarDay) throws {
            try base.countReception(of: customer, on: day)
        }

        func carryOut(
            _ action: SessionAction,
            of customer: CustomerID,
            because cause: MessageID?,
            at now: Date
        ) throws {
            try base.carryOut(action, of: customer, because: cause, at: now)
            notes.actions.append(action)
            if case .send(let message) = action {
                notes.sent.append(
                    QueuedMessage(account: account, customer: customer, message: message)
                )
            }
        }

        func count(_ finding: BotFinding, on day: CalendarDay, at now: Date) throws {
            try base.count(finding, on: day, at: now)
        }

        func compareWithSuggestions(
            with reply: IncomingMessage,
            for customer: CustomerID,
            of base: KnowledgeBaseID,
            on day: CalendarDay,
            at now: Date
        ) throws {
            try self.base.compareWithSuggestions(
                with: reply,
                for: customer,
                of: base,
                on: day,
                at: now
            )
        }

        func author(
            of message: MessageID,
            to customer: CustomerID
        ) throws -> (by: ServicerID, date: Date)? { try base.author(of: message, to: customer) }

        func recall(_ message: MessageID, of customer: CustomerID, at now: Date) throws -> Recall {
            try base.recall(message, of: customer, at: now)
        }

        func withdraw(
            _ message: MessageID,
            of customer: CustomerID,
            session: Int
        ) throws -> Bool { try base.withdraw(message, of: customer, session: session) }

        func note(_ disposition: Disposition, of message: MessageID) throws {
            try base.note(disposition, of: message)
        }

        func openQuestions(
            of customer: CustomerID,
            since start: Date,
            limit: Int
        ) throws -> [OpenQuestion] {
            try base.openQuestions(of: customer, since: start, limit: limit)
        }

        func store(
            _ suggestions: SuggestionSet,
            for customer: CustomerID,
            at now: Date
        ) throws { try base.store(suggestions, for: customer, at: now) }

        func takeTimer(
            _ timer: SessionTimer,
            of customer: CustomerID,
            at now: Date
        ) throws -> Bool { try base.takeTimer(timer, of: customer, at: now) }
    }
}
