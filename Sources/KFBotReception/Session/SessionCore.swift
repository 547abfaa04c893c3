import KFBotKnowledge
public import KFBotModel

public import struct Foundation.Date

/// Runs the sessions of a workspace: loads, lets the state machine decide, stores, and sends the
/// outbox.
///
/// A core has no state of its own. Everything is in the storage, so several cores may share one.
public struct SessionCore: Sendable {
    let storage: any SessionStorage
    private let answerer: any QuestionAnswerer
    private let suggester: (any ReplySuggester)?
    private let configuration: @Sendable () -> ReceptionConfiguration

    /// Creates a core.
    ///
    /// - Parameters:
    ///   - storage: Where sessions are kept.
    ///   - answerer: Answers the bot's lookups.
    ///   - suggester: Suggests replies to servicers; `nil` for no suggestions.
    ///   - configuration: Called anew for each event, so that a changed file applies at once.
    public init(
        storage: any SessionStorage,
        answerer: any QuestionAnswerer,
        suggester: (any ReplySuggester)? = nil,
        configuration: @escaping @Sendable () -> ReceptionConfiguration
    ) {
        self.storage = storage
        self.answerer = answerer
        self.suggester = suggester
        self.configuration = configuration
    }

    /// Handles an event.
    ///
    /// State, message and actions are stored together or not at all. A message whose name was
    /// handled before is a ``Disposition/duplicate``.
    ///
    /// - Returns: What became of the event.
    /// - Throws: ``StoreError`` if a file cannot be read or written now.
    @discardableResult
    public func handle(
        _ event: SessionEvent,
        account: AccountID,
        customer: CustomerID,
        at now: Date
    ) throws -> Disposition {
        let prepared = try prepare(event, account: account, customer: customer, at: now)
        return try commit([prepared], at: now)[0].get().disposition
    }

    /// Looks up what an event will most likely need.
    ///
    /// Nothing is stored.
    ///
    /// - Returns: The event, to pass to ``commit(_:at:)``.
    /// - Throws: ``StoreError`` if a file cannot be read now.
    public func prepare(
        _ event: SessionEvent,
        account: AccountID,
        customer: CustomerID,
        at now: Date
    ) throws -> PreparedEvent {
        var prepared = PreparedEvent(event: event, account: account, customer: customer)
        let configuration = configuration()[account]
        switch event {
        case .message, .timer(.quiet): break
        default: return prepared
        }
        let known = try storage.conversation(
            of: customer,
            account: account,
            limit: PreparedEvent.mostQuestions
        )
        if let lookup = EventHandling.foreseenLookup(
            event,
            session: known?.session,
            configuration: configuration,
            now: now
        ) {
            let isOpen = known.map { $0.session.state != .ended } ?? false
            let previous = isOpen ? known?.session.bot.previous : nil
            prepared.reply = PreparedEvent.Reply(
                lookup: lookup,
                previous: previous,
                foreseen: try answerer.foreseenReply(
                    to: lookup,
                    following: previous,
                    account: account,
                    at: now
                )
            )
        }
        prepared.suggestions = try suggestions(event, known, account, configuration, now)
        return prepared
    }

    /// Stores events in order, in one commit if the storage can.
    ///
    /// An event that fails takes back only itself.
    ///
    /// - Returns: The outcome of each event, in the same order.
    public func commit(_ events: [PreparedEvent], at now: Date) -> [Result<EventOutcome, any Error>]
    {
        let outcomes = Outcomes(events.count)
        let configuration = configuration()
        let jobs = events.enumerated().map { place, prepared in
            SessionJob(on: prepared.account) { transaction in
                outcomes.values[place] = try handle(
                    prepared,
                    under: configuration,
                    in: transaction,
                    at: now
                )
            }
        }
        return storage.transact(jobs).enumerated().map { place, result in
            result.flatMap {
                outcomes.values[place].map(Result.success)
                    ?? .failure(StoreError(.busy, "The transaction did not start."))
            }
        }
    }

    /// Carries outcomes out of transactions; used by one thread at a time.
    private final class Outcomes {
        var values: [EventOutcome?]

        init(_ count: Int) { values = Array(repeating: nil, count: count) }
    }

    /// Handles an event within a transaction.
    func handle(
        _ prepared: PreparedEvent,
        under configuration: ReceptionConfiguration,
        in transaction: any SessionTransaction,
        at now: Date
    ) throws -> EventOutcome {
        let customer = prepared.customer
        var events = [prepared.event]
        func unhandled(_ disposition: Disposition) throws -> EventOutcome {
            EventOutcome(
                disposition: disposition,
                state: try transaction.session(of: customer)?.state ?? .ended,
                messages: []
            )
        }
        switch prepared.event {
        case .message(let message):
            guard try transaction.receive(message, .customer(customer), at: now) else {
                return try unhandled(.duplicate)
            }
        case .reply(let servicer, let message):
            let origin = MessageOrigin.servicer(servicer, customer)
            guard try transaction.receive(message, origin, at: now) else {
                return try unhandled(.duplicate)
            }
        case .timer(let timer):
            guard try transaction.takeTimer(timer, of: customer, at: now) else {
                return try unhandled(.done)
            }
        case .recall(let message, let servicer):
            if let servicer,
                let refusal = RecallRule.refusal(
                    message,
                    by: servicer,
                    written: try transaction.author(of: message, to: customer),
                    at: now
                )
            {
                return try unhandled(.refused(refusal))
            }
            switch try transaction.recall(message, of: customer, at: now) {
            case .done(let names): events = names.map { .recall($0, by: servicer) }
            case .doneBefore: return try unhandled(.duplicate)
            case .unknown: return try unhandled(.refused(.unknownMessage(message)))
            }
        default: break
        }
        var run = try Run(self, configuration, prepared.account, transaction, now)
        run.prepared = prepared
        var disposition = Disposition.done
        for event in events { disposition = try run.handle(event, of: customer) }
        let messages = run.sent
        try run.finish()
        return EventOutcome(
            disposition: disposition,
            state: run.states[customer] ?? .ended,
            messages: messages
        )
    }

    /// Adds a servicer, or changes status, role, limit or reminder.
    ///
    /// Waiting customers get the free places.
    ///
    /// - Returns: The reason for a refusal; `nil` if the servicer was stored.
    /// - Throws: ``StoreError`` if the file cannot be written now.
    @discardableResult
    public func put(_ servicer: Servicer, account: AccountID, at now: Date) throws -> Refusal? {
        try storage.transact(on: account) { transaction in
            var run = try Run(self, configuration(), account, transaction, now)
            if let refusal = run.staff.put(servicer) { return refusal }
            try run.finish()
            return nil
        }
    }

    /// Adds a servicer, who gets waiting customers at once.
    ///
    /// - Returns: The servicer as stored, or the reason for a refusal.
    /// - Throws: ``StoreError`` if the file cannot be written now.
    public func add(
        _ servicer: Servicer,
        account: AccountID,
        at now: Date
    ) throws -> Result<Servicer, Refusal> {
        try storage.transact(on: account) { transaction in
            var run = try Run(self, configuration(), account, transaction, now)
            guard run.staff.servicers[servicer.id] == nil else {
                return .failure(.alreadyServicer(servicer.id))
            }
            if let refusal = run.staff.put(servicer) { return .failure(refusal) }
            try run.finish()
            return .success(run.staff.servicers[servicer.id] ?? servicer)
        }
    }

    /// Changes a servicer's settings, starting from the stored ones.
    ///
    /// Waiting customers get the free places.
    ///
    /// - Returns: The servicer as stored, or the reason for a refusal.
    /// - Throws: ``StoreError`` if the file cannot be written now.
    @discardableResult
    public func change(
        _ id: ServicerID,
        account: AccountID,
        at now: Date,
        _ change: (inout Servicer) -> Void
    ) throws -> Result<Servicer, Refusal> {
        try storage.transact(on: account) { transaction in
            var run = try Run(self, configuration(), account, transaction, now)
            guard var servicer = run.staff.servicers[id] else {
                return .failure(.unknownServicer(id))
            }
            change(&servicer)
            run.staff.put(servicer)
            try run.finish()
            return .success(run.staff.servicers[id] ?? servicer)
        }
    }

    /// Removes a servicer who serves nobody.
    ///
    /// A servicer who still serves customers is not removed, so that no customer is left alone.
    ///
    /// - Returns: The reason for a refusal; `nil` if the servicer was removed.
    /// - Throws: ``StoreError`` if the file cannot be written now.
    @discardableResult
    public func remove(
        _ servicer: ServicerID,
        account: AccountID,
        at now: Date
    ) throws
        -> Refusal?
    {
        try storage.transact(on: account) { transaction in
            var run = try Run(self, configuration(), account, transaction, now)
            if let refusal = run.staff.remove(servicer) { return refusal }
            try run.finish()
            return nil
        }
    }

    /// Finds replies to what a customer will have asked once a message is stored.
    ///
    /// `nil` if no servicer serves the customer yet, or if nothing is asked.
    private func suggestions(
        _ event: SessionEvent,
        _ known: Conversation?,
        _ account: AccountID,
        _ configuration: AccountConfiguration,
        _ now: Date
    ) throws -> PreparedEvent.Suggestions? {
        guard configuration.assist != .off, let suggester, case .message(let message) = event,
            case .text(let text, _) = message.content, let known,
            known.session.state == .servicer, let servicer = known.session.servicer
        else { return nil }
        let questions = (known.questions + [OpenQuestion(message: message.id, text: text)])
            .suffix(PreparedEvent.mostQuestions)
        return try suggester.suggestions(
            to: Array(questions),
            for: servicer,
            account: account,
            at: now
        ).map { PreparedEvent.Suggestions(questions: Array(questions), set: $0) }
    }

    /// The events of one transaction.
    private struct Run {
        let answerer: any QuestionAnswerer
        let suggester: (any ReplySuggester)?
        let machine: SessionStateMachine
        let certification: Certification
        let account: AccountID
        let transaction: any SessionTransaction
        let now: Date
        var staff: Staff
        var prepared: PreparedEvent?
        /// The messages to customers that events have led to so far, in order.
        private(set) var sent: [OutgoingMessage] = []
        /// The states of the sessions that were handled.
        private(set) var states: [CustomerID: ServiceState] = [:]

        init(
            _ core: SessionCore,
            _ configuration: ReceptionConfiguration,
            _ account: AccountID,
            _ transaction: any SessionTransaction,
            _ now: Date
        ) throws {
            answerer = core.answerer
            suggester = core.suggester
            machine = SessionStateMachine(configuration: configuration[account])
            certification = configuration.certification
            self.account = account
            self.transaction = transaction
            self.now = now
            staff = try transaction.staff()
        }

        mutating func handle(
            _ event: SessionEvent,
            of customer: CustomerID
        ) throws -> Disposition {
            var session =
                try transaction.session(of: customer)
                ?? Session(account: account, customer: customer, met: now)
            var outcome = Disposition.done
            var next: SessionEvent? = event
            var isFirst = true
            let (certification, transaction) = (certification, transaction)
            let day = machine.configuration.hours.clock.reading(at: now).day
            let fragments = session.bot.fragments.map(\.message)
            let cause = event.message ?? (event == .timer(.quiet) ? fragments.last : nil)
            while let event = next {
                next = nil
                let decision = try machine.handle(
                    event,
                    session: &session,
                    staff: &staff,
                    at: now
                ) {
                    guard certification != .certified else { return nil }
                    let use = try transaction.quotaUse(of: customer, on: day)
                    return ReceptionQuota.refusal(certification, use)
                }
                if isFirst, case .refused = decision.disposition {
                    states[customer] = session.state
                    if let cause { try transaction.note(decision.disposition, of: cause) }
                    return decision.disposition
                }
                if case .recall(let message, _) = event,
                    session.bot.leftCount > 0,
                    try transaction.withdraw(message, of: customer, session: session.number)
                {
                    session.bot.leftCount -= 1
                }
                if case .reply(_, let message) = event {
                    try transaction.compareWithSuggestions(
                        with: message,
                        for: customer,
                        of: machine.configuration.knowledgeBase,
                        on: day,
                        at: now
                    )
                }
                for action in decision.actions {
                    switch action {
                    case .lookUp(let lookup):
                        next = .matched(lookup, try reply(to: lookup, in: session))
                    case .suggest(let servicer): try suggest(to: servicer, in: session)
                    default:
                        if case .send(let message) = action { sent.append(message) }
                        if case .record(.started) = action {
                            try transaction.countReception(of: customer, on: day)
                        } else if case .record(.found(let finding)) = action {
                            try transaction.count(finding, on: day, at: now)
                        }
                        try transaction.carryOut(action, of: customer, because: cause, at: now)
                    }
                }
                outcome = decision.disposition
                isFirst = false
            }
            try transaction.save(session)
            states[customer] = session.state
            if let message = event.message { try transaction.note(outcome, of: message) }
            // The pieces of a question share the outcome of the last one.
            let open = Set(session.bot.fragments.map(\.message))
            for message in fragments where !open.contains(message) {
                try transaction.note(outcome, of: message)
            }
            return outcome
        }

        /// The knowledge base's reply, taken from before the transaction if it was foreseen.
        private func reply(to lookup: Lookup, in session: Session) throws -> BotReply {
            let previous = session.bot.previous
            if let answer = prepared?.answer(to: lookup, following: previous) { return answer }
            return try answerer.reply(to: lookup, following: previous, account: account, at: now)
        }

        /// Finds replies to what the customer asks and stores them for the servicer.
        private func suggest(to servicer: ServicerID, in session: Session) throws {
            guard let suggester else { return }
            let questions = try transaction.openQuestions(
                of: session.customer,
                since: session.started ?? now,
                limit: PreparedEvent.mostQuestions
            )
            guard !questions.isEmpty else { return }
            let set =
                try prepared?.suggestions(to: questions, for: servicer)
                ?? suggester.suggestions(
                    to: questions,
                    for: servicer,
                    account: account,
                    at: now
                )
            guard let set else { return }
            try transaction.store(set, for: session.customer, at: now)
        }

        /// Gives free places to waiting customers, and stores the staff.
        mutating func finish() throws {
            while staff.hasPlace, let first = staff.pool.first {
                let last = try transaction.session(of: first.customer)?.lastServicer
                guard let servicer = machine.nextPlacement(on: staff, last: last),
                    case .delivered = try handle(.placed(servicer), of: first.customer)
                else { break }
            }
            try transaction.save(staff)
        }
    }
}

extension SessionEvent {
    /// The message that the event brings; `nil` if it brings none.
    fileprivate var message: MessageID? {
        switch self {
        case .message(let message), .reply(_, let message): message.id
        default: nil
        }
    }
}
