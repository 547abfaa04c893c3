public import Foundation
import GRDB
import KFBotKnowledge
public import KFBotModel

/// The sessions of a workspace, in `sessions.sqlite`.
///
/// A transaction holds the file's write lock from its first read on, so any number of processes may
/// work on one file. What a transaction stored is on disk when it returns. You can use a store from
/// any thread.
public final class SessionStore: SessionStorage {
    private let pool: DatabasePool
    private let commits: CommitGroup
    private let file: OpenedFile
    private let staffByAccount = StaffCache()

    /// How much of the file the writing connection keeps in memory.
    ///
    /// With SQLite's default of 2,000, decisions took twice as long beside 100,000 sessions as
    /// beside 1,000.
    private static let cacheKilobytes = 65_536

    /// How long a transaction waits for one of another process, in seconds.
    private static let busyTimeout: TimeInterval = 30

    /// Opens the file, or creates it if it is missing.
    ///
    /// - Parameters:
    ///   - path: The file's path.
    ///   - commits: Whether transactions of several threads share commits.
    /// - Throws: ``StoreError`` with `damaged`, `newerVersion` or `busy`.
    public init(path: String, commits: SessionCommits = .grouped) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.prepareDatabase { db in
            // What was acknowledged must not be lost in a power failure.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // Only one connection writes, and it touches pages all over the file.
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

    /// Runs a body that loads, decides and stores, in one transaction.
    ///
    /// - Throws: ``StoreError``, or the error of `body`; nothing has changed then.
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

    /// Runs several transactions in order, in one commit if the store groups commits.
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
        // A staff that was not committed must not be mistaken for the one in the file.
        if case .failure = outcome { staffByAccount.forget(account) }
        return Result {
            try StoreError.translating("working on a session of \(account)") { try outcome.get() }
        }
    }

    /// A customer's session and their open questions, read outside of any transaction.
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

    /// Timers that have run out, earliest first; rows that cannot be read hold up no other, see
    /// ``unreadableWork(at:)``.
    public func dueTimers(
        at now: Date,
        in scope: SessionScope = .all,
        limit: Int
    ) throws -> [DueTimer] {
        try read("reading the timers") { db in
            try Self.first(
                limit,
                of: Row.fetchCursor(
                    db.cachedStatement(
                        sql: """
                            SELECT * FROM timer
                            WHERE date <= :now \(scope.condition)
                            ORDER BY date, account, customer
                            """
                    ),
                    arguments: scope.arguments(["now": now.timeIntervalSince1970])
                ),
                reading: Self.timer
            )
        }
    }

    /// Makes timers due that wait for the rest of a question longer than any may.
    ///
    /// The clock was set back since they began, and the customer must not wait until it shows that time again.
    ///
    /// - Parameter now: The moment.
    /// - Returns: How many there were.
    /// - Throws: ``StoreError``.
    @discardableResult
    public func advanceTimers(at now: Date) throws -> Int {
        let latest = now.addingTimeInterval(Debounce.longestCap).timeIntervalSince1970
        let condition = "WHERE date > ? AND kind = '\(SessionTimer.quiet.rawValue)'"
        let count = try read("reading the timers") { db in
            try Int.fetchOne(
                db,
                sql: "SELECT COUNT(*) FROM timer \(condition)",
                arguments: [latest]
            ) ?? 0
        }
        guard count > 0 else { return 0 }
        try write("setting timers") { db in
            try db.execute(
                sql: "UPDATE timer SET date = ? \(condition)",
                arguments: [now.timeIntervalSince1970, latest]
            )
        }
        return count
    }

    static func timer(_ row: Row) throws -> DueTimer {
        guard let timer = SessionTimer(rawValue: try row.value("kind")) else {
            throw StoreError(.damaged, "A stored timer is of no known kind.")
        }
        return DueTimer(
            account: AccountID(rawValue: try row.value("account")),
            customer: CustomerID(rawValue: try row.value("customer")),
            timer: timer,
            date: try row.moment("date")
        )
    }

    /// The first rows that can be read.
    private static func first<Value>(
        _ limit: Int,
        of rows: RowCursor,
        reading read: (Row) throws -> Value
    ) throws -> [Value] {
        var found: [Value] = []
        while found.count < limit, let row = try rows.next() {
            if let value = try? read(row) { found.append(value) }
        }
        return found
    }

    /// Timers that have run out and messages to be sent that cannot be read: what time brings goes on
    /// without them.
    ///
    /// - Parameter now: The moment.
    /// - Returns: A line for each table with such rows; none for a sound file.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func unreadableWork(at now: Date) throws -> [String] {
        try read("looking for damaged rows") { db in
            try Self.damage(
                of: "timer",
                in: Row.fetchCursor(
                    db,
                    sql: "SELECT * FROM timer WHERE date <= ?",
                    arguments: [now.timeIntervalSince1970]
                ),
                reading: Self.timer
            )
                + Self.damage(
                    of: "outbox",
                    in: Row.fetchCursor(
                        db,
                        sql: "SELECT * FROM outbox WHERE sent IS NULL AND recalled IS NULL"
                    ),
                    reading: Self.queuedMessage
                )
        }
    }

    /// How many rows of a table cannot be read, in a line if there are any.
    static func damage<Value>(
        of table: String,
        in rows: RowCursor,
        reading read: (Row) throws -> Value
    ) throws -> [String] {
        var (count, unreadable) = (0, 0)
        while let row = try rows.next() {
            count += 1
            if (try? read(row)) == nil { unreadable += 1 }
        }
        return unreadable == 0
            ? [] : ["\(unreadable) of \(count) rows of \(table) cannot be read"]
    }

    private static func queuedMessage(_ row: Row) throws -> QueuedMessage {
        QueuedMessage(
            account: AccountID(rawValue: try row.value("account")),
            customer: CustomerID(rawValue: try row.value("customer")),
            message: try SessionCoding.decode(OutgoingMessage.self, try row.value("body"))
        )
    }

    /// Messages not yet sent, in the order in which they were decided; rows that cannot be read hold up no
    /// other, see ``unreadableWork(at:)``.
    public func unsentMessages(
        in scope: SessionScope = .all,
        limit: Int
    ) throws -> [QueuedMessage] {
        try read("reading the outbox") { db in
            try Self.first(
                limit,
                of: Row.fetchCursor(
                    db.cachedStatement(
                        sql: """
                            SELECT * FROM outbox
                            WHERE sent IS NULL AND recalled IS NULL \(scope.condition)
                            ORDER BY number
                            """
                    ),
                    arguments: scope.arguments([:])
                ),
                reading: Self.queuedMessage
            )
        }
    }

    /// Records in one commit that the channel has taken messages.
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

    /// How long the names of messages are kept after their texts, in seconds.
    ///
    /// A message that a channel delivers again after that counts as a new one.
    private static let nameRetention: TimeInterval = 7 * 86_400

    /// Removes records and the texts of messages that are older than a moment.
    ///
    /// Sessions and unsent messages stay. The names of messages stay for 7 more days.
    ///
    /// - Throws: ``StoreError`` if the file cannot be written now.
    public func purge(before date: Date) throws {
        let moment = date.timeIntervalSince1970
        try purge(messages: moment, events: moment, learning: moment, sessions: nil)
    }

    /// Removes what is older than it is to be kept, as ``purge(before:)`` does.
    ///
    /// Sessions that ended are removed where they are not kept for ever; who comes back is a new customer.
    public func purge(_ ages: RecordAges, at now: Date) throws {
        func moment(_ days: Int) -> Double { now.timeIntervalSince1970 - Double(days) * 86_400 }
        try purge(
            messages: moment(ages.messages),
            events: moment(ages.events),
            learning: moment(ages.learning),
            sessions: ages.sessions.map(moment)
        )
    }

    private func purge(
        messages: Double,
        events: Double,
        learning: Double,
        sessions: Double?
    ) throws {
        try StoreError.translating("removing old records") {
            try commits.commit { db in
                for (table, condition, moment) in [
                    ("event", "TRUE", events),
                    ("outbox", "(sent IS NOT NULL OR recalled IS NOT NULL)", messages),
                ] {
                    // Numbers rise with time, so old rows are at the beginning.
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
                    arguments: [messages]
                )
                try db.execute(
                    sql: "DELETE FROM inbox WHERE date < ?",
                    arguments: [messages - Self.nameRetention]
                )
                try db.execute(
                    sql: "DELETE FROM left_message WHERE date < ?",
                    arguments: [messages]
                )
                try AssistSchema.purge(before: learning, in: db)
                if let sessions {
                    try db.execute(
                        sql: """
                            DELETE FROM session
                            WHERE state = 4 AND active < ? AND ticket IS NULL
                                AND (account, customer) NOT IN
                                    (SELECT account, customer FROM timer)
                            """,
                        arguments: [sessions]
                    )
                }
            }
        }
    }

    /// Runs writes in one transaction, which holds the write lock from its start.
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

    /// Forgets what is remembered of an account's staff.
    func forgetStaff(of account: AccountID) { staffByAccount.forget(account) }

    /// Moves the log into the file, so that it holds nothing that was removed; later, if others read.
    func foldLog() {
        _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    }

    func read<Value>(_ action: String, _ body: (Database) throws -> Value) throws -> Value {
        try StoreError.translating(action) {
            try file.check()
            return try pool.read(body)
        }
    }

    /// Like ``read(_:_:)``, but holds none of Swift's own threads while the file is read.
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
    /// The part of a `WHERE` clause for this scope.
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
