import KFBotModel

/// The rows below one header, and the entries that they make.
///
/// A sheet has one, or several: tables side by side, or below each other with a header each.
final class TableSection {
    /// Where the section stands.
    struct Place {
        /// What problems call the file.
        var label: String
        /// The sheet's name; empty for delimited text.
        var sheet: String
        /// The columns of a table that stands beside others; `nil` for all of them.
        var range: Range<Int>?
        /// Whether another table stands to its right.
        var isFollowed = false
    }

    /// Headers whose columns count the rows, those of the sections before included.
    private(set) var countingHeaders: Set<String>
    private let profile: HeaderTableFormat.Profile
    private let place: Place
    private let delimiter: Character?
    private let sink: RecordSink
    private let headerRow: TableRow?
    private var reader: TableEntryReader
    /// The first rows, until there are enough to judge columns by.
    private var waiting: [TableRow] = []
    private var isSettled: Bool
    private var entry = GrowingEntry()

    private static let rowsToJudgeBy = 1_000

    /// Begins a section.
    ///
    /// - Parameters:
    ///   - columns: What the columns hold.
    ///   - header: The row that says so; `nil` if none does.
    ///   - place: Where the section stands.
    ///   - profile: What makes the form special.
    ///   - delimiter: What stands between cells; `nil` for a workbook.
    ///   - countingHeaders: Headers whose columns counted the rows of sections before.
    ///   - sink: Takes the drafts.
    init(
        _ columns: TableColumns,
        header: TableRow?,
        at place: Place,
        _ profile: HeaderTableFormat.Profile,
        delimiter: Character?,
        countingHeaders: Set<String>,
        sink: RecordSink
    ) {
        self.place = place
        self.profile = profile
        self.delimiter = delimiter
        self.countingHeaders = countingHeaders
        self.sink = sink
        headerRow = header
        isSettled = columns.isNative
        sink.turnsMarkup = !columns.isNative
        reader = TableEntryReader(
            columns: columns,
            style: profile.style,
            lists: sink.options.lists
        )
    }

    /// Whether the table is one that we wrote.
    var isNative: Bool { reader.columns.isNative }

    /// The next row.
    func row(_ row: TableRow) throws {
        var row = row
        if let range = place.range { row.keep(range, openEnded: !place.isFollowed) }
        if place.range != nil, row.isBlank, row.notes.isEmpty { return }
        guard !isSettled else { return try read(row) }
        waiting.append(row)
        if waiting.count == Self.rowsToJudgeBy { try settle() }
    }

    /// The section ends.
    func end() throws {
        try settle()
        try flush()
    }

    /// Whether a row says what the header says.
    func repeatsHeader(_ row: TableRow) -> Bool {
        guard let headerRow else { return false }
        let cells = row.cells.indices.filter { !row.trimmed($0).isEmpty }
        return cells.count > 1 && cells.allSatisfy { row.trimmed($0) == headerRow.trimmed($0) }
    }

    // MARK: Columns by what stands in them

    /// Judges the columns by the first rows, says what became of them, and reads these rows.
    private func settle() throws {
        let columns = reader.columns
        let rows = waiting
        waiting = []
        if !isSettled {
            isSettled = true
            if let index = columns.index(of: .id), columns.columns[index].origin == .known {
                let header = columns.columns[index].header
                let cells = rows.filter { !repeatsHeader($0) }.map { $0.trimmed(index) }
                    .filter { !$0.isEmpty }
                if RowNumbers.count(cells, goesOn: countingHeaders.contains(header)) {
                    countingHeaders.insert(header)
                    reader.columns.columns[index].field = .rowNumber
                }
            }
        }
        try reportColumns(rows)
        for row in rows { try read(row) }
    }

    private func reportColumns(_ rows: [TableRow]) throws {
        let columns = reader.columns
        guard !columns.isNative else { return }
        var used: [ImportColumn] = []
        for (index, column) in columns.columns.enumerated() where !column.header.isEmpty {
            guard rows.contains(where: { !$0.trimmed(index).isEmpty }) else { continue }
            used.append(
                ImportColumn(
                    file: self.place.label,
                    header: column.header,
                    field: (column.field == .remark ? nil : column.field)?.rawValue ?? "extra",
                    origin: column.origin
                )
            )
            guard headerRow != nil else { continue }
            let place = SourceLocation(file: self.place.label, row: headerRow?.number ?? 1)
            switch column.origin {
            case .unknown where column.field == nil:
                try sink.problem(
                    .unknownColumn,
                    "The name \(column.header.quoted) is not known: what stands below is kept "
                        + "in extra, and customers do not get it.",
                    at: place,
                    column: column.header,
                    severity: .warning
                )
            case .guessed:
                try sink.problem(
                    .guessedColumn,
                    "The name \(column.header.quoted) is not known; the column is taken for "
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

    // MARK: Rows

    private func read(_ row: TableRow) throws {
        let columns = reader.columns
        let location = SourceLocation(file: place.label, row: row.number)
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
        if columns.hasVocabulary, try VocabularyRow.read(row, columns, at: location, into: sink) {
            return
        }
        if !columns.isNative {
            row.clearErrors()
            row.clearRepeatedSpans()
            if try isLeftOut(row, columns, at: location) { return }
            rejoin(&row, columns, at: location)
        }
        do {
            try readEntry(row, at: location)
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
                    + "with its answer; left out: \(text.trimmingWhitespace().quoted)"
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
        at location: SourceLocation
    ) throws {
        let columns = reader.columns
        let result = try reader.read(row, at: location)
        var draft = result.draft
        if profile.groupsBySheet, draft.group == nil, !place.sheet.isEmpty {
            draft.group = GroupPath([place.sheet])
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
                (count == 1
                    ? "A cell may hold several questions, and is taken for one."
                    : "\(count) cells may hold several questions, and are taken for one each.")
                    + " Write similar questions one a line."
            }
        }
        if columns.isNative {
            try checkWidth(row, columns, at: location)
        } else {
            draft.isRow = true
            if goesOn(draft, row, columns, at: location) { return }
        }
        try flush()
        entry.begin(draft, number: columns.index(of: .rowNumber).map { row.trimmed($0) } ?? "")
    }

    /// Adds a row to the entry above if it only goes on with it.
    private func goesOn(
        _ draft: EntryDraft,
        _ row: TableRow,
        _ columns: TableColumns,
        at location: SourceLocation
    ) -> Bool {
        guard profile.continuesRows else { return false }
        switch entry.add(draft, row, columns) {
        case .none: return false
        case .phrasings: break
        case .answer:
            var place = location
            place.column = columns.name(.answer)
            sink.tally(.continued, at: place) { count in
                "\(count == 1 ? "A row" : "\(count) rows") without a question of "
                    + "\(count == 1 ? "its" : "their") own \(count == 1 ? "goes" : "go") on with the answer above."
            }
        }
        return true
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

    private func flush() throws {
        guard let draft = entry.take() else { return }
        try sink.entry(draft, names: columnNames)
    }

    private var columnNames: RecordSink.Names {
        let columns = reader.columns
        return RecordSink.Names(
            question: columns.name(.question),
            similar: columns.name(.similar),
            answer: columns.name(.answer)
        )
    }
}
