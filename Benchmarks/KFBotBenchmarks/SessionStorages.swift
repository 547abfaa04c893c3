import Foundation
import KFBot
import Synchronization

/// Times what happens inside transactions: loading, deciding and storing, not waiting for the disk.
final class TimedStorage: SessionStorage {
    private let base: SessionStore
    private let tellsConversations: Bool
    private let figures = Mutex<[Double]>([])

    /// - Parameters:
    ///   - base: Where sessions are kept.
    ///   - tellsConversations: Whether it says before a transaction what that will find.
    init(_ base: SessionStore, tellsConversations: Bool = true) {
        self.base = base
        self.tellsConversations = tellsConversations
    }

    func conversation(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) throws -> Conversation? {
        guard tellsConversations else { return nil }
        return try base.conversation(of: customer, account: account, limit: limit)
    }

    func takeMilliseconds() -> [Double] {
        figures.withLock { figures in
            defer { figures = [] }
            return figures
        }
    }

    func transact<Value: Sendable>(
        on account: AccountID,
        _ body: (any SessionTransaction) throws -> Value
    ) throws -> Value {
        try base.transact(on: account) { transaction in
            let clock = ContinuousClock()
            let begin = clock.now
            defer {
                let milliseconds = (clock.now - begin) / .milliseconds(1)
                figures.withLock { $0.append(milliseconds) }
            }
            return try body(transaction)
        }
    }

    func dueTimers(at now: Date, in scope: SessionScope, limit: Int) throws -> [DueTimer] {
        try base.dueTimers(at: now, in: scope, limit: limit)
    }

    func unsentMessages(in scope: SessionScope, limit: Int) throws -> [QueuedMessage] {
        try base.unsentMessages(in: scope, limit: limit)
    }

    func markSent(_ messages: [QueuedMessage], at now: Date) throws {
        try base.markSent(messages, at: now)
    }
}

/// A transaction that goes on, for filling a file quickly; used by the thread that holds it only.
final class HeldTransaction: SessionStorage, @unchecked Sendable {
    private let transaction: any SessionTransaction

    init(_ transaction: any SessionTransaction) { self.transaction = transaction }

    func transact<Value: Sendable>(
        on account: AccountID,
        _ body: (any SessionTransaction) throws -> Value
    ) throws -> Value { try body(transaction) }

    func dueTimers(at now: Date, in scope: SessionScope, limit: Int) -> [DueTimer] { [] }

    func unsentMessages(in scope: SessionScope, limit: Int) -> [QueuedMessage] { [] }

    func markSent(_ messages: [QueuedMessage], at now: Date) {}
}
