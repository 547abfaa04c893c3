/// Keeps spreadsheets from running cells of delimited text as formulas, without loss.
///
/// A cell is at risk if, behind any number of apostrophes, it begins with `=`, `+`, `-`, `@`, a tab
/// or a carriage return. On export such a cell gets one more apostrophe in front; on import it
/// loses one if it has any. So `=1` becomes `'=1` and comes back, `'=1` becomes `''=1` and comes
/// back, and `it's` or `'a` are left alone both ways. Only files that spreadsheets open are guarded;
/// another robot would show its customers the apostrophe.
enum FormulaGuard {
    /// The cell as it is written.
    static func protect(_ text: String) -> String {
        isAtRisk(text) ? "'" + text : text
    }

    /// The text that a cell stands for.
    static func unprotect(_ cell: String) -> String {
        guard cell.utf8.first == 0x27, isAtRisk(cell) else { return cell }
        return String(decoding: cell.utf8.dropFirst(), as: UTF8.self)
    }

    /// Whether a cell is a formula and not a number, a list or a text that begins with a sign.
    static func isFormula(_ cell: String) -> Bool {
        guard let first = cell.utf8.first else { return false }
        return first == 0x3D || first == 0x40
    }

    private static func isAtRisk(_ text: String) -> Bool {
        guard let first = text.utf8.first(where: { $0 != 0x27 }) else { return false }
        return [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first)
    }
}
