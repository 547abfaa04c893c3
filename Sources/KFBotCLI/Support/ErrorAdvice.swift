import Foundation
import KFBot
import SentenceEncoder

/// The only table from errors to what a person at a terminal can do about them.
///
/// The layers below say what happened. Only the command line knows its own commands.
enum ErrorAdvice {
    /// An error with its advice, as a command ends with it.
    ///
    /// - Returns: The error itself if there is nothing to add.
    static func worded(_ error: any Error) -> any Error {
        switch error {
        case let error as ImportError:
            CommandError(advice(for: error).map { "\(error) \($0)" } ?? "\(error)")
        case let error as StoreError: CommandError(text(of: error))
        case let error as ConfigurationError: CommandError(error.description)
        case let error as EncoderError: CommandError(error.description)
        default: error
        }
    }

    /// What happened, its cause, and what to do about it.
    static func text(of error: StoreError) -> String {
        var text = error.description
        if let cause = error.underlying { text += " (\(cause))" }
        guard let advice = advice(for: error) else { return text }
        return text + (error.changes.isEmpty ? " " : "\n") + advice
    }

    /// What to do about an error; `nil` if its message says it all.
    private static func advice(for error: StoreError) -> String? {
        switch (error.code, error.subject) {
        case (.noWorkspace, _):
            "Import something first, for example `kfbot import FILE`, or name another directory with "
                + "--data."
        case (.notFound, .base): "Import one with `kfbot import`, or name another one with --kb."
        case (.notFound, .draft): "Begin one with `kfbot draft start`."
        case (.notFound, .proposal): "`kfbot proposals list --state all` shows those there are."
        case (.exists, .draft):
            "Publish it with `kfbot draft publish` or throw it away with `kfbot draft discard`."
        case (.busy, _): "Try again when the other process is done."
        case (.damaged, _): "Restore a backup of the workspace."
        case (.newerVersion, _): "Use that version."
        case (.diskFull, _): "Make room on the disk and try again; nothing has been changed."
        case (.ioError, _): "Look at the disk and the system's log, then try again."
        case (.readOnly, _):
            "Use a copy of the workspace that can be written, or ask for the permission to write."
        case (.cannotOpen, _): "Look at the path and at your permissions on it."
        case (.replaced, _): "Start the program again, so that it opens the file that is there now."
        case (.indexOutOfDate, _):
            "Use one version of kfbot for a workspace: end the other one and run this again."
        default: nil
        }
    }

    /// What to do about a record of an import; `nil` if its message says it all.
    static func advice(for problem: ImportProblem) -> String? {
        switch problem.code {
        case .conflict: return "Import with --on-conflict update or skip."
        case .unrelated:
            return
                "If it is meant, import with --update; if not, give it an id of its own, or none."
        case .unknownColumn, .guessedColumn:
            let header = problem.location.column ?? "HEADER"
            return
                "Say what it holds with --column '\(header)=answer', or ignore in place of answer."
        case .noHeader:
            return "Otherwise name the columns by their numbers, for example --column 2=question "
                + "--column 3=answer."
        case .otherAnswer:
            return "--duplicates first, merge or reject says what becomes of such rows."
        case .listInDoubt: return "--lists split cuts them, --lists keep says that they are one."
        case .markup where problem.severity == .warning && problem.location.column != nil:
            return "--markup keep leaves it as it is."
        default: return nil
        }
    }

    /// What to do about a file that cannot be read; `nil` if its message says it all.
    static func advice(for error: ImportError) -> String? {
        error.code == .noQuestions && error.hasColumns
            ? "Or say what holds what, for example --column 标题=question --column 内容=answer; columns "
                + "without a header go by their numbers."
            : nil
    }
}
