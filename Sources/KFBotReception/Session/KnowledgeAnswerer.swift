public import KFBotKnowledge
public import KFBotMatching
public import KFBotModel

public import struct Foundation.Date

/// Answers customers from the knowledge base of the account that they write to.
public struct KnowledgeAnswerer: QuestionAnswerer {
    private let responder: @Sendable (KnowledgeBaseID) throws -> KnowledgeResponder
    private let configuration: @Sendable () -> ReceptionConfiguration

    /// Creates an answerer.
    ///
    /// - Parameters:
    ///   - responder: Gives the newest state of a base, or throws ``StoreError``, `notFound`.
    ///   - configuration: Gives an account's base and hours; called anew for each question.
    public init(
        responder: @escaping @Sendable (KnowledgeBaseID) throws -> KnowledgeResponder,
        configuration: @escaping @Sendable () -> ReceptionConfiguration
    ) {
        self.responder = responder
        self.configuration = configuration
    }

    /// Looks a question or an entry up in the account's base.
    ///
    /// - Throws: ``StoreError`` if the base cannot be read now.
    public func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) throws -> BotReply {
        try foreseenReply(to: lookup, following: previous, account: account, at: now).reply
    }

    /// Looks up in advance.
    ///
    /// The reply to a short question may depend on the question before.
    ///
    /// - Throws: ``StoreError`` if the base cannot be read now.
    public func foreseenReply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) throws -> ForeseenReply {
        let configuration = configuration()[account]
        let base = configuration.knowledgeBase
        let context = AnswerContext(account, configuration, at: now)
        let responder: KnowledgeResponder
        do {
            responder = try self.responder(base)
        } catch StoreError.Code.notFound {
            return ForeseenReply(reply: .baseMissing(base), dependsOnPrevious: false)
        }
        switch lookup {
        case .entry(let id):
            let reply = try answer(id, to: id.rawValue, 1, from: responder, context)
            return ForeseenReply(reply: reply, dependsOnPrevious: false)
        case .question(let question):
            let result = try responder.match(
                question,
                following: previous,
                at: now,
                account: account
            )
            return ForeseenReply(
                reply: try reply(result, to: question, from: responder, context),
                dependsOnPrevious: result.dependsOnPrevious
            )
        }
    }

    private func reply(
        _ result: MatchResult,
        to question: String,
        from responder: KnowledgeResponder,
        _ context: AnswerContext
    ) throws -> BotReply {
        switch result.outcome {
        case .smallTalk: return .smallTalk
        case .miss: return .miss
        case .clarify(let candidates):
            return .clarify(
                candidates.enumerated().map { place, candidate in
                    BotReply.Choice(
                        entry: candidate.entry,
                        question: candidate.question,
                        confidence: candidate.confidence,
                        signal: place == 0 ? result.signal : nil,
                        length: place == 0 ? result.length : nil
                    )
                }
            )
        case .answer(let best):
            return try answer(best.entry, to: question, best.confidence, from: responder, context)
        }
    }

    /// The answer of an entry; a miss if the entry is gone by now or has no answer.
    private func answer(
        _ id: EntryID,
        to question: String,
        _ confidence: Double,
        from responder: KnowledgeResponder,
        _ context: AnswerContext
    ) throws -> BotReply {
        do {
            let entry = try responder.entry(id)
            guard let parts = AnswerComposer.parts(of: entry, to: question, in: context) else {
                return .miss
            }
            return .answer(id, parts, handsOff: entry.handsOff, confidence: confidence)
        } catch StoreError.Code.notFound {
            return .miss
        }
    }
}

extension AnswerContext {
    /// Creates the context in which an account's customers are answered.
    public init(_ account: AccountID?, _ configuration: AccountConfiguration, at now: Date) {
        self.init(
            account: account,
            at: now,
            variables: [.serviceHours: configuration.hours.weeklyText],
            menuNone: configuration.texts.menuNone,
            menuHandoff: configuration.handoff.isOfferedInMenus
                ? configuration.texts.menuHandoff : nil
        )
    }
}
