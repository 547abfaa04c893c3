import struct Foundation.Date

extension Entry {
    /// The members of the entry's record in our own form; each field is there, so that reading it
    /// over another state of the entry restores this one.
    package var nativeMembers: [(String, JSONValue)] {
        func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        func date(_ date: Date?) -> JSONValue { date.map { .string(ISODate.text($0)) } ?? .null }
        return [
            ("id", .string(id.rawValue)), ("group", .string(group.description)),
            ("question", .string(question)), ("similar", list(similarQuestions)),
            ("negative", list(negativeQuestions)),
            plainAnswer.map { ("answer", .string($0)) }
                ?? ("answers", .array(answers.map(\.json))),
            ("strategy", .string(strategy.rawValue)), ("enabled", .bool(isEnabled)),
            ("recommendable", .bool(isRecommendable)), ("handoff", .bool(handsOff)),
            ("valid_from", date(validFrom)), ("valid_until", date(validUntil)),
            ("accounts", list(accounts.map(\.rawValue))),
            ("related", list(related.map(\.rawValue))),
            ("tags", list(tags)), ("extra", .object(extra)),
        ]
    }

    /// The text, if the entry has one answer of one text that is not empty, without a condition.
    package var plainAnswer: String? {
        guard answers.count == 1, answers[0].condition == nil, answers[0].parts.count == 1,
            case .text(let text) = answers[0].parts[0], !text.isEmpty
        else { return nil }
        return text
    }
}

extension Vocabulary {
    /// The members of the vocabulary in a document of our own form.
    package var nativeMembers: [(String, JSONValue)] {
        func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        return [
            ("words", list(words)), ("synonyms", .array(synonyms.map(list))),
            ("fillers", list(fillers)),
        ]
    }
}
