/// Writes rows of delimited text as RFC 4180 says, with LF line ends and guarded formulas.
struct DelimitedWriter {
    /// What stands between cells.
    var delimiter: Character = ","

    /// One row with its line end.
    func line(_ cells: [String]) -> String {
        cells.map { quoted(FormulaGuard.protect($0)) }.joined(separator: String(delimiter)) + "\n"
    }

    private func quoted(_ cell: String) -> String {
        let needsQuotes =
            cell.unicodeScalars.contains {
                $0 == "\"" || $0 == "\n" || $0 == "\r"
                    || delimiter.unicodeScalars.contains($0)
            } || cell.first?.isWhitespace == true || cell.last?.isWhitespace == true
        guard needsQuotes else { return cell }
        var text = "\""
        for scalar in cell.unicodeScalars {
            if scalar == "\"" { text += "\"" }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}
