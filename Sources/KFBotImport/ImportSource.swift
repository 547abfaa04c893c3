/// What a file turned out to be.
public struct ImportSource: Hashable, Sendable {
    /// The form it was read in; never ``ImportFormat/auto``.
    public var format: ImportFormat
    /// How its text is encoded; `nil` for workbooks, which say so themselves.
    public var encoding: TextEncoding?
    /// What stands between cells; `nil` unless the file is delimited text.
    public var delimiter: Character?
    /// The size of the file.
    public var byteCount: Int
    /// What became of the columns; empty for forms without a header.
    public var columns: [ImportColumn] = []
    /// How many entries and vocabulary records were read; rows left out are not counted.
    public var recordCount: Int
}
