public import KFBotModel

/// What a servicer did with a suggested reply.
public enum SuggestionFeedback: String, Hashable, Sendable, Codable, CaseIterable {
    /// It was sent as it was.
    case used
    /// It was sent with changes.
    case edited
    /// Something else was sent.
    case ignored
}

/// What a servicer's message was made from, if the servicer's client knows.
public enum ReplyBasis: Hashable, Sendable {
    /// A suggestion, as it was or changed.
    ///
    /// `text` is what the suggestion said, if the servicer's own search found it. Such suggestions
    /// are not stored. Otherwise `nil`.
    case suggestion(EntryID, text: String? = nil)
    /// The servicer's own words.
    case own
}

/// What a servicer's message says about the suggestions shown beside it.
struct ReplyVerdict: Equatable {
    /// The index of the suggestion that was sent; `nil` if none was.
    var choice: Int?
    /// Whether it was sent as it was.
    var isVerbatim = false
    /// The suggested text most similar to what was sent.
    var suggested = ""
    /// The share of character pairs that the two texts have in common, 0...1.
    var similarity = 0.0

    /// From this share of common character pairs on, a text counts as a changed suggestion.
    private static let leastSimilarity = 0.5
    /// From this share on, a changed text still says what was suggested.
    private static let leastKept = 0.8

    /// Compares a reply with suggestions.
    ///
    /// Texts are equal if they differ only in punctuation, width, case, script and greetings. A
    /// text is a changed suggestion if at least half of the character pairs are common to both.
    ///
    /// - Parameters:
    ///   - reply: What the servicer sent.
    ///   - basis: What the servicer's client says about it; `nil` to compare the texts alone.
    ///   - suggestions: What was suggested.
    init(of reply: String, basis: ReplyBasis?, on suggestions: [ReplySuggestion]) {
        guard basis != .own else { return }
        let reply = ComparedText(reply)
        var best = 0.0
        for (place, suggestion) in suggestions.enumerated() {
            if case .suggestion(let entry, _) = basis, entry != suggestion.entry { continue }
            let isChosen = basis != nil
            for text in Self.texts(of: suggestion) {
                let similarity = reply.similarity(to: ComparedText(text))
                guard similarity > best || (isChosen && choice == nil) else { continue }
                guard similarity >= Self.leastSimilarity || isChosen else { continue }
                best = similarity
                (choice, suggested, isVerbatim) = (place, text, similarity == 1)
                self.similarity = similarity
            }
            // A suggestion without text has nothing to compare; the client says that it was sent.
            if isChosen, choice == nil { (choice, isVerbatim) = (place, true) }
        }
    }

    /// Whether a reply differs from a suggested text only in punctuation, width, case, script and
    /// greetings.
    static func isVerbatim(_ reply: String, _ suggested: String) -> Bool {
        ComparedText(reply).similarity(to: ComparedText(suggested)) == 1
    }

    func feedback(on place: Int) -> SuggestionFeedback {
        guard choice == place else { return .ignored }
        return isVerbatim ? .used : .edited
    }

    /// Whether a suggestion was sent unchanged or nearly so.
    func confirms(_ place: Int) -> Bool {
        choice == place && (isVerbatim || similarity >= Self.leastKept)
    }

    /// All texts together, and each alone.
    private static func texts(of suggestion: ReplySuggestion) -> [String] {
        let single = suggestion.parts.compactMap { part -> String? in
            guard case .text(let text) = part else { return nil }
            return text
        }
        return single.count > 1 ? [suggestion.text] + single : single
    }

    /// Whether a message only asks the customer to wait, so that the answer is still to come.
    static func isHolding(_ reply: String) -> Bool {
        let text = RequestText(reply)
        guard text.scalars.count <= 24 else { return false }
        let plain = String(String.UnicodeScalarView(text.scalars))
        return ComparedText(reply).isOnlyFiller || holdingWords.contains { plain.contains($0) }
    }

    private static let holdingWords = [
        "稍等", "稍候", "请稍后", "等一下", "等一会", "等下", "我查", "我看", "我核实", "我确认", "您查一下", "你查一下", "您看一下",
        "你看一下",
        "帮您核实", "帮您确认", "为您核实", "为您确认",
    ]
}
