import Foundation
import KFBot
import KFBotTesting
import Testing

struct SessionStoreTests {
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

    private func say(
        _ text: String,
        _ id: MessageID,
        _ customer: CustomerID,
        to core: SessionCore
    ) throws -> Disposition {
        try core.handle(
            .message(IncomingMessage(id: id, text: text)),
            account: "A",
            customer: customer,
            at: now
        )
    }

    @Test("state, messages and the queue are the same after opening the file again")
    func reopen() throws {
        let (store, core) = try open()
        try core.put(Servicer(id: "a", status: .available, limit: 1), account: "A", at: now)
        #expect(try say("转人工", "1", "x", to: core) == .delivered("a"))
        #expect(try say("转人工", "2", "y", to: core) == .queued(ahead: 0))
        #expect(try say("转人工", "3", "z", to: core) == .queued(ahead: 1))
        let (again, second) = try open()
        #expect(try say("转人工", "3", "z", to: second) == .duplicate)
        #expect(try second.handle(.end(by: "a"), account: "A", customer: "x", at: now) == .done)
        // The first process sees what the second did.
        #expect(try say("喂", "4", "y", to: core) == .delivered("a"))
        #expect(try say("喂", "5", "z", to: core) == .queued(ahead: 0))
        #expect(try store.sessions().count == 3)
        #expect(try again.unsentMessages(limit: 10).map(\.customer) == ["x", "y", "z", "y"])
    }

    @Test("a timer fires once, also after a restart")
    func timers() throws {
        #expect(
            try say("怎么", "1", "x", to: open().core) == .pending(until: now.addingTimeInterval(2))
        )
        let (store, core) = try open()
        #expect(try core.fireTimers(at: now.addingTimeInterval(1.9)) == 0)
        #expect(try core.fireTimers(at: now.addingTimeInterval(2)) == 1)
        #expect(try core.fireTimers(at: now.addingTimeInterval(3)) == 0)
        #expect(try store.unsentMessages(limit: 10).count == 1)
    }

    @Test(
        "what throws before the commit leaves nothing behind, and is done whole when it comes again"
    )
    func rollback() throws {
        struct Crash: Error {}
        let (store, core) = try open()
        #expect(throws: Crash.self) {
            try store.transact(on: "A") { transaction in
                _ = try transaction.receive(
                    IncomingMessage(id: "1", text: "怎么退货？"),
                    .customer("x"),
                    at: now
                )
                var staff = try transaction.staff()
                staff.put(Servicer(id: "ghost", status: .available, limit: 1))
                try transaction.save(staff)
                throw Crash()
            }
        }
        #expect(try store.unsentMessages(limit: 10).isEmpty)
        #expect(try say("转人工", "1", "x", to: core) == .queued(ahead: 0))
    }

    @Test("the outbox is emptied in order; a message that was sent is not sent again")
    func outbox() async throws {
        actor Channel: MessageSender {
            struct Down: Error {}
            var sent: [MessageID] = []
            var capacity = 1
            func send(_ message: QueuedMessage) throws {
                guard sent.count < capacity else { throw Down() }
                sent.append(message.message.id)
            }
            func mend() { capacity = .max }
        }
        let (store, core) = try open()
        for number in 0..<3 {
            let id = MessageID(rawValue: "\(number)")
            _ = try say("转人工", id, CustomerID(rawValue: "c\(number)"), to: core)
        }
        let ids = try store.unsentMessages(limit: 10).map(\.message.id)
        let channel = Channel()
        await #expect(throws: Channel.Down.self) { try await core.sendOutbox(to: channel, at: now) }
        await channel.mend()
        #expect(try await core.sendOutbox(to: channel, at: now) == 2)
        #expect(await channel.sent == ids)
        #expect(Set(ids).count == 3 && ids.allSatisfy { $0.rawValue.utf8.count <= 32 })
    }

    @Test("records are kept and purged by age")
    func records() throws {
        let (store, core) = try open()
        _ = try say("转人工", "1", "x", to: core)
        #expect(try store.records(of: "x", account: "A").count == 4)
        try store.purge(before: now)
        #expect(try store.records(of: "x", account: "A").count == 4)
        try store.purge(before: now.addingTimeInterval(1))
        #expect(try store.records(of: "x", account: "A").isEmpty)
        #expect(try store.unsentMessages(limit: 10).count == 1)
    }
}
