import Foundation
import GRDB
import KFBotKnowledge
public import KFBotModel
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
/// However many follow, the file is read once a tick, by one of them. What was read last is kept for all;
/// a follower who is further behind reads pages of the file. Nothing is read ahead of a follower, so that
/// a slow one costs no memory. Safe to use from any task.
public final class SessionFeed: Sendable {
    /// What happened since a follower last asked.
    public struct Page: Sendable {
        /// What happened, in order; empty if nothing did in the time that was waited.
        public let items: [FeedItem]
        /// Where to go on; at least the last item's number.
        public let last: Int
    }

    /// What was read last, for all followers.
    fileprivate struct Recent {
        /// When the file was read.
        var date: ContinuousClock.Instant
        /// All that happened after this number and up to ``last`` is in ``items``.
        var first: Int
        var last: Int
        var items: [FeedItem] = []
    }

    private let store: SessionStore
    private let tick: Duration
    private let recent: Mutex<Recent?> = Mutex(nil)
    /// The most items read at once.
    private static let page = 500
    /// The most items read at once for one follower who is behind: each of them holds a page in memory.
    private static let ownPage = 16
    /// The most items kept for all.
    private static let kept = 4_000

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
        let follower = Follower(feed: self, account: account, customer: customer, last: number)
        return AsyncThrowingStream { try await follower.next() }
    }

    /// Waits for something to happen.
    ///
    /// - Parameters:
    ///   - account: Only what happens to this account; `nil` for all.
    ///   - customer: Only what happens to this customer; `nil` for all.
    ///   - number: The last item already seen; 0 for everything that is kept.
    ///   - time: How long to wait at most.
    /// - Returns: What happened; nothing if the time ran out.
    /// - Throws: `CancellationError`; ``StoreError``.
    public func page(
        account: AccountID? = nil,
        customer: CustomerID? = nil,
        after number: Int,
        waiting time: Duration
    ) async throws -> Page {
        let end = ContinuousClock.now + time
        let scope = SessionScope(account: account, customer: customer)
        var last = number
        while true {
            try await readNews()
            if let page = recent.withLock({ $0?.page(after: last, in: scope, limit: Self.page) }) {
                last = page.last
                if !page.items.isEmpty { return page }
            } else {
                let newest = try await store.newestFeedNumberAside()
                let items = try await store.feedAside(
                    account: account,
                    customer: customer,
                    after: last,
                    limit: Self.ownPage
                )
                // What is newer but not in the scope need not be read again.
                let reached = items.last?.number ?? last
                last = items.count < Self.ownPage ? max(newest, reached) : reached
                if !items.isEmpty { return Page(items: items, last: last) }
            }
            guard ContinuousClock.now < end else { return Page(items: [], last: last) }
            try await Task.sleep(for: tick)
        }
    }

    /// Reads what happened since the last time, at most once a tick: one follower does it for all.
    private func readNews() async throws {
        let now = ContinuousClock.now
        let after = recent.withLock { recent -> Int?? in
            if let recent, now - recent.date < tick { return nil }
            recent?.date = now
            return .some(recent?.last)
        }
        guard let after else { return }
        guard let after else {
            let newest = try await store.newestFeedNumberAside()
            recent.withLock { recent in
                if recent == nil { recent = Recent(date: now, first: newest, last: newest) }
            }
            return
        }
        let newest = try await store.newestFeedNumberAside()
        guard newest > after else { return }
        let items = try await store.feedAside(
            account: nil,
            customer: nil,
            after: after,
            limit: Self.page
        )
        // With a full page there may be more, which the next tick reads.
        let read = items.last?.number ?? newest
        let reached = items.count < Self.page ? max(newest, read) : read
        recent.withLock { $0?.add(items, after: after, upTo: reached, keeping: Self.kept) }
    }
}

extension SessionFeed.Recent {
    /// The next items of a scope; `nil` for a follower who is behind what is kept.
    fileprivate func page(
        after number: Int,
        in scope: SessionScope,
        limit: Int
    ) -> SessionFeed.Page? {
        guard number >= first else { return nil }
        var low = 0
        var high = items.count
        while low < high {
            let middle = low + (high - low) / 2
            if items[middle].number <= number { low = middle + 1 } else { high = middle }
        }
        var found: [FeedItem] = []
        for item in items[low...] where scope.contains(item.customer, of: item.account) {
            found.append(item)
            if found.count == limit { return SessionFeed.Page(items: found, last: item.number) }
        }
        return SessionFeed.Page(items: found, last: max(number, last))
    }

    /// Adds what was read after a number, unless another follower was quicker.
    fileprivate mutating func add(
        _ news: [FeedItem],
        after number: Int,
        upTo reached: Int,
        keeping limit: Int
    ) {
        guard number == last else { return }
        for item in news {
            // A message that was taken back must not be shown to followers who come later.
            if case .record(.recalled(let message)) = item.content { withhold(message) }
        }
        items += news
        last = reached
        if items.count > limit {
            let gone = items.count - limit / 2
            first = items[gone - 1].number
            items.removeFirst(gone)
        }
    }

    private mutating func withhold(_ message: MessageID) {
        for place in items.indices {
            switch items[place].content {
            case .received(var received) where received.id == message:
                received.content = .recalled
                items[place] = items[place].with(.received(received))
            case .sent(let sent) where sent.id == message:
                items[place] = items[place].with(.sent(sent.withheld))
            default: break
            }
        }
    }
}

extension FeedItem {
    /// The item with other content.
    fileprivate func with(_ content: Content) -> FeedItem {
        FeedItem(number: number, account: account, customer: customer, date: date, content: content)
    }
}

/// Hands out the items of pages one by one.
private actor Follower {
    private let feed: SessionFeed
    private let account: AccountID?
    private let customer: CustomerID?
    private var last: Int
    private var items: ArraySlice<FeedItem> = []

    init(feed: SessionFeed, account: AccountID?, customer: CustomerID?, last: Int) {
        self.feed = feed
        self.account = account
        self.customer = customer
        self.last = last
    }

    func next() async throws -> FeedItem? {
        do {
            while items.isEmpty {
                let page = try await feed.page(
                    account: account,
                    customer: customer,
                    after: last,
                    waiting: .seconds(60)
                )
                items = page.items[...]
                last = page.last
            }
            return items.popFirst()
        } catch is CancellationError {
            return nil
        }
    }
}

extension SessionStore {
    /// The number of the last thing that happened; 0 if nothing did.
    public func newestFeedNumber() throws -> Int {
        try read("reading the feed", Self.newestFeedNumber)
    }

    fileprivate func newestFeedNumberAside() async throws -> Int {
        try await readAside("reading the feed", Self.newestFeedNumber)
    }

    private static func newestFeedNumber(_ db: Database) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT IFNULL(MAX(number), 0) FROM event")
        ) ?? 0
    }

    /// What happened, in order.
    ///
    /// - Parameters:
    ///   - account: Only of this account; `nil` for all.
    ///   - customer: Only of this customer; `nil` for all.
    ///   - number: The last item already seen; 0 from the beginning of what is kept.
    ///   - limit: The most items.
    /// - Returns: The items after `number`, messages whose text was purged left out; fewer than `limit`
    ///   if there are no more.
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

    fileprivate func feedAside(
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

    /// The last things that happened between a customer and an account, oldest first.
    ///
    /// - Returns: At most `limit` items; messages whose text was purged are left out.
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
    /// - Returns: `nil` for a message that never came.
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

/// A stretch of the feed.
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
        // Messages without text are left out here and not afterwards, so that fewer items than the
        // limit mean that there are no more.
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
    /// Reads a row; `nil` for a message whose text is gone.
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
