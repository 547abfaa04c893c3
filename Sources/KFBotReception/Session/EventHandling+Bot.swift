import Foundation
import KFBotMatching
import KFBotModel
import Tokenizer

/// The bot's part: welcome, answers, menus, handoff, messages left by customers.
extension EventHandling {
    mutating func welcome() -> Disposition {
        guard session.state == .ended, !session.isBlocked(at: now), let text = welcomeText else {
            return .done
        }
        if let last = session.welcomed, now < last.addingTimeInterval(configuration.limits.duration)
        {
            return .done
        }
        session.welcomed = now
        send(text, .welcome)
        return .done
    }

    /// The greeting of whoever receives; `nil` for none.
    private var welcomeText: String? {
        let receiver = configuration.policy.receiver(
            hoursAreOpen: isOpen,
            presence: staff.presence
        )
        let text =
            switch receiver {
            case .bot: texts.welcome
            case .servicers: texts.welcomePeople
            case .nobody: isOpen ? texts.nobodyAtWork : closedText(texts.welcomeClosed)
            }
        return text.isEmpty ? nil : text
    }

    /// A text with when service resumes; the general one where that is not known.
    private func closedText(_ text: String) -> String {
        guard let opening = configuration.hours.nextOpening(from: now) else {
            return texts.closedIndefinitely
        }
        return text.replacing(
            "{{resumes}}",
            with: configuration.hours.clock.reading(at: opening).text
        )
    }

    /// Takes a customer's message, whoever it is for.
    mutating func receive(_ message: IncomingMessage) -> Disposition {
        if session.state == .ended {
            session.number += 1
            session.started = now
            session.bot = BotMemory()
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
        case .waiting: return attend(to: message)
        case .unhandled, .bot, .ended: break
        }
        let receiver = configuration.policy.receiver(
            hoursAreOpen: isOpen,
            presence: staff.presence
        )
        switch receiver {
        case .servicers: return handOff(.receptionMode, message.id)
        case .nobody: return session.bot.isTakingMessage ? take(message.id) : invite(message.id)
        case .bot: return converse(message)
        }
    }

    private mutating func converse(_ message: IncomingMessage) -> Disposition {
        guard case .text(let text, let tapped) = message.content else {
            if session.bot.isTakingMessage { return take(message.id) }
            reply(texts.nonText)
            return .answered
        }
        let reading = Self.reading(text, tapped, session.bot, configuration, now)
        switch reading {
        case .choice(let choice): return take(choice, in: message.id)
        case .continuation:
            answer(with: session.bot.rest)
            return .answered
        default: session.bot.rest = []
        }
        if case .handoff(let reason) = reading { return handOff(reason, message.id) }
        if case .declined = reading {
            reply(texts.handoffDeclined)
            return .answered
        }
        if session.bot.isTakingMessage { keepLeft(message.id) }
        guard case .piece(let due) = reading else { return answerInvalid(message.id) }
        session.bot.fragments.append(
            BotMemory.Fragment(message: message.id, text: text, date: now)
        )
        guard due > now else {
            if session.bot.fragments.count > 1 { stop(.quiet) }
            lookUpFragments()
            return .answered
        }
        actions.append(.startTimer(.quiet, due))
        return .pending(until: due)
    }

    /// What a customer's text means to the bot.
    private enum Reading {
        /// The customer chose from the last menu.
        case choice(BotMemory.MenuChoice)
        /// The customer wants the rest of the last answer.
        case continuation
        /// The customer wants a person.
        case handoff(HandoffReason)
        /// The wish for no person.
        case declined
        /// No question at all.
        case invalid
        /// The text is a question or a piece of one, to be answered at a moment.
        case piece(due: Date)
    }

    /// How many scalars of a message are searched for requests and choices: as many as the longest
    /// text of a customer has bytes in 微信客服.
    static let mostScalarsRead = 2048

    private static func reading(
        _ text: String,
        _ tapped: String?,
        _ memory: BotMemory,
        _ configuration: AccountConfiguration,
        _ now: Date
    ) -> Reading {
        // Searches look at every character, so they read no more than a customer can type.
        let whole = text
        let text = String(text.unicodeScalars.prefix(mostScalarsRead))
        if let choice = choice(text, tapped, memory.menu, configuration.texts) {
            return .choice(choice)
        }
        if !memory.rest.isEmpty, text.trimmingWhitespace() == "继续" { return .continuation }
        let words = RequestText(text)
        if let reason = configuration.handoff.request(in: words) { return .handoff(reason) }
        if memory.fragments.isEmpty, configuration.handoff.isDeclined(in: words) {
            return .declined
        }
        guard !memory.fragments.isEmpty || !isInvalid(text, words) else { return .invalid }
        let first = memory.fragments.first?.date ?? now
        if Debounce.isFull(memory.fragments.map(\.text) + [whole]) { return .piece(due: now) }
        return .piece(due: configuration.debounce.answerTime(first: first, last: now, piece: text))
    }

    /// Foresees what an event will make the bot look up, from the session alone.
    ///
    /// - Parameters:
    ///   - event: The event to come.
    ///   - session: The customer's session; `nil` for a new customer.
    ///   - configuration: The account's configuration.
    ///   - now: The moment of the event.
    /// - Returns: The lookup; `nil` if there will be none.
    static func foreseenLookup(
        _ event: SessionEvent,
        session: Session?,
        configuration: AccountConfiguration,
        now: Date
    ) -> Lookup? {
        let state = session?.state ?? .ended
        guard state != .servicer, session?.isBlocked(at: now) != true else { return nil }
        if state == .waiting, case .message(let message) = event {
            let memory = session?.bot ?? BotMemory()
            guard case .question(let text) = queueReading(message, memory, configuration) else {
                return nil
            }
            return .question(text)
        }
        let memory = state == .ended ? BotMemory() : session?.bot ?? BotMemory()
        switch event {
        case .timer(.quiet):
            let pieces = memory.fragments.map(\.text)
            return pieces.isEmpty ? nil : .question(Debounce.join(pieces))
        case .message(let message):
            let isOpen = configuration.hours.isOpen(at: now)
            let mayReceive = StaffPresence.allCases.contains { presence in
                configuration.policy.receiver(hoursAreOpen: isOpen, presence: presence) == .bot
            }
            guard mayReceive, case .text(let text, let tapped) = message.content else { return nil }
            switch reading(text, tapped, memory, configuration, now) {
            case .choice(.entry(let choice)): return .entry(choice.entry)
            case .piece(let due) where due <= now:
                return .question(Debounce.join(memory.fragments.map(\.text) + [text]))
            default: return nil
            }
        default: return nil
        }
    }

    /// The choice that a customer made: by tap, by number, or by its words.
    private static func choice(
        _ text: String,
        _ tapped: String?,
        _ menu: [BotMemory.MenuChoice],
        _ texts: ReceptionTexts
    ) -> BotMemory.MenuChoice? {
        guard !menu.isEmpty else { return nil }
        if let tapped {
            return menu.indices.first { choiceID($0, menu[$0]) == tapped }.map { menu[$0] }
        }
        let text = TextNormalizer().normalize(text).text.trimmingWhitespace()
        if let number = Int(text), menu.indices.contains(number - 1) { return menu[number - 1] }
        return menu.first { $0.title(texts) == text }
    }

    static func choiceID(_ index: Int, _ choice: BotMemory.MenuChoice) -> String {
        switch choice {
        case .entry(let entry): "\(index + 1):\(entry.entry)"
        case .noneOfThese: "\(index + 1):none"
        case .handoff: "\(index + 1):handoff"
        }
    }

    /// Whether a text is no question at all (无效提问): punctuation, one stray character, 嘎嘎嘎.
    static func isInvalid(_ text: String, _ words: RequestText) -> Bool {
        let scalars = words.scalars
        guard let first = scalars.first else { return true }
        guard scalars.allSatisfy({ $0 == first }) else { return false }
        return scalars.count != 2 && !FillerWords.standard.isOnlyFiller(text)
    }

    mutating func lookUpFragments() {
        let question = Debounce.join(session.bot.fragments.map(\.text))
        session.bot.askedIn = session.bot.fragments.last?.message
        session.bot.fragments = []
        actions.append(.lookUp(.question(question)))
    }

    // MARK: Answers

    mutating func answer(_ lookup: Lookup, _ reply: BotReply) -> Disposition {
        if session.state == .waiting { return answerInQueue(lookup, reply) }
        guard session.state == .unhandled || session.state == .bot else { return .done }
        if case .question(let text) = lookup, reply != .smallTalk {
            session.bot.counters.countQuestion(text)
        }
        session.bot.menu = []
        session.bot.previous = previousQuestion(lookup, reply)
        switch reply {
        case .smallTalk: self.reply(texts.smallTalk)
        case .miss:
            note(.missed, lookup)
            return answerMiss(session.bot.askedIn)
        case .baseMissing(let base):
            actions.append(.record(.baseMissing(base)))
            note(.missed, lookup)
            return answerMiss(session.bot.askedIn)
        case .answer(let entry, let parts, let handsOff, let confidence):
            note(.answered(entry, confidence: confidence), lookup)
            session.bot.counters.countHit()
            if let reason = handoffByRepetition { return handOff(reason, nil) }
            answer(with: parts)
            if handsOff { return handOff(.entry(entry), nil) }
        case .clarify(let choices):
            note(.offered(choices), lookup)
            session.bot.counters.countHit()
            if let reason = handoffByRepetition { return handOff(reason, nil) }
            // A customer who leaves a message learns that it was taken, whatever else it may mean.
            let disposition = session.bot.isTakingMessage ? confirm() : .answered
            offer(choices)
            if case .question(let text) = lookup { session.bot.menuQuestion = text }
            return disposition
        }
        return .answered
    }

    /// The question that the next one may refer back to, if that one leaves out its subject.
    private func previousQuestion(_ lookup: Lookup, _ reply: BotReply) -> PreviousQuestion? {
        guard case .question(let text) = lookup, case .answer(let entry, _, _, _) = reply else {
            return reply == .smallTalk ? session.bot.previous : nil
        }
        return PreviousQuestion(text: text, entry: entry)
    }

    /// Writes down what a question led to; what was chosen in a menu is written down as a choice.
    mutating func note(_ outcome: BotFinding.Outcome, _ lookup: Lookup) {
        guard case .question(let question) = lookup else { return }
        record(outcome, question)
    }

    private mutating func record(_ outcome: BotFinding.Outcome, _ question: String) {
        let finding = BotFinding(
            base: configuration.knowledgeBase,
            question: question,
            outcome: outcome,
            message: session.bot.askedIn
        )
        actions.append(.record(.found(finding)))
    }

    /// Says that nothing matched, or hands over if that has happened too often.
    private mutating func answerMiss(_ message: MessageID?) -> Disposition {
        session.bot.counters.countMiss()
        if session.bot.isTakingMessage { return confirm() }
        if let reason = configuration.handoff.reason(for: session.bot.counters) {
            return handOff(reason, message)
        }
        reply(texts.fallback)
        return .answered
    }

    /// Carries out what the customer chose in a menu.
    private mutating func take(
        _ choice: BotMemory.MenuChoice,
        in message: MessageID
    ) -> Disposition {
        let offered = session.bot.menu.compactMap { choice in
            if case .entry(let entry) = choice { entry } else { nil }
        }
        let question = session.bot.menuQuestion ?? ""
        session.bot.menu = []
        session.bot.menuQuestion = nil
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
        session.bot.isTakingMessage
            ? nil : configuration.handoff.reason(for: session.bot.counters)
    }

    /// Sends an answer, keeping one message for a handoff.
    mutating func answer(with parts: [AnswerPart]) {
        let budget = ReplyBudget(
            messages: remaining - 1,
            textBytes: configuration.limits.textBytes,
            continuation: texts.continuation
        )
        let plan = budget.plan(parts)
        session.bot.rest = plan.rest
        for part in plan.messages { reply(part) }
    }

    private mutating func offer(_ choices: [BotReply.Choice]) {
        // One `msgmenu` has room for ten choices to tap.
        var menu = choices.prefix(8).map(BotMemory.MenuChoice.entry)
        menu.append(.noneOfThese)
        if configuration.handoff.isOfferedInMenus { menu.append(.handoff) }
        session.bot.menu = menu
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
        session.bot.counters.countInvalidQuestion()
        actions.append(.record(.invalidQuestion))
        if session.bot.isTakingMessage { return confirm() }
        if let reason = configuration.handoff.reason(for: session.bot.counters) {
            return handOff(reason, message)
        }
        reply(texts.invalidQuestion)
        return .answered
    }

    private mutating func reply(_ part: AnswerPart, choices: [String] = []) {
        send(part, .reply, choices: choices)
        // A message that the API sends in state 0 makes the bot the one who serves.
        if session.state == .unhandled { move(to: .bot) }
    }

    private mutating func reply(_ text: String) { reply(.text(text)) }

    // MARK: Handoff

    /// Hands the customer to people; if none receive, asks for a message.
    mutating func handOff(
        _ reason: HandoffReason,
        _ message: MessageID?,
        saying text: String? = nil
    ) -> Disposition {
        let receiver = configuration.policy.receiverAfterHandoff(
            hoursAreOpen: isOpen,
            presence: staff.presence
        )
        guard receiver == .servicers else { return invite(message) }
        let capacity = configuration.poolCapacity
        if staff.pool.count == 0,
            let servicer = staff.choose(
                by: configuration.distribution,
                last: session.lastServicer
            )
        {
            actions.append(.record(.handedOff(reason)))
            silenceBot()
            send(text ?? texts.handoff, .assigned)
            move(to: .servicer, servicer: servicer)
            if let message { deliver(message, to: servicer) }
            return .delivered(servicer)
        }
        guard capacity == 0 || staff.pool.count < capacity else {
            session.bot.isTakingMessage = true
            if let message { leave(message) }
            reply(texts.poolFull)
            return .taken
        }
        actions.append(.record(.handedOff(reason)))
        silenceBot()
        move(to: .waiting)
        let ahead = staff.pool.count - 1
        session.placeTold = now
        send(text ?? placeText(ahead: ahead), .queued)
        if configuration.waitTimeout > 0 { start(.wait, after: configuration.waitTimeout) }
        return .queued(ahead: ahead)
    }

    /// How often a customer who left a message in service hours is looked after, in seconds.
    private static let resumptionInterval: TimeInterval = 300

    /// Says when service resumes and asks for a message (留言).
    private mutating func invite(_ message: MessageID?) -> Disposition {
        if let message { leave(message) }
        session.bot.isTakingMessage = true
        session.bot.menu = []
        session.bot.hasConfirmedMessage = false
        if !session.bot.fragments.isEmpty {
            session.bot.fragments = []
            stop(.quiet)
        }
        if isOpen {
            reply(texts.nobodyAtWork)
            start(.resumption, after: Self.resumptionInterval)
        } else {
            reply(closedText(texts.closed))
            if let opening = configuration.hours.nextOpening(from: now) {
                actions.append(.startTimer(.resumption, opening))
            }
        }
        return .taken
    }

    private mutating func take(_ message: MessageID) -> Disposition {
        leave(message)
        return confirm()
    }

    private mutating func leave(_ message: MessageID) {
        keepLeft(message)
        actions.append(.record(.messageLeft(message)))
    }

    private mutating func keepLeft(_ message: MessageID) {
        session.bot.leftCount += 1
        actions.append(.leave(message, session: session.number))
    }

    /// Confirms that messages were taken, but only once.
    private mutating func confirm() -> Disposition {
        if !session.bot.hasConfirmedMessage { reply(texts.messageTaken) }
        session.bot.hasConfirmedMessage = true
        return .taken
    }

    /// Hands a customer who left a message to people, now that they are back.
    mutating func resumeService() -> Disposition {
        guard session.state == .unhandled || session.state == .bot,
            session.bot.isTakingMessage
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
                presence: staff.presence
            ) == .servicers
        else {
            start(.resumption, after: Self.resumptionInterval)
            return .done
        }
        return handOff(.resumption, nil, saying: texts.resumed)
    }
}

extension BotMemory.MenuChoice {
    /// What the menu shows for the choice.
    func title(_ texts: ReceptionTexts) -> String {
        switch self {
        case .entry(let choice): choice.question
        case .noneOfThese: texts.menuNone
        case .handoff: texts.menuHandoff
        }
    }
}
