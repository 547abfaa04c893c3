import KFBotModel

/// Tables of Markdown: lines of cells between `|`, the second of which is a rule.
final class MarkdownTables {
    private let table: HeaderTableFormat
    private let sink: RecordSink
    private let label: String
    private var isInTable = false

    /// Creates a reader.
    init(sink: RecordSink) {
        self.sink = sink
        label = sink.file
        table = HeaderTableFormat(sink: sink)
    }

    /// Whether lines hold a table that names questions or answers.
    static func matches(_ lines: [String]) -> Bool {
        zip(lines, lines.dropFirst()).contains { line, next in
            isRule(next) && (cells(line) ?? []).count(where: FormatSniffer.isHeader) > 1
        }
    }

    /// The next line; what stands outside tables is left out and counted.
    func line(_ line: String, _ number: Int, defect: TextDefect?) throws {
        guard let cells = Self.cells(line) else {
            try endTable()
            let text = line.trimmingWhitespace()
            if text.isEmpty || text.hasPrefix("#") { return }
            sink.tally(.remarkRow, at: SourceLocation(file: label, row: number)) { count in
                "\(count == 1 ? "A line stands" : "\(count) lines stand") outside the tables; left out."
            }
            return
        }
        if !isInTable { table.beginSheet("", label: label) }
        isInTable = true
        if Self.isRule(line) || cells.allSatisfy(\.isEmpty) { return }
        try table.row(TableRow(number: number, cells: cells, defect: defect))
    }

    /// All lines have been read.
    func finish() throws {
        try endTable()
        try table.finish()
    }

    private func endTable() throws {
        if isInTable { try table.endSheet() }
        isInTable = false
    }

    private static func isRule(_ line: String) -> Bool {
        guard line.contains("-"), let cells = cells(line) else { return false }
        return cells.allSatisfy { cell in
            cell.contains("-") && cell.allSatisfy { $0 == "-" || $0 == ":" || $0 == " " }
        }
    }

    /// The cells of a line; `nil` if none are marked.
    ///
    /// A `|` behind a backslash is text.
    private static func cells(_ line: String) -> [String]? {
        var text = line.trimmingWhitespace()
        guard text.hasPrefix("|"), text.count > 1 else { return nil }
        text.removeFirst()
        var cells = [""]
        var isEscaped = false
        for character in text {
            if character == "|", !isEscaped {
                cells.append("")
            } else {
                if character == "|" { cells[cells.count - 1].removeLast() }
                cells[cells.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        if cells.last?.allSatisfy(\.isWhitespace) == true { cells.removeLast() }
        return cells.map { cell in
            cell.replacing(/<br\s*\/?>/.ignoresCase(), with: "\n").trimmingWhitespace()
        }
    }
}
