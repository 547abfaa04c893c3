import KFBotModel

/// Turns the elements of a sheet into rows.
final class XLSXSheetReader: XMLElements.Handler {
    private let strings: [String]
    private let styles: XLSXStyles
    private let path: String
    private let body: (TableRow) throws -> Void

    private var merges: ArraySlice<XLSXMerges.Area>
    /// The merged areas that reach into this row and the next ones, with their value.
    private var openMerges: [(area: XLSXMerges.Area, value: String)] = []
    private var row = TableRow(number: 0, cells: [])
    private var rowIndex = -1
    private var column = -1
    private var type = ""
    private var style = 0
    private var value = ""
    private var isValue = false
    private var isPhonetic = false
    private var hasValue = false
    private var hasFormula = false

    /// Creates a reader that gives each row to `body`.
    init(
        strings: [String],
        styles: XLSXStyles,
        merges: XLSXMerges,
        path: String,
        _ body: @escaping (TableRow) throws -> Void
    ) {
        self.strings = strings
        self.styles = styles
        self.merges = merges.areas[...]
        self.path = path
        self.body = body
    }

    func start(_ name: String, _ attributes: [String: String]) throws {
        switch name {
        case "row":
            rowIndex = attributes["r"].flatMap { Int($0) }.map { $0 - 1 } ?? rowIndex + 1
            row = TableRow(number: rowIndex + 1, cells: [])
            column = -1
        case "c":
            column = attributes["r"].flatMap { XLSXReference($0)?.column } ?? column + 1
            guard column < XLSXReference.maximumColumns else {
                throw ImportError(
                    .malformed,
                    "Row \(row.number) has more than 16,384 columns.",
                    file: path
                )
            }
            type = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) } ?? 0
            value = ""
            hasValue = false
            hasFormula = false
        case "v":
            isValue = true
            hasValue = true
        case "t" where type == "inlineStr":
            isValue = !isPhonetic
            hasValue = true
        case "rPh": isPhonetic = true
        case "f": hasFormula = true
        default: break
        }
    }

    func text(_ text: String) {
        if isValue { value += text }
    }

    func end(_ name: String) throws {
        switch name {
        case "v", "t": isValue = false
        case "rPh": isPhonetic = false
        case "c": finishCell()
        case "row": try finishRow()
        case "sheetData": throw XMLElements.Stop()
        default: break
        }
    }

    private func finishCell() {
        if hasFormula, value.isEmpty, type != "str" { row.notes[column] = .formulaWithoutValue }
        if type == "e" { row.notes[column] = .error }
        let text = shown()
        guard !text.isEmpty else { return }
        set(text, at: column)
    }

    private func set(_ text: String, at column: Int) {
        while row.cells.count <= column { row.cells.append("") }
        row.cells[column] = text
    }

    private func shown() -> String {
        guard hasValue else { return "" }
        switch type {
        case "s":
            guard let index = Int(value.trimmingWhitespace()), strings.indices.contains(index)
            else { return "" }
            return strings[index]
        case "inlineStr", "str": return XLSXText.decode(value)
        case "b": return value == "1" || value == "true" ? "TRUE" : "FALSE"
        case "e", "d": return value
        default: return styles.shown(value, style: style)
        }
    }

    private func finishRow() throws {
        while let area = merges.first, area.rows.lowerBound <= rowIndex {
            merges = merges.dropFirst()
            guard area.rows.lowerBound == rowIndex else { continue }
            let first = area.columns.lowerBound
            openMerges.append((area, first < row.cells.count ? row.cells[first] : ""))
        }
        openMerges.removeAll { $0.area.rows.upperBound < rowIndex }
        for (area, value) in openMerges where !value.isEmpty {
            for column in area.columns { set(value, at: column) }
            if area.columns.count > 1 { row.spans.append(area.columns) }
            if area.rows.lowerBound < rowIndex { row.continued.formUnion(area.columns) }
        }
        while row.cells.last?.isEmpty == true { row.cells.removeLast() }
        if !row.cells.isEmpty || !row.notes.isEmpty { try body(row) }
    }
}
