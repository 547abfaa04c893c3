import KFBotModel

/// QnA Maker and Azure custom question answering.
///
/// A table has one row a question; rows with the same `QnaId` are one entry whose first row has the
/// main question. Without ids, rows with the same answer, source and metadata that follow each other
/// are one. `QnaId` becomes the entry's id, prompts its related entries; of the metadata `group` and
/// `category` become its group, `tag` and `tags` its labels, others go to `extra`.
final class QnAMakerTableFormat: TableFormat {
    private let sink: RecordSink
    private var label = ""
    private var columns: [String: Int]?
    private var foundHeader = false
    private var headers: [String] = []
    /// Entries in the order of their first row; an id may come back much later in the file.
    private var drafts: [EntryDraft] = []
    private var indexByKey: [String: Int] = [:]

    /// Creates a reader.
    init(sink: RecordSink) { self.sink = sink }

    func beginSheet(_ name: String, label: String) {
        self.label = label
        columns = nil
        sink.turnsMarkup = true
    }

    func endSheet() {}

    func row(_ row: TableRow) throws {
        guard let columns else {
            headers = row.cells.map { $0.trimmingWhitespace() }
            let names = headers.map { EntryField.folded($0) }
            guard names.contains("question"), names.contains("answer") else { return }
            columns = Dictionary(zip(names, names.indices)) { first, _ in first }
            foundHeader = true
            return
        }
        let location = SourceLocation(file: label, row: row.number)
        guard try sink.accepts(row, at: location, headers: headers) else { return }
        func cell(_ name: String) -> String { columns[name].map { row.trimmed($0) } ?? "" }
        let question = cell("question")
        let id = cell("qnaid")
        let key =
            id.isEmpty
            ? [cell("answer"), cell("source"), cell("metadata")].joined(separator: "\u{0}")
            : "\u{1}" + id
        if let index = indexByKey[key], id != "" || index == drafts.count - 1 {
            guard !question.isEmpty else { return }
            drafts[index].addSimilar([question])
            return
        }
        try sink.record(at: location) {
            var draft = EntryDraft(at: location)
            draft.id = id.isEmpty ? nil : EntryID(rawValue: id)
            draft.question = question
            if !cell("answer").isEmpty {
                draft.answers = [Answer(text: Self.unescaped(cell("answer")))]
            }
            try QnAMakerMetadata.apply(text: cell("metadata"), to: &draft)
            try QnAMakerMetadata.apply(prompts: cell("prompts"), to: &draft)
            for (name, key) in [("source", "source"), ("sourcedisplayname", "source_display_name")]
            where !cell(name).isEmpty {
                draft.addExtra(key, .string(cell(name)))
            }
            if FieldValue.bool(cell("iscontextonly")) == true {
                draft.addExtra("is_context_only", .bool(true))
            }
            indexByKey[key] = drafts.count
            drafts.append(draft)
        }
    }

    /// Line breaks stand as `\n` in its tables.
    private static func unescaped(_ text: String) -> String {
        guard TextMarkup.hasEscapes(text) else { return text }
        return text.replacing("\\r\\n", with: "\n").replacing("\\n", with: "\n")
            .replacing("\\t", with: " ")
    }

    func finish() throws {
        guard foundHeader else {
            throw ImportError(
                .noQuestions,
                "No header has the columns Question and Answer.",
                file: sink.file
            )
        }
        for draft in drafts {
            try sink.entry(draft, names: .init(question: "Question", answer: "Answer"))
        }
    }
}

/// What both forms of QnA Maker say beside question and answer.
enum QnAMakerMetadata {
    /// Reads `name:value|name:value`, or a JSON array of objects with `name` and `value`.
    static func apply(text: String, to draft: inout EntryDraft) throws {
        guard !text.isEmpty, text != "[]" else { return }
        var pairs: [(String, String)] = []
        if text.utf8.first == UInt8(ascii: "[") {
            pairs = Self.pairs(try json(text, "Metadata"))
        } else {
            for item in text.split(separator: "|") {
                let parts = item.split(separator: ":", maxSplits: 1).map {
                    String($0).trimmingWhitespace()
                }
                guard parts.count == 2 else {
                    throw FieldError(
                        path: "Metadata",
                        message: "Metadata are name:value, separated by |."
                    )
                }
                pairs.append((parts[0], parts[1]))
            }
        }
        apply(pairs, to: &draft)
    }

    /// The pairs of a JSON array of objects, or of a JSON object.
    static func pairs(_ json: JSONValue) -> [(String, String)] {
        if let members = json.object {
            return members.sorted { $0.key < $1.key }.compactMap { key, value in
                value.scalarText.map { (key, $0) }
            }
        }
        return (json.array ?? []).compactMap { item in
            let item = item.withSmallInitials
            guard let name = item["name"]?.string, let value = item["value"] else { return nil }
            return value.scalarText.map { (name, $0) }
        }
    }

    /// Gives the metadata their place.
    static func apply(_ pairs: [(String, String)], to draft: inout EntryDraft) {
        var others: [String: JSONValue] = [:]
        for (name, value) in pairs {
            switch EntryField(name: name) {
            case .group: draft.group = GroupPath(parsing: value)
            case .tags: draft.tags = (draft.tags ?? []) + ListCell.items(value, .names)
            default: others[name] = .string(value)
            }
        }
        if !others.isEmpty { draft.addExtra("metadata", .object(others)) }
    }

    /// Reads the prompts of a table.
    static func apply(prompts text: String, to draft: inout EntryDraft) throws {
        guard !text.isEmpty, text != "[]" else { return }
        apply(prompts: try json(text, "Prompts"), to: &draft)
    }

    /// Takes the entries to which prompts lead for related ones, and keeps what they show.
    static func apply(prompts json: JSONValue, to draft: inout EntryDraft) {
        let prompts = json.array ?? []
        let ids = prompts.compactMap { $0.withSmallInitials["qnaId"].flatMap(\.scalarText) }
        if !ids.isEmpty { draft.related = ids.map { EntryID(rawValue: $0) } }
        if !prompts.isEmpty { draft.addExtra("prompts", json) }
    }

    private static func json(_ text: String, _ column: String) throws -> JSONValue {
        var parser = JSONParser(Array(text.utf8))
        guard let value = try? parser.value() else {
            throw FieldError(path: column, message: "The cell is not valid JSON.")
        }
        return value
    }
}

extension JSONValue {
    /// The object with keys as `qnaId`, where some versions write `QnaId`.
    var withSmallInitials: JSONValue {
        guard let members = object else { return self }
        return .object(
            Dictionary(
                members.map { key, value in
                    (key.prefix(1).lowercased() + key.dropFirst(), value)
                },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}

/// QnA Maker's JSON: `qnaDocuments` and `wordAlterations`, in either spelling of the keys.
final class QnAMakerJSONFormat: JSONFormat {
    let arrays: Set<String> = [
        "qnaDocuments", "qnaList", "qnas", "wordAlterations", "QnaDocuments", "QnaList", "Qnas",
        "WordAlterations",
    ]
    private let sink: RecordSink

    /// Creates a reader.
    init(sink: RecordSink) {
        self.sink = sink
        sink.turnsMarkup = true
    }

    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws {
        let value = value.withSmallInitials
        if key?.lowercased() == "wordalterations" {
            let words = value["alterations"].flatMap(\.scalarTexts) ?? []
            try sink.vocabulary(Vocabulary(synonyms: words.isEmpty ? [] : [words]), at: location)
            return
        }
        try sink.record(at: location) {
            var fields = try RecordFields(value, at: location)
            var draft = EntryDraft(at: location)
            draft.id = try fields.text("id", "qnaId").map { EntryID(rawValue: $0) }
            let questions = try fields.texts("questions") ?? []
            draft.question = questions.first
            if questions.count > 1 { draft.similarQuestions = Array(questions.dropFirst()) }
            if let answer = try fields.text("answer"), !answer.isEmpty {
                draft.answers = [Answer(text: answer)]
            }
            if let metadata = fields.take("metadata") {
                QnAMakerMetadata.apply(QnAMakerMetadata.pairs(metadata.value), to: &draft)
            }
            if let dialog = fields.take("context", "dialog")?.value.withSmallInitials {
                QnAMakerMetadata.apply(prompts: dialog["prompts"] ?? .null, to: &draft)
                if dialog["isContextOnly"] == .bool(true) {
                    draft.addExtra("is_context_only", .bool(true))
                }
            }
            fields.keepRest(in: &draft)
            try sink.entry(draft, names: .init(question: "questions"))
        }
    }
}
