import Foundation
import GRDB
import KFBotKnowledge
import KFBotModel

/// One transaction on `sessions.sqlite`; used by one thread, and only while the transaction lasts.
final class SessionWriter: SessionTransaction {
    var db: Database?
    /// The staff as it will be after the commit, or as it was known if nobody asked for it.
    private(set) var known: VersionedStaff?

    let account: AccountID
    /// The version of the staff that was handed out.
    private var version = 0

    init(account: AccountID, known: VersionedStaff?) {
        self.account = account
        self.known = known
    }

    func open() throws -> Database {
        guard let db else {
            throw StoreError(.invalid, "A transaction was used after its end.")
        }
        return db
    }

    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try open().cachedStatement(sql: sql).execute(arguments: arguments)
    }

    // MARK: Messages

    func receive(_ message: IncomingMessage, _ origin: MessageOrigin, at now: Date) throws -> Bool {
        let (customer, servicer): (CustomerID, ServicerID?) =
            switch origin {
            case .customer(let customer): (customer, nil)
            case .servicer(let servicer, let customer): (customer, servicer)
            }
        try execute(
            """
            INSERT OR IGNORE INTO inbox (account, message, customer, servicer, date, body)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                account.rawValue, message.id.rawValue, customer.rawValue, servicer?.rawValue,
                now.timeIntervalSince1970, SessionCoding.encode(message),
            ]
        )
        guard try open().changesCount == 1 else { return false }
        if servicer == nil { try log(.received, message.id.rawValue, customer, now) }
        return true
    }

    func note(_ disposition: Disposition, of message: MessageID) throws {
        try execute(
            "UPDATE inbox SET disposition = ? WHERE account = ? AND message = ?",
            [SessionCoding.encode(disposition), account.rawValue, message.rawValue]
        )
    }

    func openQuestions(
        of customer: CustomerID,
        since start: Date,
        limit: Int
    ) throws -> [OpenQuestion] {
        try texts(of: customer, since: start, afterAnswer: true, limit: limit)
    }

    /// How many messages are read at most to find a customer's last texts.
    private static let mostLookedAt = 200

    /// The last texts of a customer, oldest first.
    ///
    /// Reads no more of the events than needed, however many there are.
    ///
    /// - Parameters:
    ///   - customer: The customer who wrote them.
    ///   - start: Only messages from this moment on count.
    ///   - afterAnswer: Whether only messages after a servicer's last message count.
    ///   - limit: How many messages to read at most, including those without text.
    /// - Returns: The texts.
    /// - Throws: ``StoreError``, `damaged` for a message that cannot be read.
    func texts(
        of customer: CustomerID,
        since start: Date,
        afterAnswer: Bool,
        limit: Int
    ) throws -> [OpenQuestion] {
        let events = try Row.fetchCursor(
            open().cachedStatement(
                sql: """
                    SELECT event.date, event.kind, inbox.recalled, inbox.body FROM event
                    LEFT JOIN inbox ON event.kind = 'received'
                        AND inbox.account = event.account AND inbox.message = event.body
                    WHERE event.account = ? AND event.customer = ?
                    ORDER BY event.number DESC
                    """
            ),
            arguments: [account.rawValue, customer.rawValue]
        )
        var (found, looked): ([OpenQuestion], Int) = ([], 0)
        var left = limit
        while left > 0, looked < Self.mostLookedAt, let event = try events.next() {
            let kind = try event.decode(String.self, forColumn: "kind")
            if afterAnswer, kind == FeedKind.answered.rawValue { break }
            let date = try event.decode(Double.self, forColumn: "date")
            if date < start.timeIntervalSince1970 { break }
            guard kind == FeedKind.received.rawValue else { continue }
            looked += 1
            guard try event.decode(Double?.self, forColumn: "recalled") == nil,
                let body = try event.decode(String?.self, forColumn: "body"), !body.isEmpty
            else { continue }
            left -= 1
            let message = try SessionCoding.decode(IncomingMessage.self, body)
            guard case .text(let text, _) = message.content else { continue }
            found.append(OpenQuestion(message: message.id, text: text))
        }
        return found.reversed()
    }

    func store(_ suggestions: SuggestionSet, for customer: CustomerID, at now: Date) throws {
        let kind = suggestions.isShown ? FeedKind.suggested : .silent
        try log(kind, SessionCoding.encode(suggestions), customer, now)
        try openSuggestion(open().lastInsertedRowID, for: customer)
    }

    // MARK: Sessions

    func session(of customer: CustomerID) throws -> Session? {
        try String.fetchOne(
            open().cachedStatement(
                sql: "SELECT body FROM session WHERE account = ? AND customer = ?"
            ),
            arguments: [account.rawValue, customer.rawValue]
        ).map { try SessionCoding.decode(Session.self, $0) }
    }

    func save(_ session: Session) throws {
        try execute(
            """
            INSERT INTO session (account, customer, state, ticket, active, body)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET state = excluded.state, ticket = excluded.ticket,
                active = excluded.active, body = excluded.body
            """,
            [
                account.rawValue, session.customer.rawValue, session.state.rawValue,
                session.ticket, session.lastActivity?.timeIntervalSince1970,
                SessionCoding.encode(session),
            ]
        )
    }

    // MARK: Staff

    func staff() throws -> Staff {
        let db = try open()
        let row = try Self.staffRow(of: account, db)
        version = try row?.decode(Int.self, forColumn: "version") ?? 0
        // Only the caller holds the staff now, so changes do not copy it.
        defer { known = nil }
        if let known, known.version == version { return known.staff }
        return try Self.staff(of: account, row, db)
    }

    /// Reads a staff; `row` is its row in the table `desk`.
    static func staff(of account: AccountID, _ row: Row?, _ db: Database) throws -> Staff {
        let servicers = try String.fetchAll(
            db.cachedStatement(sql: "SELECT body FROM servicer WHERE account = ?"),
            arguments: [account.rawValue]
        ).map { try SessionCoding.decode(Servicer.self, $0) }
        let places = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT ticket, customer FROM session
                    WHERE account = ? AND ticket IS NOT NULL
                    ORDER BY ticket
                    """
            ),
            arguments: [account.rawValue]
        ).map {
            WaitingPool.Place(
                ticket: try $0.value("ticket"),
                customer: CustomerID(rawValue: try $0.value("customer"))
            )
        }
        let ticket = try row?.decode(Int.self, forColumn: "next_ticket") ?? 1
        let turns = try row?.decode(Int.self, forColumn: "turns") ?? 0
        // These numbers are counted up later and must not overflow.
        guard (0..<1 << 53).contains(ticket), (0..<1 << 53).contains(turns) else {
            throw StoreError(.damaged, "The desk of \(account) cannot be read.")
        }
        return Staff(
            servicers: servicers,
            pool: WaitingPool(places: places, nextTicket: ticket),
            assignmentCount: turns
        )
    }

    static func staffRow(of account: AccountID, _ db: Database) throws -> Row? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM desk WHERE account = ?"),
            arguments: [account.rawValue]
        )
    }

    func save(_ staff: Staff) throws {
        guard staff.hasChanges else {
            known = VersionedStaff(version: version, staff: staff)
            return
        }
        for id in staff.changed.sorted() {
            guard let servicer = staff.servicers[id] else {
                try execute(
                    "DELETE FROM servicer WHERE account = ? AND id = ?",
                    [account.rawValue, id.rawValue]
                )
                continue
            }
            try execute(
                "INSERT OR REPLACE INTO servicer (account, id, body) VALUES (?, ?, ?)",
                [account.rawValue, id.rawValue, SessionCoding.encode(servicer)]
            )
        }
        var staff = staff
        staff.forgetChanges()
        // A random version, so that not even a staff whose commit failed is mistaken for the one in
        // the file.
        version = Int.random(in: 1...Int.max)
        try execute(
            """
            INSERT OR REPLACE INTO desk (account, version, turns, next_ticket)
            VALUES (?, ?, ?, ?)
            """,
            [account.rawValue, version, staff.assignmentCount, staff.pool.nextTicket]
        )
        known = VersionedStaff(version: version, staff: staff)
    }

    // MARK: Quota

    func quotaUse(of customer: CustomerID, on day: CalendarDay) throws -> ReceptionQuota.Use {
        let db = try open()
        func count(_ sql: String, _ arguments: StatementArguments) throws -> Int {
            try Int.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? 0
        }
        let name = customer.rawValue
        // Counting beyond the limit is not needed.
        return ReceptionQuota.Use(
            total: try count(
                "SELECT COUNT(*) FROM (SELECT DISTINCT customer FROM reception LIMIT ?)",
                [ReceptionQuota.limit + 1]
            ),
            today: try count("SELECT COUNT(*) FROM reception WHERE day = ?", [day.number]),
            isKnown: try count(
                "SELECT COUNT(*) FROM reception WHERE customer = ?",
                [name]
            ) > 0,
            isKnownToday: try count(
                "SELECT COUNT(*) FROM reception WHERE customer = ? AND day = ?",
                [name, day.number]
            ) > 0
        )
    }

    func countReception(of customer: CustomerID, on day: CalendarDay) throws {
        try execute(
            "INSERT OR IGNORE INTO reception (customer, day) VALUES (?, ?)",
            [customer.rawValue, day.number]
        )
    }

    // MARK: Actions

    func carryOut(
        _ action: SessionAction,
        of customer: CustomerID,
        because cause: MessageID?,
        at now: Date
    ) throws {
        switch action {
        case .lookUp, .suggest: break
        case .send(let message):
            try execute(
                """
                INSERT INTO outbox (account, message, customer, date, body, cause)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    account.rawValue, message.id.rawValue, customer.rawValue,
                    now.timeIntervalSince1970, SessionCoding.encode(message),
                    cause?.rawValue,
                ]
            )
            let kind = message.kind == .servicer ? FeedKind.answered : .sent
            try log(kind, message.id.rawValue, customer, now)
        case .startTimer(let timer, let date):
            try execute(
                "INSERT OR REPLACE INTO timer (account, customer, kind, date) VALUES (?, ?, ?, ?)",
                [
                    account.rawValue, customer.rawValue, timer.rawValue,
                    date.timeIntervalSince1970,
                ]
            )
        case .stopTimer(let timer):
            try execute(
                "DELETE FROM timer WHERE account = ? AND customer = ? AND kind = ?",
                [account.rawValue, customer.rawValue, timer.rawValue]
            )
        case .leave(let message, let session):
            try execute(
                """
                INSERT OR IGNORE INTO left_message (account, customer, session, message, date)
                VALUES (?, ?, ?, ?, ?)
                """,
                [
                    account.rawValue, customer.rawValue, session, message.rawValue,
                    now.timeIntervalSince1970,
                ]
            )
        case .record(let record):
            try log(.record, SessionCoding.encode(record), customer, now)
        case .deliver(let message, let servicer):
            try log(
                .delivered,
                SessionCoding.encode([message.rawValue, servicer.rawValue]),
                customer,
                now
            )
        case .remind(let servicer, let since):
            try log(
                .reminder,
                SessionCoding.encode(Reminder(servicer: servicer, since: since)),
                customer,
                now
            )
        }
    }

    private func log(_ kind: FeedKind, _ body: String, _ customer: CustomerID, _ now: Date) throws {
        try execute(
            "INSERT INTO event (account, customer, date, kind, body) VALUES (?, ?, ?, ?, ?)",
            [
                account.rawValue, customer.rawValue, now.timeIntervalSince1970, kind.rawValue, body,
            ]
        )
    }

    func takeTimer(_ timer: SessionTimer, of customer: CustomerID, at now: Date) throws -> Bool {
        try execute(
            """
            DELETE FROM timer
            WHERE account = ? AND customer = ? AND kind = ? AND date <= ?
            """,
            [
                account.rawValue, customer.rawValue, timer.rawValue, now.timeIntervalSince1970,
            ]
        )
        return try open().changesCount == 1
    }
}
