/// What is wrong in a configuration or calendar file, and where.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The field, such as `accounts.A.hours.weekly.mon[0]`; `nil` where the format has none.
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
