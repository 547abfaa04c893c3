public import Foundation
import GRDB
import KFBotKnowledge
public import KFBotModel

/// The sessions of a workspace, in `sessions.sqlite`.
///
/// A transaction holds the file's write lock from its first read on, so any number of processes may work
/// on one file; what a transaction stored is on the disk when it returns. Safe to use from any thread.
public final class SessionStore: SessionStorage {
    private let pool: DatabasePool
    private let commits: CommitGroup
    private let file: OpenedFile
    private let staffByAccount = StaffCache()

    /// How much of the file the writing connection keeps in memory; SQLite's own 2,000 made deciding
    /// beside 100,000 sessions take twice as long as beside 1,000.
    private static let cacheKilobytes = 65_536

    /// How long a transaction waits for that of another process, in seconds.
    private static let busyTimeout: TimeInterval = 30

    /// Opens the file, which is made if it is missing.
    ///
    /// - Parameters:
    ///   - path: Where the file is.
    ///   - commits: Whether transactions of several threads share commits.
    /// - Throws: ``StoreError`` with `damaged`, `newerVersion` or `busy`.
    public init(path: String, commits: SessionCommits = .grouped) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.prepareDatabase { db in
            // What was answered must not be forgotten when the power fails.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // One connection writes, and touches pages all over the file.
            if !db.configuration.readonly {
                try db.execute(sql: "PRAGMA cache_size = -\(Self.cacheKilobytes)")
            }
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
        file = try OpenedFile(path: path)
        self.commits = CommitGroup(pool, commits, in: file)
    }

    /// Runs load, decide and commit as one.
    ///
    /// - Throws: ``StoreError``, and what `body` throws; then nothing has changed.
    public func transact<Value: Sendable>(
        on account: AccountID,
        _ body: (any SessionTransaction) throws -> Value
    ) throws -> Value {
        var value: Value?
        try checked(
            account,
            Result { try commits.commit { value = try run(body, on: account, $0) } }
        )
        .get()
        guard let value else { throw StoreError(.busy, "The transaction did not start.") }
        return value
    }

    /// Runs several transactions in order, in one commit unless each has its own.
    public func transact(_ jobs: [SessionJob]) -> [Result<Void, any Error>] {
        let outcomes = commits.commit(
            jobs.map { job in { db in try self.run(job.body, on: job.account, db) } }
        )
        return zip(jobs, outcomes).map { job, outcome in checked(job.account, outcome) }
    }

    private func run<Value>(
        _ body: (any SessionTransaction) throws -> Value,
        on account: AccountID,
        _ db: Database
    ) throws -> Value {
        let writer = SessionWriter(account: account, known: staffByAccount.take(account))
        writer.db = db
        defer { writer.db = nil }
        let value = try body(writer)
        if let staff = writer.known { staffByAccount.put(staff, for: account) }
        return value
    }

    private func checked(
        _ account: AccountID,
        _ outcome: Result<Void, any Error>
    ) -> Result<Void, any Error> {
        // What was not committed must not be taken for what the file holds.
        if case .failure = outcome { staffByAccount.forget(account) }
        return Result {
            try StoreError.translating("working on a session of \(account)") { try outcome.get() }
        }
    }

    /// A customer's session and what they have asked, as it stands outside any transaction.
    public func conversation(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) throws -> Conversation? {
        try read("reading a session of \(account)") { db in
            let reader = SessionWriter(account: account, known: nil)
            reader.db = db
            defer { reader.db = nil }
            guard let session = try reader.session(of: customer) else { return nil }
            guard let started = session.started, session.state != .ended else {
                return Conversation(session: session, questions: [])
            }
            return Conversation(
                session: session,
                questions: try reader.openQuestions(of: customer, since: started, limit: limit)
            )
        }
    }

    /// Timers that have run out, earliest first.
    public func dueTimers(
        at now: Date,
        in scope: SessionScope = .all,
        limit: Int
    ) throws -> [DueTimer] {
        try read("reading the timers") { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT * FROM timer
                        WHERE date <= :now \(scope.condition)
                        ORDER BY date, account, customer
                        LIMIT :limit
                        """
                ),
                arguments: scope.arguments(["now": now.timeIntervalSince1970, "limit": limit])
            ).compactMap { row in
                try SessionTimer(rawValue: try row.value("kind")).map { timer in
                    DueTimer(
                        account: AccountID(rawValue: try row.value("account")),
                        customer: CustomerID(rawValue: try row.value("customer")),
                        timer: timer,
                        date: try row.moment("date")
                    )
                }
            }
        }
    }

    /// Messages not yet sent, in the order in which they were decided.
    public func unsentMessages(
        in scope: SessionScope = .all,
        limit: Int
    ) throws -> [QueuedMessage] {
        try read("reading the outbox") { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT * FROM outbox
                        WHERE sent IS NULL AND recalled IS NULL \(scope.condition)
                        ORDER BY number
                        LIMIT :limit
                        """
                ),
                arguments: scope.arguments(["limit": limit])
            ).map { row in
                QueuedMessage(
                    account: AccountID(rawValue: try row.value("account")),
                    customer: CustomerID(rawValue: try row.value("customer")),
                    message: try SessionCoding.decode(OutgoingMessage.self, try row.value("body"))
                )
            }
        }
    }

    /// Notes that messages were taken by the channel, in one commit.
    public func markSent(_ messages: [QueuedMessage], at now: Date) throws {
        try write("writing to the outbox") { db in
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE outbox SET sent = ?
                    WHERE account = ? AND message = ? AND sent IS NULL
                    """
            )
            for message in messages {
                try statement.execute(
                    arguments: [
                        now.timeIntervalSince1970, message.account.rawValue,
                        message.message.id.rawValue,
                    ]
                )
            }
        }
    }

    /// How long the names of messages outlive their texts, in seconds: a message that a channel delivers
    /// again after that is taken for a new one.
    private static let nameRetention: TimeInterval = 7 * 86_400

    /// Removes records and the texts of messages from before a moment.
    ///
    /// Sessions, unsent messages and, for 7 more days, the names of messages stay.
    public func purge(before date: Date) throws {
        try StoreError.translating("removing old records") {
            try commits.commit { db in
                let moment = date.timeIntervalSince1970
                for (table, condition) in [
                    ("event", "TRUE"), ("outbox", "(sent IS NOT NULL OR recalled IS NOT NULL)"),
                ] {
                    // Numbers rise with time: what is old stands at the beginning.
                    try db.execute(
                        sql: """
                            DELETE FROM \(table)
                            WHERE date < ?1 AND \(condition) AND number < IFNULL(
                                (SELECT number FROM \(table) WHERE date >= ?1
                                 ORDER BY number LIMIT 1), 9223372036854775807)
                            """,
                        arguments: [moment]
                    )
                }
                try db.execute(
                    sql: "UPDATE inbox SET body = '' WHERE date < ? AND body <> ''",
                    arguments: [moment]
                )
                try db.execute(
                    sql: "DELETE FROM inbox WHERE date < ?",
                    arguments: [moment - Self.nameRetention]
                )
                try db.execute(
                    sql: "DELETE FROM left_message WHERE date < ?",
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
            try commits.commit { value = try body($0) }
            guard let value else { throw StoreError(.busy, "The transaction did not start.") }
            return value
        }
    }

    func read<Value>(_ action: String, _ body: (Database) throws -> Value) throws -> Value {
        try StoreError.translating(action) {
            try file.check()
            return try pool.read(body)
        }
    }

    /// As ``read(_:_:)``, without holding a thread of Swift's own while the file is read.
    func readAside<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            try file.check()
            return try await pool.read(body)
        } catch {
            return try StoreError.translating(action) { throw error }
        }
    }
}

extension SessionScope {
    /// What goes on a `WHERE`.
    fileprivate var condition: String {
        (account == nil ? "" : "AND account = :account ")
            + (customer == nil ? "" : "AND customer = :customer")
    }

    fileprivate func arguments(
        _ others: [String: (any DatabaseValueConvertible)?]
    ) -> StatementArguments {
        var arguments = others
        if let account { arguments["account"] = account.rawValue }
        if let customer { arguments["customer"] = customer.rawValue }
        return StatementArguments(arguments)
    }
}
