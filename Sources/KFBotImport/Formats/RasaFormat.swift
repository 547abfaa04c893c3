import KFBotModel

/// Rasa: `nlu` (training examples), `responses`, or both in one file; JSON and Markdown of Rasa 1.
///
/// An intent `faq/ask_refund` is the entry of this name in the group `faq`; its first example is the
/// question. Answers are the variations of `utter_faq/ask_refund`, one of them by chance. Examples
/// and responses may stand in different files. Entity marks are cut from examples; synonyms and
/// lookup tables become vocabulary.
struct RasaFormat {
    private let sink: RecordSink
    private var drafts: [EntryDraft] = []
    private var indexByID: [String: Int] = [:]

    /// Creates a reader.
    init(sink: RecordSink) {
        self.sink = sink
        sink.turnsMarkup = true
    }

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
        try emit()
    }

    /// Reads `rasa_nlu_data` of Rasa 1.
    mutating func read(version1 data: JSONValue) throws {
        for (place, example) in (data["common_examples"]?.array ?? []).enumerated() {
            let location = SourceLocation(file: sink.file, row: place + 1)
            guard let text = example["text"]?.string, let intent = example["intent"]?.string
            else { continue }
            add([text.trimmingWhitespace()], to: intent, at: location)
        }
        let location = SourceLocation(file: sink.file, row: 1)
        for item in data["entity_synonyms"]?.array ?? [] {
            let words = [item["value"]?.scalarText ?? ""] + (item["synonyms"]?.scalarTexts ?? [])
            let known = words.filter { !$0.isEmpty }
            guard known.count > 1 else { continue }
            try sink.vocabulary(Vocabulary(synonyms: [known]), at: location)
        }
        for item in data["lookup_tables"]?.array ?? [] {
            let words = item["elements"]?.array?.compactMap(\.scalarText) ?? []
            try sink.vocabulary(Vocabulary(words: words), at: location)
        }
        if data["regex_features"]?.isEmpty == false { try skipExpressions(at: location) }
        guard !drafts.isEmpty else {
            throw ImportError(
                .noQuestions,
                "The training data hold no common_examples with text and intent.",
                file: sink.file
            )
        }
        try emit()
    }

    /// Reads Markdown of Rasa 1: `## intent:…` with examples, and responses as `* intent` with `- text`.
    mutating func read(markdown text: String) throws {
        enum Section {
            case intent(String)
            case synonym(String, [String])
            case lookup([String])
            case other
        }
        var section = Section.other
        var responses: [String: [JSONValue]] = [:]
        var order: [(name: String, row: Int)] = []
        var asked: String?
        var hasStories = false
        func end(at row: Int) throws {
            let location = SourceLocation(file: sink.file, row: row)
            switch section {
            case .synonym(let head, let words) where !words.isEmpty:
                try sink.vocabulary(Vocabulary(synonyms: [[head] + words]), at: location)
            case .lookup(let words):
                try sink.vocabulary(Vocabulary(words: words), at: location)
            default: break
            }
        }
        var row = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            row += 1
            let location = SourceLocation(file: sink.file, row: row)
            let line = String(line).trimmingWhitespace()
            if line.hasPrefix("##") {
                try end(at: row)
                asked = nil
                let name = line.drop { $0 == "#" || $0 == " " }
                let parts = name.split(separator: ":", maxSplits: 1).map {
                    String($0).trimmingWhitespace()
                }
                switch parts.count == 2 ? parts[0].lowercased() : "" {
                case "intent": section = .intent(parts[1])
                case "synonym": section = .synonym(parts[1], [])
                case "lookup": section = .lookup([])
                case "regex":
                    try skipExpressions(at: location)
                    section = .other
                default: section = .other
                }
            } else if line.hasPrefix("* "), case .other = section {
                asked = String(line.dropFirst(2)).trimmingWhitespace()
            } else if line.hasPrefix("-") {
                let item = Self.withoutMarks(String(line.dropFirst()).trimmingWhitespace())
                guard !item.isEmpty else { continue }
                switch section {
                case .intent(let name): add([item], to: name, at: location)
                case .synonym(let head, let words): section = .synonym(head, words + [item])
                case .lookup(let words): section = .lookup(words + [item])
                case .other:
                    if Self.isStep(item) {
                        hasStories = true
                        continue
                    }
                    guard let asked else { continue }
                    if responses[asked] == nil { order.append((asked, row)) }
                    responses[asked, default: []].append(.string(item))
                }
            }
        }
        try end(at: row)
        for (name, row) in order {
            let location = SourceLocation(file: sink.file, row: row, column: name)
            try response("utter_" + name, .array(responses[name] ?? []), at: location)
        }
        guard !drafts.isEmpty else {
            throw ImportError(
                .noQuestions,
                hasStories
                    ? "These are stories of Rasa: they say what follows what, and hold neither questions nor "
                        + "answers. Import the files with the examples (nlu) and the responses (domain)."
                    : "The file has neither examples (## intent:…) nor responses.",
                file: sink.file
            )
        }
        try emit()
    }

    /// Whether lines are Markdown of Rasa 1.
    static func isMarkdown(_ lines: some Sequence<String>) -> Bool {
        var asked: Substring?
        for line in lines {
            if line.contains(/^##\s*(intent|synonym|lookup|regex)\s*:\s*\S/) { return true }
            if let found = line.firstMatch(of: /^\s*\*\s+([A-Za-z0-9_.\/+-]+)(\{.*\})?\s*$/) {
                asked = found.1
            } else if let asked, let item = line.firstMatch(of: /^\s*-\s+(\S.*)$/)?.1 {
                // A response has an intent of a group (faq/refund), a story a step.
                if asked.contains("/") || isStep(String(item)) { return true }
            } else if !line.allSatisfy(\.isWhitespace) {
                asked = nil
            }
        }
        return false
    }

    /// Whether an item of a story says what is done, and not what is said.
    private static func isStep(_ item: String) -> Bool {
        item.contains(/^(utter_\S+|action_\S+|slot\s*\{.*|form\s*\{.*|\S+_form)\s*$/)
    }

    private func emit() throws {
        for draft in drafts {
            try sink.entry(
                draft,
                names: .init(question: "examples", answer: "responses"),
                isPart: draft.question == nil || draft.answers == nil
            )
        }
    }

    /// Adds examples to an intent, which they begin if it is new.
    private mutating func add(_ examples: [String], to intent: String, at location: SourceLocation)
    {
        if let index = indexByID[intent] {
            drafts[index].addSimilar(examples)
            return
        }
        var draft = EntryDraft(at: location)
        draft.id = EntryID(rawValue: intent)
        let names = intent.split(separator: "/").map(String.init)
        draft.group = GroupPath(Array(names.dropLast()))
        draft.question = examples.first
        draft.addSimilar(examples.dropFirst())
        draft.isPart = true
        indexByID[intent] = drafts.count
        drafts.append(draft)
    }

    private func skipExpressions(at location: SourceLocation) throws {
        try sink.problem(
            .notSupported,
            "Regular expressions are not imported.",
            at: location,
            column: "regex",
            severity: .warning
        )
    }

    private mutating func example(_ value: JSONValue, at location: SourceLocation) throws {
        let examples = Self.examples(value["examples"])
        if let intent = value["intent"]?.string {
            add(examples, to: intent, at: location)
        } else if let head = value["synonym"]?.string {
            try sink.vocabulary(Vocabulary(synonyms: [[head] + examples]), at: location)
        } else if value["lookup"] != nil {
            try sink.vocabulary(Vocabulary(words: examples), at: location)
        } else if value["regex"] != nil {
            try skipExpressions(at: location)
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
            var draft = EntryDraft(at: location)
            draft.id = EntryID(rawValue: id)
            draft.answers = answers
            draft.strategy = answers.count > 1 ? .random : nil
            draft.isPart = true
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

/// Rasa 1's training data as JSON: `{"rasa_nlu_data":{"common_examples":[…],…}}`.
final class RasaJSONFormat: JSONFormat {
    let arrays: Set<String> = []
    private let sink: RecordSink
    private var hasData = false

    /// Creates a reader.
    init(sink: RecordSink) { self.sink = sink }

    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws {}

    func take(_ key: String, _ value: JSONValue) throws -> Bool {
        guard key == "rasa_nlu_data" else { return true }
        hasData = true
        var format = RasaFormat(sink: sink)
        try format.read(version1: value)
        return true
    }

    func finish() throws {
        guard !hasData else { return }
        throw ImportError(
            .noQuestions,
            "The file has no rasa_nlu_data. Import Rasa's YAML files, or this JSON of Rasa 1.",
            file: sink.file
        )
    }
}
