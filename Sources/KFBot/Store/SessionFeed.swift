import Foundation
import GRDB
import Synchronization

/// The names of what happened, as the table `event` has them.
enum FeedKind: String {
    case received
    case sent
    /// A message to the customer that a servicer wrote.
    case answered
    case delivered
    case suggested
    /// Replies that were found for a servicer and not shown.
    case silent
    case reminder
    case record
}

/// Follows what happens to sessions, whichever process makes it happen.
///
/// However many follow, one look a tick at the file says whether anything is new. Safe to use from any
/// task.
public final class SessionFeed: Sendable {
    private struct Look {
        var date: ContinuousClock.Instant
        var number: Int
    }

    private let store: SessionStore
    private let tick: Duration
    private let last = Mutex<Look?>(nil)

    /// The most items read at once.
    private static let page = 500

    /// Makes a feed.
    ///
    /// - Parameters:
    ///   - store: What is followed.
    ///   - tick: How long news may take to arrive.
    public init(_ store: SessionStore, tick: Duration = .milliseconds(50)) {
        self.store = store
        self.tick = tick
    }

    /// What happens from now on, or after an item that was seen before.
    ///
    /// - Parameters:
    ///   - account: Only what happens to this account; `nil` for all.
    ///   - customer: Only what happens to this customer; `nil` for all.
    ///   - number: The last item already seen; 0 for everything that is kept.
    /// - Returns: Items in order, each once, until the task that reads them is cancelled.
    public func items(
        account: AccountID? = nil,
        customer: CustomerID? = nil,
        after number: Int
    ) -> AsyncThrowingStream<FeedItem, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                var seen = number
                do {
                    while !Task.isCancelled {
                        guard try newest() > seen else {
                            try await Task.sleep(for: tick)
                            continue
                        }
                        let newest = try newest()
                        let items = try store.feed(
                            account: account,
                            customer: customer,
                            after: seen,
                            limit: Self.page
                        )
                        for item in items { continuation.yield(item) }
                        // What is newer but not ours need not be looked at again.
                        seen =
                            items.count < Self.page
                            ? max(newest, items.last?.number ?? 0)
                            : items.last?.number ?? newest
                    }
                    continuation.finish()
                } catch is CancellationError {
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// The newest item's number, looked up at most once a tick.
    private func newest() throws -> Int {
        try last.withLock { look in
            let now = ContinuousClock.now
            if let look, now - look.date < tick { return look.number }
            let number = try store.newestFeedNumber()
            look = Look(date: now, number: number)
            return number
        }
    }
}

extension SessionStore {
    /// The number of the last thing that happened; 0 if nothing did.
    public func newestFeedNumber() throws -> Int {
        try read("reading the feed") { db in
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT IFNULL(MAX(number), 0) FROM event")
            ) ?? 0
        }
    }

    /// What happened, in order.
    ///
    /// - Parameters:
    ///   - account: Only of this account; `nil` for all.
    ///   - customer: Only of this customer; `nil` for all.
    ///   - number: The last item already seen; 0 from the beginning of what is kept.
    ///   - limit: The most items.
    /// - Returns: The items after `number`; messages whose text was purged are left out.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func feed(
        account: AccountID? = nil,
        customer: CustomerID? = nil,
        after number: Int = 0,
        limit: Int = 500
    ) throws -> [FeedItem] {
        try items(account, customer, after: number, limit: limit, order: "ASC")
    }

    /// The last things that happened between a customer and an account, oldest first.
    ///
    /// - Returns: At most `limit` items; messages whose text was purged are left out.
    public func transcript(
        of customer: CustomerID,
        account: AccountID,
        limit: Int = 500
    ) throws -> [FeedItem] {
        try items(account, customer, after: 0, limit: limit, order: "DESC").reversed()
    }

    private func items(
        _ account: AccountID?,
        _ customer: CustomerID?,
        after number: Int,
        limit: Int,
        order: String
    ) throws -> [FeedItem] {
        var conditions = ["event.number > :after", "event.kind <> 'silent'"]
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
            "after": number, "limit": limit,
        ]
        if let account { arguments["account"] = account.rawValue }
        if let customer { arguments["customer"] = customer.rawValue }
        return try read("reading the feed") { db in
            try Row.fetchAll(
                db.cachedStatement(sql: sql),
                arguments: StatementArguments(arguments)
            ).compactMap { row in
                guard let content = try FeedItem.Content(row: row) else { return nil }
                return FeedItem(
                    number: row["number"],
                    account: AccountID(rawValue: row["account"]),
                    customer: CustomerID(rawValue: row["customer"]),
                    date: Date(timeIntervalSince1970: row["date"]),
                    content: content
                )
            }
        }
    }

    /// What became of a customer's or servicer's message.
    ///
    /// - Returns: `nil` for a message that never came.
    public func receipt(of message: MessageID, account: AccountID) throws -> MessageReceipt? {
        try read("reading a message") { db in
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: "SELECT disposition FROM inbox WHERE account = ? AND message = ?"
                ),
                arguments: [account.rawValue, message.rawValue]
            )
            guard let row, let disposition: String = row["disposition"] else { return nil }
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

extension FeedItem.Content {
    /// Reads a row; `nil` for a message whose text is gone.
    fileprivate init?(row: Row) throws {
        guard let kind = FeedKind(rawValue: row["kind"]) else { return nil }
        let body: String = row["body"]
        switch kind {
        case .received:
            guard let text: String = row["incoming"], !text.isEmpty else { return nil }
            var message = try SessionCoding.decode(IncomingMessage.self, text)
            if row["recalled"] != nil { message.content = .recalled }
            self = .received(message)
        case .sent, .answered:
            guard let text: String = row["outgoing"], !text.isEmpty else { return nil }
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
