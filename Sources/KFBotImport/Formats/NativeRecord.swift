import KFBotModel

import struct Foundation.Date

/// Our own form of a record as JSON: entries and vocabulary.
///
/// An entry has the keys `id`, `group` (a path such as `售后/退款`, or an array of names), `question`,
/// `similar`, `negative`, `answer` (text) or `answers` (objects with `parts` and `when`), `strategy`,
/// `enabled`, `recommendable`, `handoff`, `valid_from`, `valid_until`, `accounts`, `related`, `tags`
/// and `extra`. Usual other names, Chinese ones too, are understood; unknown keys go to `extra`.
/// A record of vocabulary has `synonyms`, `dictionary` or `fillers` and no question.
enum NativeRecord {
    /// What a JSON value says.
    ///
    /// - Throws: ``ImportProblem`` or ``FieldError`` naming the key.
    static func record(
        _ value: JSONValue,
        at location: SourceLocation,
        columns: ColumnMapping = ColumnMapping()
    ) throws -> ImportRecord {
        guard case .object(let members) = value else {
            throw ImportProblem(
                at: location,
                code: .syntax,
                message: "The record is no JSON object such as {\"question\":…,\"answer\":…}."
            )
        }
        if members.keys.allSatisfy({ vocabularyKeys.contains($0) }), !members.isEmpty {
            return .vocabulary(try vocabulary(value), location)
        }
        return .entry(try entry(members, at: location, columns))
    }

    /// The field that a key of a record names, unless a better name for it stands beside it.
    static func field(
        _ key: String,
        _ columns: ColumnMapping,
        beside members: [String: JSONValue]
    ) -> EntryField? {
        if let field = columns.field(of: key) { return field }
        if let field = EntryField(rawValue: key) { return field == .ignored ? nil : field }
        guard let (field, isWeak) = EntryField.lookUp(key) else { return nil }
        let isBeaten =
            isWeak
            && members.keys.contains { other in
                guard other != key, let found = EntryField.lookUp(other) else { return false }
                guard found.field == field else { return false }
                // What an instruction is given with, which often is nothing.
                if key == "input", other == "instruction" { return true }
                if other == "input", key == "instruction" { return false }
                return !found.isWeak || other < key
            }
        return isBeaten ? nil : field
    }

    private static let vocabularyKeys: Set<String> = [
        "synonyms", "dictionary", "words", "fillers",
    ]

    /// Reads `{"words":[…],"synonyms":[[…]],"fillers":[…]}`; a class of synonyms may stand alone.
    static func vocabulary(_ value: JSONValue) throws -> Vocabulary {
        func texts(_ value: JSONValue?, _ key: String) throws -> [String] {
            guard let value else { return [] }
            guard let texts = value.scalarTexts else {
                throw FieldError(path: key, message: "This must be an array of texts.")
            }
            return texts.filter { !$0.isEmpty }
        }
        var words = try texts(value["dictionary"], "dictionary")
        words += try texts(value["words"], "words")
        var classes: [[String]] = []
        if let elements = value["synonyms"]?.array {
            let isList = elements.contains { $0.array != nil }
            classes =
                try isList
                ? elements.map { try texts($0, "synonyms") } : [texts(.array(elements), "synonyms")]
        } else if let text = value["synonyms"] {
            classes = [try texts(text, "synonyms").flatMap { ListCell.items($0, .names) }]
        }
        return Vocabulary(
            words: words,
            synonyms: classes.filter { !$0.isEmpty },
            fillers: try texts(value["fillers"], "fillers")
        )
    }

    private static func entry(
        _ members: [String: JSONValue],
        at location: SourceLocation,
        _ columns: ColumnMapping
    ) throws -> EntryDraft {
        var draft = EntryDraft(at: location)
        var answer: JSONValue?
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let field = field(key, columns, beside: members) else {
                if value != .null { draft.addExtra(key, value) }
                continue
            }
            let isExact = key == field.rawValue
            if !isExact, members[field.rawValue] != nil {
                // Both the plain key and another name of it: the plain one counts.
                if value != .null { draft.addExtra(key, value) }
            } else if field == .answer {
                answer = value
            } else {
                try set(field, key, value, in: &draft)
            }
        }
        if let answer, answer != .null, draft.answers == nil {
            draft.answers = try answers(answer, "answer")
        }
        return draft
    }

    private static func set(
        _ field: EntryField,
        _ key: String,
        _ value: JSONValue,
        in draft: inout EntryDraft
    ) throws {
        switch field {
        case .validFrom: draft.validFrom = .some(try date(value, key, isEnd: false))
        case .validUntil: draft.validUntil = .some(try date(value, key, isEnd: true))
        case _ where value == .null: break
        case .type: if value != .string("entry") { draft.addExtra(key, value) }
        case .answer: break
        case .id: draft.id = EntryID(rawValue: try text(value, key))
        case .question where value.array != nil:
            let questions = try texts(value, key, .texts)
            draft.question = questions.first
            draft.addSimilar(questions.dropFirst())
        case .question: draft.question = try text(value, key)
        case .group:
            draft.group =
                value.array == nil
                ? GroupPath(parsing: try text(value, key))
                : GroupPath(try texts(value, key, .names))
        case .similar:
            draft.similarQuestions =
                (draft.similarQuestions ?? []) + (try texts(value, key, .texts))
        case .negative: draft.negativeQuestions = try texts(value, key, .texts)
        case .answers: draft.answers = try answers(value, key)
        case .strategy:
            guard let strategy = value.scalarText.flatMap(FieldValue.strategy) else {
                throw FieldError(path: key, message: "Use all, random or conditional.")
            }
            draft.strategy = strategy
        case .enabled: draft.isEnabled = try bool(value, key)
        case .disabled: draft.isEnabled = try !bool(value, key)
        case .recommendable: draft.isRecommendable = try bool(value, key)
        case .notRecommendable: draft.isRecommendable = try !bool(value, key)
        case .handoff: draft.handsOff = try bool(value, key)
        case .accounts:
            draft.accounts = try texts(value, key, .names).map { AccountID(rawValue: $0) }
        case .related: draft.related = try texts(value, key, .names).map { EntryID(rawValue: $0) }
        case .tags: draft.tags = try texts(value, key, .names)
        case .remark, .rowNumber: draft.addExtra(key, value)
        case .group1, .group2, .group3:
            draft.group = GroupPath((draft.group?.names ?? []) + [try text(value, key)])
        case .ignored: break
        case .extra:
            guard case .object(let members) = value else {
                throw FieldError(path: key, message: "This must be an object.")
            }
            draft.extra = members.merging(draft.extra ?? [:]) { own, _ in own }
        }
    }

    private static func answers(_ value: JSONValue, _ key: String) throws -> [Answer] {
        guard let elements = value.array else { return [try Answer(json: value, path: key)] }
        return try elements.enumerated().map { index, element in
            try Answer(json: element, path: "\(key)[\(index)]")
        }
    }

    private static func text(_ value: JSONValue, _ key: String) throws -> String {
        guard let text = value.scalarText else {
            throw FieldError(path: key, message: "This must be text.")
        }
        return text
    }

    private static func texts(
        _ value: JSONValue,
        _ key: String,
        _ content: ListCell.Content
    ) throws -> [String] {
        if let text = value.string { return ListCell.items(text, content) }
        guard let texts = value.scalarTexts else {
            throw FieldError(path: key, message: "This must be an array of texts.")
        }
        return texts.filter { !$0.isEmpty }
    }

    private static func bool(_ value: JSONValue, _ key: String) throws -> Bool {
        if case .bool(let value) = value { return value }
        guard let value = value.scalarText.flatMap(FieldValue.bool) else {
            throw FieldError(path: key, message: "This must be true or false.")
        }
        return value
    }

    private static func date(_ value: JSONValue, _ key: String, isEnd: Bool) throws -> Date? {
        if value.isEmpty { return nil }
        guard let date = value.string.flatMap({ ISODate.date($0, isEnd: isEnd) }) else {
            throw FieldError(
                path: key,
                message: "This is no date; write 2025-01-31 or 2025-01-31T08:00:00+08:00."
            )
        }
        return date
    }
}
