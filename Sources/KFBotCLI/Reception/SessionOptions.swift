import ArgumentParser
import Foundation
import KFBot

/// The workspace whose sessions a command works on.
struct SessionWorkspaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The workspace's directory. Default: $KFBOT_DATA, else ./kfbot-data.",
            valueName: "dir"
        )
    )
    var data: String?

    @Flag(help: "Print JSON.")
    var json = false

    var directory: String {
        WorkspaceDirectory.path(data)
    }

    /// Opens the workspace.
    func open() throws -> Workspace { try Workspace.open(in: directory) }
}

extension Workspace {
    /// Opens a workspace that exists.
    ///
    /// - Parameters:
    ///   - directory: The path of the directory.
    ///   - answering: Where questions are answered from.
    ///   - meaning: Opens its vectors; `nil` stands for those of the installed encoder.
    /// - Returns: The workspace.
    /// - Throws: `StoreError` if there is none, or `ConfigurationError` if `kfbot.yaml` is wrong.
    static func open(
        in directory: String,
        answering: Answering = .memory,
        by meaning: MeaningSource? = nil
    ) throws -> Workspace {
        guard FileManager.default.fileExists(atPath: directory + "/knowledge.sqlite") else {
            throw StoreError(.noWorkspace, "There is no workspace in \(directory).")
        }
        return try Workspace(
            directory: directory,
            answering: answering,
            meaning: try (meaning ?? EncoderOptions.installed())(directory)
        )
    }
}

/// The account that a command works on.
struct AccountOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The account (客服账号).", valueName: "id"))
    var account: String

    var id: AccountID { AccountID(rawValue: account) }

    func validate() throws { try id.validate("--account") }
}

/// The customer and account whose session a command works on.
struct CustomerOptions: ParsableArguments {
    @OptionGroup var account: AccountOptions

    @Option(help: ArgumentHelp("The customer (客户).", valueName: "id"))
    var customer: String

    var id: CustomerID { CustomerID(rawValue: customer) }

    func validate() throws { try id.validate("--customer") }

    /// The customer's session.
    ///
    /// - Throws: ``CommandError`` if the customer never wrote to the account.
    func session(in workspace: Workspace) throws -> Session {
        guard let session = try workspace.sessions.session(of: id, account: account.id) else {
            let others = try workspace.sessions.accounts(of: id).map(\.rawValue)
            throw CommandError(
                "The customer \(id) has never written to the account \(account.id)"
                    + (others.isEmpty
                        ? "." : "; they have written to: \(others.joined(separator: ", ")).")
            )
        }
        return session
    }
}

extension StringIdentifier {
    /// Checks a name as it was typed.
    ///
    /// - Parameter argument: The argument that the name was typed for, such as `--customer`.
    /// - Throws: `ValidationError` if the name cannot be stored.
    func validate(_ argument: String) throws {
        guard isWellFormed else {
            throw ValidationError(
                "\(argument): a name has 1 to \(NameLimits.characters) characters, at most "
                    + "\(NameLimits.bytes) UTF-8 bytes and no control characters."
            )
        }
    }
}

extension Refusal {
    /// Prints the reason and returns the exit code of a refusal.
    func report() -> ExitCode {
        Output.note(text)
        return ExitCode(1)
    }
}

extension Date {
    /// The moment on the account's clock, to the second.
    func text(in account: AccountConfiguration) -> String {
        formatted(
            Date.ISO8601FormatStyle(
                dateTimeSeparator: .space,
                includingFractionalSeconds: false,
                timeZone: account.hours.clock.timeZone
            ).year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false)
        )
    }
}
