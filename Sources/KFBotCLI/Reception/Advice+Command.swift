import KFBot
import KFBotService

extension SessionDiagnosis.Advice {
    /// The command that carries out the advice; `nil` if there is none.
    var command: String? {
        switch self {
        case .unblock: "kfbot session unblock"
        case .resume: "kfbot session resume"
        case .transfer: "kfbot session transfer"
        case .handOff, .assign, .assignFromPool: "kfbot session assign"
        case .addServicer, .addServicerAgain: "kfbot servicer add"
        case .startReceiving: "kfbot servicer set --status available"
        case .raiseLimit, .endSilentSessions: "kfbot servicer set --limit"
        default: nil
        }
    }

    /// The advice, with its command.
    var commandText: String { text + (command.map { "（\($0)）" } ?? "") }
}
