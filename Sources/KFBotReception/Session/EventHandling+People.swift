import Foundation
import KFBotModel

/// The servicers' side: places, replies, transfers, endings, refusals.
extension EventHandling {
    /// Shows a message to the servicer and starts the reminder.
    mutating func deliver(_ message: MessageID, to servicer: ServicerID) {
        actions.append(.deliver(message, servicer))
        suggest(to: servicer)
        guard session.unansweredSince == nil else { return }
        session.unansweredSince = now
        startReminder(for: servicer)
    }

    private mutating func suggest(to servicer: ServicerID) {
        if configuration.assist != .off { actions.append(.suggest(servicer)) }
    }

    private mutating func startReminder(for servicer: ServicerID) {
        guard session.unansweredSince != nil,
            let minutes = staff.servicers[servicer]?.reminderMinutes
        else { return }
        start(.reminder, after: Double(minutes) * 60)
    }

    /// The reason why a servicer cannot take another customer; `nil` if they can.
    private func obstacle(_ id: ServicerID, members: Bool = false) -> Refusal? {
        guard let servicer = staff.servicers[id] else { return .unknownServicer(id) }
        if servicer.role == .member, !members { return .membersNotAllowed(id) }
        if servicer.status != .available { return .servicerNotAvailable(id, servicer.status) }
        return servicer.hasPlace ? nil : .servicerFull(id, limit: servicer.limit)
    }

    private func isServing(_ id: ServicerID) -> Bool {
        session.state == .servicer && session.servicer == id
    }

    /// Gives the customer who waits first to a servicer with a free place.
    mutating func place(_ servicer: ServicerID) -> Disposition {
        guard session.state == .waiting else {
            return .refused(.moveNotAllowed(from: session.state, to: .servicer))
        }
        return assign(servicer)
    }

    mutating func assign(_ servicer: ServicerID) -> Disposition {
        if isServing(servicer) { return .refused(.alreadyServing(servicer)) }
        guard session.state != .servicer, session.state.allows(.servicer) else {
            return .refused(.moveNotAllowed(from: session.state, to: .servicer))
        }
        if let refusal = obstacle(servicer) { return .refused(refusal) }
        silenceBot()
        send(texts.handoff, .assigned)
        move(to: .servicer, servicer: servicer)
        session.unansweredSince = session.window.opened
        startReminder(for: servicer)
        suggest(to: servicer)
        return .delivered(servicer)
    }

    mutating func relay(_ message: IncomingMessage, by servicer: ServicerID) -> Disposition {
        guard isServing(servicer) else { return .refused(.notServing(servicer)) }
        guard let end = session.window.end(configuration.limits), now < end else {
            return .refused(.windowClosed)
        }
        guard remaining > 0 else {
            return .refused(.budgetSpent(limit: configuration.limits.messages))
        }
        let parts: [AnswerPart]
        switch message.content {
        case .text(let text, _): parts = [.text(text)]
        case .parts(let ready): parts = ready
        case .other(let type): return .refused(.cannotSend(type: type))
        }
        let plan = ReplyBudget(messages: remaining, textBytes: configuration.limits.textBytes)
            .plan(parts)
        guard !plan.messages.isEmpty else { return .refused(.emptyMessage) }
        guard plan.rest.isEmpty else {
            return .refused(.budgetSpent(limit: configuration.limits.messages))
        }
        for part in plan.messages { send(part, .servicer) }
        session.unansweredSince = nil
        stop(.reminder)
        touch()
        return .done
    }

    mutating func transfer(from: ServicerID, to: ServicerID) -> Disposition {
        guard isServing(from) else { return .refused(.notServing(from)) }
        guard from != to else { return .refused(.alreadyServing(to)) }
        let members = configuration.transferScope == .moreMembers
        if let refusal = obstacle(to, members: members) { return .refused(refusal) }
        let unanswered = session.unansweredSince
        move(to: .servicer, servicer: to)
        session.unansweredSince = unanswered
        startReminder(for: to)
        if unanswered != nil { suggest(to: to) }
        return .delivered(to)
    }

    mutating func end(by servicer: ServicerID?) -> Disposition {
        guard session.state.allows(.ended) else {
            return .refused(.moveNotAllowed(from: session.state, to: .ended))
        }
        if let servicer, !isServing(servicer) { return .refused(.notServing(servicer)) }
        finish(servicer.map(EndReason.servicer) ?? .order, saying: texts.closing)
        return .done
    }

    mutating func resume(_ servicer: ServicerID) -> Disposition {
        guard session.state.allows(.servicer, by: .servicer), session.number > 0 else {
            return .refused(.moveNotAllowed(from: session.state, to: .servicer))
        }
        if session.isBlocked(at: now), let until = session.blockedUntil {
            return .refused(.blocked(until: until))
        }
        if let refusal = obstacle(servicer, members: session.lastServicer == servicer) {
            return .refused(refusal)
        }
        move(to: .servicer, servicer: servicer, by: .servicer)
        touch()
        return .delivered(servicer)
    }

    mutating func block(_ servicer: ServicerID) -> Disposition {
        guard isServing(servicer) || (session.state == .ended && session.lastServicer == servicer)
        else { return .refused(.notServing(servicer)) }
        if session.isBlocked(at: now), let until = session.blockedUntil {
            return .refused(.blocked(until: until))
        }
        let until = now.addingTimeInterval(SessionStateMachine.blockDuration)
        session.blockedUntil = until
        actions.append(.record(.blocked(by: servicer, until: until)))
        if session.state != .ended { finish(.blocked, saying: "") }
        return .done
    }

    mutating func unblock(_ servicer: ServicerID) -> Disposition {
        guard staff.servicers[servicer] != nil else { return .refused(.unknownServicer(servicer)) }
        guard session.isBlocked(at: now) else { return .done }
        session.blockedUntil = nil
        actions.append(.record(.unblocked(by: servicer)))
        return .done
    }
}
