import KFBotModel
import Tokenizer

/// What a customer's open messages ask.
///
/// Pieces are joined, and messages that ask nothing are left out.
struct AskedQuestions {
    /// One question of one or more messages.
    struct Question {
        let text: String
        /// The last piece, if it has several.
        let lastPiece: String?
        /// The message, if it has one piece.
        let message: MessageID?
    }

    /// The questions, newest first; at most ``most``.
    let questions: [Question]

    /// How many questions are looked at; older ones no longer matter.
    private static let most = 3

    /// Finds the questions in open messages.
    ///
    /// A piece that is no complete question continues in the next message (see ``Debounce``).
    /// Greetings, requests for a person and stray characters are not questions.
    init(_ open: [OpenQuestion], handoff: HandoffRules) {
        var groups: [[OpenQuestion]] = [[]]
        for piece in open where Self.asks(piece.text, handoff) {
            groups[groups.count - 1].append(piece)
            if Debounce.isComplete(piece.text) { groups.append([]) }
        }
        questions = groups.filter { !$0.isEmpty }.suffix(Self.most).reversed().map { pieces in
            Question(
                text: Debounce.join(pieces.map(\.text)),
                lastPiece: pieces.count > 1 ? pieces.last?.text : nil,
                message: pieces.count > 1 ? nil : pieces.first?.message
            )
        }
    }

    private static func asks(_ text: String, _ handoff: HandoffRules) -> Bool {
        let words = RequestText(text)
        guard !EventHandling.isInvalid(text, words), !FillerWords.standard.isOnlyFiller(text) else {
            return false
        }
        if HandoffRequest.isRequest(words) || HandoffRequest.isNearRequest(words) { return false }
        // A sentence that is hardly longer than a keyword only asks for a person. A longer one asks
        // something besides.
        return !handoff.foldedKeywords.contains { keyword in
            words.scalars.count <= keyword.scalars.count + 4 && words.holds(keyword)
        }
    }
}
