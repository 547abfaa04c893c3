import Foundation
import KFBot
import KFBotTesting
import Synchronization
import Testing

@testable import KFBotReception

/// What the bot says is looked up before the transaction that stores it.
struct PreparedEventTests {
    /// Counts lookups.
    private final class CountingAnswerer: QuestionAnswerer {
        let base: any QuestionAnswerer
        let lookups = Mutex<[Lookup]>([])

        init(_ base: any QuestionAnswerer) { self.base = base }

        func reply(
            to lookup: Lookup,
            following previous: PreviousQuestion?,
            account: AccountID,
            at now: Date
        ) throws -> BotReply {
            lookups.withLock { $0.append(lookup) }
            return try base.reply(to: lookup, following: previous, account: account, at: now)
        }
    }

    private let fixture: AssistFixture
    private let answerer: CountingAnswerer
    private let core: SessionCore

    init() throws {
        fixture = try AssistFixture("accounts: {A: {}}")
        let workspace = fixture.workspace
        answerer = CountingAnswerer(
            KnowledgeAnswerer(responder: { try workspace.responder(for: $0) }) {
                workspace.configuration.current
            }
        )
        core = SessionCore(storage: workspace.sessions, answerer: answerer) {
            workspace.configuration.current
        }
    }

    private func prepare(_ text: String, _ id: MessageID) throws -> PreparedEvent {
        try core.prepare(
            .message(IncomingMessage(id: id, text: text)),
            account: "A",
            customer: "c",
            at: AssistFixture.start
        )
    }

    private func takeLookups() -> [Lookup] {
        answerer.lookups.withLock { lookups in
            defer { lookups = [] }
            return lookups
        }
    }

    private func commit(_ event: PreparedEvent) throws -> EventOutcome {
        try core.commit([event], at: AssistFixture.start)[0].get()
    }

    @Test("a question is looked up once, before the transaction")
    func question() throws {
        let prepared = try prepare("怎么申请退款？", "1")
        #expect(takeLookups() == [.question("怎么申请退款？")])
        let outcome = try commit(prepared)
        #expect(takeLookups().isEmpty)
        #expect(outcome.disposition == .answered && outcome.state == .bot)
        let receipt = try #require(
            try fixture.workspace.sessions.receipt(of: "1", account: "A")
        )
        #expect(outcome.messages == receipt.replies && !outcome.messages.isEmpty)
    }

    @Test("a piece, a request for a person and a message without text need no lookup")
    func noLookup() throws {
        for text in ["退款", "转人工", "？？"] { _ = try prepare(text, "1") }
        _ = try core.prepare(
            .message(IncomingMessage(id: "1", content: .other(type: "image"))),
            account: "A",
            customer: "c",
            at: AssistFixture.start
        )
        #expect(takeLookups().isEmpty)
    }

    @Test("if another message came in between, the lookup is repeated within the transaction")
    func changed() throws {
        _ = try commit(try prepare("怎么申请", "1"))
        let whole = try prepare("退款呢？", "2")
        #expect(takeLookups() == [.question("怎么申请，退款呢？")])
        // The pieces are answered before the second one is stored.
        try core.fireTimers(at: AssistFixture.start.addingTimeInterval(60))
        _ = takeLookups()
        let outcome = try commit(whole)
        #expect(takeLookups() == [.question("退款呢？")])
        #expect(outcome.disposition == .answered)
    }

    @Test("only a short question is looked up again when another one was answered in between")
    func independent() throws {
        let workspace = fixture.workspace
        let knowledge = KnowledgeAnswerer(
            responder: { try workspace.responder(for: $0) },
            configuration: { workspace.configuration.current }
        )
        for (text, isContextual) in [("怎么申请退款？", false), ("要多久到账", true)] {
            let foreseen = try knowledge.foreseenReply(
                to: .question(text),
                following: nil,
                account: "A",
                at: AssistFixture.start
            )
            #expect(foreseen.dependsOnPrevious == isContextual, "\(text)")
            let prepared = PreparedEvent.Reply(
                lookup: .question(text),
                previous: nil,
                foreseen: foreseen
            )
            var event = PreparedEvent(
                event: .message(IncomingMessage(id: "1", text: text)),
                account: "A",
                customer: "c"
            )
            event.reply = prepared
            let previous = PreviousQuestion(text: "运费多少钱？", entry: "e")
            let kept = event.answer(to: .question(text), following: previous)
            #expect((kept == nil) == isContextual, "\(text)")
        }
    }

    @Test(
        "events of one commit each have their own outcome, and one that fails takes back only itself"
    )
    func batch() throws {
        let events = try ["怎么申请退款？", "运费多少钱？"].enumerated().map { place, text in
            try core.prepare(
                .message(IncomingMessage(id: MessageID(rawValue: "\(place)"), text: text)),
                account: "A",
                customer: CustomerID(rawValue: "c\(place)"),
                at: AssistFixture.start
            )
        }
        let outcomes = core.commit(events + [events[0]], at: AssistFixture.start)
        let dispositions = try outcomes.map { try $0.get().disposition }
        #expect(dispositions == [.answered, .answered, .duplicate])
        #expect(try outcomes[1].get().messages.first?.part == .text("每单十元，满百元免运费。"))
    }

    @Test("an account whose base does not exist says so in its records")
    func missingBase() throws {
        let other = try AssistFixture("accounts: {A: {knowledge_base: nowhere}}")
        try other.workspace.core.handle(
            .message(IncomingMessage(id: "1", text: "怎么申请退款？")),
            account: "A",
            customer: "c",
            at: AssistFixture.start
        )
        let records = try other.workspace.sessions.records(of: "c", account: "A").map(\.record)
        #expect(records.contains(.baseMissing("nowhere")))
    }
}
