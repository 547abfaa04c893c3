import Foundation
import KFBotModel

/// One event being worked through: the state as it changes, and the actions collected.
struct EventHandling {
    let configuration: AccountConfiguration
    var session: Session
    var staff: Staff
    let now: Date
    var actions: [SessionAction] = []

    var isOpen: Bool { configuration.hours.isOpen(at: now) }
    var texts: ReceptionTexts { configuration.texts }

    // MARK: State

    /// Moves the session; the place in the pool or with a servicer is given up, a new one taken.
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

    /// Forgets what the bot was doing, because people take over or the session is over.
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

    /// How many messages may be sent now.
    var remaining: Int { session.window.remaining(at: now, configuration.limits) }

    /// Sends a message if the window and the budget allow it; a welcome needs neither.
    mutating func send(_ part: AnswerPart, _ kind: OutgoingMessage.Kind, choices: [String] = []) {
        if case .text("") = part { return }
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

    mutating func send(_ text: String, _ kind: OutgoingMessage.Kind) {
        send(.text(text), kind)
    }

    /// Forgets a message that was taken back.
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
            guard session.state == .waiting else { return .done }
            finish(.waitedTooLong, saying: texts.waitExpired)
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
            finish(.idle, saying: texts.idleClosing)
            return .done
        case .resumption: return resumeService()
        }
    }

    /// Ends the session.
    mutating func finish(_ reason: EndReason, saying text: String) {
        send(text, .closing)
        silenceBot()
        move(to: .ended)
        session.welcomed = nil
        stop(.idle)
        actions.append(.record(.ended(reason)))
    }
}
