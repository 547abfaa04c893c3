public import KFBotModel

public import struct Foundation.Date

/// What a servicer asks for beyond what is suggested by itself.
extension ReplyAssistant {
    /// Finds replies for a servicer who types, searches, or wants those for the customer's words again.
    ///
    /// Nothing is stored or sent.
    ///
    /// - Parameters:
    ///   - text: What the servicer has typed so far, or a search; blank to go by what the customer wrote.
    ///   - servicer: Who asks; only who serves the customer may.
    ///   - customer: For whom the reply is.
    ///   - account: The account that the customer wrote to.
    ///   - sessions: Where the session is kept.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: The replies, best first, none unless the account wants them shown; or why not.
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
