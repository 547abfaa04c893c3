public import KFBotModel

public import struct Foundation.Date

/// What a servicer asks for, beyond the suggestions that come by themselves.
extension ReplyAssistant {
    /// Finds replies for a servicer who types or searches, or who asks for the customer's
    /// suggestions again.
    ///
    /// Nothing is stored or sent.
    ///
    /// - Parameters:
    ///   - text: What the servicer has typed so far, or a search. Blank to search by what the
    ///     customer wrote.
    ///   - servicer: The servicer who asks; must be the one who serves the customer.
    ///   - customer: The customer whom the servicer would reply to.
    ///   - account: The account that the customer wrote to.
    ///   - sessions: Where the session is kept.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: The replies, best first, or a refusal; no replies unless the account shows them.
    /// - Throws: ``StoreError`` if a file cannot be read now.
    public func suggestions(
        whileTyping text: String,
        for servicer: ServicerID,
        serving customer: CustomerID,
        of account: AccountID,
        in sessions: SessionStore,
        at now: Date
    ) throws -> Result<[ReplySuggestion], Refusal> {
        guard let session = try sessions.session(of: customer, account: account),
            session.servicer == servicer
        else { return .failure(.notServing(servicer)) }
        guard text.trimmingWhitespace().isEmpty else {
            return .success(try suggestions(whileTyping: text, account: account, at: now))
        }
        let questions = try sessions.questions(
            of: customer,
            account: account,
            since: session.started ?? now,
            limit: PreparedEvent.mostQuestions
        )
        guard !questions.isEmpty,
            let set = try suggestions(to: questions, for: servicer, account: account, at: now),
            set.isShown
        else { return .success([]) }
        return .success(set.suggestions)
    }
}
