import KFBotModel

/// Our own form, one record a line.
struct NativeLinesWriter: EntryWriter {
    let output: TextOutput

    mutating func begin() {}

    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws {
        try output.write(JSONWriter.line(entry.nativeMembers) + "\n")
    }

    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws {
        for words in vocabulary.synonyms {
            try output.write(
                JSONWriter.line([("synonyms", .array(words.map { .string($0) }))]) + "\n"
            )
        }
        for (key, words) in [("dictionary", vocabulary.words), ("fillers", vocabulary.fillers)]
        where !words.isEmpty {
            try output.write(JSONWriter.line([(key, .array(words.map { .string($0) }))]) + "\n")
        }
        try output.finish()
    }
}

/// Our own form as one JSON document, an entry a line.
struct NativeJSONWriter: EntryWriter {
    let output: TextOutput
    private var isFirst = true

    /// Creates a writer.
    init(output: TextOutput) { self.output = output }

    mutating func begin() throws { try output.write("{\"entries\":[") }

    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws {
        try output.write((isFirst ? "\n" : ",\n") + JSONWriter.line(entry.nativeMembers))
        isFirst = false
    }

    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws {
        try output.write("\n],\"vocabulary\":" + JSONWriter.line(vocabulary.nativeMembers) + "}\n")
        try output.finish()
    }
}

/// Our own form as YAML.
struct NativeYAMLWriter: EntryWriter {
    let output: TextOutput
    private var isFirst = true

    /// Creates a writer.
    init(output: TextOutput) { self.output = output }

    mutating func begin() {}

    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws {
        if isFirst { try output.write("entries:\n") }
        isFirst = false
        let block = YAMLWriter.block(entry.nativeMembers, indent: 2, isItem: true)
        if block.contains("\"\\ufeff") {
            losses.note(
                "text",
                "A U+FEFF at the start of a text is lost when YAML is read.",
                entry
            )
        }
        try output.write(block)
    }

    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws {
        if isFirst { try output.write("entries: []\n") }
        if !vocabulary.isEmpty {
            try output.write(
                "vocabulary:\n" + YAMLWriter.block(vocabulary.nativeMembers, indent: 2)
            )
        }
        try output.finish()
    }
}

/// The cells of our own form as a table.
enum NativeTable {
    /// The headers.
    static let headers = EntryField.native.map(\.rawValue)

    /// The cells of an entry.
    static func cells(_ entry: Entry) -> [String] {
        EntryField.native.map { field in
            switch field {
            case .type: "entry"
            case .id: entry.id.rawValue
            case .group: entry.group.description
            case .question: entry.question
            case .similar: ListCell.cell(entry.similarQuestions)
            case .negative: ListCell.cell(entry.negativeQuestions)
            case .answer: entry.plainAnswer ?? ""
            case .answers:
                entry.plainAnswer == nil
                    ? JSONWriter.text(.array(entry.answers.map(\.json))) : ""
            case .strategy: entry.strategy.rawValue
            case .enabled: flag(entry.isEnabled)
            case .recommendable: flag(entry.isRecommendable)
            case .handoff: flag(entry.handsOff)
            case .validFrom: entry.validFrom.map(ISODate.text) ?? ""
            case .validUntil: entry.validUntil.map(ISODate.text) ?? ""
            case .accounts: ListCell.cell(entry.accounts.map(\.rawValue))
            case .related: ListCell.cell(entry.related.map(\.rawValue))
            case .tags: ListCell.cell(entry.tags)
            case .extra: entry.extra.isEmpty ? "" : JSONWriter.text(.object(entry.extra))
            case .disabled, .notRecommendable, .rowNumber, .group1, .group2, .group3, .remark,
                .ignored:
                ""
            }
        }
    }

    /// The rows of a vocabulary, each a type and its words; a class of synonyms or one word a row.
    static func rows(_ vocabulary: Vocabulary) -> [(type: String, cell: String)] {
        vocabulary.synonyms.map { ("synonyms", ListCell.cell($0)) }
            + vocabulary.words.map { ("dictionary", ListCell.cell([$0])) }
            + vocabulary.fillers.map { ("fillers", ListCell.cell([$0])) }
    }

    private static func flag(_ value: Bool) -> String { value ? "TRUE" : "FALSE" }
}

/// Our own form as delimited text.
///
/// CSV begins with a byte order mark, without which Excel takes it for the system's old encoding.
struct NativeDelimitedWriter: EntryWriter {
    let output: TextOutput
    let delimited: DelimitedWriter
    let hasMark: Bool

    mutating func begin() throws {
        try output.write((hasMark ? "\u{FEFF}" : "") + delimited.line(NativeTable.headers))
    }

    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws {
        try output.write(delimited.line(NativeTable.cells(entry)))
    }

    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws {
        for (type, cell) in NativeTable.rows(vocabulary) {
            let cells = EntryField.native.map { field in
                field == .type ? type : field == .similar ? cell : ""
            }
            try output.write(delimited.line(cells))
        }
        try output.finish()
    }
}

/// Our own form as a workbook: a sheet of entries and, if there are words, one of vocabulary.
struct NativeWorkbookWriter: EntryWriter {
    let workbook: XLSXWriter

    mutating func begin() throws {
        try workbook.beginSheet(
            "entries",
            header: EntryField.native.map { field in
                switch field {
                case .question, .similar, .negative: (field.rawValue, 36)
                case .answer, .answers: (field.rawValue, 60)
                case .validFrom, .validUntil: (field.rawValue, 22)
                default: (field.rawValue, 14)
                }
            }
        )
    }

    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws {
        var cells = NativeTable.cells(entry)
        for (index, field) in EntryField.native.enumerated() {
            guard let fitted = Self.fitted(cells[index], field, entry) else { continue }
            cells[index] = fitted
            losses.note(
                field.rawValue,
                "A cell of a workbook holds 32,767 characters; the rest is cut.",
                entry
            )
        }
        try workbook.write(cells)
    }

    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws {
        guard !vocabulary.isEmpty else { return }
        try workbook.beginSheet("vocabulary", header: [("type", 14), ("words", 60)])
        for (type, cell) in NativeTable.rows(vocabulary) { try workbook.write([type, cell]) }
    }

    /// A shorter cell that can still be read; `nil` if the cell fits.
    private static func fitted(_ cell: String, _ field: EntryField, _ entry: Entry) -> String? {
        let limit = XLSXWriter.maximumCellLength
        guard cell.utf8.count > limit / 7, XLSXText.encode(cell).utf16.count > limit else {
            return nil
        }
        switch field {
        case .similar: return firstLines(of: cell, limit)
        case .negative, .tags, .accounts, .related: return firstLines(of: cell, limit)
        case .answers: return "[]"
        case .extra: return ""
        default:
            // A control character takes seven units in a workbook.
            return String(decoding: Array(cell.utf16.prefix(limit / 7)), as: UTF16.self)
        }
    }

    private static func firstLines(of cell: String, _ limit: Int) -> String {
        var kept = ""
        for line in cell.split(separator: "\n") {
            let longer = kept.isEmpty ? String(line) : kept + "\n" + line
            if XLSXText.encode(longer).utf16.count > limit { break }
            kept = longer
        }
        return kept
    }
}
