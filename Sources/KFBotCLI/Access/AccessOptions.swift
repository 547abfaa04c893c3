import ArgumentParser
import Foundation
import KFBot
import KFBotAccess
import KFBotServer
import KFBotService

/// The workspace whose keys and people are meant.
struct AccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The workspace's directory. Default: $KFBOT_DATA, else ./kfbot-data.",
            valueName: "dir"
        )
    )
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The directory of a provider's companies in place of a workspace.",
            valueName: "dir"
        )
    )
    var companies: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if data != nil, companies != nil {
            throw ValidationError("Give either --data or --companies.")
        }
    }

    /// The workspace's directory.
    ///
    /// - Throws: ``CommandError`` where a provider's companies are named instead.
    var directory: String {
        get throws {
            guard companies == nil else {
                throw CommandError(
                    "This works on one company: name its directory with --data."
                )
            }
            return WorkspaceDirectory.path(data)
        }
    }

    /// Opens the keys of a workspace that exists.
    ///
    /// - Throws: ``StoreError``, `noWorkspace` if there is none.
    func open() throws -> AccessStore {
        if let companies {
            guard FileManager.default.fileExists(atPath: companies) else {
                throw CommandError("There is no directory \(companies).")
            }
            return try CompanyFolder(companies).store
        }
        let directory = try directory
        guard FileManager.default.fileExists(atPath: directory + "/knowledge.sqlite") else {
            throw StoreError(.noWorkspace, "There is no workspace in \(directory).")
        }
        return try AccessStore(path: directory + "/" + AccessStore.fileName)
    }

    /// The name of whoever types, as the audit trail has it.
    static var actor: String {
        let user = ProcessInfo.processInfo.environment["USER"] ?? NSUserName()
        return "\(user.isEmpty ? "somebody" : user) at the command line"
    }
}

/// Writes down changes that are made elsewhere than in the keys' own file.
enum AuditTrail {
    /// Writes a change down.
    ///
    /// - Parameters:
    ///   - action: What was done, such as `servicer.add`.
    ///   - subject: To what.
    ///   - workspace: Where.
    ///   - before: What it was before; `nil` for nothing.
    ///   - after: What it is afterwards; `nil` for nothing.
    /// - Throws: ``StoreError``.
    static func record(
        _ action: String,
        _ subject: String,
        in workspace: Workspace,
        before: (any Encodable)? = nil,
        after: (any Encodable)? = nil
    ) throws {
        let path = workspace.directory + "/" + AccessStore.fileName
        let actor = AccessOptions.actor
        try AccessStore(path: path).record(
            AuditEntry(action, subject, by: actor, before: before, after: after),
            at: Date()
        )
    }
}

/// What a key or a person may do.
struct ScopeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What is allowed: \(Role.ofCompany.map(\.rawValue).joined(separator: ", ")).",
            valueName: "role"
        )
    )
    var role: String

    @Option(
        name: .customLong("account"),
        help: ArgumentHelp("Only this account; may be repeated. Default: all.", valueName: "id")
    )
    var accounts: [String] = []

    @Option(
        help: ArgumentHelp("With the role servicer: only as this servicer.", valueName: "id")
    )
    var servicer: String?

    func validate() throws { _ = try scope() }

    func scope() throws -> AccessScope {
        guard let role = Role(name: role) else {
            let names = Role.ofCompany.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "--role is one of \(names), or provider with --companies."
            )
        }
        for account in accounts { try AccountID(rawValue: account).validate("--account") }
        if let servicer { try ServicerID(rawValue: servicer).validate("--servicer") }
        let scope = AccessScope(
            role,
            accounts: accounts.isEmpty ? nil : accounts.map(AccountID.init),
            servicer: servicer.map(ServicerID.init)
        )
        if let problem = scope.problem { throw ValidationError(problem) }
        return scope
    }
}

extension AccessScope {
    /// The scope in a few words.
    var words: String {
        var words = role.rawValue
        if let servicer { words += " as \(servicer)" }
        if let accounts {
            words += " of " + accounts.map(\.rawValue).joined(separator: ", ")
        }
        return words
    }
}
