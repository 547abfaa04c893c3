import KFBotModel

/// QnABot on AWS: JSON with `qna`, and its XLSX form.
///
/// `t` (topic) becomes the group, the card `r` a picture and a menu; what else an item has, such as
/// hooks and slots, goes to `extra`.
enum QnABotFormat {
    /// The JSON form.
    static func json(sink: RecordSink) -> RecordFormat {
        RecordFormat(
            arrays: ["qna"],
            names: .init(question: "q", answer: "a"),
            sink: sink
        ) { fields in
            var draft = EntryDraft(at: fields.location)
            draft.id = try fields.text("qid").map { EntryID(rawValue: $0) }
            let questions = try fields.texts("q") ?? []
            draft.question = questions.first
            draft.similarQuestions = Array(questions.dropFirst())
            var parts: [AnswerPart] = []
            if let text = try fields.text("a"), !text.isEmpty { parts.append(.text(text)) }
            if let card = fields.take("r")?.value { parts += Self.parts(ofCard: card) }
            if !parts.isEmpty { draft.answers = [Answer(parts)] }
            if let topic = try fields.text("t"), !topic.isEmpty {
                draft.group = GroupPath(parsing: topic)
            }
            if let tags = try fields.text("tags") {
                draft.tags = tags.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
            }
            fields.drop("type")
            return draft
        }
    }

    /// The messages that a card stands for: its picture and its buttons.
    static func parts(ofCard card: JSONValue) -> [AnswerPart] {
        let title = card["title"]?.string ?? ""
        var parts: [AnswerPart] = []
        if let url = card["imageUrl"]?.string, !url.isEmpty {
            parts.append(.image(.init(url: url, name: title.isEmpty ? nil : title)))
        }
        let buttons = (card["buttons"]?.array ?? []).compactMap { $0["text"]?.string }
            .filter { !$0.allSatisfy(\.isWhitespace) }
        if !buttons.isEmpty {
            parts.append(
                .menu(.init(heading: title, items: buttons, footer: card["subTitle"]?.string))
            )
        }
        return parts
    }
}

/// QnABot's XLSX: `qid`, `question` or `question1` … `questionN`, `answer`, `topic`, card columns.
final class QnABotTableFormat: TableFormat {
    private let sink: RecordSink
    private var label = ""
    private var headers: [String]?

    /// Creates a reader.
    init(sink: RecordSink) { self.sink = sink }

    func beginSheet(_ name: String, label: String) {
        self.label = label
        headers = nil
    }

    func endSheet() {}
    func finish() {}

    func row(_ row: TableRow) throws {
        guard let headers else {
            headers = row.cells.map { $0.trimmingWhitespace().lowercased() }
            return
        }
        let location = SourceLocation(file: label, row: row.number)
        guard try sink.accepts(row, at: location, headers: headers) else { return }
        var cells: [String: String] = [:]
        for (index, header) in headers.enumerated() where !row.trimmed(index).isEmpty {
            cells[header] = row.trimmed(index)
        }
        guard let id = cells.removeValue(forKey: "qid") else {
            try sink.problem(.badID, "The row has no qid.", at: location, column: "qid")
            return
        }
        var draft = EntryDraft(at: location)
        draft.id = EntryID(rawValue: id)
        let questions = Self.questions(&cells)
        draft.question = questions.first
        draft.similarQuestions = Array(questions.dropFirst())
        var parts: [AnswerPart] = []
        if let text = cells.removeValue(forKey: "answer") { parts.append(.text(text)) }
        parts += Self.cardParts(&cells)
        if !parts.isEmpty { draft.answers = [Answer(parts)] }
        draft.group = cells.removeValue(forKey: "topic").map { GroupPath(parsing: $0) }
        for (header, cell) in cells { draft.addExtra(header, .string(cell)) }
        try sink.entry(draft, names: .init(answer: "answer"))
    }

    /// `question` and `question1` and so on; QnABot stops at the first missing number, we do not.
    private static func questions(_ cells: inout [String: String]) -> [String] {
        let columns = cells.keys.filter { $0.hasPrefix("question") }.compactMap { key in
            let number = key.dropFirst("question".count)
            return number.isEmpty ? (0, key) : Int(number).map { ($0, key) }
        }
        return columns.sorted { $0.0 < $1.0 }.compactMap { cells.removeValue(forKey: $0.1) }.map {
            $0.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }

    private static func cardParts(_ cells: inout [String: String]) -> [AnswerPart] {
        let title = cells.removeValue(forKey: "cardtitle")
        var parts: [AnswerPart] = []
        if let url = cells.removeValue(forKey: "imageurl") {
            parts.append(.image(.init(url: url, name: title)))
        }
        var items: [String] = []
        while let text = cells.removeValue(forKey: "displaytext\(items.count + 1)") {
            items.append(text)
            cells["buttonvalue\(items.count)"] = nil
        }
        if !items.isEmpty {
            let footer = cells.removeValue(forKey: "cardsubtitle")
            parts.append(.menu(.init(heading: title ?? "", items: items, footer: footer)))
        }
        return parts
    }
}
