import Foundation
public import KFBot

/// Plays customers, servicers and the clock against the session core, and checks what must always
/// hold.
///
/// The same seed plays the same game. Checks do not ask the state machine. They keep their own
/// books of what was sent and stored.
public struct SessionSimulation {
    /// The error for something that must never happen.
    public struct Violation: Error, CustomStringConvertible {
        /// What happened, with the step and the seed.
        public let description: String
    }

    /// How often each kind of event was played.
    public private(set) var counts: [String: Int] = [:]

    private let seed: UInt64
    private var generator: SeededGenerator
    private let storage: RecordingStorage
    private let core: SessionCore
    private let configuration: ReceptionConfiguration
    /// 2026-11-23, 08:00 in China.
    private var now = Date(timeIntervalSince1970: 1_795_392_000)
    private var step = 0
    private var messages = 0
    private var books = SimulationBooks()
    private var customers: [AccountID: Set<CustomerID>] = [:]
    /// The last messages, which their senders may recall.
    private var recent: [(account: AccountID, customer: CustomerID, message: MessageID)] = []

    /// Sets up four accounts with different rules.
    ///
    /// - Parameters:
    ///   - seed: Decides which game is played.
    ///   - storage: Where sessions are kept; it must be empty.
    /// - Throws: The storage's errors.
    public init(
        seed: UInt64,
        storage: any SessionStorage = MemorySessionStorage(keepsLog: false)
    ) throws {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        let configuration = SimulatedCompany.configuration
        self.configuration = configuration
        let storage = RecordingStorage(storage)
        self.storage = storage
        core = SessionCore(storage: storage, answerer: SimulatedKnowledge()) { configuration }
        for account in SimulatedCompany.accounts {
            for number in 0..<SimulatedCompany.servicers {
                try core.put(SimulatedCompany.servicer(number), account: account, at: now)
            }
        }
        _ = storage.takeNotes()
    }

    /// Plays a number of events.
    ///
    /// - Throws: ``Violation`` at the first event after which something does not hold.
    public mutating func run(events: Int) throws {
        for _ in 0..<events {
            step += 1
            try play()
        }
        // Long after everybody has gone home, nothing may be left to do.
        now = now.addingTimeInterval(30 * 86_400)
        try fireTimers()
        for (account, customers) in customers {
            for customer in customers {
                // Whoever is owed an answer stays until a person ends the session.
                if try session(account, customer)?.isOwedAnAnswer == true {
                    counts["owed", default: 0] += 1
                    try handle(.end(by: nil), account, customer)
                }
                guard let session = try session(account, customer) else { continue }
                try check(session.state == .ended, "a session never ended: \(session)")
                try check(session.bot.fragments.isEmpty, "fragments were never answered")
            }
        }
    }

    private func session(_ account: AccountID, _ customer: CustomerID) throws -> Session? {
        try storage.transact(on: account) { try $0.session(of: customer) }
    }

    private mutating func random(_ count: Int) -> Int {
        Int.random(in: 0..<count, using: &generator)
    }

    // MARK: Play

    private mutating func play() throws {
        let account = SimulatedCompany.accounts[random(SimulatedCompany.accounts.count)]
        let customer = CustomerID(rawValue: "c\(random(SimulatedCompany.customers))")
        let other = SimulatedCompany.name(random(SimulatedCompany.servicers))
        customers[account, default: []].insert(customer)
        let session = try session(account, customer)
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
        case 84: try handle(.opened, account, customer)
        case 85: try recall()
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

    private mutating func recall() throws {
        guard let old = recent.randomElement(using: &generator) else { return }
        try handle(.recall(old.message), old.account, old.customer)
    }

    private mutating func say(_ account: AccountID, _ customer: CustomerID) throws {
        let texts = SimulatedKnowledge.texts
        var message = message(texts[random(texts.count)])
        if random(20) == 0 { message.content = .other(type: "image") }
        let outcome = try handle(.message(message), account, customer)
        recent = recent.suffix(20) + [(account, customer, message.id)]
        if random(50) == 0 {
            let again = try handle(.message(message), account, customer)
            try check(again == .duplicate, "a message was handled twice: \(outcome), \(again)")
        }
    }

    private mutating func changeServicer(_ account: AccountID) throws {
        let number = random(SimulatedCompany.servicers)
        let status = [ServicerStatus.available, .available, .available, .onBreak, .stopped][
            random(5)
        ]
        var servicer = SimulatedCompany.servicer(number)
        servicer.status = status
        if random(3) == 0 { servicer.limit = 1 + random(6) }
        counts["servicer", default: 0] += 1
        books.begin(account)
        try core.put(servicer, account: account, at: now)
        try enter(account, storage.takeNotes(), event: nil, customer: nil)
    }

    private mutating func jump() throws {
        let seconds = [1, 2, 5, 30, 120, 600, 3600, 14_400, 50_000][random(random(3) == 0 ? 9 : 5)]
        counts["jump", default: 0] += 1
        now = now.addingTimeInterval(Double(seconds))
        try fireTimers()
    }

    private mutating func fireTimers() throws {
        while case let due = try storage.dueTimers(at: now, limit: 500), !due.isEmpty {
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
        let notes = storage.takeNotes()
        if case .message = event {
            try check(outcome != .done, "a message was neither answered, queued nor refused")
            if outcome == .answered {
                try check(!notes.sent.isEmpty, "answered without a message")
            }
            switch outcome {
            case .refused, .duplicate: break
            default: books.open(account, customer, now)
            }
        }
        try enter(account, notes, event: event, customer: customer)
        return outcome
    }

    /// Updates the books with what was stored and sent, and checks them.
    private mutating func enter(
        _ account: AccountID,
        _ notes: RecordingStorage.Notes,
        event: SessionEvent?,
        customer: CustomerID?
    ) throws {
        var chosen: CustomerID?
        if case .assign = event { chosen = customer }
        do {
            for action in notes.actions { try books.check(action) }
            for message in notes.sent {
                try books.send(
                    message,
                    at: now,
                    limits: configuration[account].limits
                )
            }
            for session in notes.sessions { try books.store(session, chosen: chosen, event: event) }
            if let staff = notes.staff { try books.check(staff, account: account) }
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
