public import KFBotModel

public import struct Foundation.Date

/// Owns the sessions of a workspace: loads, lets the machine decide, commits, and empties the outbox.
///
/// A value without state of its own; everything is in the storage, so several may work on one.
public struct SessionCore: Sendable {
    let storage: any SessionStorage
    private let answerer: any QuestionAnswerer
    private let suggester: (any ReplySuggester)?
    private let configuration: @Sendable () -> ReceptionConfiguration

    /// Makes a core.
    ///
    /// - Parameters:
    ///   - storage: Where sessions are kept.
    ///   - answerer: What the bot knows.
    ///   - suggester: Who suggests replies to servicers; `nil` for nobody.
    ///   - configuration: Read anew for each event, so that a changed file holds at once.
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

    /// Handles an event: state, message and actions are stored together, or nothing is.
    ///
    /// Messages of a name that was handled before are ``Disposition/duplicate``.
    ///
    /// - Returns: What became of the event.
    @discardableResult
    public func handle(
        _ event: SessionEvent,
        account: AccountID,
        customer: CustomerID,
        at now: Date
    ) throws -> Disposition {
        let prepared = try prepare(event, account, customer, now)
        return try storage.transact(on: account) { transaction in
            try handle(
                event,
                of: customer,
                account,
                with: prepared,
                in: transaction,
                at: now
            )
        }
    }

    /// Handles an event within a transaction.
    func handle(
        _ event: SessionEvent,
        of customer: CustomerID,
        _ account: AccountID,
        with prepared: PreparedSuggestions? = nil,
        in transaction: any SessionTransaction,
        at now: Date
    ) throws -> Disposition {
        var events = [event]
        switch event {
        case .message(let message):
            guard try transaction.receive(message, .customer(customer), at: now) else {
                return .duplicate
            }
        case .reply(let servicer, let message):
            let origin = MessageOrigin.servicer(servicer, customer)
            guard try transaction.receive(message, origin, at: now) else {
                return .duplicate
            }
        case .timer(let timer):
            guard try transaction.takeTimer(timer, of: customer, at: now) else {
                return .done
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
                return .refused(refusal)
            }
            switch try transaction.recall(message, of: customer, at: now) {
            case .done(let names): events = names.map { .recall($0, by: servicer) }
            case .doneBefore: return .duplicate
            case .unknown: return .refused(.unknownMessage(message))
            }
        default: break
        }
        var run = try Run(self, account, transaction, now)
        run.prepared = prepared
        var disposition = Disposition.done
        for event in events { disposition = try run.handle(event, of: customer) }
        try run.finish()
        return disposition
    }

    /// Adds a servicer or changes status, role, limit or reminder; places that become free are filled.
    ///
    /// - Returns: Why not, if not.
    @discardableResult
    public func put(_ servicer: Servicer, account: AccountID, at now: Date) throws -> Refusal? {
        try storage.transact(on: account) { transaction in
            var run = try Run(self, account, transaction, now)
            if let refusal = run.staff.put(servicer) { return refusal }
            try run.finish()
            return nil
        }
    }

    /// Changes settings of a servicer, starting from what they are now; places that become free are filled.
    ///
    /// - Returns: Why not, if not.
    @discardableResult
    public func change(
        _ id: ServicerID,
        account: AccountID,
        at now: Date,
        _ change: (inout Servicer) -> Void
    ) throws -> Refusal? {
        try storage.transact(on: account) { transaction in
            var run = try Run(self, account, transaction, now)
            guard var servicer = run.staff.servicers[id] else { return .unknownServicer(id) }
            change(&servicer)
            run.staff.put(servicer)
            try run.finish()
            return nil
        }
    }

    /// Removes a servicer who serves nobody; who does is refused, so that no customer loses theirs.
    ///
    /// - Returns: Why not, if not.
    @discardableResult
    public func remove(
        _ servicer: ServicerID,
        account: AccountID,
        at now: Date
    ) throws
        -> Refusal?
    {
        try storage.transact(on: account) { transaction in
            var run = try Run(self, account, transaction, now)
            if let refusal = run.staff.remove(servicer) { return refusal }
            try run.finish()
            return nil
        }
    }

    /// Looks for suggestions where a message will most likely need some.
    private func prepare(
        _ event: SessionEvent,
        _ account: AccountID,
        _ customer: CustomerID,
        _ now: Date
    ) throws -> PreparedSuggestions? {
        guard case .message(let message) = event, let suggester,
            configuration()[account].assist != .off
        else { return nil }
        return try PreparedSuggestions(
            for: message,
            of: customer,
            account: account,
            in: storage,
            by: suggester,
            at: now
        )
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
        var prepared: PreparedSuggestions?

        init(
            _ core: SessionCore,
            _ account: AccountID,
            _ transaction: any SessionTransaction,
            _ now: Date
        ) throws {
            let configuration = core.configuration()
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
                    if let cause { try transaction.note(decision.disposition, of: cause) }
                    return decision.disposition
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
                        let reply = try answerer.reply(
                            to: lookup,
                            following: session.bot.previous,
                            account: account,
                            at: now
                        )
                        next = .matched(lookup, reply)
                    case .suggest(let servicer): try suggest(to: servicer, in: session)
                    default:
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
            if let message = event.message { try transaction.note(outcome, of: message) }
            // The pieces of a question are answered together, by what the last one brought about.
            let open = Set(session.bot.fragments.map(\.message))
            for message in fragments where !open.contains(message) {
                try transaction.note(outcome, of: message)
            }
            return outcome
        }

        /// Looks for replies to what the customer asks, and stores them for the servicer to see.
        private func suggest(to servicer: ServicerID, in session: Session) throws {
            guard let suggester else { return }
            let questions = try transaction.openQuestions(
                of: session.customer,
                since: session.started ?? now,
                limit: PreparedSuggestions.mostQuestions
            )
            guard !questions.isEmpty else { return }
            let set =
                try prepared?.suggestions(
                    to: questions,
                    for: servicer,
                    account: account,
                    by: suggester
                )
                ?? suggester.suggestions(
                    to: questions,
                    for: servicer,
                    account: account,
                    at: now
                )
            guard let set else { return }
            try transaction.store(set, for: session.customer, at: now)
        }

        /// Fills free places from the pool and stores the staff.
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
    /// The message that the event brings.
    fileprivate var message: MessageID? {
        switch self {
        case .message(let message), .reply(_, let message): message.id
        default: nil
        }
    }
}
