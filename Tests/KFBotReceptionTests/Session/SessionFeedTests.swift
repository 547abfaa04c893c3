import Foundation
import KFBot
import KFBotTesting
import Testing

struct SessionFeedTests {
    private let directory: TemporaryDirectory
    private let now = Date(timeIntervalSince1970: 1_795_399_200)

    init() throws { directory = try TemporaryDirectory() }

    private func open() throws -> (store: SessionStore, core: SessionCore) {
        let store = try SessionStore(path: directory.file("sessions.sqlite"))
        var account = AccountConfiguration()
        account.debounce.quiet = 2
        let configuration = ReceptionConfiguration(accounts: ["A": account])
        return (store, SessionCore(storage: store, answerer: TableAnswerer()) { configuration })
    }

    private func say(_ text: String, _ id: MessageID, to core: SessionCore) throws -> Disposition {
        try core.handle(
            .message(IncomingMessage(id: id, text: text)),
            account: "A",
            customer: "x",
            at: now
        )
    }

    /// Items in short, records left out.
    private func short(_ items: [FeedItem]) -> [String] {
        items.compactMap { item in
            switch item.content {
            case .received(let message): "< \(message.id)"
            case .sent(let message): "> \(message.kind.rawValue)"
            case .delivered(let message, let servicer): "\(message) to \(servicer)"
            default: nil
            }
        }
    }

    @Test("the feed holds every message in order and goes on after any item")
    func order() throws {
        let (store, core) = try open()
        try core.put(Servicer(id: "s", status: .available, limit: 1), account: "A", at: now)
        _ = try say("转人工", "1", to: core)
        _ = try say("在吗", "2", to: core)
        try core.handle(
            .reply("s", IncomingMessage(id: "r1", text: "在的")),
            account: "A",
            customer: "x",
            at: now
        )
        let items = try store.feed(account: "A", customer: "x")
        #expect(
            short(items) == ["< 1", "> assigned", "1 to s", "< 2", "2 to s", "> servicer"]
        )
        for (index, item) in items.enumerated() {
            let rest = try store.feed(account: "A", after: item.number)
            #expect(rest == Array(items.dropFirst(index + 1)))
        }
        #expect(try store.feed(account: "B").isEmpty)
        #expect(try store.feed(customer: "y").isEmpty)
    }

    @Test("a follower sees what another process does, each item once", .timeLimit(.minutes(1)))
    func follow() async throws {
        let (store, core) = try open()
        let feed = SessionFeed(try open().store, tick: .milliseconds(5))
        let reader = Task {
            var seen: [FeedItem] = []
            for try await item in feed.items(account: "A", after: 0) {
                seen.append(item)
                if case .received(let message) = item.content, message.id == "20" { break }
            }
            return seen
        }
        for number in 1...20 {
            _ = try say("转人工", MessageID(rawValue: "\(number)"), to: core)
            try await Task.sleep(for: .milliseconds(2))
        }
        let seen = try await reader.value
        let stored = try store.feed(account: "A").prefix(seen.count)
        #expect(seen == Array(stored))
    }

    @Test("a follower gets everything after a long stretch of purged messages")
    func purgedStretch() async throws {
        let (store, core) = try open()
        func say(_ id: MessageID, at date: Date) throws {
            try core.handle(
                .message(IncomingMessage(id: id, text: "你好？")),
                account: "A",
                customer: CustomerID(rawValue: "c\(id)"),
                at: date
            )
        }
        let later = now.addingTimeInterval(3600)
        // What comes first was stored under a later moment, and so keeps what follows from going.
        try say("first", at: later)
        for number in 1...250 { try say(MessageID(rawValue: "\(number)"), at: now) }
        try await core.sendOutbox(to: Silence(), at: now)
        try store.purge(before: later)
        try say("last", at: later)
        let kept = try store.feed(limit: .max)
        #expect(kept.count > 500)
        #expect(short(kept).filter { $0.hasPrefix("<") } == ["< first", "< last"])
        let feed = SessionFeed(store, tick: .milliseconds(1))
        var seen: [FeedItem] = []
        var last = 0
        while let end = kept.last?.number, last < end {
            let page = try await feed.page(after: last, waiting: .seconds(5))
            seen += page.items
            last = page.last
        }
        #expect(seen == kept)
        // A short page is the last one.
        #expect(try store.feed(limit: 500).count == 500)
    }

    private struct Silence: MessageSender {
        func send(_ message: QueuedMessage) async throws {}
    }

    @Test("a message's receipt is the same each time it is asked for")
    func receipts() throws {
        let (store, core) = try open()
        #expect(try store.receipt(of: "1", account: "A") == nil)
        let first = try say("你好？", "1", to: core)
        let receipt = try #require(try store.receipt(of: "1", account: "A"))
        #expect(receipt.disposition == first)
        #expect(receipt.replies.count == 1)
        #expect(try say("你好？", "1", to: core) == .duplicate)
        #expect(try store.receipt(of: "1", account: "A") == receipt)
    }

    @Test("pieces of a question are settled together, the last one with the answer")
    func fragments() throws {
        let (store, core) = try open()
        let due = now.addingTimeInterval(2)
        #expect(try say("我想问", "1", to: core) == .pending(until: due))
        #expect(try say("下周", "2", to: core) == .pending(until: due))
        #expect(try core.fireTimers(at: due) == 1)
        let receipts = try ["1", "2"].map { try store.receipt(of: $0, account: "A") }
        #expect(receipts.map(\.?.disposition) == [.answered, .answered])
        #expect(receipts.map(\.?.replies.count) == [0, 1])
    }
}
