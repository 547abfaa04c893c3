import Foundation
import KFBotModel

/// Reads the XML form of Excel 2003 (XML Spreadsheet), which systems give out under the name `.xls`.
final class SpreadsheetXML: XMLElements.Handler {
    /// The namespace by which such a file is recognised.
    static let namespace = Array("urn:schemas-microsoft-com:office:spreadsheet".utf8)

    private let budget: SheetBudget
    private var sheets: [StoredSheets.Sheet] = []
    private var name = ""
    private var isSheetHidden = false
    private var builder: SheetBuilder
    private var hiddenColumns: Set<Int> = []
    private var columnCount = 0
    private var rowNumber = 0
    private var column = -1
    private var cell = SheetBuilder.Cell(text: "")
    private var type = ""
    private var text = ""
    private var isData = false
    private var isIgnored = false
    private var formats: [String: NumberFormat] = [:]
    private var styleID = ""
    private var cellStyle = ""
    private var rowStyle = ""

    private init(path: String) {
        budget = SheetBudget(path: path)
        builder = SheetBuilder(budget: budget)
    }

    /// Reads a file.
    ///
    /// - Throws: ``ImportError`` with `malformed` or `tooLarge`.
    static func read(_ file: InputFile) throws -> StoredSheets {
        let reader = SpreadsheetXML(path: file.path)
        var offset = 0
        try XMLElements.read(of: file.path, reader) { buffer in
            let bytes = try file.read(at: offset, count: buffer.count)
            offset += bytes.count
            buffer.copyBytes(from: bytes)
            return bytes.count
        }
        return StoredSheets(kind: "an Excel workbook in XML", reader.sheets)
    }

    func start(_ name: String, _ attributes: XMLElements.Attributes) throws {
        switch name {
        case "Style": styleID = attributes["ID"] ?? ""
        case "NumberFormat":
            if let code = attributes["Format"], formats.count < 100_000 {
                formats[styleID] = NumberFormat(code: Self.named[code] ?? code)
            }
        case "Worksheet":
            self.name = attributes["Name"] ?? ""
            isSheetHidden = false
            builder = SheetBuilder(budget: budget)
            rowNumber = 0
            hiddenColumns = []
            columnCount = 0
        case "Column": noteColumns(attributes)
        case "Row":
            rowNumber = Self.number(attributes["Index"]) ?? rowNumber + 1
            let isHidden = attributes["Hidden"] == "1"
            rowStyle = attributes["StyleID"] ?? ""
            builder.beginRow(rowNumber, isHidden: isHidden)
            column = -1
        case "Cell":
            column =
                Self.number(attributes["Index"]).map { $0 - 1 }
                ?? builder.freeColumn(from: column + 1)
            cell = SheetBuilder.Cell(text: "")
            cell.columns = 1 + (Self.number(attributes["MergeAcross"]) ?? 0)
            cell.rows = 1 + (Self.number(attributes["MergeDown"]) ?? 0)
            cellStyle = attributes["StyleID"] ?? rowStyle
            if attributes["Formula"] != nil { cell.note = .formulaWithoutValue }
            text = ""
            type = ""
        case "Data":
            isData = true
            type = attributes["Type"] ?? ""
        case "Comment": isIgnored = true
        case "Visible": text = ""
        default: break
        }
    }

    func text(_ more: String) throws {
        guard isData, !isIgnored else {
            if !isData { text += more.prefix(32) }
            return
        }
        try budget.take(text: more.utf8.count)
        text += more
    }

    func end(_ name: String) throws {
        switch name {
        case "Data":
            isData = false
            guard !isIgnored else { return }
            finishData()
            text = ""
        case "Comment": isIgnored = false
        case "Cell":
            try builder.put(cell, at: column)
            column = min(column + cell.columns - 1, XLSXReference.maximumColumns)
        case "Row": try builder.endRow()
        case "Visible":
            let state = text.trimmingWhitespace()
            if state == "SheetHidden" || state == "SheetVeryHidden" { isSheetHidden = true }
            text = ""
        case "Worksheet":
            let outline = SheetOutline(name: self.name, isHidden: isSheetHidden)
            sheets.append(
                StoredSheets.Sheet(
                    outline: outline,
                    rows: builder.rows,
                    hiddenColumns: hiddenColumns
                )
            )
        default: break
        }
    }

    private func noteColumns(_ attributes: XMLElements.Attributes) {
        let first = Self.number(attributes["Index"]).map { $0 - 1 } ?? columnCount
        let last = first + (Self.number(attributes["Span"]) ?? 0)
        guard first >= 0, last < XLSXReference.maximumColumns else { return }
        columnCount = last + 1
        if attributes["Hidden"] == "1", first <= last { hiddenColumns.formUnion(first...last) }
    }

    private func finishData() {
        cell.note = nil
        cell.text = text
        switch type {
        case "Number":
            var styles = CellStyles()
            if let format = formats[cellStyle] { styles.formats = [format] }
            let shown = styles.shown(text, style: 0)
            cell.text = shown.text
            cell.moment = shown.moment
            if shown.isImprecise { cell.note = .imprecise }
        case "DateTime":
            // Midnight is how the form writes a day without a time.
            let isDay = text.dropFirst(10).allSatisfy { "T0:.".contains($0) }
            cell.moment = String(text.prefix(isDay ? 10 : 19))
            cell.text = shownMoment(text)
        case "Boolean": cell.text = text == "1" ? "TRUE" : "FALSE"
        case "Error": cell.note = .error
        default: break
        }
    }

    /// A moment in its cell's format; the file has it as `2026-10-01T18:00:00.000`.
    private func shownMoment(_ text: String) -> String {
        guard let date = ISODate.date(String(text.prefix(19)) + "Z") else { return text }
        // 25,569 days lie between the first day of spreadsheets and 1970.
        let days = date.timeIntervalSince1970 / 86_400 + 25_569
        let isDay = days == days.rounded()
        let format = formats[cellStyle] ?? NumberFormat(builtIn: isDay ? 14 : 22)
        return format.shown(days).text
    }

    private static func number(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.map { min(max($0, 0), 1 << 21) }
    }

    /// The formats that the XML form names instead of writing them out.
    private static let named = [
        "General Number": "General", "General Date": "yyyy/m/d h:mm",
        "Long Date": #"yyyy"年"m"月"d"日""#,
        "Medium Date": "d-mmm-yy", "Short Date": "yyyy/m/d", "Long Time": "h:mm:ss",
        "Medium Time": "h:mm AM/PM", "Short Time": "h:mm", "Currency": "¥#,##0.00",
        "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00",
    ]
}
