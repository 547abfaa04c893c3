import KFBotMatching
public import KFBotModel

/// An event with what it will most likely need of the knowledge base, looked up before its transaction.
///
/// Nobody waits for a match inside a transaction then. What the transaction needs differently, because
/// another event came between, is looked up within it.
public struct PreparedEvent: Sendable {
    /// What happened.
    public let event: SessionEvent
    /// The account.
    public let account: AccountID
    /// The customer.
    public let customer: CustomerID
    var reply: Reply?
    var suggestions: Suggestions?

    /// The most messages of a customer, newest last, for which replies are looked for.
    static let mostQuestions = 5

    /// An answer of the knowledge base.
    struct Reply {
        let lookup: Lookup
        let previous: PreviousQuestion?
        let answer: BotReply
    }

    /// Replies that a servicer may send.
    struct Suggestions {
        let questions: [OpenQuestion]
        let set: SuggestionSet
    }

    /// The answer to a lookup; `nil` if another one was foreseen.
    func answer(to lookup: Lookup, following previous: PreviousQuestion?) -> BotReply? {
        guard let reply, reply.lookup == lookup, reply.previous == previous else { return nil }
        return reply.answer
    }

    /// The suggestions for a servicer; `nil` if they were made for other questions.
    func suggestions(to questions: [OpenQuestion], for servicer: ServicerID) -> SuggestionSet? {
        guard let suggestions, suggestions.questions == questions else { return nil }
        var set = suggestions.set
        set.servicer = servicer
        return set
    }
}

/// What became of an event, as it is stored when this is returned.
public struct EventOutcome: Hashable, Sendable {
    /// What became of the event.
    public let disposition: Disposition
    /// Where the customer's session stands after it.
    public let state: ServiceState
    /// The messages to the customer that it brought about, in order.
    public let messages: [OutgoingMessage]
}
