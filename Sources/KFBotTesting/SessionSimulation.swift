import Foundation
import KFBot

/// Plays customers, servicers and the clock against the session core and checks what must always hold.
///
/// The same seed plays the same game. Checks keep books of their own from what was sent and stored; they
/// do not ask the machine.
public struct SessionSimulation {
    /// Something that must never happen.
    public struct Violation: Error, CustomStringConvertible {
        /// What happened, at which step of which seed.
        public let description: String
    }

    /// What was played.
    public private(set) var counts: [String: Int] = [:]

    static let accounts: [AccountID] = ["A", "B", "C", "D"]
    static let customers = 1500
    static let servicers = 12

    private let seed: UInt64
    private var generator: SeededGenerator
    private let storage = MemorySessionStorage()
    private let core: SessionCore
    private let configuration: ReceptionConfiguration
    /// 2026-11-23, 08:00 in China.
    private var now = Date(timeIntervalSince1970: 1_795_392_000)
    private var step = 0
    private var messages = 0
    private var books = SimulationBooks()

    /// Sets up four accounts of different rules.
    public init(seed: UInt64) throws {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        var accounts: [AccountID: AccountConfiguration] = [:]
        for (index, id) in Self.accounts.enumerated() {
            var account = AccountConfiguration()
            account.policy = ReceptionPolicy(
                mode: [.bot(.allDay), .bot(.outsideServiceHours), .servicers, .bot(.allDay)][index],
                whenNobodyIsAvailable: index == 3 ? .asClosed : .queue
            )
            account.distribution = Distribution(
                order: index.isMultiple(of: 2) ? .inTurn : .idleFirst,
                prefersLastServicer: index > 1
            )
            account.transferScope = index == 1 ? .moreMembers : .servicers
            account.poolCapacity = index == 3 ? 20 : 0
            account.waitTimeout = index == 2 ? 0 : 1200
            account.idleTimeout = [48 * 3600, 3600, 7200, 1800][index]
            accounts[id] = account
        }
        let configuration = ReceptionConfiguration(accounts: accounts)
        self.configuration = configuration
        core = SessionCore(storage: storage, answerer: SimulatedKnowledge()) { configuration }
        for account in Self.accounts {
            for number in 0..<Self.servicers {
                let servicer = Servicer(
                    id: Self.servicer(number),
                    status: number < 8 ? .available : .stopped,
                    role: number == Self.servicers - 1 ? .member : .servicer,
                    limit: 1 + number,
                    reminderMinutes: number.isMultiple(of: 3) ? 2 : nil
                )
                try core.put(servicer, account: account, at: now)
            }
        }
    }

    /// Plays a number of events.
    ///
    /// - Throws: ``Violation`` at the first event after which something does not hold.
    public mutating func run(events: Int) throws {
        for _ in 0..<events {
            step += 1
            try play()
        }
        // Long after everybody has gone home, nothing may be left undone.
        now = now.addingTimeInterval(30 * 86_400)
        try fireTimers()
        for account in Self.accounts {
            let sessions = storage.withContent { $0.sessions[account] ?? [:] }
            for session in sessions.values {
                try check(session.state == .ended, "a session never ended: \(session)")
                try check(session.robot.fragments.isEmpty, "fragments were never answered")
            }
        }
    }

    private static func servicer(_ number: Int) -> ServicerID {
        ServicerID(rawValue: "s\(number)")
    }

    private mutating func random(_ count: Int) -> Int {
        Int.random(in: 0..<count, using: &generator)
    }

    // MARK: Play

    private mutating func play() throws {
        let account = Self.accounts[random(Self.accounts.count)]
        let customer = CustomerID(rawValue: "c\(random(Self.customers))")
        let other = Self.servicer(random(Self.servicers))
        let session = storage.withContent { $0.sessions[account]?[customer] }
        let current = session?.servicer ?? other
        switch random(100) {
        case 0..<52: try say(account, customer)
        case 52..<64: try handle(.reply(current, message("您好")), account, customer)
        case 64..<72: try handle(.end(by: current), account, customer)
        case 72..<76: try handle(.transfer(from: current, to: other), account, customer)
        case 76..<79: try handle(.assign(other), account, customer)
        case 79..<81: try handle(.resume(other), account, customer)
        case 81: try handle(.block(current), account, customer)
        case 82: try handle(.unblock(other), account, customer)
        case 83: try handle(.end(by: nil), account, customer)
        case 84..<86: try handle(.opened, account, customer)
        case 86..<92: try changeServicer(account)
        default: try jump()
        }
    }

    private mutating func message(_ text: String, choice: String? = nil) -> IncomingMessage {
        messages += 1
        return IncomingMessage(
            id: MessageID(rawValue: "in\(messages)"),
            text: text,
            choice: choice
        )
    }

    private mutating func say(_ account: AccountID, _ customer: CustomerID) throws {
        let texts = [
            "怎么退货？", "运费多少？", "退", "你好", "。。。", "转人工", "1", "3", "继续", "我想问", "下周", "不知道说什么好？",
            "看图？", "请保险？",
            "嘎嘎嘎", "我要找人",
        ]
        var message = message(texts[random(texts.count)])
        if random(20) == 0 { message.content = .other(type: "image") }
        let outcome = try handle(.message(message), account, customer)
        if random(50) == 0 {
            let again = try handle(.message(message), account, customer)
            try check(again == .duplicate, "a message was handled twice: \(outcome), \(again)")
        }
    }

    private mutating func changeServicer(_ account: AccountID) throws {
        let number = random(Self.servicers)
        let status = [ServicerStatus.available, .available, .available, .onBreak, .stopped][
            random(5)
        ]
        let servicer = Servicer(
            id: Self.servicer(number),
            status: status,
            role: number == Self.servicers - 1 ? .member : .servicer,
            limit: random(3) == 0 ? 1 + random(6) : 1 + number,
            reminderMinutes: number.isMultiple(of: 3) ? 2 : nil
        )
        counts["servicer", default: 0] += 1
        books.begin(account)
        try core.put(servicer, account: account, at: now)
        try settle(account, event: nil, customer: nil)
    }

    private mutating func jump() throws {
        let seconds = [1, 2, 5, 30, 120, 600, 3600, 14_400, 50_000][random(random(3) == 0 ? 9 : 5)]
        counts["jump", default: 0] += 1
        now = now.addingTimeInterval(Double(seconds))
        try fireTimers()
    }

    private mutating func fireTimers() throws {
        while let due = storage.dueTimers(at: now, limit: 500).first.map({ _ in
            storage.dueTimers(at: now, limit: 500)
        }) {
            for timer in due {
                try handle(.timer(timer.timer), timer.account, timer.customer)
            }
        }
    }

    // MARK: Check

    @discardableResult
    private mutating func handle(
        _ event: SessionEvent,
        _ account: AccountID,
        _ customer: CustomerID
    ) throws -> Disposition {
        books.begin(account)
        let name = String(describing: event).prefix { $0 != "(" }
        counts[String(name), default: 0] += 1
        let outcome = try core.handle(event, account: account, customer: customer, at: now)
        if case .refused = outcome { counts["refused", default: 0] += 1 }
        let sent = storage.withContent { content in
            content.outbox.filter { $0.customer == customer && $0.account == account }.count
        }
        if case .message = event {
            try check(outcome != .done, "a message was neither answered, queued nor refused")
            if outcome == .answered { try check(sent > 0, "answered without a message") }
            switch outcome {
            case .refused, .duplicate: break
            default: books.open(account, customer, now)
            }
        }
        try settle(account, event: event, customer: customer)
        return outcome
    }

    /// Brings the books up to date from what was stored and sent, and checks them.
    private mutating func settle(
        _ account: AccountID,
        event: SessionEvent?,
        customer: CustomerID?
    ) throws {
        let (sessions, desk, outbox, log) = storage.withContent { content in
            let changed = content.touched.compactMap { content.sessions[account]?[$0] }
            let result = (
                changed, content.desks[account] ?? Desk(), content.outbox, content.log.map(\.action)
            )
            content.outbox = []
            content.log = []
            content.touched = []
            return result
        }
        var chosen: CustomerID?
        if case .assign = event { chosen = customer }
        do {
            for action in log { try books.check(action) }
            for message in outbox {
                try books.send(
                    message,
                    at: now,
                    limits: configuration[account].limits
                )
            }
            for session in sessions { try books.store(session, chosen: chosen, event: event) }
            try books.check(desk, account: account)
        } catch let fault as SimulationBooks.Fault {
            throw violation(
                "\(fault.text); event \(event.map { "\($0)" } ?? "servicer") of \(account)"
            )
        }
    }

    private func check(_ holds: Bool, _ text: @autoclosure () -> String) throws {
        if !holds { throw violation(text()) }
    }

    private func violation(_ text: String) -> Violation {
        Violation(description: "seed \(seed), step \(step), \(now): \(text)")
    }
}

/// A small knowledge base of fixed answers.
private struct SimulatedKnowledge: QuestionAnswerer {
    func reply(to lookup: Lookup, account: AccountID, at now: Date) -> RobotReply {
        switch lookup {
        case .entry(let entry): return .answer(entry, [.text("答案")], handsOff: false)
        case .question(let text):
            if text.contains("退货") { return .answer("r", [.text("七天内可退。")], handsOff: false) }
            if text.contains("看图") {
                let image = AnswerPart.image(AnswerPart.Media(mediaID: "m"))
                return .answer("p", Array(repeating: image, count: 7), handsOff: false)
            }
            if text.contains("保险") { return .answer("i", [.text("请稍候。")], handsOff: true) }
            if text.contains("运费") {
                return .clarify([
                    RobotReply.Choice(entry: "a", question: "运费多少钱"),
                    RobotReply.Choice(entry: "b", question: "谁出运费"),
                ])
            }
            return text.contains("你好") ? .smallTalk : .miss
        }
    }
}
