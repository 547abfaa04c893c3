import KFBotMatching
public import KFBotModel

/// An event with what it will most likely need from the knowledge base, looked up before its
/// transaction.
///
/// So no transaction waits for a match. If another event came between and the transaction needs
/// something else, it is looked up within the transaction.
public struct PreparedEvent: Sendable {
    /// The event to handle.
    public let event: SessionEvent
    /// The account whose session it changes.
    public let account: AccountID
    /// The customer whose session it changes.
    public let customer: CustomerID
    var reply: Reply?
    var suggestions: Suggestions?

    /// How many of a customer's last messages are read to suggest replies, at most.
    static let mostQuestions = 5

    /// A lookup with its answer.
    struct Reply {
        let lookup: Lookup
        let previous: PreviousQuestion?
        let foreseen: ForeseenReply
    }

    /// Messages with the replies suggested for them.
    struct Suggestions {
        let questions: [OpenQuestion]
        let set: SuggestionSet
    }

    /// The answer to a lookup; `nil` if a different one was foreseen.
    func answer(to lookup: Lookup, following previous: PreviousQuestion?) -> BotReply? {
        guard let reply, reply.lookup == lookup,
            reply.previous == previous || !reply.foreseen.dependsOnPrevious
        else { return nil }
        return reply.foreseen.reply
    }

    /// The suggestions for a servicer; `nil` if they were made for other questions.
    func suggestions(to questions: [OpenQuestion], for servicer: ServicerID) -> SuggestionSet? {
        guard let suggestions, suggestions.questions == questions else { return nil }
        var set = suggestions.set
        set.servicer = servicer
        return set
    }
}

/// What became of an event.
///
/// When you receive it, it is stored.
public struct EventOutcome: Hashable, Sendable {
    /// The result of the event.
    public let disposition: Disposition
    /// The state of the customer's session after the event.
    public let state: ServiceState
    /// The messages to the customer that it led to, in order.
    public let messages: [OutgoingMessage]
}
