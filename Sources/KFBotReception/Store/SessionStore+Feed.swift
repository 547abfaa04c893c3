import GRDB
import KFBotKnowledge
public import KFBotModel

/// The kinds of items, by their names in the table `event`.
enum FeedKind: String {
    case received
    case sent
    /// A message to the customer that a servicer wrote.
    case answered
    case delivered
    case suggested
    /// Replies that were found for a servicer but not shown.
    case silent
    case reminder
    case record
}

extension SessionStore {
    /// The number of the newest item; 0 if there is none.
    public func newestFeedNumber() throws -> Int {
        try read("reading the feed", Self.newestFeedNumber)
    }

    func newestFeedNumberAside() async throws -> Int {
        try await readAside("reading the feed", Self.newestFeedNumber)
    }

    private static func newestFeedNumber(_ db: Database) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT IFNULL(MAX(number), 0) FROM event")
        ) ?? 0
    }

    /// The items after a number, in order.
    ///
    /// - Parameters:
    ///   - account: Lists items of this account only; `nil` for all.
    ///   - customer: Lists items of this customer only; `nil` for all.
    ///   - number: The number of the last item you have seen; 0 for everything that is kept.
    ///   - limit: How many items to return at most.
    /// - Returns: The items, without messages whose text was purged. Fewer than `limit` mean that
    ///   there are no more.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func feed(
        account: AccountID? = nil,
        customer: CustomerID? = nil,
        after number: Int = 0,
        limit: Int = 500
    ) throws -> [FeedItem] {
        try read(
            "reading the feed",
            FeedQuery(account, customer, after: number, limit: limit).fetch
        )
    }

    func feedAside(
        account: AccountID?,
        customer: CustomerID?,
        after number: Int,
        limit: Int
    ) async throws -> [FeedItem] {
        try await readAside(
            "reading the feed",
            FeedQuery(account, customer, after: number, limit: limit).fetch
        )
    }

    /// The last items between a customer and an account, oldest first.
    ///
    /// - Returns: At most `limit` items, without messages whose text was purged.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func transcript(
        of customer: CustomerID,
        account: AccountID,
        limit: Int = 500
    ) throws -> [FeedItem] {
        try read(
            "reading the feed",
            FeedQuery(account, customer, after: 0, limit: limit, order: "DESC").fetch
        ).reversed()
    }

    /// What became of a customer's or servicer's message.
    ///
    /// - Returns: The receipt; `nil` if no message of that name came or it is not handled yet.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func receipt(of message: MessageID, account: AccountID) throws -> MessageReceipt? {
        try read("reading a message") { db in
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: "SELECT disposition FROM inbox WHERE account = ? AND message = ?"
                ),
                arguments: [account.rawValue, message.rawValue]
            )
            guard let row, let disposition = try row.decode(String?.self, forColumn: "disposition")
            else { return nil }
            let replies = try String.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT body FROM outbox
                        WHERE account = ? AND cause = ? AND body <> '' AND recalled IS NULL
                        ORDER BY number
                        """
                ),
                arguments: [account.rawValue, message.rawValue]
            )
            return MessageReceipt(
                disposition: try SessionCoding.decode(Disposition.self, disposition),
                replies: try replies.map { try SessionCoding.decode(OutgoingMessage.self, $0) }
            )
        }
    }
}

/// A query for a stretch of the feed.
private struct FeedQuery: Sendable {
    let account: AccountID?
    let customer: CustomerID?
    let after: Int
    let limit: Int
    let order: String

    init(
        _ account: AccountID?,
        _ customer: CustomerID?,
        after number: Int,
        limit: Int,
        order: String = "ASC"
    ) {
        self.account = account
        self.customer = customer
        after = number
        self.limit = limit
        self.order = order
    }

    func fetch(_ db: Database) throws -> [FeedItem] {
        // Messages without text are left out here rather than afterwards, so that fewer items than
        // the limit mean that there are no more.
        var conditions = [
            "event.number > :after", "event.kind <> 'silent'",
            "(event.kind <> 'received' OR inbox.body <> '')",
            "(event.kind NOT IN ('sent', 'answered') OR outbox.body <> '')",
        ]
        if account != nil { conditions.append("event.account = :account") }
        if customer != nil { conditions.append("event.customer = :customer") }
        let sql = """
            SELECT event.*, inbox.body AS incoming, outbox.body AS outgoing,
                IFNULL(inbox.recalled, outbox.recalled) AS recalled
            FROM event
            LEFT JOIN inbox ON event.kind = 'received'
                AND inbox.account = event.account AND inbox.message = event.body
            LEFT JOIN outbox ON event.kind IN ('sent', 'answered')
                AND outbox.account = event.account AND outbox.message = event.body
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY event.number \(order)
            LIMIT :limit
            """
        var arguments: [String: (any DatabaseValueConvertible)?] = [
            "after": after, "limit": limit,
        ]
        if let account { arguments["account"] = account.rawValue }
        if let customer { arguments["customer"] = customer.rawValue }
        return try Row.fetchAll(
            db.cachedStatement(sql: sql),
            arguments: StatementArguments(arguments)
        ).compactMap { row in
            guard let content = try FeedItem.Content(row: row) else { return nil }
            return FeedItem(
                number: try row.value("number"),
                account: AccountID(rawValue: try row.value("account")),
                customer: CustomerID(rawValue: try row.value("customer")),
                date: try row.moment("date"),
                content: content
            )
        }
    }
}

extension FeedItem.Content {
    /// Reads a row; `nil` for a message whose text was purged.
    fileprivate init?(row: Row) throws {
        guard let kind = FeedKind(rawValue: try row.value("kind")) else { return nil }
        let body: String = try row.value("body")
        switch kind {
        case .received:
            guard let text = try row.decode(String?.self, forColumn: "incoming"), !text.isEmpty
            else { return nil }
            var message = try SessionCoding.decode(IncomingMessage.self, text)
            if row["recalled"] != nil { message.content = .recalled }
            self = .received(message)
        case .sent, .answered:
            guard let text = try row.decode(String?.self, forColumn: "outgoing"), !text.isEmpty
            else { return nil }
            let message = try SessionCoding.decode(OutgoingMessage.self, text)
            self = .sent(row["recalled"] == nil ? message : message.withheld)
        case .delivered:
            let names = try SessionCoding.decode([String].self, body)
            guard names.count == 2 else { return nil }
            self = .delivered(MessageID(rawValue: names[0]), ServicerID(rawValue: names[1]))
        case .silent: return nil
        case .suggested:
            self = .suggested(try SessionCoding.decode(SuggestionSet.self, body))
        case .reminder: self = .reminder(try SessionCoding.decode(Reminder.self, body))
        case .record: self = .record(try SessionCoding.decode(SessionRecord.self, body))
        }
    }
}
