import Foundation
import KFBot

/// The simulation's own account of who serves whom and what was sent.
struct SimulationBooks {
    struct Fault: Error {
        var text: String
    }

    struct Key: Hashable {
        var account: AccountID
        var customer: CustomerID
    }

    private var opened: [Key: Date] = [:]
    private var sent: [Key: Int] = [:]
    private var names: Set<String> = []
    private var servedBy: [Key: ServicerID] = [:]
    private var loads: [AccountID: [ServicerID: Int]] = [:]
    private var loadsBefore: [ServicerID: Int] = [:]
    private var tickets: [AccountID: [CustomerID: Int]] = [:]
    /// The largest ticket among the customers that the pool gave to a servicer in this step.
    private var placed: [AccountID: Int] = [:]

    /// Notes how busy each servicer is before an event.
    mutating func begin(_ account: AccountID) { loadsBefore = loads[account] ?? [:] }

    mutating func open(_ account: AccountID, _ customer: CustomerID, _ now: Date) {
        let key = Key(account: account, customer: customer)
        opened[key] = now
        sent[key] = 0
    }

    func isServed(_ account: AccountID, _ customer: CustomerID) -> Bool {
        servedBy[Key(account: account, customer: customer)] != nil
    }

    func check(_ action: SessionAction) throws {
        guard case .record(.moved(let from, let to, _)) = action else { return }
        try require(
            ServiceState.Mover.allCases.contains { from.allows(to, by: $0) },
            "a move that is not allowed: \(from) to \(to)"
        )
    }

    mutating func send(
        _ message: QueuedMessage,
        at now: Date,
        limits: ReplyLimits
    ) throws {
        let name = "\(message.account) \(message.message.id)"
        try require(names.insert(name).inserted, "a message's name came twice: \(name)")
        guard message.message.kind != .welcome else { return }
        // Messages are entered before the session that they led to.
        try require(
            !(isServed(message.account, message.customer) && message.message.kind == .reply),
            "the bot spoke while a person served"
        )
        let key = Key(account: message.account, customer: message.customer)
        guard let date = opened[key] else { throw Fault(text: "a message to who never wrote") }
        try require(now < date.addingTimeInterval(limits.duration), "a message after 48 hours")
        sent[key, default: 0] += 1
        try require(sent[key, default: 0] <= limits.messages, "more than 5 messages")
        if case .text(let text) = message.message.part {
            try require(
                !text.isEmpty && text.utf8.count <= 2048,
                "a text of \(text.utf8.count) bytes"
            )
        }
    }

    mutating func store(_ session: Session, chosen: CustomerID?, event: SessionEvent?) throws {
        let key = Key(account: session.account, customer: session.customer)
        try require(
            (session.state == .servicer) == (session.servicer != nil)
                && (session.state == .waiting) == (session.ticket != nil),
            "state, servicer and ticket differ: \(session)"
        )
        if let old = servedBy[key] { loads[key.account, default: [:]][old, default: 0] -= 1 }
        servedBy[key] = session.servicer
        if let servicer = session.servicer {
            loads[key.account, default: [:]][servicer, default: 0] += 1
        }
        let ticket = tickets[key.account]?[key.customer]
        if let ticket, session.state == .servicer, chosen != key.customer {
            placed[key.account] = max(placed[key.account] ?? 0, ticket)
        }
        tickets[key.account, default: [:]][key.customer] = session.ticket
    }

    mutating func check(_ staff: Staff, account: AccountID) throws {
        for servicer in staff.servicers.values {
            let load = loads[account]?[servicer.id] ?? 0
            try require(
                load == servicer.load,
                "\(servicer.id) serves \(load), not \(servicer.load)"
            )
            let old = loadsBefore[servicer.id] ?? 0
            try require(
                load <= servicer.limit || load <= old,
                "\(servicer.id) has \(load) customers at a limit of \(servicer.limit)"
            )
        }
        let waiting = (tickets[account] ?? [:]).sorted { $0.value < $1.value }
        try require(
            waiting.map(\.key) == staff.pool.places.map(\.customer),
            "the pool differs from the sessions that wait"
        )
        let isFree = staff.servicers.values.contains {
            $0.role == .servicer && $0.status == .available && $0.load < $0.limit
        }
        try require(!isFree || waiting.isEmpty, "\(waiting.count) wait while a place is free")
        if let last = placed[account], let first = waiting.first {
            try require(last < first.value, "ticket \(last) came before \(first.value)")
        }
        placed[account] = nil
    }

    private func require(_ holds: Bool, _ text: @autoclosure () -> String) throws {
        if !holds { throw Fault(text: text()) }
    }
}
