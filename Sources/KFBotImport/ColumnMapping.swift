import KFBotModel

/// What a person says the columns of a table, or the keys of records, hold.
///
/// A header counts however it is written: case, script, width and bracketed remarks make no difference.
/// Where a table has no header, columns are named by their numbers from 1.
public struct ColumnMapping: Hashable, Sendable {
    /// One column and its field.
    public struct Pair: Hashable, Sendable {
        /// The header as the person wrote it.
        public let header: String
        /// The name of the field, as ``fieldNames`` lists it.
        public let field: String
    }

    /// The columns in the order in which they were given.
    public private(set) var pairs: [Pair] = []
    private var fields: [String: EntryField] = [:]

    /// Creates a mapping of nothing.
    public init() {}

    /// Whether nothing is mapped.
    public var isEmpty: Bool { pairs.isEmpty }

    /// The names of fields, in the order in which a person is told of them.
    public static let fieldNames: [String] = choices.map(\.rawValue)

    private static let choices: [EntryField] =
        EntryField.native.filter { $0 != .type } + [
            .group1, .group2, .group3, .rowNumber, .ignored,
        ]

    /// Says what a column holds; what was said of it before no longer counts.
    ///
    /// - Parameters:
    ///   - header: The header, the key, or the column's number.
    ///   - field: One of ``fieldNames``, or another usual name of a field such as 答案.
    /// - Returns: Whether there is such a field; nothing has changed if not.
    public mutating func set(_ header: String, to field: String) -> Bool {
        let key = Self.key(header)
        guard !key.isEmpty, let found = EntryField(rawValue: field) ?? EntryField(name: field),
            Self.choices.contains(found)
        else { return false }
        pairs.removeAll { Self.key($0.header) == key }
        pairs.append(Pair(header: header, field: found.rawValue))
        fields[key] = found
        return true
    }

    /// Forgets what was said of a column; whether anything was.
    public mutating func remove(_ header: String) -> Bool {
        let key = Self.key(header)
        pairs.removeAll { Self.key($0.header) == key }
        return fields.removeValue(forKey: key) != nil
    }

    /// Adds another mapping, whose word counts.
    public mutating func merge(_ other: ColumnMapping) {
        for pair in other.pairs { _ = set(pair.header, to: pair.field) }
    }

    /// What a header or key holds; `nil` if nothing was said of it.
    func field(of header: String) -> EntryField? {
        fields.isEmpty ? nil : fields[Self.key(header)]
    }

    /// What a column of a table without a header holds, by its index from 0.
    func field(ofColumn index: Int) -> EntryField? { fields["\(index + 1)"] }

    /// Whether columns are named by their numbers.
    var namesNumbers: Bool { fields.keys.contains { Int($0) != nil } }

    private static func key(_ header: String) -> String {
        if Int(header) != nil { return header }
        let folded = EntryField.folded(header)
        return folded.isEmpty ? header.trimmingWhitespace() : folded
    }
}

/// What became of one column of a table.
public struct ImportColumn: Hashable, Sendable, Codable {
    /// Why it was taken so.
    public enum Origin: String, Hashable, Sendable, Codable {
        /// Its name is known.
        case known
        /// A person said so.
        case mapped
        /// It was guessed; the report says that as well.
        case guessed
        /// Its name says nothing, so that its cells are kept in `extra`.
        case unknown
    }

    /// The file, with the sheet's name behind `#` where a workbook has several.
    public var file: String
    /// The header; the number of the column where there is none.
    public var header: String
    /// The field that takes its cells; `extra` for what is kept and not shown, `row_number` and `ignore`
    /// for what is left out.
    public var field: String
    /// Why.
    public var origin: Origin
}
