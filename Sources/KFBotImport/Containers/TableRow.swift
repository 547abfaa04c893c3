import KFBotModel

/// One row of a table, from delimited text or a workbook.
struct TableRow: Equatable {
    /// Something about a cell that its text does not show.
    enum Note: Equatable {
        /// The cell holds a spreadsheet error.
        case error
        /// The cell holds a formula without a stored value.
        case formulaWithoutValue
        /// The cell holds a number with more digits than spreadsheets keep.
        case imprecise
    }

    /// The line of text, or the row of the sheet, from 1.
    var number: Int
    /// The cells from the first column on, as a person sees them.
    var cells: [String]
    /// What is special about cells, by their index.
    var notes: [Int: Note] = [:]
    /// The moments that cells show in whatever form, as ISO 8601 has them, by the cells' index.
    var moments: [Int: String] = [:]
    /// Whether the row is hidden in its workbook.
    var isHidden = false
    /// Whether a quote in the row is never closed.
    var isUnterminated = false
    /// The bytes of the row that were no text.
    var defect: TextDefect?
    /// Columns that one merged cell covers.
    var spans: [ClosedRange<Int>] = []
    /// Columns whose merged cell begins in a row above.
    var continued: Set<Int> = []

    /// A cell without white space at its ends; empty where there is none.
    func trimmed(_ index: Int) -> String {
        index < cells.count ? cells[index].trimmingWhitespace() : ""
    }

    /// Whether no cell holds anything but white space.
    var isBlank: Bool { cells.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
}
