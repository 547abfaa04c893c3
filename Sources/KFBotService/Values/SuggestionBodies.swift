package import KFBot

/// A servicer's search for replies: the body of
/// `POST /v1/sessions/{account}/{customer}/suggestions`.
package struct SuggestionRequest: Codable, Hashable, Sendable {
    /// The servicer who searches.
    package var servicer: ServicerID
    /// What was typed so far, or a search; `nil` or blank to search by what the customer wrote.
    package var text: String?

    /// Creates a request.
    package init(servicer: ServicerID, text: String? = nil) {
        self.servicer = servicer
        self.text = text
    }
}

/// The suggestions that were found, in the form of a suggestion event.
package struct SuggestionList: Codable, Sendable {
    /// The suggestions, best first.
    package var suggestions: [ReplySuggestion]

    package init(suggestions: [ReplySuggestion]) {
        self.suggestions = suggestions
    }
}
