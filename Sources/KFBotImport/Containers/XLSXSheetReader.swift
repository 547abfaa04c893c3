import KFBotModel

/// Turns the elements of a sheet into rows.
final class XLSXSheetReader: XMLElements.Handler {
    private let strings: [String]
    private let styles: CellStyles
    private let path: String
    private let budget: SheetBudget
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

    /// The most rows a sheet may have.
    private static let maximumRows = 1_048_576

    /// Creates a reader that gives each row to `body`.
    init(
        strings: [String],
        styles: CellStyles,
        merges: XLSXMerges,
        path: String,
        budget: SheetBudget,
        _ body: @escaping (TableRow) throws -> Void
    ) {
        self.strings = strings
        self.styles = styles
        self.merges = merges.areas[...]
        self.path = path
        self.budget = budget
        self.body = body
    }

    func start(_ name: String, _ attributes: XMLElements.Attributes) throws {
        switch name {
        case "row":
            let next = attributes["r"].flatMap { Int($0) } ?? rowIndex + 2
            guard (1...Self.maximumRows).contains(next) else {
                throw ImportError(
                    .malformed,
                    "The sheet has a row \(next); a sheet has 1,048,576 rows at most.",
                    file: path
                )
            }
            rowIndex = next - 1
            let isHidden = ["1", "true"].contains(attributes["hidden"] ?? "")
            row = TableRow(number: next, cells: [], isHidden: isHidden)
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

    func text(_ text: String) throws {
        guard isValue else { return }
        value += text
        guard value.utf8.count <= SheetBudget.maximumRow else {
            throw ImportError(
                .tooLarge,
                "A cell of row \(row.number) is longer than 64 MiB.",
                file: path
            )
        }
    }

    func end(_ name: String) throws {
        switch name {
        case "v", "t": isValue = false
        case "rPh": isPhonetic = false
        case "c": try finishCell()
        case "row": try finishRow()
        case "sheetData": throw EnoughRead()
        default: break
        }
    }

    private func finishCell() throws {
        if hasFormula, value.isEmpty, type != "str" { row.notes[column] = .formulaWithoutValue }
        if type == "e" { row.notes[column] = .error }
        let text = shown()
        guard !text.isEmpty else { return }
        try set(text, at: column)
    }

    private func set(_ text: String, at column: Int) throws {
        let missing = column + 1 - row.cells.count
        try budget.take(cells: max(missing, 1))
        if missing > 0 { row.cells += repeatElement("", count: missing) }
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
        case "e": return value
        case "d":
            row.moments[column] = value
            return value
        default:
            let shown = styles.shown(value, style: style)
            if let moment = shown.moment { row.moments[column] = moment }
            if shown.isImprecise { row.notes[column] = .imprecise }
            return shown.text
        }
    }

    private func finishRow() throws {
        while let area = merges.first, area.rows.lowerBound <= rowIndex {
            merges = merges.dropFirst()
            guard area.rows.lowerBound == rowIndex else { continue }
            // The whole area is counted at once, so that a huge one is refused before it is filled.
            try budget.take(cells: area.columns.count * area.rows.count)
            let first = area.columns.lowerBound
            openMerges.append((area, first < row.cells.count ? row.cells[first] : ""))
        }
        openMerges.removeAll { $0.area.rows.upperBound < rowIndex }
        try budget.take(cells: openMerges.count)
        for (area, value) in openMerges where !value.isEmpty {
            for column in area.columns { try set(value, at: column) }
            if area.columns.count > 1 { row.spans.append(area.columns) }
            if area.rows.lowerBound < rowIndex { row.continued.formUnion(area.columns) }
        }
        while row.cells.last?.isEmpty == true { row.cells.removeLast() }
        guard !row.cells.isEmpty || !row.notes.isEmpty else { return }
        try budget.check(row)
        try body(row)
    }
}
