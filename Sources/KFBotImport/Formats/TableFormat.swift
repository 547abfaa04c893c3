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
/// only go on with the entry above are added to it: rows with similar questions and nothing else,
/// and rows that repeat its question and answer.
final class HeaderTableFormat: TableFormat {
    /// What makes a form special.
    struct Profile {
        /// What a header means.
        var field: (String) -> EntryField? = { EntryField(name: $0) }
        /// How lists and answers are written.
        var style = TableEntryReader.Style()
        /// Columns by position, for tables in which no header is recognised.
        var positions: [EntryField?]?
        /// Whether the first row is always taken for a header.
        var skipsFirstRow = false
        /// Whether the name of a sheet is a group.
        var groupsBySheet = false
    }

    private let sink: RecordSink
    private let profile: Profile
    private var label = ""
    private var sheet = ""
    private var reader: TableEntryReader?
    private var waiting: [TableRow] = []
    private var pending: EntryDraft?
    private var foundHeader = false
    private var isLeftOut = false

    private static let rowsBeforeHeader = 10

    /// Creates a reader of a form.
    init(_ profile: Profile = Profile(), sink: RecordSink) {
        self.profile = profile
        self.sink = sink
    }

    func beginSheet(_ name: String, label: String) {
        self.label = label
        sheet = name
        reader = nil
        isLeftOut = false
        waiting = []
    }

    func row(_ row: TableRow) throws {
        if isLeftOut { return }
        if reader != nil {
            try read(row)
            return
        }
        if waiting.isEmpty, row.cells.first?.lowercased().hasPrefix("sep=") == true { return }
        if profile.skipsFirstRow, let positions = profile.positions {
            begin(TableColumns(positions: positions, headers: row.cells))
        } else if let columns = TableColumns(header: row, field: profile.field) {
            begin(columns)
            // What stands above the header is a title, and was reported if it is damaged.
            waiting = []
        } else {
            waiting.append(row)
            if waiting.count == Self.rowsBeforeHeader { try readWithoutHeader() }
        }
    }

    func endSheet() throws {
        if reader == nil { try readWithoutHeader() }
        try flush()
    }

    func finish() throws {
        guard foundHeader else {
            throw ImportError(
                .noQuestions,
                "No header names the questions. The first row must name the columns, such as "
                    + "分组, 问题, 相似问题, 答案 or group, question, similar, answer.",
                file: sink.file
            )
        }
    }

    private func begin(_ columns: TableColumns) {
        foundHeader = true
        reader = TableEntryReader(columns: columns, style: profile.style)
    }

    /// Takes the columns by position if the form or the shape of the rows allows it.
    private func readWithoutHeader() throws {
        let rows = waiting
        waiting = []
        guard let first = rows.first else { return }
        let isTwoColumns = rows.allSatisfy { row in
            row.cells.count { !$0.allSatisfy(\.isWhitespace) } == 2
        }
        // In a workbook of several sheets, one without a header holds remarks rather than entries.
        guard profile.positions != nil || (isTwoColumns && sheet.isEmpty) else {
            try sink.problem(
                .noHeader,
                "No header in the first rows names the questions; the sheet is left out.",
                at: SourceLocation(file: label, row: first.number),
                severity: .warning
            )
            isLeftOut = true
            return
        }
        let positions = profile.positions ?? Self.positions(of: first)
        begin(TableColumns(positions: positions))
        if profile.positions == nil {
            try sink.problem(
                .noHeader,
                "No header names the columns; the two columns are taken for question and answer.",
                at: SourceLocation(file: label, row: first.number),
                severity: .warning
            )
        }
        for row in rows { try read(row) }
    }

    private static func positions(of row: TableRow) -> [EntryField?] {
        var fields: [EntryField?] = []
        var rest: [EntryField] = [.question, .answer]
        for index in row.cells.indices {
            fields.append(row.trimmed(index).isEmpty || rest.isEmpty ? nil : rest.removeFirst())
        }
        return fields
    }

    private func read(_ row: TableRow) throws {
        guard let reader else { return }
        let columns = reader.columns
        let location = SourceLocation(file: label, row: row.number)
        // The entry above goes first, so that problems come in the order of the rows.
        if !row.notes.isEmpty { try flush() }
        guard try sink.accepts(row, at: location, headers: columns.headers) else { return }
        if columns.hasVocabulary, try readVocabulary(row, columns, at: location) { return }
        do {
            try checkWidth(row, columns, at: location)
            var draft = try reader.draft(row, at: location)
            if profile.groupsBySheet, draft.group == nil, !sheet.isEmpty {
                draft.group = GroupPath([sheet])
            }
            if !columns.isNative, merge(draft) { return }
            try flush()
            pending = draft
        } catch let problem as ImportProblem {
            try flush()
            try sink.problem(problem)
        }
    }

    private func checkWidth(
        _ row: TableRow,
        _ columns: TableColumns,
        at location: SourceLocation
    ) throws {
        guard !profile.style.continuesSimilar,
            let last = row.cells.lastIndex(where: { !$0.allSatisfy(\.isWhitespace) }),
            last >= columns.columns.count
        else { return }
        throw ImportProblem(
            at: location,
            code: .extraCells,
            message: "The row has \(last + 1) cells, the header \(columns.columns.count). Put "
                + "cells that hold a delimiter in quotes, or name the column."
        )
    }

    /// Adds a row to the entry above if it only goes on with it.
    private func merge(_ draft: EntryDraft) -> Bool {
        guard var entry = pending, entry.question != nil, draft.id == nil || draft.id == entry.id
        else { return false }
        let similar = draft.similarQuestions ?? []
        let addsAnswer = draft.answers != nil && draft.answers != entry.answers
        guard !addsAnswer, !similar.isEmpty,
            draft.question == nil || draft.question == entry.question
        else { return false }
        entry.addSimilar(similar)
        pending = entry
        return true
    }

    private func flush() throws {
        guard let draft = pending else { return }
        pending = nil
        try sink.entry(draft, names: names)
    }

    private var names: RecordSink.Names {
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
