public import KFBotModel

/// Why the store refused or failed.
///
/// An error holds facts: its code, what was being done, and what SQLite said. What to do about it is for
/// the edge to say, because a person at a terminal and a program behind HTTP have different means.
/// No error holds a customer's words.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure; new kinds may be added.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code, as JSON output shows it.
        public let rawValue: String

        /// Wraps a name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// There is no workspace in the directory.
        public static let noWorkspace = Code(rawValue: "no_workspace")
        /// No knowledge base, entry, revision or draft has that name.
        public static let notFound = Code(rawValue: "not_found")
        /// The name is taken.
        public static let exists = Code(rawValue: "exists")
        /// The entry has changed since it was read.
        public static let conflict = Code(rawValue: "conflict")
        /// A value breaks a rule.
        public static let invalid = Code(rawValue: "invalid")
        /// Another process has held the write lock for too long.
        public static let busy = Code(rawValue: "busy")
        /// The file is not a knowledge base or is damaged.
        public static let damaged = Code(rawValue: "damaged")
        /// The file was written by a newer version of the program.
        public static let newerVersion = Code(rawValue: "newer_version")
        /// The file system has no room left, or the file has reached its largest size.
        public static let diskFull = Code(rawValue: "disk_full")
        /// The file system failed to read or write.
        public static let ioError = Code(rawValue: "io_error")
        /// The file, its directory or the store is open for reading only.
        public static let readOnly = Code(rawValue: "read_only")
        /// The file cannot be opened, for example because its directory is missing.
        public static let cannotOpen = Code(rawValue: "cannot_open")
        /// Another file lies where the opened one was, or none: what would be stored now would be lost.
        public static let replaced = Code(rawValue: "replaced")
        /// The index was made by other rules than this program's.
        public static let indexOutOfDate = Code(rawValue: "index_out_of_date")
        /// SQLite failed in any other way; ``StoreError/underlying`` says how.
        public static let failed = Code(rawValue: "failed")
    }

    /// What SQLite said.
    public struct Cause: Hashable, Sendable, CustomStringConvertible {
        /// The extended result code; see <https://www.sqlite.org/rescode.html>.
        public let resultCode: Int32
        /// SQLite's message, without the values of the statement.
        public let message: String

        /// Creates a cause.
        public init(resultCode: Int32, message: String) {
            self.resultCode = resultCode
            self.message = message
        }

        /// `SQLite 13: database or disk is full`.
        public var description: String { "SQLite \(resultCode): \(message)" }
    }

    /// What a failure is about; new subjects may be added.
    public struct Subject: RawRepresentable, Hashable, Sendable {
        /// The name of the subject.
        public let rawValue: String

        /// Wraps a name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A knowledge base.
        public static let base = Subject(rawValue: "base")
        /// An entry.
        public static let entry = Subject(rawValue: "entry")
        /// A revision.
        public static let revision = Subject(rawValue: "revision")
        /// The draft of a base.
        public static let draft = Subject(rawValue: "draft")
    }

    /// The kind of failure.
    public let code: Code
    /// What is missing, taken or changed; `nil` where the code says enough.
    public let subject: Subject?
    /// What happened, in English.
    public let message: String
    /// What others changed meanwhile; only for ``Code/conflict``.
    public let changes: [FieldChange]
    /// The failure of SQLite behind it; `nil` if the store itself refused.
    public let underlying: Cause?

    /// Creates an error.
    public init(
        _ code: Code,
        _ message: String,
        subject: Subject? = nil,
        changes: [FieldChange] = [],
        underlying: Cause? = nil
    ) {
        self.code = code
        self.subject = subject
        self.message = message
        self.changes = changes
        self.underlying = underlying
    }

    /// The message, with what others changed.
    public var description: String {
        ([message] + changes.map { "  \($0)" }).joined(separator: "\n")
    }
}

extension StoreError.Code {
    /// Whether an error has a code, for `catch StoreError.Code.notFound`.
    public static func ~= (code: Self, error: any Error) -> Bool {
        (error as? StoreError)?.code == code
    }
}
