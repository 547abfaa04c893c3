/// A reply that a servicer may send (智能辅助接待); nothing sends it by itself.
public struct ReplySuggestion: Hashable, Sendable, Codable {
    /// The entry that answers.
    public var entry: EntryID
    /// Its standard question.
    public var question: String
    /// How likely it is what the customer asks, 0...1.
    public var confidence: Double
    /// Why it is suggested, in one Chinese sentence.
    public var reason: String
    /// The messages, ready to send.
    public var parts: [AnswerPart]
    /// Entries that belong to it.
    public var related: [RobotReply.Choice]

    /// Creates a suggestion.
    public init(
        entry: EntryID,
        question: String,
        confidence: Double,
        reason: String,
        parts: [AnswerPart],
        related: [RobotReply.Choice] = []
    ) {
        self.entry = entry
        self.question = question
        self.confidence = confidence
        self.reason = reason
        self.parts = parts
        self.related = related
    }
}

/// What is suggested to a servicer for what a customer wrote.
public struct SuggestionSet: Hashable, Sendable, Codable {
    /// Who sees it.
    public var servicer: ServicerID
    /// The messages it answers, oldest first.
    public var questions: [OpenQuestion]
    /// The suggestions, best first; empty if nothing fits.
    public var suggestions: [ReplySuggestion]

    /// Creates a set.
    public init(
        servicer: ServicerID,
        questions: [OpenQuestion],
        suggestions: [ReplySuggestion]
    ) {
        self.servicer = servicer
        self.questions = questions
        self.suggestions = suggestions
    }
}

/// A text of a customer that nobody has answered yet.
public struct OpenQuestion: Hashable, Sendable, Codable {
    /// The message.
    public var message: MessageID
    /// What it says.
    public var text: String

    /// Creates a question.
    public init(message: MessageID, text: String) {
        self.message = message
        self.text = text
    }
}
