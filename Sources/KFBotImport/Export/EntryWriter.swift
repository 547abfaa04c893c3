import KFBotModel

/// Writes entries in one form.
protocol EntryWriter {
    /// What stands before the first entry.
    mutating func begin() throws
    /// Writes an entry and counts the fields that the form cannot hold.
    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws
    /// Writes the vocabulary and what stands behind the last entry.
    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws
}

/// What of an entry a form can hold.
struct FormCapabilities {
    /// The fields; ``EntryField/answers`` stands for more than one answer.
    var fields: Set<EntryField>
    /// The kinds of parts besides text, by their type name.
    var parts: Set<String> = []
    /// The strategies of more than one answer.
    var strategies: Set<AnswerStrategy> = []

    /// Counts the fields of an entry that the form cannot hold.
    func check(_ entry: Entry, _ losses: inout LossCounter) {
        func check(_ field: EntryField, _ isUsed: Bool, _ message: String) {
            if isUsed, !fields.contains(field) { losses.note(field.rawValue, message, entry) }
        }
        check(.id, true, "The form has no place for ids of our kind.")
        check(.group, entry.group != [], "The form has no groups.")
        check(
            .similar,
            !entry.similarQuestions.isEmpty,
            "Similar questions become entries of their own."
        )
        check(.negative, !entry.negativeQuestions.isEmpty, "The form has no negative questions.")
        check(.enabled, !entry.isEnabled, "The form cannot switch entries off; they become active.")
        check(.recommendable, !entry.isRecommendable, "The form cannot keep entries from menus.")
        check(.handoff, entry.handsOff, "The form cannot hand over to people.")
        check(.validFrom, entry.validFrom != nil, "The form has no dates; entries hold always.")
        check(.validUntil, entry.validUntil != nil, "The form has no dates; entries hold always.")
        check(.accounts, !entry.accounts.isEmpty, "The form has no accounts; all get the entry.")
        check(.related, !entry.related.isEmpty, "The form has no related entries.")
        check(.tags, !entry.tags.isEmpty, "The form has no labels.")
        check(.extra, !entry.extra.isEmpty, "Other data are left out.")
        checkAnswers(entry, &losses)
    }

    private func checkAnswers(_ entry: Entry, _ losses: inout LossCounter) {
        if entry.answers.count > 1 {
            if !fields.contains(.answers) {
                losses.note("answers", "The form has one answer; the texts are joined.", entry)
            } else if !strategies.contains(entry.strategy) {
                losses.note("strategy", "The form cannot choose answers in this way.", entry)
            }
        }
        if entry.answers.contains(where: { $0.condition != nil }) {
            losses.note("answers.when", "The form has no conditions of answers.", entry)
        }
        let isPlain = entry.answers.allSatisfy { answer in
            let texts = answer.parts.count { $0.typeName == "text" }
            return texts <= 1
                && answer.parts.allSatisfy { $0.typeName == "text" || parts.contains($0.typeName) }
        }
        if !isPlain {
            losses.note(
                "answers.parts",
                "Parts that the form lacks are written as text.",
                entry
            )
        }
    }
}

extension Answer {
    /// The texts of the parts, one under the other; what is not text, as text.
    ///
    /// - Parameter parts: The type names of parts to leave out because the form has its own for them.
    /// - Returns: The text, empty if nothing is left.
    func plainText(without parts: Set<String> = []) -> String {
        self.parts.filter { !parts.contains($0.typeName) }.map(\.plainText).joined(separator: "\n")
    }
}

extension AnswerPart {
    /// What a customer can do with the part in a form that has only text.
    var plainText: String {
        func lines(_ texts: [String?]) -> String {
            texts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
        }
        return switch self {
        case .text(let text): text
        case .image(let media), .video(let media), .file(let media):
            lines([media.name, media.url ?? media.mediaID])
        case .link(let link): lines([link.title, link.description, link.url])
        case .miniprogram(let program): lines([program.title, program.pagePath])
        case .location(let location): lines([location.name, location.address])
        case .menu(let menu): lines([menu.heading] + menu.items + [menu.footer])
        }
    }
}

extension Vocabulary {
    /// How many words and classes there are.
    var count: Int { words.count + synonyms.count + fillers.count }
}

extension LossCounter {
    /// Counts a vocabulary for which a form has no place.
    mutating func noteLost(_ vocabulary: Vocabulary) {
        guard !vocabulary.isEmpty else { return }
        note("vocabulary", "The form has no words of its own.", count: vocabulary.count)
    }
}
