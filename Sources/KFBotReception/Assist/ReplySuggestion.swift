public import KFBotModel

/// A reply that a servicer may send (智能辅助接待); nothing sends it by itself.
public struct ReplySuggestion: Hashable, Sendable, Codable {
    /// The entry that answers.
    public var entry: EntryID
    /// Its standard question.
    public var question: String
    /// The words that it answers, as they were understood.
    public var asked: String
    /// The message that asks; `nil` where several ask together, or a piece of them does.
    public var message: MessageID?
    /// How likely it is what is asked, 0...1.
    public var confidence: Double
    /// Why it is suggested, in one Chinese sentence.
    public var reason: String
    /// The messages, ready to send: variables are filled in.
    public var parts: [AnswerPart]
    /// Entries that belong to it.
    public var related: [BotReply.Choice]

    /// Creates a suggestion.
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

    /// The text parts, one below the other.
    public var text: String {
        parts.compactMap { part in
            guard case .text(let text) = part else { return nil }
            return text
        }.joined(separator: "\n")
    }
}

/// What is suggested to a servicer for what a customer wrote.
public struct SuggestionSet: Hashable, Sendable, Codable {
    /// Who serves the customer.
    public var servicer: ServicerID
    /// The messages it answers, oldest first.
    public var questions: [OpenQuestion]
    /// What the newest of them ask, pieces joined.
    public var asked: String
    /// The base that was searched.
    public var base: KnowledgeBaseID
    /// The base's revision.
    public var revision: Int
    /// Whether the bot alone would have known no answer.
    public var isMiss: Bool
    /// Whether the servicer sees it; what they do not see is only counted.
    public var isShown: Bool
    /// The suggestions, best first; empty if nothing fits.
    public var suggestions: [ReplySuggestion]

    /// Creates a set.
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

/// A text of a customer that nobody has answered yet.
public struct OpenQuestion: Hashable, Sendable, Codable {
    /// The message.
    public var message: MessageID
    /// What it says.
    public var text: String
    /// What the base has for it first; `nil` where it asks nothing, or only together with others.
    public var first: FirstCandidate?

    /// Creates a question.
    public init(message: MessageID, text: String, first: FirstCandidate? = nil) {
        self.message = message
        self.text = text
        self.first = first
    }
}

/// The first candidate for a question, with what a curve is refitted on.
public struct FirstCandidate: Hashable, Sendable, Codable {
    /// The entry.
    public var entry: EntryID
    /// How likely it is what is asked, 0...1.
    public var confidence: Double
    /// What the curve made that of: ``MatchResult/signal``.
    public var signal: Double?
    /// How long the question is: ``MatchResult/length``.
    public var length: Int

    /// Creates a candidate.
    public init(entry: EntryID, confidence: Double, signal: Double?, length: Int) {
        self.entry = entry
        self.confidence = confidence
        self.signal = signal
        self.length = length
    }
}
