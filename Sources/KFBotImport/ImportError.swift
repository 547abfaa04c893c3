/// Why a file as a whole cannot be read or written.
public struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; a stable word for programs.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The word.
        public let rawValue: String
        /// Wraps a word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The file cannot be opened or read.
        public static let unreadable = Code(rawValue: "unreadable")
        /// The file cannot be written.
        public static let unwritable = Code(rawValue: "unwritable")
        /// The file holds nothing.
        public static let empty = Code(rawValue: "empty")
        /// A workbook that asks for a password.
        public static let encrypted = Code(rawValue: "encrypted")
        /// A workbook of a form that is not read, such as `.xls`.
        public static let unsupportedWorkbook = Code(rawValue: "unsupported_workbook")
        /// A damaged workbook or document.
        public static let malformed = Code(rawValue: "malformed")
        /// More data than the documented bounds allow.
        public static let tooLarge = Code(rawValue: "too_large")
        /// Neither the content nor the name says what the file is.
        public static let unknownFormat = Code(rawValue: "unknown_format")
        /// The file is not in the form that was asked for.
        public static let wrongFormat = Code(rawValue: "wrong_format")
        /// No column or key holds questions.
        public static let noQuestions = Code(rawValue: "no_questions")
        /// The encoding is not known to the system.
        public static let unknownEncoding = Code(rawValue: "unknown_encoding")

        /// Whether an error has a code, for `catch ImportError.Code.encrypted`.
        public static func ~= (code: Code, error: any Error) -> Bool {
            (error as? ImportError)?.code == code
        }
    }

    /// What kind it is.
    public var code: Code
    /// What is wrong and what to do, in English.
    public var message: String
    /// The file.
    public var file: String
    /// Whether the file has columns or keys of which a person may say what they hold.
    public var hasColumns: Bool

    /// Creates an error.
    public init(_ code: Code, _ message: String, file: String, hasColumns: Bool = false) {
        self.code = code
        self.message = message
        self.file = file
        self.hasColumns = hasColumns
    }

    /// `file: message`, for people.
    public var description: String { "\(file): \(message)" }
}
