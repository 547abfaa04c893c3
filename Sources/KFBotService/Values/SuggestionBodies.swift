package import KFBot

/// What a servicer looks for: the body of `POST /v1/sessions/{account}/{customer}/suggestions`.
package struct SuggestionRequest: Codable, Hashable, Sendable {
    /// Who asks.
    package var servicer: ServicerID
    /// What was typed so far, or a search; nothing for what the customer wrote.
    package var text: String?

    /// Creates a request.
    package init(servicer: ServicerID, text: String? = nil) {
        self.servicer = servicer
        self.text = text
    }
}

/// What was found, in the form that suggestion events have.
package struct SuggestionList: Codable, Sendable {
    /// The suggestions, best first.
    package var suggestions: [ReplySuggestion]

    package init(suggestions: [ReplySuggestion]) {
        self.suggestions = suggestions
    }
}
