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
        #expect(try store.desk(of: "A").servicers["a"]?.load == 160)
        #expect(try store.sessions(limit: 1000).count == 160)
        #expect(try store.unsentMessages(limit: 1000).count == 160)
        let other = try SessionStore(path: directory.file("sessions.sqlite"))
        #expect(try other.desk(of: "A") == store.desk(of: "A"))
    }
}
