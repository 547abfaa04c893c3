/// Something in a file that could not be taken as it stands, and what to do about it.
///
/// An error means that the row is left out; a warning, that it is read all the same.
public struct ImportProblem: Error, Hashable, Sendable {
    /// What kind of problem it is; a stable word for programs.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Wraps a word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The row or line does not follow its container's grammar.
        public static let syntax = Code(rawValue: "syntax")
        /// Bytes that are not text in the file's encoding.
        public static let invalidBytes = Code(rawValue: "invalid_bytes")
        /// A record without a question.
        public static let emptyQuestion = Code(rawValue: "empty_question")
        /// A record without an answer.
        public static let emptyAnswer = Code(rawValue: "empty_answer")
        /// A text longer than its field allows.
        public static let tooLong = Code(rawValue: "too_long")
        /// A value that its field cannot hold.
        public static let badValue = Code(rawValue: "bad_value")
        /// An entry's name that is too long or holds control characters.
        public static let badID = Code(rawValue: "bad_id")
        /// More cells than headers.
        public static let extraCells = Code(rawValue: "extra_cells")
        /// A cell that holds a spreadsheet error such as `#REF!`.
        public static let errorCell = Code(rawValue: "error_cell")
        /// A formula whose result the file does not hold.
        public static let formulaWithoutValue = Code(rawValue: "formula_without_value")
        /// A number with more digits than a spreadsheet keeps.
        public static let imprecise = Code(rawValue: "imprecise")
        /// Hidden rows or a hidden sheet, which were left out.
        public static let hidden = Code(rawValue: "hidden")
        /// An encoding that was guessed from too little.
        public static let doubtfulEncoding = Code(rawValue: "doubtful_encoding")
        /// Columns taken by position because no header was recognised.
        public static let noHeader = Code(rawValue: "no_header")
        /// Something of a foreign form that has no counterpart here.
        public static let notSupported = Code(rawValue: "not_supported")
        /// A column whose name says nothing.
        public static let unknownColumn = Code(rawValue: "unknown_column")
        /// A column whose field was guessed.
        public static let guessedColumn = Code(rawValue: "guessed_column")
        /// A row that holds nothing but a number, a flag or a group.
        public static let blankRow = Code(rawValue: "blank_row")
        /// A row that holds a remark or a title rather than a question with its answer.
        public static let remarkRow = Code(rawValue: "remark_row")
        /// A row that repeats the header.
        public static let repeatedHeader = Code(rawValue: "repeated_header")
        /// Lines that are taken for questions by nothing but their question mark.
        public static let guessedQuestions = Code(rawValue: "guessed_questions")
        /// Tables side by side in one sheet.
        public static let sideBySide = Code(rawValue: "side_by_side")
        /// A row without a question that goes on with the entry above.
        public static let continued = Code(rawValue: "continued")
        /// Numbers that count the rows and are no names of entries.
        public static let rowNumbers = Code(rawValue: "row_numbers")
        /// A cell that may be a list of questions and is taken for one.
        public static let listInDoubt = Code(rawValue: "list_in_doubt")
        /// Answers that hold HTML or Markdown.
        public static let markup = Code(rawValue: "markup")
        /// A response of a dialogue that belongs to no question.
        public static let noIntent = Code(rawValue: "no_intent")
    }

    /// How grave a problem is.
    public enum Severity: String, Hashable, Sendable, Codable {
        /// The row is left out.
        case error
        /// The row is read all the same.
        case warning
    }

    /// Where it is.
    public var location: SourceLocation
    /// What kind it is.
    public var code: Code
    /// What is wrong and what to do, in English.
    public var message: String
    /// Whether the row is left out.
    public var severity: Severity
    /// All rows that it is about; empty if that is the one of ``location``.
    public var rows: [Int]

    /// Creates a problem.
    public init(
        at location: SourceLocation,
        code: Code,
        message: String,
        severity: Severity = .error,
        rows: [Int] = []
    ) {
        self.location = location
        self.code = code
        self.message = message
        self.severity = severity
        self.rows = rows.count > 1 ? rows : []
    }
}

extension ImportProblem: CustomStringConvertible {
    /// `file:row: column: message`, for people.
    public var description: String {
        let column = location.column.map { "\($0): " } ?? ""
        return "\(location.file):\(location.row): \(column)\(message)"
    }
}

extension ImportProblem: Codable {
    private enum CodingKeys: String, CodingKey {
        case file
        case row
        case column
        case code
        case message
        case severity
        case rows
    }

    /// Reads what ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        location = SourceLocation(
            file: try container.decode(String.self, forKey: .file),
            row: try container.decode(Int.self, forKey: .row),
            column: try container.decodeIfPresent(String.self, forKey: .column)
        )
        code = try container.decode(Code.self, forKey: .code)
        message = try container.decode(String.self, forKey: .message)
        severity = try container.decodeIfPresent(Severity.self, forKey: .severity) ?? .error
        rows = try container.decodeIfPresent([Int].self, forKey: .rows) ?? []
    }

    /// Writes `file`, `row`, `column` if there is one, `code`, `message`, `severity`, and `rows` if there
    /// are several.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(location.file, forKey: .file)
        try container.encode(location.row, forKey: .row)
        try container.encodeIfPresent(location.column, forKey: .column)
        try container.encode(code, forKey: .code)
        try container.encode(message, forKey: .message)
        try container.encode(severity, forKey: .severity)
        if !rows.isEmpty { try container.encode(rows, forKey: .rows) }
    }
}
