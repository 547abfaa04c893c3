import Foundation
import KFBotMatching
import KFBotModel
import Tokenizer

/// The robot's turn: welcome, answers, menus, handoff, messages left.
extension SessionTurn {
    mutating func welcome() -> Disposition {
        guard session.state == .ended, !session.isBlocked(at: now) else { return .done }
        send(texts.welcome, .welcome)
        return .done
    }

    /// Takes a customer's message, whoever it is for.
    mutating func receive(_ message: IncomingMessage) -> Disposition {
        if session.state == .ended {
            session.number += 1
            session.started = now
            session.robot = RobotMemory()
            move(to: .unhandled, by: .customer)
            actions.append(.record(.started(session.number)))
        }
        session.window.open(at: now)
        touch()
        switch session.state {
        case .servicer:
            guard let servicer = session.servicer else { return .done }
            deliver(message.id, to: servicer)
            return .delivered(servicer)
        case .waiting: return .queued(ahead: session.ticket.map(desk.pool.ahead) ?? 0)
        case .unhandled, .bot, .ended: break
        }
        let receiver = configuration.policy.receiver(
            hoursAreOpen: isOpen,
            isAnyoneAvailable: desk.isAnyoneAvailable
        )
        switch receiver {
        case .servicers: return handOff(.receptionMode, message.id)
        case .nobody: return session.robot.isTakingMessage ? take(message.id) : invite(message.id)
        case .bot: return converse(message)
        }
    }

    private mutating func converse(_ message: IncomingMessage) -> Disposition {
        guard case .text(let text, let tapped) = message.content else {
            if session.robot.isTakingMessage { return take(message.id) }
            reply(texts.nonText)
            return .answered
        }
        if let choice = choice(text, tapped) { return take(choice, in: message.id) }
        if !session.robot.rest.isEmpty, text.trimmingWhitespace() == "继续" {
            answer(with: session.robot.rest)
            return .answered
        }
        session.robot.rest = []
        if let reason = configuration.handoff.request(in: text) {
            return handOff(reason, message.id)
        }
        if session.robot.isTakingMessage { session.robot.leftMessages.append(message.id) }
        guard !session.robot.fragments.isEmpty || !Self.isInvalid(text) else {
            return answerInvalid(message.id)
        }
        session.robot.fragments.append(
            RobotMemory.Fragment(message: message.id, text: text, date: now)
        )
        let first = session.robot.fragments.first?.date ?? now
        let due = configuration.debounce.answerTime(first: first, last: now, piece: text)
        guard due > now else {
            if session.robot.fragments.count > 1 { stop(.quiet) }
            lookUpFragments()
            return .answered
        }
        actions.append(.startTimer(.quiet, due))
        return .pending(until: due)
    }

    /// The choice a customer made: by tap, by number, or by its words.
    private func choice(_ text: String, _ tapped: String?) -> RobotMemory.MenuChoice? {
        let menu = session.robot.menu
        guard !menu.isEmpty else { return nil }
        if let tapped {
            return menu.indices.first { Self.choiceID($0, menu[$0]) == tapped }.map { menu[$0] }
        }
        let text = TextNormalizer().normalize(text).text.trimmingWhitespace()
        if let number = Int(text), menu.indices.contains(number - 1) { return menu[number - 1] }
        return menu.first { $0.title(texts) == text }
    }

    static func choiceID(_ index: Int, _ choice: RobotMemory.MenuChoice) -> String {
        switch choice {
        case .entry(let entry): "\(index + 1):\(entry.entry)"
        case .noneOfThese: "\(index + 1):none"
        case .handoff: "\(index + 1):handoff"
        }
    }

    /// Whether a text is no question at all (无效提问): punctuation, one stray character, 嘎嘎嘎.
    static func isInvalid(_ text: String) -> Bool {
        let scalars = RequestText(text).scalars
        guard let first = scalars.first else { return true }
        guard scalars.allSatisfy({ $0 == first }) else { return false }
        return scalars.count != 2 && !FillerWords.standard.isOnlyFiller(text)
    }

    mutating func lookUpFragments() {
        let question = Debounce.join(session.robot.fragments.map(\.text))
        session.robot.askedIn = session.robot.fragments.last?.message
        session.robot.fragments = []
        actions.append(.lookUp(.question(question)))
    }

    // MARK: Answers

    mutating func answer(_ lookup: Lookup, _ reply: RobotReply) -> Disposition {
        guard session.state == .unhandled || session.state == .bot else { return .done }
        if case .question(let text) = lookup, reply != .smallTalk {
            session.robot.counters.countQuestion(text)
        }
        session.robot.menu = []
        session.robot.previous = previousQuestion(lookup, reply)
        switch reply {
        case .smallTalk: self.reply(texts.smallTalk)
        case .miss:
            note(.missed, lookup)
            return answerMiss(nil)
        case .answer(let entry, let parts, let handsOff, let confidence):
            note(.answered(entry, confidence: confidence), lookup)
            session.robot.counters.countHit()
            if let reason = handoffByRepetition { return handOff(reason, nil) }
            answer(with: parts)
            if handsOff { return handOff(.entry(entry), nil) }
        case .clarify(let choices):
            note(.offered(choices), lookup)
            session.robot.counters.countHit()
            if let reason = handoffByRepetition { return handOff(reason, nil) }
            // Who leaves a message is told that it was taken, whatever else it may mean.
            let disposition = session.robot.isTakingMessage ? confirm() : .answered
            offer(choices)
            if case .question(let text) = lookup { session.robot.menuQuestion = text }
            return disposition
        }
        return .answered
    }

    /// What a question that leaves out its subject may go back to.
    private func previousQuestion(_ lookup: Lookup, _ reply: RobotReply) -> PreviousQuestion? {
        guard case .question(let text) = lookup, case .answer(let entry, _, _, _) = reply else {
            return reply == .smallTalk ? session.robot.previous : nil
        }
        return PreviousQuestion(text: text, entry: entry)
    }

    /// Writes down what a question led to; what was chosen in a menu is written down as a choice.
    private mutating func note(_ outcome: RobotFinding.Outcome, _ lookup: Lookup) {
        guard case .question(let question) = lookup else { return }
        record(outcome, question)
    }

    private mutating func record(_ outcome: RobotFinding.Outcome, _ question: String) {
        let finding = RobotFinding(
            base: configuration.knowledgeBase,
            question: question,
            outcome: outcome,
            message: session.robot.askedIn
        )
        actions.append(.record(.found(finding)))
    }

    /// Says that nothing fits, or hands over if that has happened too often.
    private mutating func answerMiss(_ message: MessageID?) -> Disposition {
        session.robot.counters.countMiss()
        if session.robot.isTakingMessage { return confirm() }
        if let reason = configuration.handoff.reason(for: session.robot.counters) {
            return handOff(reason, message)
        }
        reply(texts.fallback)
        return .answered
    }

    /// Does what the customer chose in a menu.
    private mutating func take(
        _ choice: RobotMemory.MenuChoice,
        in message: MessageID
    ) -> Disposition {
        let offered = session.robot.menu.compactMap { choice in
            if case .entry(let entry) = choice { entry } else { nil }
        }
        let question = session.robot.menuQuestion ?? ""
        session.robot.menu = []
        session.robot.menuQuestion = nil
        switch choice {
        case .entry(let entry):
            record(.chosen(entry.entry, of: offered), question)
            actions.append(.lookUp(.entry(entry.entry)))
            return .answered
        case .noneOfThese:
            record(.declined(offered), question)
            return answerMiss(message)
        case .handoff: return handOff(.menuChoice, message)
        }
    }

    private var handoffByRepetition: HandoffReason? {
        session.robot.isTakingMessage
            ? nil : configuration.handoff.reason(for: session.robot.counters)
    }

    /// Sends an answer, keeping one message for a handoff.
    private mutating func answer(with parts: [AnswerPart]) {
        let budget = ReplyBudget(
            messages: remaining - 1,
            textBytes: configuration.limits.textBytes,
            continuation: texts.continuation
        )
        let plan = budget.plan(parts)
        session.robot.rest = plan.rest
        for part in plan.messages { reply(part) }
    }

    private mutating func offer(_ choices: [RobotReply.Choice]) {
        // Ten choices can be tapped in one `msgmenu`.
        var menu = choices.prefix(8).map(RobotMemory.MenuChoice.entry)
        menu.append(.noneOfThese)
        if configuration.handoff.isOfferedInMenus { menu.append(.handoff) }
        session.robot.menu = menu
        reply(
            .menu(
                AnswerPart.Menu(
                    heading: texts.menuHeading,
                    items: menu.map { $0.title(texts) },
                    footer: texts.menuFooter
                )
            ),
            choices: menu.enumerated().map(Self.choiceID)
        )
    }

    private mutating func answerInvalid(_ message: MessageID) -> Disposition {
        session.robot.counters.countInvalidQuestion()
        actions.append(.record(.invalidQuestion))
        if session.robot.isTakingMessage { return confirm() }
        if let reason = configuration.handoff.reason(for: session.robot.counters) {
            return handOff(reason, message)
        }
        reply(texts.invalidQuestion)
        return .answered
    }

    private mutating func reply(_ part: AnswerPart, choices: [String] = []) {
        send(part, .reply, choices: choices)
        // What the API sends in state 0 makes the robot the one who serves.
        if session.state == .unhandled { move(to: .bot) }
    }

    private mutating func reply(_ text: String) { reply(.text(text)) }

    // MARK: Handoff

    /// Hands the customer to people; where there are none, asks for a message.
    mutating func handOff(
        _ reason: HandoffReason,
        _ message: MessageID?,
        saying text: String? = nil
    ) -> Disposition {
        let receiver = configuration.policy.receiverAfterHandoff(
            hoursAreOpen: isOpen,
            isAnyoneAvailable: desk.isAnyoneAvailable
        )
        guard receiver == .servicers else { return invite(message) }
        let capacity = configuration.poolCapacity
        if desk.pool.count == 0,
            let servicer = desk.choose(
                by: configuration.distribution,
                last: session.lastServicer
            )
        {
            actions.append(.record(.handedOff(reason)))
            silenceRobot()
            move(to: .servicer, servicer: servicer)
            send(text ?? texts.handoff, .assigned)
            if let message { deliver(message, to: servicer) }
            return .delivered(servicer)
        }
        guard capacity == 0 || desk.pool.count < capacity else {
            session.robot.isTakingMessage = true
            if let message { leave(message) }
            reply(texts.poolFull)
            return .taken
        }
        actions.append(.record(.handedOff(reason)))
        silenceRobot()
        move(to: .waiting)
        let ahead = desk.pool.count - 1
        send(text ?? texts.waiting.replacing("{{ahead}}", with: "\(ahead)"), .queued)
        if configuration.waitTimeout > 0 { start(.wait, after: configuration.waitTimeout) }
        return .queued(ahead: ahead)
    }

    /// Says when service resumes and asks for a message (留言).
    private mutating func invite(_ message: MessageID?) -> Disposition {
        if let message { leave(message) }
        session.robot.isTakingMessage = true
        session.robot.menu = []
        session.robot.hasConfirmedMessage = false
        if !session.robot.fragments.isEmpty {
            session.robot.fragments = []
            stop(.quiet)
        }
        if !isOpen, let opening = configuration.hours.nextOpening(from: now) {
            let text = configuration.hours.clock.reading(at: opening).text
            reply(texts.closed.replacing("{{resumes}}", with: text))
            actions.append(.startTimer(.resumption, opening))
        } else {
            reply(texts.closedIndefinitely)
        }
        return .taken
    }

    private mutating func take(_ message: MessageID) -> Disposition {
        leave(message)
        return confirm()
    }

    private mutating func leave(_ message: MessageID) {
        session.robot.leftMessages.append(message)
        actions.append(.record(.messageLeft(message)))
    }

    /// Confirms a message once.
    private mutating func confirm() -> Disposition {
        if !session.robot.hasConfirmedMessage { reply(texts.messageTaken) }
        session.robot.hasConfirmedMessage = true
        return .taken
    }

    /// Gives a customer who left a message to people, now that they are back.
    mutating func resumeService() -> Disposition {
        guard session.state == .unhandled || session.state == .bot,
            session.robot.isTakingMessage
        else { return .done }
        guard isOpen else {
            if let opening = configuration.hours.nextOpening(from: now) {
                actions.append(.startTimer(.resumption, opening))
            }
            return .done
        }
        guard
            configuration.policy.receiverAfterHandoff(
                hoursAreOpen: true,
                isAnyoneAvailable: desk.isAnyoneAvailable
            ) == .servicers
        else {
            start(.resumption, after: 600)
            return .done
        }
        return handOff(.resumption, nil, saying: texts.resumed)
    }
}

extension RobotMemory.MenuChoice {
    /// What the menu shows.
    func title(_ texts: ReceptionTexts) -> String {
        switch self {
        case .entry(let choice): choice.question
        case .noneOfThese: texts.menuNone
        case .handoff: texts.menuHandoff
        }
    }
}
