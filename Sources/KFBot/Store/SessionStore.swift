public import Foundation
import GRDB
import Synchronization

/// The sessions of a workspace, in `sessions.sqlite`.
///
/// A transaction holds the file's write lock from its first read on, so any number of processes may work
/// on one file; a commit is on the disk when it returns. Safe to use from any thread.
public final class SessionStore: SessionStorage {
    private let pool: DatabasePool
    private let desks = Mutex<[AccountID: VersionedDesk]>([:])

    /// How long a transaction waits for that of another process, in seconds.
    private static let busyTimeout: TimeInterval = 30

    /// Opens the file, which is made if it is missing.
    ///
    /// - Throws: ``StoreError`` with `damaged`, `newerVersion` or `busy`.
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.prepareDatabase { db in
            // What was answered must not be forgotten when the power fails.
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        pool = try StoreError.translating("opening \(path)") {
            let pool = try DatabasePool(path: path, configuration: configuration)
            if try pool.read(SessionSchema.migrator.hasBeenSuperseded) {
                throw StoreError(
                    .newerVersion,
                    "\(path) was written by a newer version of kfbot. Use that version."
                )
            }
            if try !pool.read(SessionSchema.migrator.hasCompletedMigrations) {
                try SessionSchema.migrator.migrate(pool)
            }
            return pool
        }
    }

    /// Runs load, decide and commit as one.
    ///
    /// - Throws: ``StoreError``, and what `body` throws; then nothing has changed.
    public func transact<Value: Sendable>(
        on account: AccountID,
        _ body: (any SessionTransaction) throws -> Value
    ) throws -> Value {
        try StoreError.translating("working on a session of \(account)") {
            let known = desks.withLock { $0[account] }
            let writer = SessionWriter(account: account, known: known)
            var value: Value?
            try pool.writeInTransaction(.immediate) { db in
                writer.db = db
                defer { writer.db = nil }
                value = try body(writer)
                return .commit
            }
            // Only what is committed may be remembered: a desk of the same version is the same.
            if let desk = writer.loaded { desks.withLock { $0[account] = desk } }
            guard let value else { throw StoreError(.busy, "The transaction did not start.") }
            return value
        }
    }

    /// Timers that have run out, earliest first.
    public func dueTimers(at now: Date, limit: Int) throws -> [DueTimer] {
        try read("reading the timers") { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM timer WHERE date <= ? ORDER BY date, account, customer LIMIT ?",
                arguments: [now.timeIntervalSince1970, limit]
            ).compactMap { row in
                SessionTimer(rawValue: row["kind"]).map { timer in
                    DueTimer(
                        account: AccountID(rawValue: row["account"]),
                        customer: CustomerID(rawValue: row["customer"]),
                        timer: timer,
                        date: Date(timeIntervalSince1970: row["date"])
                    )
                }
            }
        }
    }

    /// Messages not yet sent, in the order in which they were decided.
    public func unsentMessages(limit: Int) throws -> [QueuedMessage] {
        try read("reading the outbox") { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM outbox WHERE sent IS NULL ORDER BY number LIMIT ?",
                arguments: [limit]
            ).map { row in
                QueuedMessage(
                    account: AccountID(rawValue: row["account"]),
                    customer: CustomerID(rawValue: row["customer"]),
                    message: try SessionCoding.decode(OutgoingMessage.self, row["body"])
                )
            }
        }
    }

    /// Notes that a message was taken by the channel.
    public func markSent(_ message: QueuedMessage, at now: Date) throws {
        try StoreError.translating("writing to the outbox") {
            try pool.write { db in
                try db.execute(
                    sql: """
                        UPDATE outbox SET sent = ?
                        WHERE account = ? AND message = ? AND sent IS NULL
                        """,
                    arguments: [
                        now.timeIntervalSince1970, message.account.rawValue,
                        message.message.id.rawValue,
                    ]
                )
            }
        }
    }

    /// Removes messages and records from before a moment; sessions and unsent messages stay.
    public func purge(before date: Date) throws {
        try StoreError.translating("removing old records") {
            try pool.write { db in
                let moment = date.timeIntervalSince1970
                try db.execute(sql: "DELETE FROM inbox WHERE date < ?", arguments: [moment])
                try db.execute(sql: "DELETE FROM event WHERE date < ?", arguments: [moment])
                try db.execute(
                    sql: "DELETE FROM outbox WHERE date < ? AND sent IS NOT NULL",
                    arguments: [moment]
                )
                try AssistSchema.purge(before: moment, in: db)
            }
        }
    }

    /// Runs writes as one, before which the write lock is held.
    func write<Value: Sendable>(
        _ action: String,
        _ body: (Database) throws -> Value
    ) throws -> Value {
        try StoreError.translating(action) {
            var value: Value?
            try pool.writeInTransaction(.immediate) { db in
                value = try body(db)
                return .commit
            }
            guard let value else { throw StoreError(.busy, "The transaction did not start.") }
            return value
        }
    }

    func read<Value>(_ action: String, _ body: (Database) throws -> Value) throws -> Value {
        try StoreError.translating(action) { try pool.read(body) }
    }
}

/// A desk with the version under which it is stored.
struct VersionedDesk {
    var version: Int
    var desk: Desk
}

/// Sessions, messages and records as JSON text.
enum SessionCoding {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ body: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body.utf8))
        } catch is DecodingError {
            throw StoreError(
                .damaged,
                "A stored \(type) cannot be read. Restore a backup of the workspace."
            )
        }
    }
}
