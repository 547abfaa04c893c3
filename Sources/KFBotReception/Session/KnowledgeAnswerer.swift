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

    /// What the knowledge base says; an account whose base does not exist knows nothing.
    ///
    /// - Throws: ``StoreError`` if the base cannot be read now.
    public func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) throws -> BotReply {
        let configuration = configuration()[account]
        do {
            let responder = try responder(configuration.knowledgeBase)
            switch lookup {
            case .entry(let id):
                return try answer(
                    id,
                    to: id.rawValue,
                    1,
                    from: responder,
                    account,
                    configuration,
                    now
                )
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
                        account,
                        configuration,
                        now
                    )
                }
            }
        } catch let error as StoreError where error.code == .notFound {
            return .miss
        }
    }

    private func answer(
        _ id: EntryID,
        to question: String,
        _ confidence: Double,
        from responder: KnowledgeResponder,
        _ account: AccountID,
        _ configuration: AccountConfiguration,
        _ now: Date
    ) throws -> BotReply {
        let entry = try responder.entry(id)
        let parts = entry.reply(
            account: account,
            at: now,
            seed: KnowledgeResponder.seed(question)
        ).map { $0.filled(for: configuration) }
        // An entry without an answer for this account and moment answers nothing.
        guard !parts.isEmpty || entry.handsOff else { return .miss }
        return .answer(id, parts, handsOff: entry.handsOff, confidence: confidence)
    }
}

extension AnswerPart {
    /// The part with its variables filled in.
    func filled(for account: AccountConfiguration) -> AnswerPart {
        guard case .text(let text) = self, text.utf8.contains(UInt8(ascii: "{")) else {
            return self
        }
        return .text(
            AnswerVariable.allCases.reduce(text) { text, variable in
                switch variable {
                case .serviceHours:
                    text.replacing(variable.placeholder, with: account.hours.weeklyText)
                }
            }
        )
    }
}
