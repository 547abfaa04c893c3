import KFBotModel
import Tokenizer

/// Questions that matching cannot use, or that 微信客服 does not take.
struct QuestionRule: EntryRule {
    /// 微信客服's limit of a question, in characters (字).
    static let longestQuestion = 200
    /// 微信客服's limit of similar questions.
    static let mostSimilar = 100

    let codes: [LintCode] = [.emptyQuestion, .fillerQuestion, .questionTooLong, .tooManySimilar]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        let entry = subject.entry
        let texts = zip(entry.phrasings, subject.phrasings).enumerated().map {
            (LintText.field(ofPhrasing: $0), $1.0, $1.1)
        }
        let negatives = zip(entry.negativeQuestions, subject.negatives).enumerated().map {
            ("negative[\($0)]", $1.0, $1.1)
        }
        let fillers = texts.filter { !$0.2.isEmpty && subject.fillers.isOnlyFiller($0.1) }
        // An entry of greetings answers greetings, and one that hands over is asked for by address.
        let isGreeting = entry.handsOff || 2 * fillers.count >= texts.count
        for (field, text, units) in texts + negatives {
            if units.isEmpty {
                findings.append(empty(text, field, in: entry))
            } else if fillers.contains(where: { $0.0 == field }) {
                findings.append(
                    LintFinding(
                        .fillerQuestion,
                        isGreeting ? .info : .warning,
                        entry: entry.id,
                        field: field,
                        "\(LintText.quoted(text)) is greeting or filler only and asks nothing; whoever "
                            + "sends just that gets this answer. Remove it unless that is meant."
                    )
                )
            }
            if text.utf8.count > Self.longestQuestion, text.count > Self.longestQuestion {
                findings.append(
                    LintFinding(
                        .questionTooLong,
                        .warning,
                        entry: entry.id,
                        field: field,
                        "The question has \(text.count) characters; 微信客服 takes "
                            + "\(Self.longestQuestion). Shorten it to what customers write."
                    )
                )
            }
        }
        if entry.similarQuestions.count > Self.mostSimilar {
            findings.append(
                LintFinding(
                    .tooManySimilar,
                    .warning,
                    entry: entry.id,
                    field: "similar",
                    "There are \(entry.similarQuestions.count) similar questions; 微信客服's own "
                        + "knowledge base takes \(Self.mostSimilar). Keep those that differ most."
                )
            )
        }
    }

    private func empty(_ text: String, _ field: String, in entry: Entry) -> LintFinding {
        let isBlank = text.trimmingWhitespace().isEmpty
        return LintFinding(
            .emptyQuestion,
            isBlank ? .error : .warning,
            entry: entry.id,
            field: field,
            isBlank
                ? "The question is empty. Write one, or remove it."
                : "\(LintText.quoted(text)) holds no Chinese character, letter or digit, so that "
                    + "nothing finds it. Write it in words, or remove it."
        )
    }
}

/// The same question more than once in one entry.
struct RepetitionRule: EntryRule {
    let codes: [LintCode] = [.sameQuestion]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        guard subject.phrasings.count > 1 else { return }
        var first: [[UnitKey]: Int] = [:]
        for (ordinal, units) in subject.phrasings.enumerated() where !units.isEmpty {
            guard let earlier = first[units] else {
                first[units] = ordinal
                continue
            }
            let text = subject.entry.phrasings[ordinal]
            findings.append(
                LintFinding(
                    .sameQuestion,
                    .warning,
                    entry: subject.entry.id,
                    field: LintText.field(ofPhrasing: ordinal),
                    "\(LintText.quoted(text)) says the same as "
                        + "\(LintText.field(ofPhrasing: earlier)) of this entry. Remove it."
                )
            )
        }
    }
}

/// Negative questions (反例) that contradict the entry's own phrasings.
struct NegativeRule: EntryRule {
    let codes: [LintCode] = [.negativeIsPhrasing]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        for (place, units) in subject.negatives.enumerated() where !units.isEmpty {
            guard let ordinal = subject.phrasings.firstIndex(of: units) else { continue }
            let text = subject.entry.negativeQuestions[place]
            findings.append(
                LintFinding(
                    .negativeIsPhrasing,
                    .error,
                    entry: subject.entry.id,
                    field: "negative[\(place)]",
                    "\(LintText.quoted(text)) must not lead to this entry, but is its "
                        + "\(LintText.field(ofPhrasing: ordinal)). Remove one of them."
                )
            )
        }
    }
}
