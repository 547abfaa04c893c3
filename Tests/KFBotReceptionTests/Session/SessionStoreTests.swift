import Foundation
import GRDB
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

    /// Changes the file behind the store's back.
    private func execute(_ sql: String) throws {
        let path = directory.file("sessions.sqlite")
        try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }

    private func expectReplaced(
        sourceLocation: Testing.SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        let error = #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try body() }
        #expect(error?.code == .replaced, sourceLocation: sourceLocation)
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

    @Test(
        "a file replaced or deleted under a store is noticed: nothing is acknowledged, nothing read"
    )
    func replaced() throws {
        let path = directory.file("sessions.sqlite")
        let (store, core) = try open()
        _ = try say("转人工", "1", "x", to: core)
        let copy = directory.file("copy.sqlite")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        for name in ["", "-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: path + name)
        }
        for isDeleted in [true, false] {
            if !isDeleted { try FileManager.default.moveItem(atPath: copy, toPath: path) }
            expectReplaced { _ = try say("喂", "2", "x", to: core) }
            expectReplaced { _ = try store.sessions() }
            expectReplaced { try store.markSent(store.unsentMessages(limit: 1), at: now) }
            expectReplaced { try store.purge(before: now) }
        }
        // Who opens the file that is there now goes on with it.
        #expect(try say("喂", "2", "x", to: open().core) != .duplicate)
    }

    @Test("a log deleted under a store is noticed before anything is acknowledged")
    func replacedLog() throws {
        let (_, core) = try open()
        _ = try say("转人工", "1", "x", to: core)
        try FileManager.default.removeItem(atPath: directory.file("sessions.sqlite-wal"))
        expectReplaced { _ = try say("喂", "2", "x", to: core) }
    }

    @Test("the last texts are found however much else was said before")
    func questions() throws {
        let (store, core) = try open()
        try core.put(Servicer(id: "a", status: .available, limit: 5), account: "A", at: now)
        _ = try say("转人工", "0", "x", to: core)
        for number in 1...40 {
            _ = try say("第\(number)问", MessageID(rawValue: "m\(number)"), "x", to: core)
        }
        _ = try core.handle(.recall("m39"), account: "A", customer: "x", at: now)
        let known = try #require(try store.conversation(of: "x", account: "A", limit: 3))
        #expect(known.questions.map(\.text) == ["第37问", "第38问", "第40问"])
        let reply = IncomingMessage(id: "r", text: "您好")
        _ = try core.handle(.reply("a", reply), account: "A", customer: "x", at: now)
        #expect(try store.conversation(of: "x", account: "A", limit: 3)?.questions.isEmpty == true)
        _ = try say("还有一问", "m41", "x", to: core)
        let last = try store.conversation(of: "x", account: "A", limit: 3)?.questions.map(\.text)
        #expect(last == ["还有一问"])
    }

    @Test("a sound file has no faults; what cannot be read is reported")
    func integrity() throws {
        let (store, core) = try open()
        _ = try say("转人工", "1", "x", to: core)
        #expect(try store.checkIntegrity().isEmpty)
        try execute("UPDATE session SET body = '{'; UPDATE inbox SET disposition = '7'")
        #expect(
            try store.checkIntegrity() == [
                "1 of 1 rows of session cannot be read (body)",
                "1 of 1 rows of inbox cannot be read (disposition)",
            ]
        )
    }

    @Test(
        "no value in the file ends the process: the error says that the file is damaged",
        arguments: [
            "UPDATE timer SET date = 9e300", "UPDATE event SET date = 'x'",
            "UPDATE session SET body = x'ff'", "UPDATE desk SET turns = 'x'",
            "UPDATE desk SET turns = 9223372036854775807", "UPDATE desk SET next_ticket = -1",
            #"UPDATE servicer SET body = replace(body, '"load":1', '"load":-1')"#,
            #"UPDATE servicer SET body = replace(body, '"load":1', '"load":0')"#,
            #"UPDATE session SET body = replace(body, '"number":1', '"number":9223372036854775807')"#,
            "UPDATE outbox SET body = 'x'", "UPDATE session SET ticket = 'x'",
            #"UPDATE session SET body = replace(body, '"met":', '"met":1e300,"m":')"#,
        ]
    )
    func damagedValues(sql: String) throws {
        let (store, core) = try open()
        try core.put(Servicer(id: "a", status: .available, limit: 1), account: "A", at: now)
        _ = try say("转人工", "1", "x", to: core)
        _ = try say("转人工", "2", "y", to: core)
        _ = try say("怎么", "3", "z", to: core)
        try execute(sql)
        // Whatever these do, they return.
        _ = try? store.sessions()
        _ = try? store.feed()
        _ = try? store.staff(of: "A")
        _ = try? store.dueTimers(at: .distantFuture, limit: 10)
        _ = try? store.unsentMessages(limit: 10)
        _ = try? store.records(of: "x", account: "A")
        _ = try? open().core.handle(.end(by: "a"), account: "A", customer: "x", at: now)
        _ = try? say("喂", "4", "x", to: open().core)
        _ = try? store.checkIntegrity()
    }

    @Test(
        "a damaged row of a timer or message holds up no other, and is told of",
        arguments: [
            ("UPDATE timer SET date = -9e300 WHERE customer = 'x' AND kind = 'quiet'", "timer"),
            ("UPDATE timer SET kind = 'tea' WHERE customer = 'x' AND kind = 'quiet'", "timer"),
            ("UPDATE outbox SET body = '{' WHERE customer = 'x'", "outbox"),
        ]
    )
    func damagedRow(sql: String, table: String) throws {
        let (store, core) = try open()
        for (message, customer) in [("1", "x"), ("2", "y")] as [(MessageID, CustomerID)] {
            _ = try say("怎么退款？", message, customer, to: core)
        }
        for (message, customer) in [("3", "x"), ("4", "y")] as [(MessageID, CustomerID)] {
            _ = try say("怎么", message, customer, to: core)
        }
        try execute(sql)
        let later = now.addingTimeInterval(3)
        #expect(try core.fireTimers(at: later) == (table == "timer" ? 1 : 2))
        let sent = try store.unsentMessages(limit: 10)
        #expect(sent.contains { $0.customer == "y" })
        #expect(try store.dueTimers(at: later, limit: 10).isEmpty)
        let damage = try store.unreadableWork(at: later)
        #expect(damage.count == 1 && damage[0].contains("rows of \(table) cannot be read"))
        #expect(try store.checkIntegrity().contains { $0.contains(" of \(table) cannot be read") })
    }

    @Test("a clock that is set back does not keep a customer waiting")
    func clockSetBack() throws {
        let (store, core) = try open()
        _ = try say("怎么", "1", "x", to: core)
        let earlier = now.addingTimeInterval(-86_400)
        #expect(try core.fireTimers(at: earlier) == 0)
        #expect(try store.advanceTimers(at: now) == 0, "waiting for more is no reason")
        #expect(try store.advanceTimers(at: earlier) == 1)
        #expect(try core.fireTimers(at: earlier) == 1)
        #expect(try store.unsentMessages(limit: 10).count == 1)
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
        try core.put(Servicer(id: "s", status: .onBreak, limit: 1), account: "A", at: now)
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

    @Test("each kind of record has an age of its own, and only sessions that ended may go")
    func recordsByKind() throws {
        let (store, core) = try open()
        for customer: CustomerID in ["x", "y"] {
            _ = try say("转人工", MessageID(rawValue: "m-\(customer)"), customer, to: core)
        }
        _ = try core.handle(.end(by: nil), account: "A", customer: "x", at: now)
        var ages = RecordAges(days: 90)
        ages.events = 10
        ages.sessions = 40
        func purge(after days: Double) throws {
            try store.purge(ages, at: now.addingTimeInterval(days * 86_400 + 1))
        }
        try purge(after: 10)
        #expect(try store.records(of: "y", account: "A").isEmpty)
        #expect(
            try store.message("m-y", account: "A")?.message?.content == .text("转人工", choice: nil)
        )
        #expect(try store.accounts(of: "x") == ["A"])
        try purge(after: 40)
        #expect(try store.accounts(of: "x").isEmpty)
        #expect(try store.accounts(of: "y") == ["A"])
        try purge(after: 90)
        #expect(try store.data(of: "y", masked: false)["left_message"] == nil)
        let bodies = try store.data(of: "y", masked: false)["inbox"]?.array?.map { $0["body"] }
        #expect(bodies == [.string("")])
    }
}
