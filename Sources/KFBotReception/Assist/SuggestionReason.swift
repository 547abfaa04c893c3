import KFBotMatching

/// Says in one Chinese sentence why a reply is suggested.
enum SuggestionReason {
    /// Who wrote the words that were searched.
    enum Author {
        /// The customer, in the newest question.
        case customer
        /// The customer, in an earlier question.
        case customerBefore
        /// The servicer, while typing.
        case servicer
    }

    static func sentence(for candidate: Candidate, asked: String, by author: Author) -> String {
        let (question, matched) = (quoted(candidate.question), quoted(candidate.matched))
        let phrasing = candidate.matchedIndex == 0 ? question : "\(question)的问法\(matched)"
        let subject =
            switch author {
            case .customer: "客户问的"
            case .customerBefore: "客户之前问的\(quoted(asked))"
            case .servicer: "您输入的"
            }
        guard candidate.confidence < 1 else { return "\(subject)与\(phrasing)一字不差。" }
        let percent = "\(Int((candidate.confidence * 100).rounded()))%"
        let objection = candidate.guards.lazy.compactMap { $0.objection() }.first
        return "\(subject)与\(phrasing)接近，把握\(percent)\(objection.map { "，\($0)" } ?? "")。"
    }

    /// A text in quotes, shortened to fit a line.
    private static func quoted(_ text: String) -> String {
        text.count > 30 ? "“\(text.prefix(29))…”" : "“\(text)”"
    }
}
