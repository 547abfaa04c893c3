/// Reads spreadsheets and texts of OpenDocument (.ods, .odt): tables as sheets, else lines of text.
///
/// A cell has the text that its program showed when it stored the file.
enum OpenDocument {
    /// What makes an archive an OpenDocument file.
    static let part = "content.xml"

    /// Reads the file.
    ///
    /// - Throws: ``ImportError`` with `encrypted`, `malformed` or `tooLarge`.
    static func read(_ archive: ZipArchive, path: String) throws -> StoredSheets {
        if archive.contains("META-INF/manifest.xml") {
            let manifest = Manifest()
            try XMLElements.read(try archive.open("META-INF/manifest.xml"), of: path, manifest)
            if manifest.isEncrypted {
                throw ImportError(
                    .encrypted,
                    "The file is protected by a password. Remove the password in LibreOffice or WPS "
                        + "and save it again.",
                    file: path
                )
            }
        }
        let reader = Reader(path: path)
        try XMLElements.read(try archive.open(part), of: path, reader)
        guard reader.isText else {
            return StoredSheets(kind: "an OpenDocument spreadsheet (.ods)", reader.sheets)
        }
        let chosen = DocumentText.chosen(reader.sheets, reader.lines)
        return StoredSheets(
            kind: "an OpenDocument text (.odt)",
            chosen.sheets,
            remarks: chosen.remarks
        )
    }

    /// Looks whether the parts are encrypted.
    private final class Manifest: XMLElements.Handler {
        private(set) var isEncrypted = false

        func start(_ name: String, _ attributes: XMLElements.Attributes) {
            if name == "encryption-data" { isEncrypted = true }
        }

        func text(_ text: String) {}
        func end(_ name: String) {}
    }

    private final class Reader: XMLElements.Handler {
        private(set) var sheets: [StoredSheets.Sheet] = []
        private(set) var lines: [TableRow] = []
        private(set) var isText = false
        private var isInBody = false

        private let path: String
        private let budget: SheetBudget
        private var hiddenStyles: Set<String> = []
        private var style = ""
        /// How many tables the current element is in; tables inside cells count as their text.
        private var depth = 0
        private var sheet = SheetOutline(name: "")
        private var builder: SheetBuilder
        private var hiddenColumns: Set<Int> = []
        private var columnCount = 0
        private var rowNumber = 0
        private var rowCount = 1
        private var isRowHidden = false
        private var column = 0
        private var cell = SheetBuilder.Cell(text: "")
        private var cellCount = 1
        private var isCovered = false
        private var paragraphs = 0
        private var text = ""
        private var isParagraph = false
        private var heading = 0
        /// How many elements deep the current one is in notes, which are left out.
        private var ignored = 0

        /// More rows or columns than this that repeat one are an empty rest of the sheet.
        private static let maximumRows = 1 << 21

        init(path: String) {
            self.path = path
            budget = SheetBudget(path: path)
            builder = SheetBuilder(budget: budget)
        }

        func start(_ name: String, _ attributes: XMLElements.Attributes) throws {
            if ignored > 0 || name == "annotation" || name == "note" || name == "tracked-changes" {
                ignored += 1
                return
            }
            switch name {
            case "body": isInBody = true
            case "text" where isInBody && depth == 0 && !isParagraph: isText = true
            case "style": style = attributes["name"] ?? ""
            case "table-properties" where attributes["display"] == "false":
                hiddenStyles.insert(style)
            case "table": beginTable(attributes)
            case "table-column" where depth == 1: noteColumns(attributes)
            case "table-row" where depth == 1: beginRow(attributes)
            case "table-cell" where depth == 1, "covered-table-cell" where depth == 1:
                beginCell(attributes)
                // What lies behind a merged cell is not shown.
                isCovered = name == "covered-table-cell"
            case "p", "h": beginParagraph(name, attributes)
            case "s":
                let count = attributes["c"].flatMap { Int($0) } ?? 1
                try add(String(repeating: " ", count: min(max(count, 1), 1000)))
            case "tab": try add("\t")
            case "line-break": try add("\n")
            default: break
            }
        }

        func text(_ text: String) throws {
            if ignored == 0, isParagraph { try add(text) }
        }

        func end(_ name: String) throws {
            if ignored > 0 {
                ignored -= 1
                return
            }
            switch name {
            case "table":
                depth -= 1
                if depth == 0 {
                    sheets.append(
                        StoredSheets.Sheet(
                            outline: sheet,
                            rows: builder.rows,
                            hiddenColumns: hiddenColumns
                        )
                    )
                }
            case "table-row" where depth == 1: try endRow()
            case "table-cell" where depth == 1, "covered-table-cell" where depth == 1: try endCell()
            case "p", "h": try endParagraph()
            default: break
            }
        }

        private func add(_ more: String) throws {
            guard isParagraph else { return }
            try budget.take(text: more.utf8.count)
            text += more
        }

        private func beginTable(_ attributes: XMLElements.Attributes) {
            depth += 1
            guard depth == 1 else { return }
            let style = attributes["style-name"] ?? ""
            sheet = SheetOutline(
                name: attributes["name"] ?? "",
                isHidden: hiddenStyles.contains(style)
            )
            builder = SheetBuilder(budget: budget)
            rowNumber = 0
            hiddenColumns = []
            columnCount = 0
        }

        private func noteColumns(_ attributes: XMLElements.Attributes) {
            let count = min(
                Self.count(attributes["number-columns-repeated"]),
                XLSXReference.maximumColumns - columnCount
            )
            let visibility = attributes["visibility"]
            if visibility == "collapse" || visibility == "filter" {
                hiddenColumns.formUnion(columnCount..<(columnCount + count))
            }
            columnCount += count
        }

        private func beginRow(_ attributes: XMLElements.Attributes) {
            rowNumber += 1
            rowCount = Self.count(attributes["number-rows-repeated"])
            let visibility = attributes["visibility"]
            isRowHidden = visibility == "collapse" || visibility == "filter"
            builder.beginRow(rowNumber, isHidden: isRowHidden)
            column = 0
        }

        private func endRow() throws {
            let before = builder.rows.count
            try builder.endRow()
            if builder.rows.count > before {
                for copy in 1..<max(rowCount, 2) where rowCount > 1 {
                    try builder.repeatRow(number: rowNumber + copy)
                }
            }
            rowNumber = min(rowNumber + rowCount - 1, Self.maximumRows)
        }

        private func beginCell(_ attributes: XMLElements.Attributes) {
            paragraphs = 0
            text = ""
            cellCount = Self.count(attributes["number-columns-repeated"])
            cell = SheetBuilder.Cell(text: "")
            cell.columns = Self.count(attributes["number-columns-spanned"])
            cell.rows = Self.count(attributes["number-rows-spanned"])
            if attributes["value-type"] == "date" { cell.moment = attributes["date-value"] }
            let hasValue =
                attributes["value"] != nil || attributes["string-value"] != nil
                || attributes["date-value"] != nil || attributes["time-value"] != nil
                || attributes["boolean-value"] != nil
            if attributes["formula"] != nil, !hasValue { cell.note = .formulaWithoutValue }
            if attributes["value-type"] == "float", let value = attributes["value"],
                let number = Double(value), abs(number) >= 1e15
            {
                cell.note = .imprecise
            }
        }

        private func endCell() throws {
            cell.text = text
            if !text.isEmpty, cell.note == .formulaWithoutValue { cell.note = nil }
            if Self.isError(text) { cell.note = .error }
            let isEmpty = cell.text.isEmpty && cell.note == nil
            if isEmpty || isCovered {
                column = min(column + cellCount, XLSXReference.maximumColumns)
                return
            }
            for _ in 0..<cellCount {
                guard column < XLSXReference.maximumColumns else { return }
                try builder.put(cell, at: column)
                column += 1
            }
        }

        private func beginParagraph(_ name: String, _ attributes: XMLElements.Attributes) {
            isParagraph = true
            guard depth == 0 else {
                if paragraphs > 0 { text += "\n" }
                paragraphs += 1
                return
            }
            text = ""
            heading = name == "h" ? attributes["outline-level"].flatMap { Int($0) } ?? 1 : 0
        }

        private func endParagraph() throws {
            isParagraph = false
            guard depth == 0, isText else { return }
            try budget.take(cells: 1)
            lines += DocumentText.rows(of: text, heading: heading, after: lines.count)
        }

        private static func count(_ text: String?) -> Int {
            min(max(text.flatMap { Int($0) } ?? 1, 1), maximumRows)
        }

        private static func isError(_ text: String) -> Bool {
            ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"].contains(text)
                || (text.hasPrefix("Err:") && text.dropFirst(4).allSatisfy(\.isNumber))
        }
    }
}

/// The running text of a document, as rows of one cell.
enum DocumentText {
    /// The lines of a paragraph; a heading begins with as many `#` as its level, as in Markdown.
    static func rows(of text: String, heading: Int, after count: Int) -> [TableRow] {
        let mark = heading > 0 ? String(repeating: "#", count: min(heading, 6)) + " " : ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { index, line in
            TableRow(number: count + index + 1, cells: [index == 0 ? mark + line : String(line)])
        }
    }

    /// The tables if one of them has a header or there is no other text, else the text.
    ///
    /// Text that marks questions is taken beside the tables. What is not chosen is named.
    static func chosen(
        _ tables: [StoredSheets.Sheet],
        _ lines: [TableRow]
    ) -> (sheets: [StoredSheets.Sheet], remarks: [String]) {
        let text = StoredSheets.Sheet(outline: SheetOutline(name: "", isText: true), rows: lines)
        let filled = lines.filter { !$0.isBlank }.map { $0.cells[0] }
        let hasHeader = tables.contains { table in
            table.rows.prefix(10).contains { row in
                row.cells.count { FormatSniffer.isHeader($0) } > 1
            }
        }
        guard hasHeader || filled.isEmpty else {
            let count = tables.count { table in table.rows.contains { !$0.isBlank } }
            let what =
                count == 1
                ? "A table in the text is left out, since it has"
                : "\(count) tables in the text are left out, since they have"
            return ([text], count > 0 ? ["\(what) no header such as 问题 and 答案."] : [])
        }
        if QuestionText.marksBoth(filled) { return (tables + [text], []) }
        let prose = filled.filter { !$0.hasPrefix("#") }
        guard let first = prose.first else { return (tables, []) }
        let what =
            prose.count == 1 ? "A line of text beside" : "\(prose.count) lines of text beside"
        return (
            tables,
            ["\(what) the tables \(prose.count == 1 ? "is" : "are") left out: \(first.quoted)."]
        )
    }
}
