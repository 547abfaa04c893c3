public import Foundation
import GRDB
public import KFBotModel

/// What people who look at sessions can read.
extension SessionStore {
    /// The session of a customer; `nil` if they never wrote to the account.
    public func session(of customer: CustomerID, account: AccountID) throws -> Session? {
        try read("reading a session") { db in
            try String.fetchOne(
                db.cachedStatement(
                    sql: "SELECT body FROM session WHERE account = ? AND customer = ?"
                ),
                arguments: [account.rawValue, customer.rawValue]
            ).map { try SessionCoding.decode(Session.self, $0) }
        }
    }

    /// The sessions of an account, or of all; the most recently active come first.
    ///
    /// - Parameters:
    ///   - account: Lists sessions of this account only; `nil` for all.
    ///   - states: Lists sessions in these states only.
    ///   - limit: How many sessions to return at most.
    /// - Returns: At most `limit` sessions.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func sessions(
        of account: AccountID? = nil,
        in states: Set<ServiceState> = Set(ServiceState.allCases),
        limit: Int = 100
    ) throws -> [Session] {
        var conditions = account == nil ? [] : ["account = :account"]
        // SQLite uses the index of open sessions only if this condition says so.
        if !states.contains(.ended) { conditions.append("state <> 4") }
        conditions.append(
            "state IN (\(states.map { "\($0.rawValue)" }.sorted().joined(separator: ", ")))"
        )
        var arguments: [String: (any DatabaseValueConvertible)?] = ["limit": limit]
        if let account { arguments["account"] = account.rawValue }
        return try read("reading sessions") { db in
            try String.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT body FROM session
                        WHERE \(conditions.joined(separator: " AND "))
                        ORDER BY active DESC
                        LIMIT :limit
                        """
                ),
                arguments: StatementArguments(arguments)
            ).map { try SessionCoding.decode(Session.self, $0) }
        }
    }

    /// The accounts that a customer has written to, ordered by name.
    public func accounts(of customer: CustomerID) throws -> [AccountID] {
        try read("reading sessions") { db in
            try String.fetchAll(
                db,
                sql: "SELECT account FROM session WHERE customer = ? ORDER BY account",
                arguments: [customer.rawValue]
            ).map(AccountID.init(rawValue:))
        }
    }

    /// The accounts that have servicers, ordered by name.
    public func staffedAccounts() throws -> [AccountID] {
        try read("reading the servicers") { db in
            try String.fetchAll(db, sql: "SELECT DISTINCT account FROM servicer ORDER BY account")
                .map(AccountID.init(rawValue:))
        }
    }

    /// The staff and the pool of an account, as stored now.
    public func staff(of account: AccountID) throws -> Staff {
        try read("reading the servicers") { db in
            try SessionWriter.staff(of: account, SessionWriter.staffRow(of: account, db), db)
        }
    }

    /// The records about a customer, oldest first.
    ///
    /// - Returns: The last records, at most `limit`.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func records(
        of customer: CustomerID,
        account: AccountID,
        limit: Int = 1000
    ) throws -> [(date: Date, record: SessionRecord)] {
        try records(
            """
            SELECT date, body FROM event
            WHERE account = ? AND customer = ? AND kind = 'record'
            ORDER BY number DESC
            LIMIT ?
            """,
            [account.rawValue, customer.rawValue, limit]
        )
    }

    /// The moves of a customer's session since a moment, oldest first.
    private func moves(
        of customer: CustomerID,
        account: AccountID,
        since start: Date
    ) throws -> [(date: Date, record: SessionRecord)] {
        // The index `event_moves` serves this query.
        try records(
            """
            SELECT date, body FROM event
            WHERE account = ? AND customer = ? AND date >= ?
                AND kind = 'record' AND substr(body, 1, 9) = '{"moved":'
            ORDER BY date DESC
            """,
            [account.rawValue, customer.rawValue, start.timeIntervalSince1970]
        )
    }

    private func records(
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [(date: Date, record: SessionRecord)] {
        try read("reading records") { db in
            try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).reversed()
                .map { row in
                    (
                        Date(
                            timeIntervalSince1970: try row.decode(Double.self, forColumn: "date")
                        ),
                        try SessionCoding.decode(
                            SessionRecord.self,
                            row.decode(String.self, forColumn: "body")
                        )
                    )
                }
        }
    }

    /// The messages left for a servicer (留言) in a session, oldest first.
    ///
    /// - Parameters:
    ///   - session: The session in which they were left.
    ///   - limit: How many messages to return at most.
    /// - Returns: The last messages, at most `limit`; ``BotMemory/leftCount`` is their total.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func leftMessages(in session: Session, limit: Int = 20) throws -> [MessageID] {
        guard session.bot.leftCount > 0 else { return [] }
        return try read("reading messages") { db in
            try String.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT message FROM left_message
                        WHERE account = ? AND customer = ? AND session = ?
                        ORDER BY number DESC
                        LIMIT ?
                        """
                ),
                arguments: [
                    session.account.rawValue, session.customer.rawValue, session.number, limit,
                ]
            ).reversed().map(MessageID.init)
        }
    }

    /// What a servicer may read of a customer's records: the last 30 days, oldest first.
    ///
    /// - Parameters:
    ///   - customer: The customer whose records are read.
    ///   - account: The account that the customer wrote to.
    ///   - reader: The servicer who reads, by the rules of ``TranscriptAccess``.
    ///   - now: The moment from which the 30 days are counted back.
    ///   - limit: How many items to return at most.
    /// - Returns: The items, or the reason for a refusal.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func transcript(
        of customer: CustomerID,
        account: AccountID,
        for reader: ServicerID,
        at now: Date,
        limit: Int = 500
    ) throws -> Result<[FeedItem], Refusal> {
        let session =
            try session(of: customer, account: account)
            ?? Session(account: account, customer: customer, met: now)
        let first = now.addingTimeInterval(-TranscriptAccess.duration)
        if let refusal = TranscriptAccess.refusal(
            reader,
            session: session,
            staff: try staff(of: account),
            records: try moves(of: customer, account: account, since: first),
            at: now
        ) {
            return .failure(refusal)
        }
        let items = try transcript(of: customer, account: account, limit: limit)
        return .success(items.filter { $0.date >= first })
    }

    /// What a customer asks: the texts since a servicer last answered, or else the last text.
    ///
    /// - Returns: At most `limit` texts, oldest first; none if the customer never wrote a text.
    func questions(
        of customer: CustomerID,
        account: AccountID,
        since start: Date,
        limit: Int
    ) throws -> [OpenQuestion] {
        try read("reading messages") { db in
            let reader = SessionWriter(account: account, known: nil)
            reader.db = db
            defer { reader.db = nil }
            let open = try reader.openQuestions(of: customer, since: start, limit: limit)
            if !open.isEmpty { return open }
            // Messages without text do not count, so more than one message is read.
            return try reader.texts(
                of: customer,
                since: .distantPast,
                afterAnswer: false,
                limit: limit
            ).suffix(1)
        }
    }

    /// What is known about a customer who does not reach a servicer, for ``SessionDiagnosis``.
    public func facts(
        about customer: CustomerID,
        account: AccountID,
        configuration: ReceptionConfiguration,
        at now: Date
    ) throws -> SessionFacts {
        var facts = SessionFacts(
            account: account,
            session: try session(of: customer, account: account),
            staff: try staff(of: account),
            configuration: configuration[account]
        )
        facts.certification = configuration.certification
        facts.otherAccounts = try accounts(of: customer).filter { $0 != account }
        facts.records = try records(of: customer, account: account)
        let day = configuration[account].hours.clock.reading(at: now).day
        try read("reading sessions") { db in
            let writer = SessionWriter(account: account, known: nil)
            writer.db = db
            defer { writer.db = nil }
            facts.quotaRefusal = ReceptionQuota.refusal(
                configuration.certification,
                try writer.quotaUse(of: customer, on: day)
            )
            facts.silentCustomers =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT COUNT(*) FROM session
                        WHERE account = ? AND state <> 4 AND state = 3 AND active < ?
                        """,
                    arguments: [
                        account.rawValue,
                        now.timeIntervalSince1970 - SessionDiagnosis.longSilence,
                    ]
                ) ?? 0
        }
        return facts
    }
}

extension Refusal: Error {}
