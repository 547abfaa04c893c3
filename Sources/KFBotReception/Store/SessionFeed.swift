import Dispatch
public import KFBotModel
import Synchronization

/// Follows what happens to sessions, whichever process makes it happen.
///
/// However many followers there are, one of them reads the file once a tick, for all. The last
/// items stay in memory; a follower who is further behind reads pages of the file. Nothing is read
/// ahead of a follower, so a slow one costs no memory. You can use a feed from any task.
public final class SessionFeed: Sendable {
    /// The items since a follower last asked.
    public struct Page: Sendable {
        /// The items, in order; empty if nothing happened in the time waited.
        public let items: [FeedItem]
        /// The number to continue after; at least that of the last item.
        public let last: Int
    }

    /// The last items that were read, for all followers.
    fileprivate struct Recent {
        /// When the file was read.
        var date: ContinuousClock.Instant
        /// ``items`` has everything after this number, up to ``last``.
        var first: Int
        var last: Int
        var items: [FeedItem] = []
    }

    private let store: SessionStore
    private let tick: Duration
    /// Reads the pages of followers who are behind, one at a time: however many catch up, one thread does it.
    private let catchingUp = DispatchQueue(label: "kfbot.catching-up")
    private let recent: Mutex<Recent?> = Mutex(nil)
    /// How many items are read at once.
    private static let page = 500
    /// How many items are read at once for a follower who is behind; each such follower holds a
    /// page in memory.
    private static let ownPage = 16
    /// How many items are kept for all followers.
    private static let kept = 4_000

    /// Creates a feed.
    ///
    /// - Parameters:
    ///   - store: The sessions to follow.
    ///   - tick: How long an item may take to arrive.
    public init(_ store: SessionStore, tick: Duration = .milliseconds(50)) {
        self.store = store
        self.tick = tick
    }

    /// Follows what happens from now on, or after an item that you have seen.
    ///
    /// - Parameters:
    ///   - account: Follows this account only; `nil` for all.
    ///   - customer: Follows this customer only; `nil` for all.
    ///   - number: The number of the last item you have seen; 0 for everything that is kept.
    /// - Returns: The items in order, each once, until the task that reads them is cancelled.
    public func items(
        account: AccountID? = nil,
        customer: CustomerID? = nil,
        after number: Int
    ) -> AsyncThrowingStream<FeedItem, any Error> {
        let follower = Follower(feed: self, account: account, customer: customer, last: number)
        return AsyncThrowingStream { try await follower.next() }
    }

    /// Waits until something happens.
    ///
    /// - Parameters:
    ///   - account: Follows this account only; `nil` for all.
    ///   - customer: Follows this customer only; `nil` for all.
    ///   - number: The number of the last item you have seen; 0 for everything that is kept.
    ///   - time: How long to wait at most.
    /// - Returns: The items; none if the time ran out.
    /// - Throws: `CancellationError`, or ``StoreError`` if the file cannot be read now.
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
                let (newest, items) = try await ownPage(in: scope, after: last)
                // What is newer but not in the scope need not be read again.
                let reached = items.last?.number ?? last
                last = items.count < Self.ownPage ? max(newest, reached) : reached
                if !items.isEmpty { return Page(items: items, last: last) }
            }
            guard ContinuousClock.now < end else { return Page(items: [], last: last) }
            try await Task.sleep(for: tick)
        }
    }

    /// Reads the next items of a follower who is behind, and the newest number before them.
    private func ownPage(
        in scope: SessionScope,
        after last: Int
    ) async throws -> (newest: Int, items: [FeedItem]) {
        try await withCheckedThrowingContinuation { continuation in
            catchingUp.async { [store] in
                continuation.resume(
                    with: Result {
                        let newest = try store.newestFeedNumber()
                        let items = try store.feed(
                            account: scope.account,
                            customer: scope.customer,
                            after: last,
                            limit: Self.ownPage
                        )
                        return (newest, items)
                    }
                )
            }
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
        // After a full page there may be more, which the next tick reads.
        let read = items.last?.number ?? newest
        let reached = items.count < Self.page ? max(newest, read) : read
        recent.withLock { $0?.add(items, after: after, upTo: reached, keeping: Self.kept) }
    }
}

extension SessionFeed.Recent {
    /// The next items of a scope; `nil` if the follower is behind the items that are kept.
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

    /// Adds items that were read after a number, unless another follower was faster.
    fileprivate mutating func add(
        _ news: [FeedItem],
        after number: Int,
        upTo reached: Int,
        keeping limit: Int
    ) {
        guard number == last else { return }
        for item in news {
            // Followers who come later must not see a message that was recalled.
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
    /// The same item with other content.
    fileprivate func with(_ content: Content) -> FeedItem {
        FeedItem(number: number, account: account, customer: customer, date: date, content: content)
    }
}

/// Hands out the items of the feed's pages one by one.
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
