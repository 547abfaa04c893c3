import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotReception

/// What earlier versions wrote is read, and what is written is read back.
struct StoredFormTests {
    /// A copy of the sessions that the program of November 2026 wrote.
    private static func november() throws -> (TemporaryDirectory, SessionStore) {
        let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        let directory = try TemporaryDirectory()
        let path = directory.file("sessions.sqlite")
        try FileManager.default.copyItem(
            atPath: folder.appending(path: "2026-11/sessions.sqlite").path,
            toPath: path
        )
        return (directory, try SessionStore(path: path))
    }

    @Test("sessions, staff and messages of November 2026 are read")
    func sessions() throws {
        let (directory, store) = try Self.november()
        defer { withExtendedLifetime(directory) {} }
        let sessions = try store.sessions(limit: 100)
        let states = Dictionary(grouping: sessions, by: \.state).mapValues(\.count)
        #expect(states == [.bot: 2, .servicer: 2, .waiting: 1, .ended: 1])
        let ended = try #require(try store.session(of: "李四", account: "A"))
        #expect(ended.lastServicer == "wang" && ended.blockedUntil != nil)
        let left = try #require(try store.session(of: "孙七", account: "C"))
        #expect(left.bot.isTakingMessage && left.bot.leftCount == 2)
        #expect(try store.leftMessages(in: left) == ["c1", "c2"])
        let asked = try #require(try store.session(of: "张三", account: "A"))
        #expect(asked.bot.counters.invalidQuestions == 1 && asked.window.sent == 1)

        let staff = try store.staff(of: "A")
        #expect(staff.servicers.keys.sorted() == ["li", "mem", "wang"])
        #expect(staff.servicers["wang"]?.reminderMinutes == 5)
        #expect(try store.staff(of: "B").pool.places.map(\.customer) == ["赵六"])

        let feed = try store.feed(limit: 1_000)
        #expect(feed.count == 86)
        let suggested = feed.compactMap { item in
            if case .suggested(let set) = item.content { set } else { nil }
        }
        #expect(suggested.count == 5 && suggested.contains { !$0.suggestions.isEmpty })
        let receipt = try #require(try store.receipt(of: "m9", account: "A"))
        guard case .refused(.blocked) = receipt.disposition else {
            Issue.record("\(receipt.disposition)")
            return
        }
        let menu = try #require(try store.receipt(of: "m2", account: "A")?.replies.first)
        #expect(menu.choices.last == "7:handoff")
    }

    @Test("messages left in November 2026 have rows of their own, and can be recalled")
    func leftMessages() throws {
        let (directory, store) = try Self.november()
        defer { withExtendedLifetime(directory) {} }
        let core = SessionCore(storage: store, answerer: SilentAnswerer()) {
            ReceptionConfiguration()
        }
        let now = Date(timeIntervalSince1970: 1_796_060_000)
        #expect(try core.handle(.recall("c1"), account: "C", customer: "孙七", at: now) == .done)
        let left = try #require(try store.session(of: "孙七", account: "C"))
        #expect(left.bot.leftCount == 1)
        #expect(try store.leftMessages(in: left) == ["c2"])
        #expect(!SessionCoding.encode(left).contains("leftMessages"))
    }

    @Test("proposals and their decisions of November 2026 are read")
    func proposals() throws {
        let (directory, store) = try Self.november()
        defer { withExtendedLifetime(directory) {} }
        let proposals = try store.proposals(nil, of: nil)
        #expect(
            proposals.map(\.state).sorted { $0.rawValue < $1.rawValue } == [
                .open, .open, .rejected,
            ]
        )
        #expect(Set(proposals.map(\.change.kind)) == ["similar", "answer", "entry"])
        #expect(proposals.first { $0.state == .rejected }?.decision != nil)
    }

    @Test("a session of November 2026 continues")
    func goesOn() throws {
        let (directory, store) = try Self.november()
        defer { withExtendedLifetime(directory) {} }
        let core = SessionCore(storage: store, answerer: SilentAnswerer()) {
            ReceptionConfiguration()
        }
        let now = Date(timeIntervalSince1970: 1_796_060_000)
        try core.handle(.end(by: "zhao"), account: "B", customer: "王五", at: now)
        #expect(try store.session(of: "赵六", account: "B")?.servicer == "zhao")
    }

    private struct SilentAnswerer: QuestionAnswerer {
        func reply(
            to lookup: Lookup,
            following previous: PreviousQuestion?,
            account: AccountID,
            at now: Date
        ) -> BotReply { .miss }
    }

    // MARK: Round trips

    private func roundTrip<Value: StoredForm & Equatable>(_ values: [Value]) throws {
        for value in values {
            let text = SessionCoding.encode(value)
            #expect(try SessionCoding.decode(Value.self, text) == value, "\(text)")
        }
    }

    @Test("every kind of refusal, disposition and record is read back")
    func kinds() throws {
        let date = Date(timeIntervalSince1970: 1_796_052_000.25)
        let refusals: [Refusal] = [
            .moveNotAllowed(from: .bot, to: .ended), .notServing("s"), .unknownServicer("s"),
            .servicerNotAvailable("s", .onBreak), .servicerFull("s", limit: 2),
            .membersNotAllowed("s"), .alreadyServing("s"), .blocked(until: date),
            .quotaSpent(limit: 100), .windowClosed, .budgetSpent(limit: 5),
            .alreadyServicer("s"), .tooManyServicers(limit: 2000), .recordsNotShown("s"),
            .unknownMessage("m"), .notOwnMessage("m"), .recallTooLate(minutes: 2), .emptyMessage,
            .cannotSend(type: "voice"), .stillServing("s", customers: 3),
        ]
        try roundTrip(refusals)
        try roundTrip(
            [
                .answered, .pending(until: date), .queued(ahead: 3), .delivered("s"), .taken,
                .done, .duplicate,
            ] + refusals.map(Disposition.refused)
        )
        let choice = BotReply.Choice(
            entry: "e\"1",
            question: "问\n题",
            confidence: 0.25,
            signal: 1,
            length: 3
        )
        let findings = [
            BotFinding.Outcome.answered("e", confidence: 1), .offered([choice]), .missed,
            .chosen("e", of: [choice]), .declined([]),
        ].map { BotFinding(base: "b", question: "q", outcome: $0, message: "m") }
        let reasons: [HandoffReason] = [
            .keyword("人工"), .request, .misses(2), .invalidQuestions(3), .repeatedQuestion(3),
            .menuChoice, .entry("e"), .receptionMode, .resumption,
        ]
        let ends: [EndReason] = [.servicer("s"), .order, .idle, .waitedTooLong, .blocked]
        try roundTrip(
            [
                .started(1), .moved(from: .bot, to: .servicer, servicer: "s"),
                .moved(from: .bot, to: .waiting, servicer: nil), .invalidQuestion,
                .messageLeft("m"), .baseMissing("b"), .unsent(.reply),
                .blocked(by: "s", until: date), .unblocked(by: "s"), .recalled("m"),
            ] + findings.map(SessionRecord.found) + reasons.map(SessionRecord.handedOff)
                + ends.map(SessionRecord.ended)
        )
    }

    @Test("messages, proposals and servicers are read back")
    func values() throws {
        let parts: [AnswerPart] = [
            .text("a"), .link(AnswerPart.Link(title: "t", url: "https://a.cn")),
        ]
        try roundTrip([
            IncomingMessage(id: "1", text: "x", choice: "1:e"),
            IncomingMessage(id: "2", content: .parts(parts), basis: .suggestion("e", text: "t")),
            IncomingMessage(id: "3", content: .other(type: "image"), basis: .own),
        ])
        try roundTrip([
            Proposal.Change.answer("e", question: "q", from: "a", to: "b"),
            .entry(question: "q", answer: "a"), .similar("e", question: "q"),
        ])
        var servicer = Servicer(id: "s", status: .onBreak, role: .member, limit: 7)
        servicer.lastTurn = 4
        try roundTrip([servicer])
    }

    @Test(
        "what is no written form is an error, not a trap",
        arguments: ["{}", "[]", "1", "{\"limit\":0}", "{\"id\":\"s\",\"limit\":999999}", "{"]
    )
    func damaged(text: String) {
        #expect(throws: StoreError.self) { try SessionCoding.decode(Servicer.self, text) }
        #expect(throws: StoreError.self) { try SessionCoding.decode(Session.self, text) }
        #expect(throws: StoreError.self) { try SessionCoding.decode(SessionRecord.self, text) }
    }
}
