package import Foundation
package import KFBot

/// Works on the sessions of a local workspace.
package struct WorkspaceDeskService: DeskService {
    let workspace: Workspace
    let feed: SessionFeed
    let lanes: WorkLanes
    let commits: CommitLane
    let turns = CustomerTurns()
    let now: @Sendable () -> Date

    /// How long after the cap a pending message is still waited for, in seconds.
    private static let patience: TimeInterval = 2
    /// How long to wait before checking again whether the bot has answered: the first, doubled each
    /// time up to the second.
    private static let pollIntervals = (Duration.milliseconds(25), Duration.milliseconds(200))
    /// How long it is waited for the rest of a question before it is looked whether the bot has answered,
    /// in seconds; what is left after a clock was set back is no longer.
    private static let longestRest: TimeInterval = 10
    /// The most sessions in one answer.
    package static let mostSessions = 1000

    /// Creates a service.
    ///
    /// - Parameters:
    ///   - workspace: The workspace to work on.
    ///   - feed: Follows the workspace's sessions.
    ///   - lanes: Where blocking work is done.
    ///   - readiness: Learns how commits end.
    ///   - now: The clock.
    package init(
        workspace: Workspace,
        feed: SessionFeed,
        lanes: WorkLanes,
        readiness: Readiness = Readiness(),
        now: @escaping @Sendable () -> Date
    ) {
        self.workspace = workspace
        self.feed = feed
        self.lanes = lanes
        commits = CommitLane(core: workspace.core, readiness: readiness, now: now)
        self.now = now
    }

    package func send(_ request: MessageRequest) async throws -> DispositionReport {
        let message = try request.message()
        return try await turns.admit(CustomerTurns.Customer(request.customer, of: request.account))
        {
            try await send(message, request.account, request.customer)
        }
    }

    private func send(
        _ message: IncomingMessage,
        _ account: AccountID,
        _ customer: CustomerID
    ) async throws -> DispositionReport {
        let outcome = try await turns.inTurn(CustomerTurns.Customer(customer, of: account)) {
            try await handle(.message(message), account, customer)
        }
        switch outcome.disposition {
        case .duplicate:
            try await checkSame(message, account: account, customer: customer, servicer: nil)
        case .pending(let until): await sleep(until: until)
        default: return DispositionReport(outcome, id: message.id)
        }
        return try await report(
            on: message.id,
            account: account,
            customer: customer,
            isDuplicate: outcome.disposition == .duplicate
        )
    }

    package func perform(
        _ order: DeskOrder,
        _ body: OrderRequest,
        account: AccountID,
        customer: CustomerID
    ) async throws -> DispositionReport {
        try NameCheck.check(account, "account")
        try NameCheck.check(customer, "customer")
        let event = try order.event(body)
        let outcome = try await handle(event, account, customer)
        if case .refused(let refusal) = outcome.disposition { throw ServiceError.refused(refusal) }
        guard case .reply(let servicer, let message) = event else {
            return DispositionReport(outcome)
        }
        guard outcome.disposition == .duplicate else {
            return DispositionReport(outcome, id: message.id)
        }
        try await checkSame(message, account: account, customer: customer, servicer: servicer)
        let report = try await report(
            on: message.id,
            account: account,
            customer: customer,
            isDuplicate: true
        )
        if let code = report.reasonCode, let reason = report.reason {
            throw ServiceError(.refused, code, reason)
        }
        return report
    }

    /// Looks up on a reading lane what an event needs, and stores the event with the next commit.
    private func handle(
        _ event: SessionEvent,
        _ account: AccountID,
        _ customer: CustomerID
    ) async throws -> EventOutcome {
        let prepared = try await lanes.read { [core = workspace.core, now] in
            try core.prepare(event, account: account, customer: customer, at: now())
        }
        return try await commits.commit(prepared)
    }

    package func suggestions(
        _ request: SuggestionRequest,
        account: AccountID,
        customer: CustomerID
    ) async throws -> [ReplySuggestion] {
        let text = request.text ?? ""
        try MessageRequest.check(text)
        let (workspace, now) = (workspace, now)
        let found = try await lanes.read {
            try workspace.assistant.suggestions(
                whileTyping: text,
                for: request.servicer,
                serving: customer,
                of: account,
                in: workspace.sessions,
                at: now()
            )
        }
        return try found.mapError(ServiceError.refused).get()
    }

    package func sessions(account: AccountID, state: StateName) async throws -> [SessionBody] {
        try await sessions(of: [account], state: state, limit: Self.mostSessions)
    }

    /// The sessions of some accounts, or of all, in a state or in any that is open.
    ///
    /// - Parameters:
    ///   - accounts: The accounts, whose sessions come in this order; `nil` for all.
    ///   - state: The state; `nil` for any.
    ///   - limit: The most sessions.
    /// - Returns: The sessions; those of an account that wait in the order of the queue.
    /// - Throws: ``StoreError``.
    package func sessions(
        of accounts: [AccountID]?,
        state: StateName?,
        limit: Int
    ) async throws -> [SessionBody] {
        guard let accounts else { return try await found(nil, state, limit) }
        var found: [SessionBody] = []
        for account in accounts where found.count < limit {
            found += try await self.found(account, state, limit - found.count)
        }
        return found
    }

    private func found(
        _ account: AccountID?,
        _ state: StateName?,
        _ limit: Int
    ) async throws -> [SessionBody] {
        try await lanes.read { [sessions = workspace.sessions] in
            let states = state.map { [$0.state] } ?? ServiceState.allCases
            var staffByAccount: [AccountID: Staff] = [:]
            let found = try sessions.sessions(of: account, in: Set(states), limit: limit)
            for session in found
            where session.ticket != nil && staffByAccount[session.account] == nil {
                staffByAccount[session.account] = try sessions.staff(of: session.account)
            }
            let bodies = try found.map {
                try SessionBody($0, on: staffByAccount[$0.account], in: sessions)
            }
            // Waiting sessions are listed in the order of the queue.
            return state == .waiting
                ? bodies.sorted { ($0.ahead ?? 0, $0.customer) < ($1.ahead ?? 0, $1.customer) }
                : bodies
        }
    }

    package func session(account: AccountID, customer: CustomerID) async throws -> SessionBody {
        try await lanes.read { [sessions = workspace.sessions] in
            guard let session = try sessions.session(of: customer, account: account) else {
                throw ServiceError.notFound("\(customer) never wrote to \(account).")
            }
            return try SessionBody(session, on: try sessions.staff(of: account), in: sessions)
        }
    }

    package func why(account: AccountID, customer: CustomerID) async throws -> WhyReport {
        let (workspace, now) = (workspace, now)
        return try await lanes.read {
            try WhyReport(customer, account: account, in: workspace, at: now())
        }
    }

    package func history(
        account: AccountID,
        customer: CustomerID,
        for reader: ServicerID?,
        limit: Int
    ) async throws -> [EventBody] {
        try await lanes.read { [sessions = workspace.sessions, now] in
            guard let reader else {
                return try sessions.transcript(of: customer, account: account, limit: limit)
                    .map(EventBody.init)
            }
            return try sessions.transcript(
                of: customer,
                account: account,
                for: reader,
                at: now(),
                limit: limit
            ).mapError(ServiceError.refused).get().map(EventBody.init)
        }
    }

    package func servicers(account: AccountID) async throws -> [ServicerBody] {
        try await lanes.read { [sessions = workspace.sessions] in
            try sessions.staff(of: account).servicers.values.sorted { $0.id < $1.id }
                .map { ServicerBody($0, account: account) }
        }
    }

    package func change(
        _ id: ServicerID,
        account: AccountID,
        _ change: ServicerChange
    ) async throws -> ServicerBody {
        try await lanes.write { [core = workspace.core, now] in
            switch try core.change(id, account: account, at: now(), { $0.status = change.status }) {
            case .success(let servicer): return ServicerBody(servicer, account: account)
            case .failure(.unknownServicer):
                throw ServiceError.notFound("\(account) has no servicer \(id).")
            case .failure(let refusal): throw ServiceError.refused(refusal)
            }
        }
    }

    package func learn(_ request: LearnRequest) async throws -> LearnReport {
        let (proposalReview, now) = (workspace.proposalReview, now)
        return try await lanes.edit { [sessions = workspace.sessions] in
            try request.check(in: sessions)
            let author = Authorship(
                actor: request.servicer.rawValue,
                date: now(),
                reason: "message \(request.message)"
            )
            let edit =
                if let answer = request.answer {
                    try proposalReview.addEntry(
                        request.message,
                        of: request.account,
                        answer: answer,
                        named: request.entry,
                        by: author
                    )
                } else {
                    try proposalReview.addSimilar(
                        request.message,
                        of: request.account,
                        to: request.entry,
                        by: author
                    )
                }
            return LearnReport(edit)
        }
    }

    package func events(
        account: AccountID,
        customer: CustomerID?
    ) async throws -> AsyncThrowingStream<EventBody, any Error> {
        let newest = try await lanes.read { [sessions = workspace.sessions] in
            try sessions.newestFeedNumber()
        }
        let items = feed.items(account: account, customer: customer, after: newest)
        let reader = Reader(items)
        return AsyncThrowingStream { try await reader.next() }
    }

    // MARK: Messages

    /// What became of a message, once the bot no longer waits for more.
    private func report(
        on message: MessageID,
        account: AccountID,
        customer: CustomerID,
        isDuplicate: Bool
    ) async throws -> DispositionReport {
        let debounce = try await lanes.read { [configuration = workspace.configuration] in
            configuration.current[account].debounce
        }
        // Not by the clock on the wall, which may be set while this waits.
        let end = ContinuousClock.now + .seconds(debounce.cap + Self.patience)
        var interval = Self.pollIntervals.0
        while true {
            let (receipt, session) = try await lanes.read { [sessions = workspace.sessions] in
                (
                    try sessions.receipt(of: message, account: account),
                    try sessions.session(of: customer, account: account)
                )
            }
            guard let receipt else {
                throw ServiceError(
                    .busy,
                    "busy",
                    "The message is being handled; send it again under the same id."
                )
            }
            if case .pending = receipt.disposition, ContinuousClock.now < end,
                !Task.isCancelled
            {
                try? await Task.sleep(for: interval)
                interval = min(interval * 2, Self.pollIntervals.1)
                continue
            }
            return DispositionReport(
                receipt.disposition,
                id: message,
                state: session?.state ?? .ended,
                messages: receipt.replies,
                isDuplicate: isDuplicate
            )
        }
    }

    private func sleep(until date: Date) async {
        let seconds = min(date.timeIntervalSince(now()), Self.longestRest)
        if seconds > 0 { try? await Task.sleep(for: .seconds(seconds)) }
    }

    /// Refuses a message whose name another message has.
    private func checkSame(
        _ message: IncomingMessage,
        account: AccountID,
        customer: CustomerID,
        servicer: ServicerID?
    ) async throws {
        let stored = try await lanes.read { [sessions = workspace.sessions] in
            try sessions.message(message.id, account: account)
        }
        guard let stored else { return }
        // A message whose text was removed is known by its name alone.
        guard stored.message == nil || stored.message == message, stored.customer == customer,
            stored.servicer == servicer
        else {
            throw ServiceError(
                .refused,
                "id_taken",
                "Another message came under the id \(message.id); give each its own.",
                field: "id"
            )
        }
    }
}

/// Turns items into events as they are asked for.
private actor Reader {
    private var items: AsyncThrowingStream<FeedItem, any Error>.Iterator

    init(_ items: AsyncThrowingStream<FeedItem, any Error>) {
        self.items = items.makeAsyncIterator()
    }

    func next() async throws -> EventBody? {
        var iterator = items
        defer { items = iterator }
        return try await iterator.next(isolation: self).map(EventBody.init)
    }
}
