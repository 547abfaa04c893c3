import KFBotModel

/// Numbers in a column that merely count the rows: labels of rows, and no names of entries.
enum RowNumbers {
    /// The number in a cell such as `7`, `7.`, `7、` or `7.0`; `nil` for anything else.
    static func number(_ cell: String) -> Int? {
        var text = cell[...]
        if text.hasSuffix(".0") { text.removeLast(2) }
        while let last = text.last, ".．、。)）".contains(last) { text.removeLast() }
        guard !text.isEmpty, text.utf8.count < 10,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// Whether the cells of a column count: from 0 or 1, with few gaps, in any order, or from 1 again
    /// for each section.
    ///
    /// - Parameters:
    ///   - cells: The cells that are not empty, in the order of the rows.
    ///   - goesOn: Whether a table before it, of the same file, counted under the same header.
    /// - Returns: Whether they count; `false` if there are none.
    static func count(_ cells: [String], goesOn: Bool = false) -> Bool {
        let numbers = cells.map(number)
        guard !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) else { return false }
        if goesOn { return true }
        let values = numbers.compactMap(\.self)
        var highest = values[0]
        for value in values {
            if value <= 1, highest > 1 { return values.contains(1) }
            highest = max(highest, value)
        }
        guard let lowest = values.min(), lowest <= 1 else { return false }
        return highest <= 2 * Set(values).count + 10
    }
}
