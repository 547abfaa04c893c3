import Foundation
import KFBotModel

/// Works through one event: holds the state as it changes, and collects the actions.
struct EventHandling {
    let configuration: AccountConfiguration
    var session: Session
    var staff: Staff
    let now: Date
    var actions: [SessionAction] = []

    var isOpen: Bool { configuration.hours.isOpen(at: now) }
    var texts: ReceptionTexts { configuration.texts }

    // MARK: State

    /// Moves the session to a state.
    ///
    /// Its place in the pool or with a servicer is given up, and a new one taken.
    mutating func move(
        to state: ServiceState,
        servicer: ServicerID? = nil,
        by mover: ServiceState.Mover = .desk
    ) {
        precondition(session.state.allows(state, by: mover), "The caller checks the move first.")
        let from = session.state
        if let ticket = session.ticket {
            staff.dequeue(ticket)
            session.ticket = nil
            session.placeTold = nil
            session.hasWaitedTooLong = false
            stop(.wait)
        }
        if let old = session.servicer {
            staff.release(old)
            session.servicer = nil
            session.unansweredSince = nil
            stop(.reminder)
        }
        session.state = state
        session.since = now
        if state == .waiting { session.ticket = staff.enqueue(session.customer) }
        if let servicer {
            staff.occupy(servicer)
            session.servicer = servicer
            session.lastServicer = servicer
        }
        actions.append(.record(.moved(from: from, to: state, servicer: servicer)))
    }

    /// Makes the bot forget what it was doing, because people take over or the session is over.
    mutating func silenceBot() {
        if !session.bot.fragments.isEmpty { stop(.quiet) }
        if session.bot.isTakingMessage { stop(.resumption) }
        let left = session.bot.leftCount
        session.bot = BotMemory()
        session.bot.leftCount = left
    }

    mutating func touch() {
        session.lastActivity = now
        start(.idle, after: configuration.idleTimeout)
    }

    // MARK: Actions

    mutating func start(_ timer: SessionTimer, after seconds: TimeInterval) {
        actions.append(.startTimer(timer, now.addingTimeInterval(seconds)))
    }

    mutating func stop(_ timer: SessionTimer) { actions.append(.stopTimer(timer)) }

    /// How many messages may be sent to the customer now.
    var remaining: Int { session.window.remaining(at: now, configuration.limits) }

    /// Sends a message if the window and the budget allow it; a welcome is always sent.
    mutating func send(_ part: AnswerPart, _ kind: OutgoingMessage.Kind, choices: [String] = []) {
        if case .text("") = part { return }
        let part = kind == .servicer ? part : named(part)
        if kind != .welcome {
            guard remaining > 0 else {
                actions.append(.record(.unsent(kind)))
                return
            }
            session.window.count()
        }
        session.sentMessages += 1
        let id = OutgoingMessage.id(
            session.account,
            session.customer,
            met: session.met,
            sequence: session.sentMessages
        )
        actions.append(
            .send(OutgoingMessage(id: id, kind: kind, part: part, choices: choices))
        )
    }

    /// A text with the account's name filled in.
    private func named(_ part: AnswerPart) -> AnswerPart {
        guard case .text(let text) = part, text.utf8.contains(UInt8(ascii: "{")) else {
            return part
        }
        let name = configuration.name.isEmpty ? session.account.rawValue : configuration.name
        return .text(text.replacing("{{name}}", with: name))
    }

    mutating func send(_ text: String, _ kind: OutgoingMessage.Kind) {
        send(.text(text), kind)
    }

    /// Forgets a message that was recalled.
    mutating func recall(_ message: MessageID) -> Disposition {
        actions.append(.record(.recalled(message)))
        if session.bot.fragments.contains(where: { $0.message == message }) {
            session.bot.fragments.removeAll { $0.message == message }
            if session.bot.fragments.isEmpty { stop(.quiet) }
        }
        return .done
    }

    // MARK: Timers

    mutating func fire(_ timer: SessionTimer) -> Disposition {
        switch timer {
        case .quiet:
            guard session.state == .unhandled || session.state == .bot,
                !session.bot.fragments.isEmpty
            else { return .done }
            lookUpFragments()
            return .answered
        case .wait:
            guard session.state == .waiting, !session.hasWaitedTooLong else { return .done }
            session.hasWaitedTooLong = true
            session.placeTold = now
            actions.append(.record(.waitedTooLong))
            send(texts.waitExpired, .queued)
            return .done
        case .reminder:
            guard let servicer = session.servicer, let since = session.unansweredSince else {
                return .done
            }
            actions.append(.remind(servicer, since: since))
            return .done
        case .idle:
            guard session.state != .ended, let last = session.lastActivity else { return .done }
            let end = last.addingTimeInterval(configuration.idleTimeout)
            guard now >= end else {
                actions.append(.startTimer(.idle, end))
                return .done
            }
            guard !session.isOwedAnAnswer else {
                start(.idle, after: configuration.idleTimeout)
                return .done
            }
            finish(.idle, saying: texts.idleClosing)
            return .done
        case .resumption: return resumeService()
        }
    }

    /// Ends the session for a reason and sends a last text, unless that is empty.
    mutating func finish(_ reason: EndReason, saying text: String) {
        send(text, .closing)
        silenceBot()
        move(to: .ended)
        session.welcomed = nil
        stop(.idle)
        actions.append(.record(.ended(reason)))
    }
}
