import KFBotModel

extension TableRow {
    /// Notes cells of text that are errors of the spreadsheet they were saved from.
    mutating func noteErrors() {
        for (index, cell) in cells.enumerated() where SpreadsheetError.isOne(cell) {
            notes[index] = .error
        }
    }

    /// Empties the cells of which an error is noted.
    mutating func clearErrors() {
        for (index, note) in notes where note == .error && index < cells.count { cells[index] = "" }
    }

    /// Leaves the value of a cell merged over several columns in the first of them.
    mutating func clearRepeatedSpans() {
        for span in spans {
            for column in span.dropFirst() where column < cells.count { cells[column] = "" }
        }
        while cells.last?.isEmpty == true { cells.removeLast() }
    }

    /// Keeps the cells of some columns, and those behind them if the range is open at its end.
    mutating func keep(_ range: Range<Int>, openEnded: Bool) {
        func isKept(_ index: Int) -> Bool {
            index >= range.lowerBound && (openEnded || index < range.upperBound)
        }
        for index in cells.indices where !isKept(index) { cells[index] = "" }
        while cells.last?.isEmpty == true { cells.removeLast() }
        notes = notes.filter { isKept($0.key) }
        moments = moments.filter { isKept($0.key) }
        spans = spans.filter { isKept($0.lowerBound) && isKept($0.upperBound) }
        continued = continued.filter(isKept)
    }

    /// Empties the cells of hidden columns; a merged cell that reaches beyond them stays there.
    mutating func hide(_ columns: Set<Int>) {
        guard !columns.isEmpty else { return }
        for index in cells.indices where columns.contains(index) { cells[index] = "" }
        while cells.last?.isEmpty == true { cells.removeLast() }
        notes = notes.filter { !columns.contains($0.key) }
        spans = spans.compactMap { span in
            span.first { !columns.contains($0) }.map { $0...span.upperBound }
        }
    }
}
