import Foundation
import KFBot
import KFBotTesting
import Testing

/// Transactions of several threads, each commit its own or shared.
struct SessionCommitTests {
    private let directory: TemporaryDirectory
    private let now = Date(timeIntervalSince1970: 1_795_399_200)

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ commits: SessionCommits) throws -> (SessionStore, SessionCore) {
        let store = try SessionStore(path: directory.file("sessions.sqlite"), commits: commits)
        let configuration = ReceptionConfiguration()
        return (store, SessionCore(storage: store, answerer: TableAnswerer()) { configuration })
    }

    @Test(
        "what many threads do at once is all there, once",
        arguments: [SessionCommits.each, .grouped]
    )
    func threads(_ commits: SessionCommits) throws {
        struct Crash: Error {}
        let (store, core) = try open(commits)
        let servicer = Servicer(id: "a", status: .available, limit: 200)
        #expect(try core.put(servicer, account: "A", at: now) == nil)
        let outcome = Threads.run(8) { thread in
            for number in 0..<20 {
                let customer = CustomerID(rawValue: "c\(thread)-\(number)")
                // Another thread's failure must not take back what this one does.
                if number.isMultiple(of: 4) {
                    _ = try? store.transact(on: "A") { transaction in
                        try transaction.save(
                            Session(
                                account: "A",
                                customer: CustomerID(rawValue: "ghost\(thread)"),
                                met: now
                            )
                        )
                        throw Crash()
                    }
                }
                let message = IncomingMessage(id: MessageID(rawValue: "\(customer)"), text: "转人工")
                let disposition = try core.handle(
                    .message(message),
                    account: "A",
                    customer: customer,
                    at: now
                )
                #expect(disposition == .delivered("a"))
            }
        }
        #expect(outcome.errors.isEmpty)
        #expect(try store.staff(of: "A").servicers["a"]?.load == 160)
        #expect(try store.sessions(limit: 1000).count == 160)
        #expect(try store.unsentMessages(limit: 1000).count == 160)
        let other = try SessionStore(path: directory.file("sessions.sqlite"))
        #expect(try other.staff(of: "A") == store.staff(of: "A"))
    }

    private struct Broken: Error {}

    /// Knows nothing, and fails where something is broken.
    private struct FailingAnswerer: QuestionAnswerer {
        func reply(
            to lookup: Lookup,
            following previous: PreviousQuestion?,
            account: AccountID,
            at now: Date
        ) throws -> BotReply {
            if case .question(let text) = lookup, text.contains("坏") { throw Broken() }
            return .miss
        }
    }

    private struct Silence: MessageSender {
        var mostRepeated = 1

        func send(_ message: QueuedMessage) async throws {}
    }

    /// How many commits the write-ahead log holds: a frame whose bytes 4 to 7 are not zero ends one.
    private func countCommits() throws -> Int {
        let path = directory.file("sessions.sqlite-wal")
        let log = try Data(contentsOf: URL(fileURLWithPath: path))
        return stride(from: 32, to: log.count, by: 24 + 4096)
            .count { frame in log[frame + 4..<frame + 8].contains { $0 != 0 } }
    }

    /// So many customers who each have begun a question; those of the first ones are broken.
    private func openWithFragments(
        _ customers: Int,
        broken: Int
    ) throws -> (store: SessionStore, core: SessionCore) {
        let store = try SessionStore(path: directory.file("sessions.sqlite"))
        let configuration = ReceptionConfiguration(accounts: ["A": AccountConfiguration()])
        let core = SessionCore(storage: store, answerer: FailingAnswerer()) { configuration }
        for number in 0..<customers {
            let name = number < 10 ? "c0\(number)" : "c\(number)"
            let text = number < broken ? "我想问坏" : "我想问"
            try core.handle(
                .message(IncomingMessage(id: MessageID(rawValue: name), text: text)),
                account: number.isMultiple(of: 2) ? "A" : "B",
                customer: CustomerID(rawValue: name),
                at: now
            )
        }
        return (store, core)
    }

    @Test(
        "timers that run out together share a commit, and messages sent as many as may come again"
    )
    func batches() async throws {
        let (store, core) = try openWithFragments(20, broken: 1)
        let due = now.addingTimeInterval(5)
        var before = try countCommits()
        #expect(throws: Broken.self) { try core.fireTimers(at: due) }
        #expect(try countCommits() == before + 1)
        #expect(try store.dueTimers(at: due, limit: 100).map(\.customer) == ["c00"])
        #expect(try store.receipt(of: "c01", account: "B")?.disposition == .answered)
        #expect(try store.receipt(of: "c02", account: "A")?.disposition == .answered)
        #expect(try store.unsentMessages(limit: 100).count == 19)
        before = try countCommits()
        let one = SessionScope(account: "B", customer: "c01")
        #expect(try await core.sendOutbox(to: Silence(), at: due, in: one) == 1)
        #expect(try await core.sendOutbox(to: Silence(mostRepeated: 9), at: due) == 18)
        #expect(try countCommits() == before + 3)
        #expect(try store.unsentMessages(limit: 100).isEmpty)
    }

    @Test("timers that fail hide none of those behind them, however few are handled at a time")
    func failures() throws {
        let (store, core) = try openWithFragments(8, broken: 5)
        let due = now.addingTimeInterval(5)
        #expect(throws: Broken.self) { try core.fireTimers(at: due, limit: 2) }
        #expect(try store.dueTimers(at: due, limit: 100).count == 6)
        #expect(throws: Broken.self) { try core.fireTimers(at: due, limit: 2) }
        #expect(try store.dueTimers(at: due, limit: 100).count == 5)
    }

    @Test("timers and messages of one customer are handled without those of others")
    func scopes() async throws {
        let (store, core) = try openWithFragments(4, broken: 0)
        let due = now.addingTimeInterval(5)
        #expect(try core.fireTimers(at: due, in: SessionScope(account: "A")) == 2)
        let one = SessionScope(account: "B", customer: "c01")
        #expect(try core.fireTimers(at: due, in: one) == 1)
        #expect(try store.unsentMessages(in: one, limit: 9).map(\.customer) == ["c01"])
        #expect(try await core.sendOutbox(to: Silence(), at: due, in: one) == 1)
        #expect(try store.unsentMessages(limit: 9).map(\.customer) == ["c00", "c02"])
    }
}
