public import KFBotKnowledge
public import KFBotMatching
public import KFBotModel

public import struct Foundation.Date

/// Answers customers from the knowledge base of the account they ask.
public struct KnowledgeAnswerer: QuestionAnswerer {
    private let responder: @Sendable (KnowledgeBaseID) throws -> KnowledgeResponder
    private let configuration: @Sendable () -> ReceptionConfiguration

    /// Makes an answerer.
    ///
    /// - Parameters:
    ///   - responder: The newest state of a base.
    ///   - configuration: Which base and which hours an account has; read anew for each question.
    public init(
        responder: @escaping @Sendable (KnowledgeBaseID) throws -> KnowledgeResponder,
        configuration: @escaping @Sendable () -> ReceptionConfiguration
    ) {
        self.responder = responder
        self.configuration = configuration
    }

    /// What the knowledge base says.
    ///
    /// - Throws: ``StoreError`` if the base cannot be read now.
    public func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) throws -> BotReply {
        let configuration = configuration()[account]
        let base = configuration.knowledgeBase
        let context = AnswerContext(account, configuration, at: now)
        let responder: KnowledgeResponder
        do {
            responder = try self.responder(base)
        } catch StoreError.Code.notFound {
            return .baseMissing(base)
        }
        switch lookup {
        case .entry(let id): return try answer(id, to: id.rawValue, 1, from: responder, context)
        case .question(let question):
            let result = try responder.match(
                question,
                following: previous,
                at: now,
                account: account
            )
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
                return try answer(
                    best.entry,
                    to: question,
                    best.confidence,
                    from: responder,
                    context
                )
            }
        }
    }

    /// An entry that is gone by now, or has nothing to say, answers nothing.
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
    /// The context of an account's customers.
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
