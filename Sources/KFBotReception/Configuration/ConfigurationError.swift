/// A fault in a configuration or calendar file, and where it is.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name, as the configuration gives it.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The field, such as `accounts.A.hours.weekly.mon[0]`; `nil` if the format has no fields.
    public let field: String?
    /// What is wrong and what to write, without a full stop.
    public let message: String

    /// Creates an error.
    public init(file: String, line: Int, field: String?, _ message: String) {
        self.file = file
        self.line = line
        self.field = field
        self.message = message
    }

    /// The form `kfbot.yaml:12: accounts.A.mode: …`.
    public var description: String {
        "\(file):\(line): " + (field.map { "\($0): " } ?? "") + message
    }
}
