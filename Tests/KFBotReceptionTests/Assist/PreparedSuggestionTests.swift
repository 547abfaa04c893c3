import Foundation
import KFBot
import KFBotTesting
import Synchronization
import Testing

/// Suggestions that are looked for before the transaction which stores them.
struct PreparedSuggestionTests {
    /// Knows whether a transaction goes on, and lets something happen just before one.
    private final class WatchedStorage: SessionStorage {
        let base: SessionStore
        let isInside = Mutex(false)
        let intruder = Mutex<(@Sendable () throws -> Void)?>(nil)

        init(_ base: SessionStore) { self.base = base }

        func transact<Value: Sendable>(
            on account: AccountID,
            _ body: (any SessionTransaction) throws -> Value
        ) throws -> Value {
            let intruder = intruder.withLock { held in
                defer { held = nil }
                return held
            }
            try intruder?()
            return try base.transact(on: account) { transaction in
                isInside.withLock { $0 = true }
                defer { isInside.withLock { $0 = false } }
                return try body(transaction)
            }
        }

        func conversation(
            of customer: CustomerID,
            account: AccountID,
            limit: Int
        ) throws -> Conversation? {
            try base.conversation(of: customer, account: account, limit: limit)
        }

        func dueTimers(at now: Date, in scope: SessionScope, limit: Int) -> [DueTimer] { [] }
        func unsentMessages(in scope: SessionScope, limit: Int) -> [QueuedMessage] { [] }
        func markSent(_ messages: [QueuedMessage], at now: Date) {}
    }

    /// Writes down where it was asked.
    private final class WatchedSuggester: ReplySuggester {
        let base: ReplyAssistant
        let storage: WatchedStorage
        let places = Mutex<[String]>([])

        init(_ base: ReplyAssistant, _ storage: WatchedStorage) {
            self.base = base
            self.storage = storage
        }

        func suggestions(
            to questions: [OpenQuestion],
            for servicer: ServicerID,
            account: AccountID,
            at now: Date
        ) throws -> SuggestionSet? {
            let isInside = storage.isInside.withLock { $0 }
            places.withLock { $0.append(isInside ? "within" : "before") }
            return try base.suggestions(
                to: questions,
                for: servicer,
                account: account,
                at: now
            )
        }
    }

    private let fixture: AssistFixture
    private let storage: WatchedStorage
    private let suggester: WatchedSuggester
    private let core: SessionCore

    init() throws {
        fixture = try AssistFixture()
        storage = WatchedStorage(fixture.workspace.sessions)
        suggester = WatchedSuggester(fixture.workspace.assistant, storage)
        let configuration = fixture.workspace.configuration
        core = SessionCore(
            storage: storage,
            answerer: KnowledgeAnswerer(responder: { [fixture] in
                try fixture.workspace.responder(for: $0)
            }) {
                configuration.current
            },
            suggester: suggester
        ) { configuration.current }
    }

    /// Where replies were looked for when a message came.
    private func places(_ text: String, _ id: MessageID) throws -> [String] {
        suggester.places.withLock { $0 = [] }
        try core.handle(
            .message(IncomingMessage(id: id, text: text)),
            account: "A",
            customer: "c",
            at: AssistFixture.start
        )
        return suggester.places.withLock { $0 }
    }

    @Test("suggestions for a served customer are found before the transaction, not within it")
    func before() throws {
        #expect(try places("我想申请退款怎么弄", "1") == ["within"], "nobody served them yet")
        #expect(try places("运费要多少呢", "2") == ["before"])
        let set = try #require(try fixture.suggested().last?.set)
        #expect(set.questions.map(\.message) == ["1", "2"] && set.servicer == "s")
        let again = try fixture.workspace.assistant.suggestions(
            to: set.questions.map { OpenQuestion(message: $0.message, text: $0.text) },
            for: "s",
            account: "A",
            at: AssistFixture.start
        )
        #expect(set == again)
        #expect(try places("运费要多少呢", "2") == ["before"], "a duplicate stores nothing")
        #expect(try fixture.suggested().count == 2)
    }

    @Test("suggestions for other questions than the stored ones are found again")
    func outdated() throws {
        _ = try places("我想申请退款怎么弄", "1")
        _ = try places("运费要多少呢", "2")
        let fixture = fixture
        storage.intruder.withLock { $0 = { try fixture.say("怎么开发票呀", "3") } }
        #expect(try places("要多久", "4") == ["before", "within"])
        let last = try #require(try fixture.suggested().last?.set)
        #expect(last.questions.map(\.message) == ["1", "2", "3", "4"])
    }
}
