public import KFBotModel

/// Why the store refused or failed.
///
/// Messages say what was being done and what to do next; they never hold a customer's words.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure; new kinds may be added.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code, as JSON output shows it.
        public let rawValue: String

        /// Wraps a name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// There is no workspace in the directory.
        public static let noWorkspace = Code(rawValue: "no_workspace")
        /// No knowledge base, entry, revision or draft of that name.
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
    }

    /// The kind of failure.
    public let code: Code
    /// What happened and what to do, in English.
    public let message: String
    /// What others changed meanwhile; only for ``Code/conflict``.
    public let changes: [FieldChange]

    /// Creates an error.
    public init(_ code: Code, _ message: String, changes: [FieldChange] = []) {
        self.code = code
        self.message = message
        self.changes = changes
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
