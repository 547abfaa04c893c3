import Foundation
import KFBot
import KFBotService

/// What a servicer sees: their customers, the queue, and suggestions.
actor DeskScreen {
    private let terminal: Terminal
    private let me: ServicerID
    /// The customer who receives plain text.
    private(set) var current: CustomerID?
    /// The customer who was current before; their session can be resumed.
    private(set) var last: CustomerID?
    private var own: [CustomerID] = []
    private var waiting: [CustomerID] = []
    private var lastMessages: [CustomerID: MessageID] = [:]
    private var suggestions: [CustomerID: Shown] = [:]
    /// The messages that were sent from here, oldest first.
    private var replies: [CustomerID: [MessageID]] = [:]

    /// The suggestions that the numbers refer to.
    private struct Shown {
        var suggestions: [ReplySuggestion]
        /// Whether the servicer searched for them.
        ///
        /// Such suggestions are not stored; others are.
        var areSearched = false
    }

    init(terminal: Terminal, me: ServicerID) {
        self.terminal = terminal
        self.me = me
    }

    /// The last message of the current customer, or else of the one before.
    var lastMessage: MessageID? { currentOrLast.flatMap { lastMessages[$0] } }

    /// The current customer, or else the one before.
    var currentOrLast: CustomerID? { current ?? last }

    /// The customer who waits first.
    var first: CustomerID? { waiting.first }

    /// Sets the servicer's customers and the queue at the start.
    func begin(own: [CustomerID], waiting: [CustomerID]) {
        self.own = own
        self.waiting = waiting
        current = own.first
    }

    /// Makes one of the servicer's customers the current one; false if the customer is somebody
    /// else's.
    func select(_ customer: CustomerID) -> Bool {
        guard own.contains(customer) else { return false }
        current = customer
        return true
    }

    /// Waits until an order has come back as an event.
    ///
    /// A customer who was taken is then the current one.
    func wait(for customer: CustomerID, toBeOwn isOwn: Bool) async {
        let end = ContinuousClock.now + .seconds(2)
        while own.contains(customer) != isOwn, ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(10))
        }
        if isOwn, own.contains(customer) { current = customer }
    }

    /// A suggestion for the current customer, by its number, and whether the servicer searched for
    /// it.
    func suggestion(_ number: Int) -> (suggestion: ReplySuggestion, isSearched: Bool)? {
        guard let current, let shown = suggestions[current],
            shown.suggestions.indices.contains(number - 1)
        else { return nil }
        return (shown.suggestions[number - 1], shown.areSearched)
    }

    /// Shows what a search has found.
    ///
    /// The numbers refer to it from now on.
    func show(found: [ReplySuggestion], for customer: CustomerID) {
        guard !found.isEmpty else {
            terminal.show("  没有找到合适的建议")
            return
        }
        suggestions[customer] = Shown(suggestions: found, areSearched: true)
        show(found, for: customer)
    }

    /// Remembers a message that was sent.
    func note(reply: MessageID, to customer: CustomerID) {
        replies[customer, default: []].append(reply)
    }

    /// A message that was sent; 1 is the last one.
    func reply(_ number: Int, to customer: CustomerID) -> MessageID? {
        replies[customer]?.dropLast(number - 1).last
    }

    /// Forgets a message that was recalled.
    func forget(reply: MessageID, to customer: CustomerID) {
        replies[customer]?.removeAll { $0 == reply }
    }

    // MARK: Events

    /// Shows an event; true if the customer has just come, so that their history should be shown.
    func show(_ event: EventBody) -> Bool {
        let customer = event.customer
        switch event.event {
        case .state:
            guard let move = event.state else { return false }
            return show(move, of: customer)
        case .message:
            guard let message = event.message, own.contains(customer) else { return false }
            note(message, of: customer)
            show(message, of: customer)
        case .suggestion:
            guard let set = event.suggestion, set.servicer == me else { return false }
            suggestions[customer] = Shown(suggestions: set.suggestions)
            if customer == current || current == nil { show(set.suggestions, for: customer) }
        case .reminder:
            guard let reminder = event.reminder, reminder.servicer == me else { return false }
            let minutes = Int(event.date.timeIntervalSince(reminder.since) / 60)
            terminal.show(terminal.bold("⏰ \(customer) 已等待回复 \(minutes) 分钟"))
        case .record:
            guard let record = event.record, record.kind != "delivered" else { return false }
            let isNews = record.kind == "message_left" || own.contains(customer)
            if isNews { terminal.show(terminal.dim("— \(customer)：\(record.text) —")) }
        }
        return false
    }

    private func show(_ move: EventBody.Move, of customer: CustomerID) -> Bool {
        let wasOwn = own.contains(customer)
        let isOwn = move.to == .servicer && move.servicer == me
        let waited = waiting.contains(customer)
        waiting.removeAll { $0 == customer }
        if move.to == .waiting {
            waiting.append(customer)
            terminal.show("＋ \(customer) 开始排队（共 \(waiting.count) 人，/take 接入）")
        } else if waited, !isOwn {
            terminal.show(terminal.dim("— \(customer) 离开排队（还有 \(waiting.count) 人）—"))
        }
        own.removeAll { $0 == customer }
        if isOwn {
            own.append(customer)
            if current == nil || !own.contains(where: { $0 == current }) { current = customer }
            terminal.show(terminal.bold("● \(customer) 由您接待" + hint(customer)))
            return true
        }
        guard wasOwn else { return false }
        suggestions[customer] = nil
        let state = EventText.state(move.to, servicer: move.servicer)
        terminal.show("○ \(customer) \(state)")
        if current == customer {
            last = customer
            current = own.first
            if let current { terminal.show(terminal.dim("— 当前客户：\(current) —")) }
        }
        return false
    }

    private func hint(_ customer: CustomerID) -> String {
        customer == current ? "" : "（/switch \(customer) 切换）"
    }

    /// Shows earlier events in order, and the suggestions for them.
    func show(history: [EventBody], of customer: CustomerID) {
        for event in history {
            if let set = event.suggestion, set.servicer == me {
                suggestions[customer] = Shown(suggestions: set.suggestions)
            } else if event.message?.from == OutgoingMessage.Kind.servicer.rawValue {
                suggestions[customer] = nil
            }
            if let message = event.message {
                note(message, of: customer)
                terminal.show(terminal.dim("  " + line(message, of: event.customer)))
            } else if let record = event.record, record.kind != "delivered" {
                terminal.show(terminal.dim("  — \(record.text) —"))
            }
        }
        if let shown = suggestions[customer] { show(shown.suggestions, for: customer) }
    }

    private func note(_ message: EventBody.Message, of customer: CustomerID) {
        guard message.from == "customer", case .text = message.part else { return }
        lastMessages[customer] = message.id
    }

    private func show(_ message: EventBody.Message, of customer: CustomerID) {
        if message.from == "customer", current == nil { current = customer }
        terminal.show(line(message, of: customer))
    }

    private func line(_ message: EventBody.Message, of customer: CustomerID) -> String {
        let speaker =
            switch message.from {
            case "customer": customer.rawValue
            case OutgoingMessage.Kind.servicer.rawValue: "→ \(customer)"
            default: "机器人 → \(customer)"
            }
        if let part = message.part { return EventText.message(part, from: speaker) }
        return "\(speaker)：\(EventText.placeholder(message.type ?? ""))"
    }

    private func show(_ suggestions: [ReplySuggestion], for customer: CustomerID) {
        guard !suggestions.isEmpty else { return }
        var lines = ["  建议回复 \(customer)："]
        for (index, suggestion) in suggestions.enumerated() {
            let percent = EventText.percent(suggestion.confidence)
            lines.append("  [\(index + 1)] \(percent) \(suggestion.question)　\(suggestion.reason)")
            lines.append("      \(EventText.summary(suggestion.parts))")
        }
        terminal.show(lines.joined(separator: "\n"))
    }
}
