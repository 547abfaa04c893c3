import KFBotServer
import KFBotService

/// Writes JSON, in the one way that all commands use.
enum JSONOutput {
    /// One line, written like the service's: sorted keys, moments in UTC with milliseconds.
    static func string(_ value: some Encodable) throws -> String {
        String(decoding: try JSONBody.data(value), as: UTF8.self)
    }
}
