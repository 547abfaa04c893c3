/// Columns of text that line up in a terminal.
struct TextTable {
    private var rows: [[String]]
    /// The columns that are aligned to the right.
    private let rightAligned: Set<Int>

    init(_ rows: [[String]], rightAligned: Set<Int> = []) {
        self.rows = rows
        self.rightAligned = rightAligned
    }

    /// The lines, indented by two spaces.
    var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].terminalWidth : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                rightAligned.contains(column)
                    ? String(repeating: " ", count: widths[column] - cell.terminalWidth) + cell
                    : cell.padded(to: widths[column])
            }
            return ("  " + cells.joined(separator: "  ")).trimmingTrailingSpaces()
        }
    }
}
