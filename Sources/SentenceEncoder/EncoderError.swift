/// Why an encoder cannot be opened, made or asked.
public struct EncoderError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the kind.
        public let description: String

        /// The file is not there or cannot be read or written.
        public static let file = Code(description: "file")
        /// The file is not what it should be: another kind, another version, cut or damaged.
        public static let format = Code(description: "format")
        /// The model is of a kind that this encoder does not compute.
        public static let unsupported = Code(description: "unsupported")
        /// The model does not say something that its vectors depend on.
        public static let missingSetting = Code(description: "missingSetting")
        /// The endpoint did not answer in time or not as expected.
        public static let endpoint = Code(description: "endpoint")

        /// Lets `catch EncoderError.Code.format` match an error of that kind.
        public static func ~= (code: Code, error: any Error) -> Bool {
            (error as? EncoderError)?.code == code
        }
    }

    /// The kind of failure.
    public let code: Code
    /// What failed, where, and what to do; for a person.
    public let message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
