import KFBotModel

/// Reads the rows of a table in one form.
protocol TableFormat: AnyObject {
    /// A sheet begins; delimited text is one sheet without a name.
    ///
    /// - Parameters:
    ///   - name: The sheet's name; empty for delimited text.
    ///   - label: What problems call the file.
    /// - Throws: What the taker of the drafts throws.
    func beginSheet(_ name: String, label: String) throws
    /// The next row that is not blank.
    func row(_ row: TableRow) throws
    /// The sheet ends.
    func endSheet() throws
    /// All sheets have ended.
    func finish() throws
}

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
    private var reader: TableEntryReader?
    private var headerRow: TableRow?
    /// Rows above the header, or the first rows below it, until there are enough to judge columns by.
    private var waiting: [TableRow] = []
    private var isSettled = false
    private var pending: EntryDraft?
    private var pendingNumber = ""
    private var foundHeader = false
    private var isLeftOut = false
    /// Headers whose columns count rows.
    private var rowNumbers: Set<String> = []
    /// The lines of a sheet that has one column.
    private var lines: QuestionText?
    private var firstCells: [String] = []

    private static let rowsBeforeHeader = 10
    private static let rowsToJudgeBy = 1_000

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
        reader = nil
        headerRow = nil
        isLeftOut = false
        isSettled = false
        waiting = []
        lines = nil
    }

    func row(_ row: TableRow) throws {
        if isLeftOut { return }
        if let lines {
            try lines.row(row)
        } else if reader != nil {
            try rowBelowHeader(row)
        } else {
            try rowAboveHeader(row)
        }
    }

    func endSheet() throws {
        if reader == nil, lines == nil { try readWithoutHeader() }
        try settle()
        try flush()
        try lines?.endSheet()
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
                    file: sink.file
                )
            }
            throw ImportError(
                .noQuestions,
                "No header names the questions.\(found) The first row must name the columns, such as "
                    + "分组, 问题, 相似问题, 答案 or group, question, similar, answer.",
                file: sink.file
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
        headerRow = header
        isSettled = columns.isNative
        sink.turnsMarkup = !columns.isNative
        reader = TableEntryReader(
            columns: columns,
            style: profile.style,
            lists: sink.options.lists
        )
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
                for row in rows.dropFirst() { try rowBelowHeader(row) }
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
                    + "(\(Self.quoted(first.trimmed(question)))) and column \(answer + 1) for the "
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
        for row in rows { try rowBelowHeader(row) }
    }

    /// Whether a row names what is asked or answered, though no header was made of it.
    private static func namesColumns(_ row: TableRow) -> Bool {
        row.cells.indices.contains { index in
            guard let found = EntryField.lookUp(row.trimmed(index)) else { return false }
            return found.field.isSpoken && !found.isWeak
        }
    }

    private static func quoted(_ text: String) -> String {
        text.count > 20 ? "“\(text.prefix(19))…”" : "“\(text)”"
    }

    // MARK: Columns by what stands in them

    private func rowBelowHeader(_ row: TableRow) throws {
        guard !isSettled else { return try read(row) }
        waiting.append(row)
        if waiting.count == Self.rowsToJudgeBy { try settle() }
    }

    /// Judges the columns by the first rows, says what became of them, and reads these rows.
    private func settle() throws {
        guard let columns = reader?.columns else { return }
        let rows = waiting
        waiting = []
        if !isSettled {
            isSettled = true
            if let index = columns.index(of: .id), columns.columns[index].origin == .known {
                let header = columns.columns[index].header
                let cells = rows.filter { !repeatsHeader($0) }.map { $0.trimmed(index) }
                    .filter { !$0.isEmpty }
                if RowNumbers.count(cells, goesOn: rowNumbers.contains(header)) {
                    rowNumbers.insert(header)
                    reader?.columns.columns[index].field = .rowNumber
                }
            }
        }
        try reportColumns(rows)
        for row in rows { try read(row) }
    }

    private func reportColumns(_ rows: [TableRow]) throws {
        guard let columns = reader?.columns, !columns.isNative else { return }
        var used: [ImportColumn] = []
        for (index, column) in columns.columns.enumerated() where !column.header.isEmpty {
            guard rows.contains(where: { !$0.trimmed(index).isEmpty }) else { continue }
            used.append(
                ImportColumn(
                    file: label,
                    header: column.header,
                    field: (column.field == .remark ? nil : column.field)?.rawValue ?? "extra",
                    origin: column.origin
                )
            )
            guard headerRow != nil else { continue }
            let place = SourceLocation(file: label, row: headerRow?.number ?? 1)
            switch column.origin {
            case .unknown where column.field == nil:
                try sink.problem(
                    .unknownColumn,
                    "The name \(Self.quoted(column.header)) is not known: what stands below is kept "
                        + "in extra, and customers do not get it.",
                    at: place,
                    column: column.header,
                    severity: .warning
                )
            case .guessed:
                try sink.problem(
                    .guessedColumn,
                    "The name \(Self.quoted(column.header)) is not known; the column is taken for "
                        + "the \(column.field?.rawValue ?? "extra").",
                    at: place,
                    column: column.header,
                    severity: .warning
                )
            default: break
            }
        }
        sink.note(used)
    }

    private func repeatsHeader(_ row: TableRow) -> Bool {
        guard let headerRow else { return false }
        let cells = row.cells.indices.filter { !row.trimmed($0).isEmpty }
        return cells.count > 1 && cells.allSatisfy { row.trimmed($0) == headerRow.trimmed($0) }
    }

    // MARK: Rows

    private func read(_ row: TableRow) throws {
        guard let reader else { return }
        let columns = reader.columns
        let location = SourceLocation(file: label, row: row.number)
        // The entry above goes first, so that problems come in the order of the rows.
        if !row.notes.isEmpty { try flush() }
        var row = row
        if !columns.isNative {
            row.noteErrors()
            if let index = columns.index(of: .question), row.notes[index] == .error {
                try flush()
                try sink.problem(
                    .errorCell,
                    "The question is the spreadsheet error \(row.trimmed(index)). Correct the formula.",
                    at: location,
                    column: columns.headers[index]
                )
                return
            }
        }
        guard try sink.accepts(row, at: location, headers: columns.headers) else { return }
        if columns.hasVocabulary, try readVocabulary(row, columns, at: location) { return }
        if !columns.isNative {
            row.clearErrors()
            row.clearRepeatedSpans()
            if try isLeftOut(row, columns, at: location) { return }
            rejoin(&row, columns, at: location)
        }
        do {
            try readEntry(row, reader, at: location)
        } catch let problem as ImportProblem {
            try flush()
            try sink.problem(problem)
        }
    }

    /// Reports rows that hold no entry; whether this is one.
    private func isLeftOut(
        _ row: TableRow,
        _ columns: TableColumns,
        at location: SourceLocation
    ) throws -> Bool {
        if repeatsHeader(row) {
            sink.tally(.repeatedHeader, at: location) { count in
                "\(count == 1 ? "A row repeats" : "\(count) rows repeat") the header; left out."
            }
            return true
        }
        switch RowKind(row, columns) {
        case .entry: return false
        case .blank:
            if row.isBlank { return true }
            sink.tally(.blankRow, at: location) { count in
                "\(count == 1 ? "A row holds" : "\(count) rows hold") nothing but a number, a flag or a "
                    + "group; left out."
            }
        case .remark:
            let text = row.cells.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
            sink.tally(.remarkRow, at: location) { count in
                "\(count == 1 ? "A row holds" : "\(count) rows hold") a title or a remark and no question "
                    + "with its answer; left out: \(Self.quoted(text.trimmingWhitespace()))"
                    + (count == 1 ? "." : " and so on.")
            }
        }
        return true
    }

    /// Joins what an unquoted delimiter cut out of the last column, if that is the answer.
    private func rejoin(_ row: inout TableRow, _ columns: TableColumns, at location: SourceLocation)
    {
        let count = columns.columns.count
        guard let delimiter, row.cells.count > count, count > 0,
            columns.columns[count - 1].field == .answer, !profile.style.continuesSimilar,
            row.cells[count...].contains(where: { !$0.allSatisfy(\.isWhitespace) })
        else { return }
        let text = row.cells[(count - 1)...].joined(separator: String(delimiter))
        row.cells = Array(row.cells[..<(count - 1)]) + [text]
        var place = location
        place.column = columns.columns[count - 1].header
        sink.tally(.extraCells, at: place) { rows in
            "\(rows == 1 ? "A row has" : "\(rows) rows have") more cells than the header; they are taken "
                + "for the rest of the answer. Put cells that hold a delimiter in quotes."
        }
    }

    private func readEntry(
        _ row: TableRow,
        _ reader: TableEntryReader,
        at location: SourceLocation
    ) throws {
        let columns = reader.columns
        let result = try reader.read(row, at: location)
        var draft = result.draft
        if profile.groupsBySheet, draft.group == nil, !sheet.isEmpty {
            draft.group = GroupPath([sheet])
        }
        if result.hasUnnamedCells, !columns.isNative {
            sink.tally(.extraCells, at: location) { count in
                "\(count == 1 ? "A row has" : "\(count) rows have") cells under no header; they are kept in "
                    + "extra, and customers do not get them. Put cells that hold a delimiter in "
                    + "quotes, or name the column."
            }
        }
        if let column = result.doubtfulList {
            var place = location
            place.column = column
            sink.tally(.listInDoubt, at: place) { count in
                "\(count == 1 ? "A cell" : "\(count) cells") may hold several questions, and "
                    + "\(count == 1 ? "is" : "are") taken for one each. Write one a line."
            }
        }
        if columns.isNative {
            try checkWidth(row, columns, at: location)
        } else {
            draft.isRow = true
            if merge(draft, row, columns, at: location) { return }
        }
        try flush()
        pending = draft
        pendingNumber = columns.index(of: .rowNumber).map { row.trimmed($0) } ?? ""
    }

    private func checkWidth(
        _ row: TableRow,
        _ columns: TableColumns,
        at location: SourceLocation
    ) throws {
        guard let last = row.cells.lastIndex(where: { !$0.allSatisfy(\.isWhitespace) }),
            last >= columns.columns.count
        else { return }
        throw ImportProblem(
            at: location,
            code: .extraCells,
            message: "The row has \(last + 1) cells, the header \(columns.columns.count). Put "
                + "cells that hold a delimiter in quotes, or name the column."
        )
    }

    /// Whether a row without a question says more of itself than what an answer is made of.
    private func isOwnRow(_ row: TableRow, _ columns: TableColumns) -> Bool {
        row.cells.indices.contains { index in
            guard index < columns.columns.count, !row.continued.contains(index),
                !row.trimmed(index).isEmpty
            else { return false }
            switch columns.columns[index].field {
            case nil, .answer, .answers, .similar, .negative, .question, .remark, .extra,
                .rowNumber,
                .ignored:
                return false
            default: return true
            }
        }
    }

    /// Adds a row to the entry above if it only goes on with it.
    private func merge(
        _ draft: EntryDraft,
        _ row: TableRow,
        _ columns: TableColumns,
        at location: SourceLocation
    ) -> Bool {
        func isContinued(_ field: EntryField) -> Bool {
            columns.index(of: field).map { row.continued.contains($0) } ?? false
        }
        let number = columns.index(of: .rowNumber).map { row.trimmed($0) } ?? ""
        guard profile.continuesRows, var entry = pending, entry.question != nil,
            draft.id == nil || draft.id == entry.id
        else { return false }
        let similar = draft.similarQuestions ?? []
        let addsAnswer =
            draft.answers != nil && draft.answers != entry.answers && !isContinued(.answer)
        if let question = draft.question, question != entry.question {
            // One number before several questions with one answer.
            guard !number.isEmpty, number == pendingNumber, !addsAnswer else { return false }
            entry.addSimilar([question] + similar)
            pending = entry
            return true
        }
        let isOwn = draft.question != nil && !isContinued(.question)
        guard addsAnswer else {
            guard !similar.isEmpty || (!isOwn && draft.negativeQuestions?.isEmpty == false)
            else { return false }
            entry.addSimilar(similar)
            if let negative = draft.negativeQuestions {
                entry.negativeQuestions = (entry.negativeQuestions ?? []) + negative
            }
            pending = entry
            return true
        }
        guard !isOwn, number.isEmpty || number == pendingNumber, !isOwnRow(row, columns) else {
            return false
        }
        entry.appendAnswers(draft.answers ?? [])
        entry.addSimilar(similar)
        pending = entry
        var place = location
        place.column = columns.name(.answer)
        sink.tally(.continued, at: place) { count in
            "\(count == 1 ? "A row" : "\(count) rows") without a question of "
                + "\(count == 1 ? "its" : "their") own \(count == 1 ? "goes" : "go") on with the answer above."
        }
        return true
    }

    private func flush() throws {
        guard let draft = pending else { return }
        pending = nil
        pendingNumber = ""
        try sink.entry(draft, names: columnNames)
    }

    private var columnNames: RecordSink.Names {
        guard let columns = reader?.columns else { return RecordSink.Names() }
        return RecordSink.Names(
            question: columns.name(.question),
            similar: columns.name(.similar),
            answer: columns.name(.answer)
        )
    }

    /// Reads a row of vocabulary; whether it is one.
    private func readVocabulary(
        _ row: TableRow,
        _ columns: TableColumns,
        at location: SourceLocation
    ) throws -> Bool {
        guard let index = columns.columns.firstIndex(where: { $0.field == .type }) else {
            return false
        }
        let isSheet = columns.headers == TableColumns.vocabularyHeaders
        let list = isSheet ? 1 : columns.columns.firstIndex { $0.field == .similar } ?? 1
        let cell = list < row.cells.count ? row.cells[list] : ""
        let words = ListCell.items(cell, .names)
        switch row.trimmed(index).lowercased() {
        case "", "entry": return isSheet
        case "synonyms": try sink.vocabulary(Vocabulary(synonyms: [words]), at: location)
        case "dictionary", "words":
            try sink.vocabulary(Vocabulary(words: words), at: location)
        case "fillers": try sink.vocabulary(Vocabulary(fillers: words), at: location)
        default:
            guard
                isSheet || row.cells.indices.allSatisfy({ $0 == index || row.trimmed($0).isEmpty })
            else { return false }
            try sink.problem(
                .badValue,
                "Use entry, synonyms, dictionary or fillers.",
                at: location,
                column: columns.headers[index]
            )
        }
        return true
    }
}

/// What the columns of a table without a header may be.
private struct HeaderlessColumns {
    /// Columns that hold nothing but numbers.
    let numbers: [Int]
    /// The two other columns, if there are two and nearly every row fills both.
    let pair: (question: Int, answer: Int)?
    /// Whether the first row holds two short names above cells that ask.
    let beginsWithNames: Bool
    /// Whether one column holds everything.
    let isOneColumn: Bool
    /// The cells of that column.
    let lines: [String]

    init(_ rows: [TableRow]) {
        let width = rows.map(\.cells.count).max() ?? 0
        var numbers: [Int] = []
        var rest: [Int] = []
        for index in 0..<width {
            let cells = rows.map { $0.trimmed(index) }.filter { !$0.isEmpty }
            guard !cells.isEmpty else { continue }
            if cells.allSatisfy({ RowNumbers.number($0) != nil }) {
                numbers.append(index)
            } else {
                rest.append(index)
            }
        }
        self.numbers = numbers
        isOneColumn = rest.count == 1 && numbers.isEmpty
        lines =
            rest.first.map { index in
                rows.flatMap {
                    $0.trimmed(index).split(whereSeparator: \.isNewline).map(String.init)
                }
            } ?? []
        let isEven =
            rest.count == 2
            && rows.allSatisfy { row in
                rest.allSatisfy { !row.trimmed($0).isEmpty }
            }
        pair = isEven ? (rest[0], rest[1]) : nil
        let below = isEven ? rows.dropFirst().map { $0.trimmed(rest[0]) } : []
        beginsWithNames =
            below.count > 1 && 5 * below.count(where: QuestionList.asks) >= 4 * below.count
            && rest.allSatisfy { index in
                let name = rows[0].trimmed(index)
                return name.count <= 8 && !QuestionList.asks(name)
                    && name.allSatisfy { $0.isLetter || $0 == " " || $0 == "_" }
            }
    }
}

extension TableRow {
    /// Notes cells of text that are errors of the spreadsheet they were saved from.
    mutating func noteErrors() {
        for (index, cell) in cells.enumerated() where SpreadsheetError.isOne(cell) {
            notes[index] = .error
        }
    }

    /// Empties the cells of which an error is noted.
    mutating func clearErrors() {
        for (index, note) in notes where note == .error && index < cells.count { cells[index] = "" }
    }

    /// Leaves the value of a cell merged over several columns in the first of them.
    mutating func clearRepeatedSpans() {
        for span in spans {
            for column in span.dropFirst() where column < cells.count { cells[column] = "" }
        }
        while cells.last?.isEmpty == true { cells.removeLast() }
    }
}

extension EntryDraft {
    /// Adds what a further row says to the answer.
    mutating func appendAnswers(_ more: [Answer]) {
        var answers = self.answers ?? []
        for answer in more {
            guard case .text(let text)? = answer.parts.first, answer.parts.count == 1,
                case .text(let before)? = answers.last?.parts.last
            else {
                answers.append(answer)
                continue
            }
            let last = answers.count - 1
            let part = answers[last].parts.count - 1
            answers[last].parts[part] = .text(before + "\n" + text)
        }
        self.answers = answers
    }
}
