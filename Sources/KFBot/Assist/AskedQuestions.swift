import Tokenizer

/// What a customer's open messages ask: pieces joined, what asks nothing left out.
struct AskedQuestions {
    /// The questions, newest first, at most ``most``; each with the last piece if it has several.
    let questions: [(text: String, lastPiece: String?)]

    /// Older questions than these are no longer looked at.
    private static let most = 3

    /// Reads messages.
    ///
    /// A piece that is no complete question goes on in the next message (see ``Debounce``). Greetings,
    /// wishes for a person and stray characters are no questions.
    init(_ open: [OpenQuestion], handoff: HandoffRules) {
        var groups: [[String]] = [[]]
        for text in open.map(\.text) where Self.asks(text, handoff) {
            groups[groups.count - 1].append(text)
            if Debounce.isComplete(text) { groups.append([]) }
        }
        questions = groups.filter { !$0.isEmpty }.suffix(Self.most).reversed().map { pieces in
            (Debounce.join(pieces), pieces.count > 1 ? pieces.last : nil)
        }
    }

    private static func asks(_ text: String, _ handoff: HandoffRules) -> Bool {
        guard !SessionTurn.isInvalid(text), !FillerWords.standard.isOnlyFiller(text) else {
            return false
        }
        let words = RequestText(text)
        if HandoffRequest.isRequest(words) || HandoffRequest.isNearRequest(words) { return false }
        // A keyword within a longer sentence leaves something to answer.
        return !handoff.keywords.map(RequestText.init).contains { keyword in
            words.scalars.count <= keyword.scalars.count + 4 && words.holds(keyword)
        }
    }
}
