public import KFBotModel

/// A reply that a servicer may send (智能辅助接待); nothing sends it by itself.
public struct ReplySuggestion: Hashable, Sendable, Codable {
    /// The entry that answers.
    public var entry: EntryID
    /// Its standard question.
    public var question: String
    /// The question that the reply answers, as the bot understood it.
    public var asked: String
    /// The message that asks it; `nil` if several messages together do, or a piece of them.
    public var message: MessageID?
    /// How likely the entry is what was asked for, 0...1.
    public var confidence: Double
    /// Why it is suggested, in one Chinese sentence.
    public var reason: String
    /// The messages, ready to send: variables are filled in.
    public var parts: [AnswerPart]
    /// Related entries (关联问答), which the servicer may open.
    public var related: [BotReply.Choice]

    /// Creates a suggestion; nothing is checked.
    public init(
        entry: EntryID,
        question: String,
        asked: String,
        message: MessageID? = nil,
        confidence: Double,
        reason: String,
        parts: [AnswerPart],
        related: [BotReply.Choice] = []
    ) {
        self.entry = entry
        self.question = question
        self.asked = asked
        self.message = message
        self.confidence = confidence
        self.reason = reason
        self.parts = parts
        self.related = related
    }

    /// The text parts, one a line.
    public var text: String {
        parts.compactMap { part in
            guard case .text(let text) = part else { return nil }
            return text
        }.joined(separator: "\n")
    }
}

/// The replies suggested to a servicer for what a customer wrote.
public struct SuggestionSet: Hashable, Sendable, Codable {
    /// The servicer who serves the customer.
    public var servicer: ServicerID
    /// The messages that the suggestions answer, oldest first.
    public var questions: [OpenQuestion]
    /// What the newest of these messages ask, with pieces joined.
    public var asked: String
    /// The base that was searched.
    public var base: KnowledgeBaseID
    /// The base's revision when it was searched.
    public var revision: Int
    /// Whether the bot would have found no answer either.
    public var isMiss: Bool
    /// Whether the servicer sees the suggestions; if not, they are only counted.
    public var isShown: Bool
    /// The suggestions, best first; empty if nothing fits.
    public var suggestions: [ReplySuggestion]

    /// Creates a set; nothing is checked.
    public init(
        servicer: ServicerID,
        questions: [OpenQuestion],
        asked: String,
        base: KnowledgeBaseID,
        revision: Int,
        isMiss: Bool,
        isShown: Bool = true,
        suggestions: [ReplySuggestion]
    ) {
        self.servicer = servicer
        self.questions = questions
        self.asked = asked
        self.base = base
        self.revision = revision
        self.isMiss = isMiss
        self.isShown = isShown
        self.suggestions = suggestions
    }
}

/// A customer's text message that nobody has answered yet.
public struct OpenQuestion: Hashable, Sendable, Codable {
    /// The message that holds the question.
    public var message: MessageID
    /// The message's text.
    public var text: String
    /// The base's first candidate for it; `nil` if the message asks nothing by itself.
    public var first: FirstCandidate?

    /// Creates a question.
    public init(message: MessageID, text: String, first: FirstCandidate? = nil) {
        self.message = message
        self.text = text
        self.first = first
    }
}

/// The first candidate for a question, with the values from which a calibrator is refitted.
public struct FirstCandidate: Hashable, Sendable, Codable {
    /// The candidate's entry.
    public var entry: EntryID
    /// How likely the entry is what was asked for, 0...1.
    public var confidence: Double
    /// The signal from which the calibrator made the confidence: ``MatchResult/signal``.
    public var signal: Double?
    /// The length of the question in units: ``MatchResult/length``.
    public var length: Int

    /// Creates a candidate.
    public init(entry: EntryID, confidence: Double, signal: Double?, length: Int) {
        self.entry = entry
        self.confidence = confidence
        self.signal = signal
        self.length = length
    }
}
