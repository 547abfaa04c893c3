/// Sheets whose rows are held in memory.
final class StoredSheets: SheetSource {
    /// One sheet.
    struct Sheet {
        var outline: SheetOutline
        var rows: [TableRow]
        /// The columns that are hidden, from 0.
        var hiddenColumns: Set<Int> = []
    }

    let kind: String
    let remarks: [String]
    private let stored: [Sheet]
    var sheets: [SheetOutline] { stored.map(\.outline) }

    /// Holds sheets of a kind of file.
    init(kind: String, _ sheets: [Sheet], remarks: [String] = []) {
        self.kind = kind
        self.remarks = remarks
        stored = sheets
    }

    func hiddenColumns(in sheet: Int) -> Set<Int> { stored[sheet].hiddenColumns }

    func forEachRow(in sheet: Int, _ body: @escaping (TableRow) throws -> Void) throws {
        do {
            for row in stored[sheet].rows { try body(row) }
        } catch is EnoughRead {
            return
        }
    }
}

/// Puts the cells of a sheet together; merged cells count for each cell of their area.
struct SheetBuilder {
    /// A cell as it is found.
    struct Cell {
        var text: String
        var note: TableRow.Note?
        var moment: String?
        /// How many columns and rows the cell covers, at least one.
        var columns = 1
        var rows = 1
    }

    /// What a cell and a row take besides their text, in bytes.
    private static let cellSize = 32
    private static let rowSize = 128

    private let budget: SheetBudget
    private(set) var rows: [TableRow] = []
    private var row = TableRow(number: 0, cells: [])
    private var open: [(columns: Range<Int>, last: Int, text: String)] = []

    /// Creates a builder of one sheet.
    init(budget: SheetBudget) { self.budget = budget }

    /// Begins a row, from 1.
    mutating func beginRow(_ number: Int, isHidden: Bool = false) {
        row = TableRow(number: number, cells: [], isHidden: isHidden)
        open.removeAll { $0.last < number }
    }

    /// The first column from a given one on that no cell above covers.
    func freeColumn(from column: Int) -> Int {
        var column = column
        while let area = open.first(where: { $0.columns.contains(column) }) {
            column = area.columns.upperBound
        }
        return column
    }

    /// Puts a cell into a column.
    mutating func put(_ cell: Cell, at column: Int) throws {
        guard column < XLSXReference.maximumColumns else { return }
        let end = min(column + max(cell.columns, 1), XLSXReference.maximumColumns)
        if let note = cell.note { row.notes[column] = note }
        if let moment = cell.moment { row.moments[column] = moment }
        if cell.rows > 1 {
            open.append((column..<end, row.number + min(cell.rows, 1 << 21) - 1, cell.text))
            try budget.take(cells: open.count + (end - column) * cell.rows)
        }
        try fill(cell.text, column..<end)
    }

    /// Ends the row and keeps it unless it is empty.
    mutating func endRow() throws {
        for area in open where area.last >= row.number && !area.text.isEmpty {
            try fill(area.text, area.columns)
        }
        while row.cells.last?.isEmpty == true { row.cells.removeLast() }
        guard !row.cells.isEmpty || !row.notes.isEmpty else { return }
        try budget.check(row)
        try budget.take(text: Self.rowSize)
        rows.append(row)
    }

    /// Repeats the row that ended last.
    mutating func repeatRow(number: Int) throws {
        guard var copy = rows.last else { return }
        try budget.take(cells: copy.cells.count)
        try budget.take(text: Self.rowSize)
        copy.number = number
        rows.append(copy)
    }

    private mutating func fill(_ text: String, _ columns: Range<Int>) throws {
        guard !text.isEmpty else { return }
        let missing = columns.upperBound - row.cells.count
        try budget.take(cells: max(missing, columns.count))
        if missing > 0 { row.cells += repeatElement("", count: missing) }
        for column in columns { row.cells[column] = text }
        // Copies share their memory.
        try budget.take(text: text.utf8.count + Self.cellSize * max(missing, columns.count))
    }
}
