/// What the columns of a table without a header may be.
struct HeaderlessColumns {
    /// Columns that hold nothing but numbers.
    let numbers: [Int]
    /// The two other columns, if there are two and nearly every row fills both.
    let pair: (question: Int, answer: Int)?
    /// Whether the first row holds two short names above cells that ask.
    let beginsWithNames: Bool
    /// Whether one column holds everything.
    let isOneColumn: Bool
    /// The cells of that column.
    let lines: [String]

    init(_ rows: [TableRow]) {
        let width = rows.map(\.cells.count).max() ?? 0
        var numbers: [Int] = []
        var rest: [Int] = []
        for index in 0..<width {
            let cells = rows.map { $0.trimmed(index) }.filter { !$0.isEmpty }
            guard !cells.isEmpty else { continue }
            if cells.allSatisfy({ RowNumbers.number($0) != nil }) {
                numbers.append(index)
            } else {
                rest.append(index)
            }
        }
        self.numbers = numbers
        isOneColumn = rest.count == 1 && numbers.isEmpty
        lines =
            rest.first.map { index in
                rows.flatMap {
                    $0.trimmed(index).split(whereSeparator: \.isNewline).map(String.init)
                }
            } ?? []
        let isEven =
            rest.count == 2
            && rows.allSatisfy { row in
                rest.allSatisfy { !row.trimmed($0).isEmpty }
            }
        pair = isEven ? (rest[0], rest[1]) : nil
        let below = isEven ? rows.dropFirst().map { $0.trimmed(rest[0]) } : []
        beginsWithNames =
            below.count > 1 && 5 * below.count(where: QuestionList.asks) >= 4 * below.count
            && rest.allSatisfy { index in
                let name = rows[0].trimmed(index)
                return name.count <= 8 && !QuestionList.asks(name)
                    && name.allSatisfy { $0.isLetter || $0 == " " || $0 == "_" }
            }
    }
}
