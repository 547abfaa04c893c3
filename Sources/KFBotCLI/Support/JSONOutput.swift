import KFBotServer
import KFBotService

/// The one way in which commands write JSON.
enum JSONOutput {
    /// One line, written as the service writes it: keys sorted, moments in UTC with milliseconds.
    static func string(_ value: some Encodable) throws -> String {
        String(decoding: try JSONBody.data(value), as: UTF8.self)
    }
}
