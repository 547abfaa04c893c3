public import struct Foundation.Date

/// Timers that run out, and messages that go out.
extension SessionCore {
    /// How many timers share a commit.
    private static let batch = 100
    /// If this many timers fail, the rest is left for the next call.
    private static let mostFailures = 10_000

    /// Handles timers that have run out, each once.
    ///
    /// A timer that fails stays and does not hold up others.
    ///
    /// - Parameters:
    ///   - now: The moment by which timers must have run out.
    ///   - scope: The sessions whose timers are handled.
    ///   - limit: How many timers to handle at most.
    /// - Returns: How many were handled; if that is `limit`, there may be more.
    /// - Throws: The error of the first timer that failed, once the others are handled.
    @discardableResult
    public func fireTimers(
        at now: Date,
        in scope: SessionScope = .all,
        limit: Int = 1000
    ) throws -> Int {
        var failed: Set<DueTimer> = []
        var failure: (any Error)?
        var handled = 0
        while handled < limit, failed.count < Self.mostFailures {
            // Timers that failed are listed first again. They must not hide the ones after them.
            let wanted = limit - handled
            let due = try storage.dueTimers(at: now, in: scope, limit: wanted + failed.count)
                .filter { !failed.contains($0) }
            let known = failed.count
            for start in stride(from: 0, to: due.count, by: Self.batch) {
                let batch = due[start..<min(start + Self.batch, due.count)]
                let outcomes = fire(Array(batch), at: now)
                for (timer, outcome) in zip(batch, outcomes) {
                    switch outcome {
                    case .success: handled += 1
                    case .failure(let error):
                        failed.insert(timer)
                        failure = failure ?? error
                    }
                }
            }
            if failed.count == known || due.count < wanted { break }
        }
        if let failure { throw failure }
        return handled
    }

    private func fire(_ timers: [DueTimer], at now: Date) -> [Result<EventOutcome, any Error>] {
        var outcomes: [Int: Result<EventOutcome, any Error>] = [:]
        var prepared: [(place: Int, event: PreparedEvent)] = []
        for (place, due) in timers.enumerated() {
            do {
                let event = try prepare(
                    .timer(due.timer),
                    account: due.account,
                    customer: due.customer,
                    at: now
                )
                prepared.append((place, event))
            } catch {
                outcomes[place] = .failure(error)
            }
        }
        for (item, outcome) in zip(prepared, commit(prepared.map(\.event), at: now)) {
            outcomes[item.place] = outcome
        }
        return timers.indices.compactMap { outcomes[$0] }
    }

    /// Sends the messages in the outbox, in order.
    ///
    /// - Parameters:
    ///   - sender: Takes the messages to the customers.
    ///   - now: The moment to record as the time of sending.
    ///   - scope: The sessions whose messages are sent.
    ///   - limit: How many messages to send at most.
    /// - Returns: How many messages were sent.
    /// - Throws: The sender's error, or ``StoreError``. Messages that were not sent stay in the
    ///   outbox.
    @discardableResult
    public func sendOutbox(
        to sender: any MessageSender,
        at now: Date,
        in scope: SessionScope = .all,
        limit: Int = 1000
    ) async throws -> Int {
        let messages = try storage.unsentMessages(in: scope, limit: limit)
        var sent: [QueuedMessage] = []
        do {
            for message in messages {
                try Task.checkCancellation()
                try await sender.send(message)
                sent.append(message)
                guard sent.count >= sender.mostRepeated else { continue }
                try storage.markSent(sent, at: now)
                sent = []
            }
        } catch {
            // Whatever stopped the rest, the messages that the channel has taken are recorded.
            if !sent.isEmpty { try storage.markSent(sent, at: now) }
            throw error
        }
        if !sent.isEmpty { try storage.markSent(sent, at: now) }
        return messages.count
    }
}
