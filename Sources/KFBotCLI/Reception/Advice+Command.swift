import KFBot
import KFBotService

extension SessionDiagnosis.Advice {
    /// The command that follows the advice; `nil` where there is none.
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

    /// What to do, with the command for it.
    var commandText: String { text + (command.map { "（\($0)）" } ?? "") }
}
