import KFBotModel

import struct Foundation.Date

/// Suggestions that were looked for before a transaction, so that nobody waits for that meanwhile.
///
/// They hold if the transaction finds the same open questions and the base has not moved; else they are
/// looked for again, within it.
struct PreparedSuggestions {
    /// The most messages of a customer, newest last, for which replies are looked for.
    static let mostQuestions = 5

    private let questions: [OpenQuestion]
    private let set: SuggestionSet

    /// Looks for replies to what a customer will have asked once a message of theirs is stored.
    ///
    /// `nil` unless a servicer serves them by now, and if nothing is asked.
    init?(
        for message: IncomingMessage,
        of customer: CustomerID,
        account: AccountID,
        in storage: any SessionStorage,
        by suggester: any ReplySuggester,
        at now: Date
    ) throws {
        guard case .text(let text, _) = message.content,
            let known = try storage.conversation(
                of: customer,
                account: account,
                limit: Self.mostQuestions
            ),
            known.session.state == .servicer, let servicer = known.session.servicer
        else { return nil }
        let question = OpenQuestion(message: message.id, text: text)
        questions = (known.questions + [question]).suffix(Self.mostQuestions)
        guard
            let set = try suggester.suggestions(
                to: questions,
                for: servicer,
                account: account,
                at: now
            )
        else { return nil }
        self.set = set
    }

    /// The suggestions for a servicer; `nil` if they were made for other questions or knowledge.
    func suggestions(
        to questions: [OpenQuestion],
        for servicer: ServicerID,
        account: AccountID,
        by suggester: any ReplySuggester
    ) throws -> SuggestionSet? {
        guard questions == self.questions,
            try suggester.isCurrent(set, account: account)
        else { return nil }
        var set = set
        set.servicer = servicer
        return set
    }
}
