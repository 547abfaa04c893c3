import KFBotModel

/// Rasa: `nlu` (training examples), `responses`, or both in one file.
///
/// An intent `faq/ask_refund` is the entry of this name in the group `faq`; its first example is the
/// question. Answers are the variations of `utter_faq/ask_refund`, one of them by chance. A file of
/// responses alone gives answers without questions. Entity marks are cut from examples; synonyms and
/// lookup tables become vocabulary.
struct RasaFormat {
    private let sink: RecordSink
    private var drafts: [EntryDraft] = []
    private var indexByID: [String: Int] = [:]

    /// Creates a reader.
    init(sink: RecordSink) { self.sink = sink }

    /// Reads the outermost items of a file.
    ///
    /// - Throws: ``ImportError`` with `noQuestions` if the file has neither examples nor responses.
    mutating func read(_ items: [YAMLDocument.Item]) throws {
        let keys: Set<String?> = ["nlu", "responses", "templates"]
        guard items.contains(where: { keys.contains($0.key) }) else {
            throw ImportError(
                .noQuestions,
                "The file has neither nlu nor responses. Import the files that hold them.",
                file: sink.file
            )
        }
        for item in items where item.key == "nlu" {
            for element in item.elements {
                let location = SourceLocation(file: sink.file, row: element.line)
                try sink.record(at: location) { try example(element.value, at: location) }
            }
        }
        for item in items where item.key == "responses" || item.key == "templates" {
            for (name, value) in (item.value.object ?? [:]).sorted(by: { $0.key < $1.key }) {
                let location = SourceLocation(file: sink.file, row: item.line, column: name)
                try sink.record(at: location) { try response(name, value, at: location) }
            }
        }
        let isSplit = !items.contains { $0.key == "nlu" }
        for draft in drafts {
            try sink.entry(
                draft,
                names: .init(question: "examples", answer: "responses"),
                isPart: isSplit
            )
        }
    }

    private mutating func example(_ value: JSONValue, at location: SourceLocation) throws {
        let examples = Self.examples(value["examples"])
        if let intent = value["intent"]?.string {
            var draft = EntryDraft(at: location)
            draft.id = EntryID(rawValue: intent)
            let names = intent.split(separator: "/").map(String.init)
            draft.group = GroupPath(Array(names.dropLast()))
            draft.question = examples.first
            draft.addSimilar(examples.dropFirst())
            if let index = indexByID[intent] {
                drafts[index].addSimilar(examples)
            } else {
                indexByID[intent] = drafts.count
                drafts.append(draft)
            }
        } else if let head = value["synonym"]?.string {
            try sink.vocabulary(Vocabulary(synonyms: [[head] + examples]), at: location)
        } else if value["lookup"] != nil {
            try sink.vocabulary(Vocabulary(words: examples), at: location)
        } else if value["regex"] != nil {
            try sink.problem(
                .notSupported,
                "Regular expressions are not imported.",
                at: location,
                column: "regex",
                severity: .warning
            )
        }
    }

    private mutating func response(
        _ name: String,
        _ value: JSONValue,
        at location: SourceLocation
    ) throws {
        guard name.hasPrefix("utter_") else { return }
        let id = String(name.dropFirst("utter_".count))
        let answers = (value.array ?? [value]).compactMap(Self.answer)
        guard !answers.isEmpty else { return }
        guard let index = indexByID[id] else {
            // A response of a story rather than an intent has no entry to belong to.
            guard id.contains("/") || indexByID.isEmpty else { return }
            var draft = EntryDraft(at: location)
            draft.id = EntryID(rawValue: id)
            draft.answers = answers
            draft.strategy = answers.count > 1 ? .random : nil
            drafts.append(draft)
            return
        }
        drafts[index].answers = answers
        drafts[index].strategy = answers.count > 1 ? .random : nil
    }

    private static func answer(_ value: JSONValue) -> Answer? {
        var parts: [AnswerPart] = []
        if let text = value.string ?? value["text"]?.string { parts.append(.text(text)) }
        if let url = value["image"]?.string { parts.append(.image(.init(url: url))) }
        let buttons = (value["buttons"]?.array ?? []).compactMap { $0["title"]?.string }
        if !buttons.isEmpty { parts.append(.menu(.init(heading: "", items: buttons))) }
        return parts.isEmpty ? nil : Answer(parts)
    }

    /// The examples of a block (`- ` before each line) or of a list of objects with `text`.
    private static func examples(_ value: JSONValue?) -> [String] {
        let lines: [String]
        if let text = value?.string {
            lines = text.split(whereSeparator: \.isNewline).compactMap { line in
                let line = String(line).trimmingWhitespace()
                guard line.hasPrefix("-") else { return line }
                return String(line.dropFirst()).trimmingWhitespace()
            }
        } else {
            lines = (value?.array ?? []).compactMap { item in
                (item.string ?? item["text"]?.string)?.trimmingWhitespace()
            }
        }
        return lines.map(withoutMarks).filter { !$0.isEmpty }
    }

    /// Cuts `[上海](city)` and `[上海]{"entity":"city"}` down to what a customer says.
    static func withoutMarks(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "[") {
            result += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(of: "]") else {
                rest = rest[open...]
                break
            }
            let behind = inside[inside.index(after: close)...]
            let closing: Character? =
                behind.first == "(" ? ")" : behind.first == "{" ? "}" : nil
            guard let closing, let end = behind.firstIndex(of: closing) else {
                result += "["
                rest = inside
                continue
            }
            result += inside[..<close]
            rest = behind[behind.index(after: end)...]
        }
        return result + rest
    }
}
