/// Reads the rows of a table in one form.
protocol TableFormat: AnyObject {
    /// A sheet begins; delimited text is one sheet without a name.
    ///
    /// - Parameters:
    ///   - name: The sheet's name; empty for delimited text.
    ///   - label: What problems call the file.
    /// - Throws: What the taker of the drafts throws.
    func beginSheet(_ name: String, label: String) throws
    /// The next row that is not blank.
    func row(_ row: TableRow) throws
    /// The sheet ends.
    func endSheet() throws
    /// All sheets have ended.
    func finish() throws
}
