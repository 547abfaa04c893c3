import KFBotModel

import struct Foundation.Date

/// Entries and vocabularies as `knowledge.sqlite` keeps them: JSON objects of our own form.
///
/// Members are added and never renamed. A member that is missing has its default; a member that is
/// unknown is passed over.
enum EntryCoding {
    static func body(of entry: Entry) -> String { JSONWriter.line(entry.nativeMembers) }

    static func body(of vocabulary: Vocabulary) -> String {
        JSONWriter.line(vocabulary.nativeMembers)
    }

    /// Reads an entry back.
    ///
    /// - Throws: ``StoreError`` with `damaged` if the body was not written by ``body(of:)-(Entry)``.
    static func entry(id: String, body: String) throws -> Entry {
        do {
            return try entry(EntryID(rawValue: id), try members(of: body))
        } catch {
            throw StoreError(
                .damaged,
                "Entry \(id) cannot be read."
            )
        }
    }

    static func vocabulary(body: String) throws -> Vocabulary {
        do {
            let members = try members(of: body)
            return Vocabulary(
                words: try texts("words", in: members),
                synonyms: try members["synonyms"].map { try classes($0) } ?? [],
                fillers: try texts("fillers", in: members)
            )
        } catch {
            throw StoreError(
                .damaged,
                "The vocabulary cannot be read."
            )
        }
    }

    // MARK: Members

    private static func members(of body: String) throws -> [String: JSONValue] {
        var parser = JSONParser(Array(body.utf8))
        guard let members = try parser.value().object else {
            throw FieldError(path: "", message: "This must be an object.")
        }
        return members
    }

    private static func entry(_ id: EntryID, _ members: [String: JSONValue]) throws -> Entry {
        guard let question = members["question"]?.string else {
            throw FieldError(path: "question", message: "This text is missing.")
        }
        var entry = Entry(id: id, question: question, answers: try answers(in: members))
        if let group = members["group"]?.string { entry.group = GroupPath(parsing: group) }
        entry.similarQuestions = try texts("similar", in: members)
        entry.negativeQuestions = try texts("negative", in: members)
        if let name = members["strategy"]?.string {
            guard let strategy = AnswerStrategy(rawValue: name) else {
                throw FieldError(path: "strategy", message: "There is no strategy \(name).")
            }
            entry.strategy = strategy
        }
        if case .bool(let flag) = members["enabled"] { entry.isEnabled = flag }
        if case .bool(let flag) = members["recommendable"] { entry.isRecommendable = flag }
        if case .bool(let flag) = members["handoff"] { entry.handsOff = flag }
        entry.validFrom = try date("valid_from", in: members)
        entry.validUntil = try date("valid_until", in: members)
        entry.accounts = try texts("accounts", in: members).map(AccountID.init)
        entry.related = try texts("related", in: members).map(EntryID.init)
        entry.tags = try texts("tags", in: members)
        entry.extra = members["extra"]?.object ?? [:]
        return entry
    }

    private static func answers(in members: [String: JSONValue]) throws -> [Answer] {
        if let text = members["answer"]?.string { return [Answer(text: text)] }
        return try (members["answers"]?.array ?? []).enumerated().map { place, value in
            try Answer(json: value, path: "answers[\(place)]")
        }
    }

    private static func texts(_ key: String, in members: [String: JSONValue]) throws -> [String] {
        guard let value = members[key] else { return [] }
        return try texts(value, key)
    }

    private static func texts(_ value: JSONValue, _ key: String) throws -> [String] {
        guard let elements = value.array else {
            throw FieldError(path: key, message: "This must be an array of texts.")
        }
        return try elements.map { element in
            guard let text = element.string else {
                throw FieldError(path: key, message: "This must be an array of texts.")
            }
            return text
        }
    }

    private static func classes(_ value: JSONValue) throws -> [[String]] {
        guard let classes = value.array else {
            throw FieldError(path: "synonyms", message: "This must be an array of arrays.")
        }
        return try classes.map { try texts($0, "synonyms") }
    }

    private static func date(_ key: String, in members: [String: JSONValue]) throws -> Date? {
        guard let value = members[key], value != .null else { return nil }
        guard let text = value.string,
            let date = ISODate.date(text, isEnd: key == "valid_until")
        else { throw FieldError(path: key, message: "This is no date.") }
        return date
    }
}

extension Entry {
    /// Checks the rules that every stored entry keeps.
    ///
    /// - Throws: ``StoreError`` with `invalid`, naming the field.
    func validate() throws {
        if let defect = defect() { throw defect }
    }

    /// The rule that the entry breaks; `nil` for none.
    func defect() -> StoreError? {
        do throws(StoreError) {
            try checkRules()
            return nil
        } catch {
            return error
        }
    }

    private func checkRules() throws(StoreError) {
        func check(_ isMet: Bool, _ message: String) throws(StoreError) {
            guard isMet else { throw StoreError(.invalid, "Entry \(id): \(message)") }
        }
        try check(
            id.isWellFormed,
            "field id: use 1 to \(NameLimits.characters) characters, at most \(NameLimits.bytes) UTF-8 "
                + "bytes, without line breaks or tabs."
        )
        try check(!question.trimmingWhitespace().isEmpty, "field question: it is empty.")
        let longest = phrasings.max { $0.count < $1.count }?.count ?? 0
        try check(
            longest <= Self.longestPhrasing,
            "a question has \(longest) characters; at most \(Self.longestPhrasing) are kept."
        )
        try check(
            !similarQuestions.contains { $0.trimmingWhitespace().isEmpty },
            "field similar: one of the questions is empty."
        )
        if let validFrom, let validUntil {
            try check(validFrom < validUntil, "field valid_until: it is not after valid_from.")
        }
    }

    /// The longest question kept, in characters; ten times what 微信客服 takes.
    static let longestPhrasing = 2_000
}
