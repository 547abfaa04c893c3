import KFBotModel

/// Reads tables with a header row: our own, and tables whose columns have other usual names.
///
/// The header is the first of the first ten rows that names a question and one more field. Rows that
/// only go on with the entry above are added to it: rows without a question, rows whose question is
/// merged with the one above, and rows that repeat its question and answer. Rows that hold nothing
/// but a number, titles of sections and remarks are left out and reported.
final class HeaderTableFormat: TableFormat {
    /// What makes a form special.
    struct Profile {
        /// What a header means, where that differs from what it usually means.
        var special: (String) -> EntryField? = { _ in nil }
        /// How lists and answers are written.
        var style = TableEntryReader.Style()
        /// Columns by position, for tables in which no header is recognised.
        var positions: [EntryField?]?
        /// Whether the first row is always taken for a header.
        var skipsFirstRow = false
        /// Whether the name of a sheet is a group.
        var groupsBySheet = false
        /// Whether a row without a question goes on with the entry above.
        var continuesRows = true
    }

    private let sink: RecordSink
    private let profile: Profile
    private let delimiter: Character?
    private let names: TableColumns.Names
    private var label = ""
    private var sheet = ""
    /// What is being read: one table, or several side by side.
    private var sections: [TableSection] = []
    /// Rows above the header.
    private var waiting: [TableRow] = []
    private var foundHeader = false
    private var isLeftOut = false
    /// Headers whose columns count rows.
    private var countingHeaders: Set<String> = []
    /// The lines of a sheet that has one column.
    private var lines: QuestionText?
    private var firstCells: [String] = []

    private static let rowsBeforeHeader = 10

    /// Creates a reader of a form.
    ///
    /// - Parameters:
    ///   - profile: What makes the form special.
    ///   - delimiter: What stands between cells; `nil` for a workbook.
    ///   - sink: Takes the drafts.
    init(_ profile: Profile = Profile(), delimiter: Character? = nil, sink: RecordSink) {
        self.profile = profile
        self.delimiter = delimiter
        self.sink = sink
        names = TableColumns.Names(special: profile.special, mapping: sink.options.columns)
    }

    func beginSheet(_ name: String, label: String) {
        self.label = label
        sheet = name
        sections = []
        isLeftOut = false
        waiting = []
        lines = nil
    }

    func row(_ row: TableRow) throws {
        if isLeftOut { return }
        if let lines {
            try lines.row(row)
        } else if sections.isEmpty {
            try rowAboveHeader(row)
        } else if let columns = laterHeader(row) {
            try endSections()
            begin(columns, header: row)
            sink.tally(.repeatedHeader, at: SourceLocation(file: label, row: row.number)) { count in
                count == 1
                    ? "A further header stands here; the rows below it are read by it."
                    : "\(count) further headers stand here; the rows below each are read by it."
            }
        } else {
            for section in sections { try section.row(row) }
        }
    }

    func endSheet() throws {
        if sections.isEmpty, lines == nil { try readWithoutHeader() }
        try endSections()
        try lines?.endSheet()
    }

    private func endSections() throws {
        for section in sections {
            try section.end()
            countingHeaders.formUnion(section.countingHeaders)
        }
        sections = []
    }

    func finish() throws {
        guard foundHeader else {
            let found =
                firstCells.isEmpty
                ? "" : " The first row holds: \(firstCells.joined(separator: " | "))."
            if firstCells.count == 1, EntryField.lookUp(firstCells[0])?.field == .question {
                throw ImportError(
                    .noQuestions,
                    "The table has one column, \(firstCells[0]), and none for the answers. Add a column "
                        + "答案 or answer.",
                    file: sink.file,
                    hasColumns: true
                )
            }
            throw ImportError(
                .noQuestions,
                "No header names the questions.\(found) The first row must name the columns, such as "
                    + "分组, 问题, 相似问题, 答案 or group, question, similar, answer.",
                file: sink.file,
                hasColumns: true
            )
        }
    }

    // MARK: The header

    private func rowAboveHeader(_ row: TableRow) throws {
        if waiting.isEmpty, row.cells.first?.lowercased().hasPrefix("sep=") == true { return }
        if firstCells.isEmpty {
            firstCells = row.cells.prefix(8).map { String($0.trimmingWhitespace().prefix(20)) }
        }
        if profile.skipsFirstRow, let positions = profile.positions {
            begin(TableColumns(positions: positions, headers: row.cells), header: row)
            return
        }
        let isFirst = waiting.allSatisfy { $0.cells.count { !$0.isEmpty } < 2 || !$0.spans.isEmpty }
        if let columns = TableColumns(header: row, names: names, isFirst: isFirst) {
            // What stands above the header is a title, and was reported if it is damaged.
            waiting = []
            begin(columns, header: row)
        } else {
            waiting.append(row)
            if waiting.count == Self.rowsBeforeHeader { try readWithoutHeader() }
        }
    }

    private func begin(_ columns: TableColumns, header: TableRow?) {
        foundHeader = true
        let tables = columns.tables
        sections = tables.indices.map { index in
            TableSection(
                tables.count > 1 ? columns.only(tables[index]) : columns,
                header: header,
                at: TableSection.Place(
                    label: label,
                    sheet: sheet,
                    range: tables.count > 1 ? tables[index] : nil,
                    isFollowed: index + 1 < tables.count
                ),
                profile,
                delimiter: delimiter,
                countingHeaders: countingHeaders,
                sink: sink
            )
        }
        guard tables.count > 1 else { return }
        let row = header?.number ?? 1
        sink.tally(.sideBySide, at: SourceLocation(file: label, row: row)) { _ in
            "The header names \(tables.count) questions with an answer each; they are read as "
                + "\(tables.count) tables side by side."
        }
    }

    /// A header of another table below the first one; the row may not say anything else.
    private func laterHeader(_ row: TableRow) -> TableColumns? {
        guard profile.positions == nil, sections.allSatisfy({ !$0.isNative }),
            !sections.contains(where: { $0.repeatsHeader(row) })
        else { return nil }
        let cells = row.cells.indices.filter { !row.cells[$0].isEmpty }
        // Headers are short, and answers are not, so that few rows need a closer look.
        guard cells.count > 1, cells.allSatisfy({ row.cells[$0].utf8.count <= 48 }),
            cells.allSatisfy({ names.find(row.trimmed($0)) != nil }),
            let columns = TableColumns(header: row, names: names),
            columns.index(of: .question) != nil,
            columns.index(of: .answer) != nil || columns.index(of: .answers) != nil
        else { return nil }
        return columns
    }

    /// Takes the columns by position if the form, a person or the shape of the rows allows it.
    private func readWithoutHeader() throws {
        let rows = waiting
        waiting = []
        guard let first = rows.first else { return }
        let width = rows.map(\.cells.count).max() ?? 0
        let mapping = sink.options.columns
        let guess = HeaderlessColumns(rows)
        if mapping.namesNumbers {
            let fields = (0..<width).map { mapping.field(ofColumn: $0) }
            begin(TableColumns(positions: fields, origin: .mapped), header: nil)
        } else if let positions = profile.positions {
            begin(TableColumns(positions: positions), header: nil)
        } else if guess.isOneColumn, QuestionText.matches(guess.lines) {
            foundHeader = true
            let text = QuestionText(sink: sink)
            text.beginSheet(sheet, label: label)
            for row in rows { try text.row(row) }
            lines = text
            return
        } else if let (question, answer) = guess.pair, sheet.isEmpty, !Self.namesColumns(first) {
            if guess.beginsWithNames {
                var fields = [EntryField?](repeating: nil, count: width)
                fields[question] = .question
                fields[answer] = .answer
                let headers = (0..<width).map { first.trimmed($0) }
                begin(
                    TableColumns(positions: fields, headers: headers, origin: .guessed),
                    header: first
                )
                for row in rows.dropFirst() { try self.row(row) }
                return
            }
            var fields = [EntryField?](repeating: nil, count: width)
            fields[question] = .question
            fields[answer] = .answer
            for number in guess.numbers { fields[number] = .rowNumber }
            begin(TableColumns(positions: fields, origin: .guessed), header: nil)
            try sink.problem(
                .noHeader,
                "No header names the columns; column \(question + 1) is taken for the question "
                    + "(\(first.trimmed(question).quoted)) and column \(answer + 1) for the "
                    + "answer.",
                at: SourceLocation(file: label, row: first.number),
                severity: .warning
            )
        } else {
            // In a workbook of several sheets, one without a header holds remarks rather than entries.
            try sink.problem(
                .noHeader,
                "No header in the first rows names the questions; the sheet is left out.",
                at: SourceLocation(file: label, row: first.number),
                severity: .warning
            )
            isLeftOut = true
            return
        }
        for row in rows { try self.row(row) }
    }

    /// Whether a row names what is asked or answered, though no header was made of it.
    private static func namesColumns(_ row: TableRow) -> Bool {
        row.cells.indices.contains { index in
            guard let found = EntryField.lookUp(row.trimmed(index)) else { return false }
            return found.field.isSpoken && !found.isWeak
        }
    }
}
