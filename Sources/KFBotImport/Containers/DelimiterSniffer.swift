/// Finds out what stands between the cells of delimited text.
enum DelimiterSniffer {
    /// The delimiters that are looked for; the first of equals wins.
    static let candidates: [Character] = ["\t", ",", ";", "|", "，"]

    /// Chooses the delimiter under which the first rows look most like a table.
    ///
    /// Known headers count most, then rows of equal width, then the width.
    ///
    /// - Parameters:
    ///   - head: The beginning of the text, at least some rows.
    ///   - isHeader: Whether a cell is a known header.
    /// - Returns: The delimiter; a comma if the text has one column only.
    static func sniff(_ head: [UInt8], isHeader: (String) -> Bool) -> Character {
        var best: Character = ","
        var bestScore = 0
        for candidate in candidates {
            let rows = firstRows(head, delimiter: candidate)
            let width = rows.map(\.fields.count).max() ?? 0
            guard width > 1 else { continue }
            let headers = rows.prefix(5).map { $0.fields.count(where: isHeader) }.max() ?? 0
            let common = rows.count { $0.fields.count == rows.first?.fields.count }
            let evenness = 100 * common / max(rows.count, 1)
            let score = min(headers, 30) * 10_000 + evenness * 50 + min(width, 40)
            if score > bestScore { (best, bestScore) = (candidate, score) }
        }
        return best
    }

    /// The first rows that are not blank; the last one may be cut short and is left out.
    static func firstRows(_ head: [UInt8], delimiter: Character) -> [DelimitedReader.Row] {
        var pieces = [head]
        var reader = DelimitedReader(delimiter: delimiter) { pieces.popLast() }
        var rows: [DelimitedReader.Row] = []
        while rows.count < 20, let row = try? reader.next() {
            if !row.isBlank, !row.isUnterminated { rows.append(row) }
        }
        return rows
    }
}
