import KFBotModel

/// The reading of a workbook, a document or a page, sheet by sheet.
///
/// Hidden sheets, rows and columns are left out and named, unless a person wants them.
struct SheetReading {
    private let source: any SheetSource
    private let path: String
    private let sink: RecordSink
    private let readsHidden: Bool

    /// What of a sheet is hidden: the numbers of rows, and columns with what stands first in them.
    private struct Hidden {
        var rows: [Int] = []
        var columns: [Int: String] = [:]
    }

    /// Reads sheets of a file.
    init(_ source: any SheetSource, path: String, sink: RecordSink, readsHidden: Bool) {
        self.source = source
        self.path = path
        self.sink = sink
        self.readsHidden = readsHidden
    }

    /// The form, by the first rows of each sheet.
    func format() throws -> ImportFormat {
        if source.sheets.allSatisfy(\.isText), !source.sheets.isEmpty { return .text }
        var found: ImportFormat?
        for sheet in source.sheets.indices
        where !source.sheets[sheet].isText && (readsHidden || !source.sheets[sheet].isHidden) {
            var count = 0
            try forEachShownRow(of: sheet) { row in
                found = FormatSniffer.format(ofHeader: row.cells, delimiter: nil)
                count += 1
                if found != nil || count == 10 { throw EnoughRead() }
            }
            if let found { return found }
        }
        return .xlsx
    }

    /// Gives all rows to a form.
    ///
    /// - Parameters:
    ///   - table: Takes the rows.
    ///   - progress: Called after each sheet with the share of sheets that are done.
    /// - Throws: What the reader or the form throws; ``ImportError`` with `noQuestions` says what was left out.
    func read(into table: any TableFormat, progress: (Double) -> Void) throws {
        var leftOut: [String] = []
        for (index, sheet) in source.sheets.enumerated() {
            let label = source.sheets.count > 1 ? "\(path)#\(sheet.name)" : path
            guard readsHidden || !sheet.isHidden else {
                let what = "The sheet is hidden and is left out. Show it in the workbook"
                leftOut.append("the hidden sheet \(sheet.name)")
                try report(what, label)
                continue
            }
            // Text beside tables is read as text, whatever the tables are.
            let isBeside = sheet.isText && source.sheets.count > 1
            let reader: any TableFormat = isBeside ? QuestionText(sink: sink) : table
            try reader.beginSheet(source.sheets.count > 1 ? sheet.name : "", label: label)
            let hidden = try forEachShownRow(of: index) { try reader.row($0) }
            leftOut += try report(hidden, label)
            try reader.endSheet()
            progress(Double(index + 1) / Double(source.sheets.count))
        }
        for remark in source.remarks {
            try sink.problem(
                .remarkRow,
                remark,
                at: SourceLocation(file: path, row: 1),
                severity: .warning
            )
        }
        do {
            try table.finish()
        } catch let error as ImportError where error.code == .noQuestions {
            throw explained(error, leftOut)
        }
    }

    /// Gives the rows that are shown, without the cells of hidden columns; returns what is hidden.
    @discardableResult
    private func forEachShownRow(
        of sheet: Int,
        _ body: @escaping (TableRow) throws -> Void
    ) throws -> Hidden {
        var hidden = Hidden()
        let columns = readsHidden ? [] : try source.hiddenColumns(in: sheet)
        try source.forEachRow(in: sheet) { row in
            guard !row.isBlank || !row.notes.isEmpty else { return }
            if row.isHidden, !readsHidden {
                hidden.rows.append(row.number)
                return
            }
            guard !columns.isEmpty else { return try body(row) }
            for index in row.cells.indices
            where columns.contains(index) && hidden.columns[index] == nil {
                let text = row.trimmed(index)
                if !text.isEmpty { hidden.columns[index] = text }
            }
            var row = row
            row.hide(columns)
            if !row.isBlank || !row.notes.isEmpty { try body(row) }
        }
        return hidden
    }

    // MARK: What is said

    /// Names hidden rows and columns; returns what to call them.
    private func report(_ hidden: Hidden, _ label: String) throws -> [String] {
        var names: [String] = []
        if let first = hidden.rows.first {
            let count = hidden.rows.count
            let what = count == 1 ? "A hidden row is" : "\(count) hidden rows are"
            try report("\(what) left out. Show the rows in the workbook", label, row: first)
            names.append(count == 1 ? "a hidden row" : "\(count) hidden rows")
        }
        guard !hidden.columns.isEmpty else { return names }
        let count = hidden.columns.count
        let columns =
            hidden.columns.sorted { $0.key < $1.key }.prefix(5)
            .map { "\(XLSXReference.letters($0.key)) \($0.value.quoted)" }
            .joined(separator: ", ") + (count > 5 ? " and so on" : "")
        let what = count == 1 ? "A hidden column is" : "\(count) hidden columns are"
        try report("\(what) left out: \(columns). Show the columns in the workbook", label)
        return names + ["the hidden column\(count == 1 ? "" : "s") \(columns)"]
    }

    private func report(_ what: String, _ label: String, row: Int = 1) throws {
        try sink.problem(
            .hidden,
            what + ", or import with --hidden.",
            at: SourceLocation(file: label, row: row),
            severity: .warning
        )
    }

    /// Says of a document what it would have to hold, and of any file what was left out of it.
    private func explained(_ error: ImportError, _ leftOut: [String]) -> ImportError {
        var message = error.message
        if source.sheets.allSatisfy(\.isText) {
            message =
                "This is \(source.kind) in which no questions are found. Put them into a table with "
                + "the headers 问题 and 答案, or write them as lines that begin with 问： and 答： (or Q: "
                + "and A:)."
        }
        if !leftOut.isEmpty {
            message += " Left out: \(leftOut.joined(separator: ", ")); --hidden imports that too."
        }
        return ImportError(
            .noQuestions,
            message,
            file: error.file,
            hasColumns: error.hasColumns
        )
    }
}
