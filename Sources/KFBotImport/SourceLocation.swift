/// Where in a file something stands.
public struct SourceLocation: Hashable, Sendable {
    /// The file as it was named; with the sheet's name behind `#` where a workbook has several.
    public var file: String
    /// From 1: the line of text, the row of a sheet, or the number of the record in a JSON document.
    public var row: Int
    /// The column's header or the record's key; `nil` for the whole row.
    public var column: String?

    /// Creates a location.
    public init(file: String, row: Int, column: String? = nil) {
        self.file = file
        self.row = row
        self.column = column
    }
}
