import KFBotModel

/// Puts the members of an outermost object together again if they are one record.
struct MemberCollector {
    let reader: any JSONFormat
    let format: ImportFormat
    let file: String
    /// Whether the object holds its records in an array.
    var hasArray = false
    private var members: [String: JSONValue] = [:]
    private var number = 0
    private var line: Int?

    /// Creates a collector for a reader.
    init(reader: any JSONFormat, format: ImportFormat, file: String) {
        self.reader = reader
        self.format = format
        self.file = file
    }

    /// Adds a member that the reader does not take as such.
    mutating func add(_ key: String, _ value: JSONValue, line: Int? = nil) throws {
        if self.line == nil { self.line = line }
        if try !reader.take(key, value) { members[key] = value }
    }

    /// Gives the reader the record that ends here, if it is one.
    mutating func finish() throws {
        number += 1
        defer {
            members = [:]
            hasArray = false
            line = nil
        }
        guard !hasArray, !reader.hasRecords, !members.isEmpty else { return }
        let record = JSONValue.object(members)
        let isNative = reader is NativeJSONFormat
        guard isNative || FormatSniffer.format(ofRecord: record) == format else { return }
        try reader.element(nil, record, at: SourceLocation(file: file, row: line ?? number))
    }
}
