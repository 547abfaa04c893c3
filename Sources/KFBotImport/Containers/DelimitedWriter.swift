/// Writes rows of delimited text as RFC 4180 says, with LF line ends.
struct DelimitedWriter {
    /// What stands between cells.
    var delimiter: Character = ","
    /// Whether spreadsheets are kept from running cells as formulas; default: yes.
    ///
    /// Other robots take what is put before such cells for text.
    var guardsFormulas = true

    /// One row with its line end.
    func line(_ cells: [String]) -> String {
        cells.map { quoted(guardsFormulas ? FormulaGuard.protect($0) : $0) }
            .joined(separator: String(delimiter)) + "\n"
    }

    private func quoted(_ cell: String) -> String {
        let mark = delimiter.utf8.first
        let needsQuotes =
            cell.utf8.contains { $0 == 0x22 || $0 == 0x0A || $0 == 0x0D || $0 == mark }
            || cell.first?.isWhitespace == true || cell.last?.isWhitespace == true
        guard needsQuotes else { return cell }
        var bytes: [UInt8] = [0x22]
        for byte in cell.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
        return String(decoding: bytes, as: UTF8.self)
    }
}
