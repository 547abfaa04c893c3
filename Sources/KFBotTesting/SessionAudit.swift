import Foundation
import KFBot

/// Reads all that happened in a workspace and checks that each event follows from those before.
///
/// It requires that all sessions have come to their end and that servicers' limits never changed.
struct SessionAudit {
    /// The names of the messages that came: account, customer and message.
    private(set) var received: Set<String> = []
    /// The names of the messages to customers.
    private(set) var sent: Set<String> = []
    /// How many events there were.
    private(set) var events = 0

    private struct Key: Hashable {
        let account: AccountID
        let customer: CustomerID
    }

    private struct Course {
        var state = ServiceState.ended
        var servicer: ServicerID?
        var opened: Date?
        var count = 0
        var sequence = 0
    }

    private let configuration: ReceptionConfiguration
    private var courses: [Key: Course] = [:]
    private var loads: [AccountID: [ServicerID: Int]] = [:]
    private var limits: [AccountID: [ServicerID: Int]] = [:]

    init(configuration: ReceptionConfiguration) { self.configuration = configuration }

    func name(_ account: AccountID, _ customer: CustomerID, _ message: MessageID) -> String {
        "\(account) \(customer) \(message)"
    }

    /// Checks a whole workspace.
    ///
    /// - Throws: ``KillLoop/Violation`` at the first event that does not follow.
    mutating func check(_ store: SessionStore) throws {
        for account in try store.staffedAccounts() {
            limits[account] = try store.staff(of: account).servicers.mapValues(\.limit)
        }
        var last = 0
        while case let items = try store.feed(after: last, limit: 1000), let item = items.last {
            for item in items { try check(item, store) }
            last = item.number
            events += items.count
        }
        try checkEnd(store)
    }

    private mutating func check(_ item: FeedItem, _ store: SessionStore) throws {
        let key = Key(account: item.account, customer: item.customer)
        var course = courses[key] ?? Course()
        defer { courses[key] = course }
        switch item.content {
        case .received(let message):
            let name = name(item.account, item.customer, message.id)
            try require(received.insert(name).inserted, "\(name) was handled twice", item)
            let receipt = try store.receipt(of: message.id, account: item.account)
            guard let receipt else { throw violation("\(name) has no outcome", item) }
            if case .refused = receipt.disposition { return }
            course.opened = item.date
            course.count = 0
        case .sent(let message):
            let name = name(item.account, item.customer, message.id)
            try require(sent.insert(name).inserted, "\(name) was decided twice", item)
            course.sequence += 1
            let number = message.id.rawValue.split(separator: "-").last.flatMap {
                Int($0, radix: 36)
            }
            try require(number == course.sequence, "\(name) is not number \(course.sequence)", item)
            guard message.kind != .welcome else { return }
            course.count += 1
            let limits = configuration[item.account].limits
            guard let opened = course.opened else { throw violation("nobody wrote", item) }
            try require(
                item.date < opened.addingTimeInterval(limits.duration)
                    && course.count <= limits.messages,
                "message \(course.count) after \(opened)",
                item
            )
            let isBots = course.state == .unhandled || course.state == .bot
            try require(message.kind != .reply || isBots, "the bot spoke", item)
            try require(
                message.kind != .servicer || course.state == .servicer,
                "a servicer spoke",
                item
            )
        case .record(.moved(let from, let state, let servicer)):
            try require(from == course.state, "from \(from), but it was \(course.state)", item)
            try require(
                ServiceState.Mover.allCases.contains { from.allows(state, by: $0) }
                    && (state == .servicer) == (servicer != nil),
                "from \(from) to \(state)",
                item
            )
            if let old = course.servicer { loads[item.account]?[old, default: 0] -= 1 }
            if let servicer {
                let load = loads[item.account]?[servicer] ?? 0
                try require(
                    load < limits[item.account]?[servicer] ?? 0,
                    "\(servicer) has \(load) customers already",
                    item
                )
                loads[item.account, default: [:]][servicer] = load + 1
            }
            (course.state, course.servicer) = (state, servicer)
        case .record, .delivered, .suggested, .reminder: break
        }
    }

    private func checkEnd(_ store: SessionStore) throws {
        let sessions = try store.sessions(limit: .max)
        for session in sessions {
            let key = Key(account: session.account, customer: session.customer)
            let course = courses[key] ?? Course()
            guard session.state == .ended, course.state == .ended,
                session.sentMessages == course.sequence, session.bot.fragments.isEmpty
            else {
                throw KillLoop.Violation(description: "a session is stuck: \(session)")
            }
        }
        for account in limits.keys {
            let staff = try store.staff(of: account)
            guard staff.pool.count == 0, staff.servicers.values.allSatisfy({ $0.load == 0 }) else {
                throw KillLoop.Violation(description: "places of \(account) are still taken")
            }
        }
        let timers = try store.dueTimers(at: .distantFuture, limit: 10)
        guard timers.isEmpty, try store.unsentMessages(limit: 1).isEmpty else {
            throw KillLoop.Violation(description: "something is left to do: \(timers)")
        }
    }

    private func require(
        _ holds: Bool,
        _ text: @autoclosure () -> String,
        _ item: FeedItem
    ) throws {
        if !holds { throw violation(text(), item) }
    }

    private func violation(_ text: String, _ item: FeedItem) -> KillLoop.Violation {
        KillLoop.Violation(description: "event \(item.number) of \(item.customer): \(text)")
    }
}
