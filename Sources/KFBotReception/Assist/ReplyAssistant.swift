public import KFBotKnowledge
import KFBotMatching
public import KFBotModel

public import struct Foundation.Date

/// Suggests replies to servicers from the knowledge base of the account (智能辅助接待).
///
/// The assistant only finds replies. The account's ``AssistMode`` says whether a servicer sees
/// them, and the servicer decides whether to send one.
public struct ReplyAssistant: ReplySuggester {
    /// How many replies are suggested at most.
    public static let most = 3
    /// The least confidence of the first reply.
    ///
    /// The calibrator gives 0.1 to anything with a word in common. docs/assist.md has the figures
    /// behind this value and the next one.
    static let leastConfidence = 0.15
    /// Replies whose score is lower than the first one's by more than this are left out.
    static let scoreRange = 2.0
    /// What a confidence is multiplied by if a newer question is open; the newest usually matters
    /// most.
    static let olderQuestionWeight = 0.8
    /// How many related entries a reply names at most.
    private static let mostRelated = 3

    private let responder: @Sendable (KnowledgeBaseID) throws -> KnowledgeResponder
    private let configuration: @Sendable () -> ReceptionConfiguration

    /// Creates an assistant.
    ///
    /// - Parameters:
    ///   - responder: Gives the newest state of a base, or throws ``StoreError``, `notFound`.
    ///   - configuration: Gives the accounts' settings; called anew for each question.
    public init(
        responder: @escaping @Sendable (KnowledgeBaseID) throws -> KnowledgeResponder,
        configuration: @escaping @Sendable () -> ReceptionConfiguration
    ) {
        self.responder = responder
        self.configuration = configuration
    }

    /// Finds replies to what a customer asks.
    ///
    /// - Returns: `nil` if nothing is asked, the account's mode is `off`, or its base does not
    ///   exist.
    /// - Throws: ``StoreError`` if the base cannot be read now.
    public func suggestions(
        to questions: [OpenQuestion],
        for servicer: ServicerID,
        account: AccountID,
        at now: Date
    ) throws -> SuggestionSet? {
        let configuration = configuration()[account]
        let asked = AskedQuestions(questions, handoff: configuration.handoff).questions
        guard configuration.assist != .off, let newest = asked.first,
            let responder = try existing(configuration.knowledgeBase)
        else { return nil }
        var search = Search(
            responder: responder,
            configuration: configuration,
            account: account,
            now: now
        )
        for (age, question) in asked.enumerated() {
            let author = age == 0 ? SuggestionReason.Author.customer : .customerBefore
            let weight = age == 0 ? 1 : Self.olderQuestionWeight
            try search.look(
                for: question.text,
                of: question.message,
                by: author,
                weight: weight
            )
            if let piece = question.lastPiece {
                try search.look(for: piece, asked: question.text, by: author, weight: weight)
            }
        }
        return SuggestionSet(
            servicer: servicer,
            questions: questions.map { question in
                var question = question
                question.first = search.firsts[question.message]
                return question
            },
            asked: newest.text,
            base: configuration.knowledgeBase,
            revision: responder.revision,
            isMiss: search.isMiss,
            isShown: configuration.assist == .suggest,
            suggestions: try search.suggestions()
        )
    }

    /// Finds replies by what a servicer types.
    ///
    /// Nothing is stored.
    ///
    /// - Parameters:
    ///   - text: The text in the servicer's input field.
    ///   - account: The account for which the servicer writes.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: The replies, best first; none unless the account shows them.
    /// - Throws: ``StoreError`` if the base cannot be read now.
    public func suggestions(
        whileTyping text: String,
        account: AccountID,
        at now: Date
    ) throws -> [ReplySuggestion] {
        let configuration = configuration()[account]
        guard configuration.assist == .suggest,
            let responder = try existing(configuration.knowledgeBase)
        else { return [] }
        var search = Search(
            responder: responder,
            configuration: configuration,
            account: account,
            now: now
        )
        try search.look(for: text, by: .servicer, weight: 1)
        return try search.suggestions()
    }

    private func existing(_ base: KnowledgeBaseID) throws -> KnowledgeResponder? {
        do {
            return try responder(base)
        } catch let error as StoreError where error.code == .notFound {
            return nil
        }
    }

    /// Collects the candidates of all questions and makes suggestions of them.
    private struct Search {
        struct Find {
            let candidate: Candidate
            let asked: String
            let message: MessageID?
            let author: SuggestionReason.Author
            let weighed: Double
        }

        let responder: KnowledgeResponder
        let configuration: AccountConfiguration
        let account: AccountID
        let now: Date
        var finds: [Find] = []
        /// The first candidate for each message that is a question by itself.
        var firsts: [MessageID: FirstCandidate] = [:]
        /// Whether the bot would have found no answer to any of the questions.
        var isMiss = true

        mutating func look(
            for query: String,
            asked: String? = nil,
            of message: MessageID? = nil,
            by author: SuggestionReason.Author,
            weight: Double
        ) throws {
            let result = try responder.match(
                query,
                at: now,
                account: account,
                top: 2 * ReplyAssistant.most
            )
            if case .miss = result.outcome {} else { isMiss = false }
            guard let first = result.candidates.first,
                first.confidence >= ReplyAssistant.leastConfidence
            else { return }
            if let message {
                firsts[message] = FirstCandidate(
                    entry: first.entry,
                    confidence: first.confidence,
                    signal: result.signal,
                    length: result.length
                )
            }
            for candidate in result.candidates
            where candidate.score >= first.score - ReplyAssistant.scoreRange
                && candidate.confidence > 0
            {
                let find = Find(
                    candidate: candidate,
                    asked: asked ?? query,
                    message: message,
                    author: author,
                    weighed: candidate.confidence * weight
                )
                if let place = finds.firstIndex(where: { $0.candidate.entry == candidate.entry }) {
                    if finds[place].weighed < find.weighed { finds[place] = find }
                } else {
                    finds.append(find)
                }
            }
        }

        /// The best finds whose entries have an answer, in a fixed order.
        func suggestions() throws -> [ReplySuggestion] {
            var suggestions: [ReplySuggestion] = []
            let ranked = finds.enumerated().sorted { left, right in
                left.element.weighed == right.element.weighed
                    ? left.offset < right.offset : left.element.weighed > right.element.weighed
            }
            for find in ranked.map(\.element) where suggestions.count < ReplyAssistant.most {
                let entry = try responder.entry(find.candidate.entry)
                guard
                    let parts = AnswerComposer.parts(
                        of: entry,
                        to: find.asked,
                        in: AnswerContext(account, configuration, at: now)
                    ), !parts.isEmpty
                else { continue }
                suggestions.append(
                    ReplySuggestion(
                        entry: entry.id,
                        question: entry.question,
                        asked: find.asked,
                        message: find.message,
                        confidence: find.candidate.confidence,
                        reason: SuggestionReason.sentence(
                            for: find.candidate,
                            asked: find.asked,
                            by: find.author
                        ),
                        parts: parts,
                        related: related(to: entry)
                    )
                )
            }
            return suggestions
        }

        private func related(to entry: Entry) -> [BotReply.Choice] {
            entry.related.prefix(ReplyAssistant.mostRelated).compactMap { id in
                // Lint reports references to entries that do not exist.
                guard let other = try? responder.entry(id), other.isEnabled else { return nil }
                return BotReply.Choice(entry: id, question: other.question)
            }
        }
    }
}
