import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotReception

/// Answers from a table; what is not in it is missed.
struct TableAnswerer: QuestionAnswerer {
    var replies: [Lookup: BotReply] = [
        .question("怎么退货"): .answer("return", [.text("七天内可退。")], handsOff: false),
        .question("我要投保"): .answer("insure", [.text("请看链接。")], handsOff: true),
        .question("退"): .miss,
        .question("运费多少"): .clarify([
            BotReply.Choice(entry: "return", question: "怎么退货"),
            BotReply.Choice(entry: "fee", question: "运费多少钱"),
        ]),
        .question("你好"): .smallTalk,
        .entry("fee"): .answer("fee", [.text("十元。")], handsOff: false),
        .entry("return"): .answer("return", [.text("七天内可退。")], handsOff: false),
    ]

    func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) -> BotReply {
        replies[lookup] ?? .miss
    }
}

/// A staff with one account, a hand-moved clock and storage in memory.
final class Desktop {
    let storage = MemorySessionStorage()
    var configuration = AccountConfiguration()
    var certification = Certification.certified
    /// Monday 2026-11-23, 10:00 in China.
    var now = Date(timeIntervalSince1970: 1_795_399_200)
    private var count = 0

    init() { configuration.debounce.quiet = 0 }

    var core: SessionCore {
        let configuration = ReceptionConfiguration(
            certification: certification,
            accounts: ["A": configuration]
        )
        return SessionCore(storage: storage, answerer: TableAnswerer()) { configuration }
    }

    @discardableResult
    func send(_ event: SessionEvent, _ customer: CustomerID = "c") throws -> Disposition {
        try core.handle(event, account: "A", customer: customer, at: now)
    }

    func say(
        _ text: String,
        _ customer: CustomerID = "c",
        choice: String? = nil
    ) throws -> Disposition {
        count += 1
        return try send(
            .message(
                IncomingMessage(id: MessageID(rawValue: "m\(count)"), text: text, choice: choice)
            ),
            customer
        )
    }

    func write(
        _ servicer: ServicerID,
        _ text: String,
        _ customer: CustomerID = "c"
    ) throws -> Disposition {
        count += 1
        return try send(
            .reply(servicer, IncomingMessage(id: MessageID(rawValue: "m\(count)"), text: text)),
            customer
        )
    }

    @discardableResult
    func put(
        _ id: ServicerID,
        _ status: ServicerStatus = .available,
        limit: Int = 5,
        role: ServicerRole = .servicer,
        reminder: Int? = nil
    ) throws -> Refusal? {
        try core.put(
            Servicer(id: id, status: status, role: role, limit: limit, reminderMinutes: reminder),
            account: "A",
            at: now
        )
    }

    func wait(_ seconds: TimeInterval) throws {
        let end = now.addingTimeInterval(seconds)
        while let next = storage.nextTimer, next <= end {
            now = max(next, now)
            try core.fireTimers(at: now)
        }
        now = end
    }

    func session(_ customer: CustomerID = "c") throws -> Session {
        try #require(storage.withContent { $0.sessions["A"]?[customer] })
    }

    func state(_ customer: CustomerID = "c") throws -> ServiceState { try session(customer).state }

    /// The texts sent to a customer so far.
    func texts(_ customer: CustomerID = "c") -> [String] {
        storage.withContent { content in
            content.outbox.filter { $0.customer == customer }.map { message in
                switch message.message.part {
                case .text(let text): text
                case .menu(let menu): menu.items.joined(separator: "|")
                default: message.message.part.json.description
                }
            }
        }
    }

    func actions() -> [SessionAction] { storage.withContent { $0.log.map(\.action) } }
}

extension JSONValue {
    fileprivate var description: String { "\(self)" }
}

struct SessionStateMachineTests {
    private let staff = Desktop()
    private var texts: ReceptionTexts { staff.configuration.texts }

    // MARK: Moves

    @Test("the table of moves: 13 are allowed, all others are not")
    func moves() {
        #expect(ServiceState.moves.count == 13)
        #expect(ServiceState.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
        #expect(!ServiceState.servicer.allows(.bot) && !ServiceState.servicer.allows(.waiting))
        #expect(!ServiceState.waiting.allows(.bot) && !ServiceState.ended.allows(.servicer))
        #expect(ServiceState.ended.allows(.servicer, by: .servicer))
        #expect(ServiceState.ended.allows(.unhandled, by: .customer))
        #expect(!ServiceState.ended.allows(.unhandled))
    }

    // MARK: The bot's turn

    @Test("opening the chat gets a welcome, which needs no window")
    func welcome() throws {
        #expect(try staff.send(.opened) == .done)
        #expect(staff.texts() == [texts.welcome])
    }

    @Test("a question is answered and makes the bot the one who serves")
    func answer() throws {
        #expect(try staff.say("怎么退货") == .answered)
        #expect(staff.texts() == ["七天内可退。"])
        #expect(try staff.state() == .bot)
        #expect(try staff.say("你好") == .answered)
        #expect(staff.texts().last == texts.smallTalk)
    }

    @Test("a message of a known name changes nothing")
    func duplicate() throws {
        let message = IncomingMessage(id: "same", text: "怎么退货")
        #expect(try staff.send(.message(message)) == .answered)
        #expect(try staff.send(.message(message)) == .duplicate)
        #expect(staff.texts().count == 1)
    }

    @Test(
        "a menu is answered by number, by tap and by its words",
        arguments: [("2", nil), ("２", nil), ("x", "2:fee"), ("运费多少钱", nil)]
    )
    func menu(_ text: String, _ choice: String?) throws {
        _ = try staff.say("运费多少")
        #expect(staff.texts() == ["怎么退货|运费多少钱|\(texts.menuNone)|\(texts.menuHandoff)"])
        #expect(try staff.say(text, choice: choice) == .answered)
        #expect(staff.texts().last == "十元。")
    }

    @Test("the last choice of a menu hands over")
    func menuHandoff() throws {
        try staff.put("s")
        _ = try staff.say("运费多少")
        #expect(try staff.say("4") == .delivered("s"))
        #expect(staff.actions().contains(.record(.handedOff(.menuChoice))))
    }

    @Test("以上都不是 is answered like a question without an answer, and counts as one")
    func menuNone() throws {
        try staff.put("s")
        staff.configuration.handoff.repeats = nil
        for _ in 0..<2 { _ = try staff.say("运费多少") }
        #expect(try staff.say("3") == .answered)
        #expect(staff.texts().last == texts.fallback)
        #expect(try staff.say("能不能寄到国外") == .delivered("s"), "the second miss in a row")
    }

    @Test("what was found for a question, and chosen in its menu, is recorded")
    func findings() throws {
        for text in ["怎么退货", "能不能寄到国外", "运费多少", "2", "运费多少", "以上都不是", "你好"] {
            _ = try staff.say(text)
        }
        let offered = [
            BotReply.Choice(entry: "return", question: "怎么退货"),
            BotReply.Choice(entry: "fee", question: "运费多少钱"),
        ]
        let found = staff.actions().compactMap { action -> BotFinding? in
            if case .record(.found(let finding)) = action { finding } else { nil }
        }
        #expect(found.map(\.question) == ["怎么退货", "能不能寄到国外"] + Array(repeating: "运费多少", count: 4))
        #expect(
            found.map(\.outcome) == [
                .answered("return", confidence: 1), .missed, .offered(offered),
                .chosen("fee", of: offered), .offered(offered), .declined(offered),
            ]
        )
    }

    @Test("fragments are one question, answered after quiet, once")
    func debounce() throws {
        staff.configuration.debounce = Debounce(quiet: 2, cap: 6)
        #expect(try staff.say("怎么") == .pending(until: staff.now.addingTimeInterval(2)))
        staff.now += 1
        #expect(try staff.say("退货") == .pending(until: staff.now.addingTimeInterval(2)))
        try staff.wait(1.9)
        #expect(staff.texts().isEmpty)
        try staff.wait(0.2)
        #expect(staff.texts() == [texts.fallback])
        try staff.wait(60)
        #expect(staff.texts().count == 1)
    }

    @Test("pictures get a sensible answer, punctuation is no question")
    func nonText() throws {
        let image = IncomingMessage(id: "i", content: .other(type: "image"))
        #expect(try staff.send(.message(image)) == .answered)
        #expect(staff.texts() == [texts.nonText])
        #expect(try staff.say("？？？") == .answered)
        #expect(staff.texts().last == texts.invalidQuestion)
    }

    @Test(
        "each rule hands over, not one message earlier",
        arguments: [
            ["转人工"], ["我要找人"], ["甲问题是", "乙问题是"], ["。", "。。", "嘎嘎嘎"],
            ["怎么退货", "怎么退货", "怎么退货"], ["我要投保"],
        ]
    )
    func handoff(_ messages: [String]) throws {
        try staff.put("s")
        for message in messages.dropLast() { #expect(try staff.say(message) == .answered) }
        #expect(try staff.say(messages.last ?? "") == .delivered("s"))
        #expect(try staff.state() == .servicer)
    }

    @Test("the bot keeps silent while a person serves")
    func silence() throws {
        try staff.put("s")
        _ = try staff.say("转人工")
        let count = staff.texts().count
        #expect(try staff.say("怎么退货") == .delivered("s"))
        #expect(staff.texts().count == count)
    }

    @Test("what does not fit the budget waits for 继续")
    func continuation() throws {
        let parts = (0..<6).map { AnswerPart.image(AnswerPart.Media(mediaID: "\($0)")) }
        var answerer = TableAnswerer()
        answerer.replies[.question("看图")] = .answer("pictures", parts, handsOff: false)
        let configuration = ReceptionConfiguration(accounts: ["A": staff.configuration])
        let core = SessionCore(storage: staff.storage, answerer: answerer) { configuration }
        for (id, text, count) in [("1", "看图", 4), ("2", "继续", 7)] {
            let message = IncomingMessage(id: MessageID(rawValue: id), text: text)
            _ = try core.handle(.message(message), account: "A", customer: "c", at: staff.now)
            #expect(staff.texts().count == count)
        }
    }

    // MARK: Hours

    @Test("仅非人工接待时间: the bot at 18:00, people at 17:59")
    func hours() throws {
        staff.configuration.policy.mode = .bot(.outsideServiceHours)
        try staff.put("s")
        staff.now += 8 * 3600 - 60
        #expect(try staff.say("怎么退货") == .delivered("s"))
        staff.now += 60
        #expect(try staff.say("怎么退货", "d") == .answered)
    }

    @Test("off hours, a handoff takes a message, which a servicer receives in the morning")
    func messageLeft() throws {
        try staff.put("s")
        staff.now += 8 * 3600
        #expect(try staff.say("转人工") == .taken)
        #expect(staff.texts().last?.contains("2026-11-24 09:00") == true)
        #expect(try staff.say("请回电") == .taken)
        #expect(try staff.say("有急事") == .taken)
        #expect(staff.texts().filter { $0 == texts.messageTaken }.count == 1)
        #expect(try staff.say("怎么退货") == .answered)
        #expect(try staff.state() == .bot)
        try staff.wait(15 * 3600 - 1)
        #expect(try staff.state() == .bot)
        try staff.wait(1)
        #expect(try staff.state() == .servicer)
        #expect(staff.texts().last == texts.resumed)
        #expect(try staff.session().bot.leftCount >= 3)
        try staff.wait(86_400)
        #expect(staff.texts().filter { $0 == texts.resumed }.count == 1)
    }

    @Test("a message that may be a question is taken, and gets a menu as well")
    func messageLeftWithMenu() throws {
        try staff.put("s")
        staff.now += 8 * 3600
        #expect(try staff.say("转人工") == .taken)
        #expect(try staff.say("运费多少") == .taken)
        #expect(staff.texts().contains(texts.messageTaken))
        #expect(try staff.session().bot.menu.isEmpty == false)
        #expect(try staff.session().bot.leftCount == 2)
        #expect(try staff.say("1") == .answered)
    }

    @Test("people only, off hours: the first message is taken as well")
    func servicersOnly() throws {
        staff.configuration.policy.mode = .servicers
        staff.now += 8 * 3600
        #expect(try staff.say("怎么退货") == .taken)
        #expect(try staff.say("在吗") == .taken)
        #expect(staff.texts().count == 2)
    }

    // MARK: One customer who sends much

    @Test("the 16th piece of a question is answered at once, and the next begins a new one")
    func pieces() throws {
        staff.configuration.debounce = Debounce(quiet: 2, cap: 60)
        for number in 1...15 {
            #expect(
                try staff.say("我想\(number)") == .pending(until: staff.now.addingTimeInterval(2))
            )
        }
        #expect(try staff.say("我想16") == .answered)
        #expect(try staff.session().bot.fragments.isEmpty)
        #expect(try staff.say("我想17") == .pending(until: staff.now.addingTimeInterval(2)))
        #expect(try staff.session().bot.fragments.count == 1)
        try staff.wait(1)
        #expect(try staff.session().bot.fragments.count == 1)
        try staff.wait(1)
        #expect(try staff.session().bot.fragments.isEmpty)
    }

    @Test(
        "pieces of 2,048 characters or 8 KiB in all are answered at once",
        arguments: [
            // Short words of one character and of one character with many marks.
            [String](repeating: "我想", count: 8), ["我" + String(repeating: "\u{301}", count: 4094)],
        ]
    )
    func pieceLength(pieces: [String]) throws {
        #expect(!Debounce.isFull(pieces))
        #expect(Debounce.isFull(pieces + [String(repeating: "a", count: 2048)]))
        #expect(Debounce.isFull(pieces + ["我" + String(repeating: "\u{301}", count: 4095)]))
    }

    @Test("a session's record does not grow with the messages left")
    func leftMessages() throws {
        staff.configuration.policy.mode = .servicers
        staff.now += 8 * 3600
        _ = try staff.say("怎么退货")
        let before = SessionCoding.encode(try staff.session()).utf8.count
        for _ in 0..<500 { #expect(try staff.say("在吗") == .taken) }
        #expect(try staff.session().bot.leftCount == 501)
        #expect(SessionCoding.encode(try staff.session()).utf8.count < before + 20)
    }

    // MARK: Welcome

    @Test("one welcome for a session: again after its end, or after 48 hours without one")
    func welcomedOnce() throws {
        func welcomes() -> Int { staff.texts().count { $0 == texts.welcome } }
        for _ in 0..<5 { try staff.send(.opened) }
        #expect(welcomes() == 1)
        _ = try staff.say("怎么退货")
        try staff.send(.opened)
        #expect(welcomes() == 1)
        try staff.send(.end(by: nil))
        for _ in 0..<5 { try staff.send(.opened) }
        #expect(welcomes() == 2)
        staff.now += 48 * 3600 - 1
        try staff.send(.opened)
        #expect(welcomes() == 2)
        staff.now += 1
        for _ in 0..<2 { try staff.send(.opened) }
        #expect(welcomes() == 3)
    }

    @Test("the session of a blocked customer is not resumed before the block is lifted or over")
    func resumeOfBlocked() throws {
        try staff.put("s")
        _ = try staff.say("转人工")
        #expect(try staff.send(.block("s")) == .done)
        let until = staff.now.addingTimeInterval(SessionStateMachine.blockDuration)
        #expect(try staff.send(.resume("s")) == .refused(.blocked(until: until)))
        #expect(try staff.state() == .ended)
        #expect(try staff.send(.unblock("s")) == .done)
        #expect(try staff.send(.resume("s")) == .delivered("s"))
        #expect(try staff.send(.block("s")) == .done)
        staff.now += SessionStateMachine.blockDuration
        #expect(try staff.send(.resume("s")) == .delivered("s"))
    }

    // MARK: Silence and quotas

    @Test("silence ends a session at the idle time, not before")
    func idle() throws {
        staff.configuration.idleTimeout = 600
        _ = try staff.say("怎么退货")
        try staff.wait(599)
        #expect(try staff.state() == .bot)
        try staff.wait(1)
        #expect(try staff.state() == .ended)
        #expect(staff.texts().last == texts.idleClosing)
        #expect(try staff.say("怎么退货") == .answered)
        #expect(try staff.session().number == 2)
    }

    @Test("certification limits how many customers are received")
    func quota() throws {
        for certification in [Certification.unverified, .verified] {
            let staff = Desktop()
            staff.certification = certification
            for number in 0..<100 {
                #expect(try staff.say("怎么退货", CustomerID(rawValue: "c\(number)")) == .answered)
            }
            #expect(try staff.say("怎么退货", "late") == .refused(.quotaSpent(limit: 100)))
            #expect(try staff.say("怎么退货", "c5") == .answered)
            staff.now += 86_400
            let next = try staff.say("怎么退货", "late")
            #expect((next == .answered) == (certification == .verified))
        }
    }
}
