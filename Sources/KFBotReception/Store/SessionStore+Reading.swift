public import Foundation
import GRDB
public import KFBotModel

/// What people who look at sessions read.
extension SessionStore {
    /// The session of a customer; `nil` if they never came.
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

    /// The sessions of an account, or of all, most recently active first.
    ///
    /// - Parameters:
    ///   - account: Only of this account; `nil` for all.
    ///   - states: Only in these states.
    ///   - limit: The most sessions.
    /// - Returns: At most `limit` sessions.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func sessions(
        of account: AccountID? = nil,
        in states: Set<ServiceState> = Set(ServiceState.allCases),
        limit: Int = 100
    ) throws -> [Session] {
        var conditions = account == nil ? [] : ["account = :account"]
        // The index of open sessions is used where none that ended is asked for.
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

    /// The accounts that a customer has written to, in the order of their names.
    public func accounts(of customer: CustomerID) throws -> [AccountID] {
        try read("reading sessions") { db in
            try String.fetchAll(
                db,
                sql: "SELECT account FROM session WHERE customer = ? ORDER BY account",
                arguments: [customer.rawValue]
            ).map(AccountID.init(rawValue:))
        }
    }

    /// The accounts that have servicers, in the order of their names.
    public func staffedAccounts() throws -> [AccountID] {
        try read("reading the servicers") { db in
            try String.fetchAll(db, sql: "SELECT DISTINCT account FROM servicer ORDER BY account")
                .map(AccountID.init(rawValue:))
        }
    }

    /// The staff and the pool of an account, as they are now.
    public func staff(of account: AccountID) throws -> Staff {
        try read("reading the servicers") { db in
            try SessionWriter.staff(of: account, SessionWriter.staffRow(of: account, db), db)
        }
    }

    /// What was written down about a customer, oldest first.
    ///
    /// - Returns: The last records, at most `limit`.
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

    /// The changes of state of a customer since a moment, oldest first.
    private func moves(
        of customer: CustomerID,
        account: AccountID,
        since start: Date
    ) throws -> [(date: Date, record: SessionRecord)] {
        // Served by the index `event_moves`.
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
    ///   - session: The session.
    ///   - limit: The most messages.
    /// - Returns: The last messages, at most `limit`; ``BotMemory/leftCount`` says how many there are.
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

    /// What a servicer may read of what was said to a customer: the last 30 days, oldest first.
    ///
    /// - Parameters:
    ///   - customer: The customer.
    ///   - account: The account.
    ///   - reader: Who reads, under the rule of ``TranscriptAccess``.
    ///   - now: The moment.
    ///   - limit: The most items.
    /// - Returns: The items, or why they are not shown.
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

    /// What a customer asks: the texts since a servicer last answered, else the last text.
    ///
    /// - Returns: At most `limit` texts, oldest first; none if the customer has written none.
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
            // What is no text does not count, so that more than one message is looked at.
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
