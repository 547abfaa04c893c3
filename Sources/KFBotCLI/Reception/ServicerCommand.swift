import ArgumentParser
import Foundation
import KFBot

struct ServicerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "servicer",
        abstract: "List, add, change and remove the people who receive customers (接待人员).",
        subcommands: [
            ServicerListCommand.self, ServicerAddCommand.self, ServicerSetCommand.self,
            ServicerRemoveCommand.self,
        ]
    )
}

struct ServicerListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the servicers with status, role, customers and limit.",
        discussion: """
            EXAMPLES
              kfbot servicer list --account A
              kfbot servicer list --json
            """
    )

    @Option(help: ArgumentHelp("Only this account. Default: all.", valueName: "id"))
    var account: String?

    @OptionGroup var workspace: SessionWorkspaceOptions

    func run() throws {
        let workspace = try workspace.open()
        let accounts =
            try account.map { [AccountID(rawValue: $0)] } ?? workspace.sessions.staffedAccounts()
        let rows = try accounts.flatMap { account in
            try workspace.sessions.staff(of: account).servicers.values.sorted { $0.id < $1.id }
                .map { ServicerRow($0, account: account) }
        }
        if self.workspace.json {
            print(try JSONOutput.string(["servicers": rows]))
        } else if rows.isEmpty {
            print("no servicers; add one with `kfbot servicer add NAME --account ID`")
        } else {
            let table = TextTable(
                [["account", "servicer", "status", "role", "customers", "remind"]]
                    + rows.map(\.columns)
            )
            print(table.lines.joined(separator: "\n"))
        }
    }
}

/// A servicer in the form in which the commands show them.
struct ServicerRow: Encodable {
    let account: AccountID
    let servicer: ServicerID
    let status: String
    let role: String
    let load: Int
    let limit: Int
    let reminderMinutes: Int?

    private enum CodingKeys: String, CodingKey {
        case account, servicer, status, role, load, limit
        case reminderMinutes = "reminder_minutes"
    }

    init(_ servicer: Servicer, account: AccountID) {
        self.account = account
        self.servicer = servicer.id
        status = servicer.status.rawValue
        role = servicer.role.rawValue
        load = servicer.load
        limit = servicer.limit
        reminderMinutes = servicer.reminderMinutes
    }

    var columns: [String] {
        [
            account.rawValue, servicer.rawValue, status, role, "\(load) of \(limit)",
            reminderMinutes.map { "\($0) min" } ?? "off",
        ]
    }

    var line: String { "\(account) " + columns.dropFirst().joined(separator: "  ") }
}

/// A value of one of the library's types, by its name.
struct NameArgument<Value: RawRepresentable<String> & CaseIterable & Sendable>:
    ExpressibleByArgument
{
    let value: Value

    init?(argument: String) {
        guard let value = Value(rawValue: argument) else { return nil }
        self.value = value
    }

    static var allValueStrings: [String] { Value.allCases.map(\.rawValue) }
}

/// A number of minutes, or `off`.
struct ReminderArgument: ExpressibleByArgument {
    let minutes: Int?

    init?(argument: String) {
        if argument == "off" {
            minutes = nil
        } else {
            guard let number = Int(argument), (1...1440).contains(number) else { return nil }
            minutes = number
        }
    }
}

/// The settings of a servicer that options can change.
struct ServicerSettings: ParsableArguments {
    @Option(help: "Whether new customers come: a break (小休) and stopped (停止接待) bring none.")
    var status: NameArgument<ServicerStatus>?

    @Option(help: "A member (更多成员) gets customers by transfer only.")
    var role: NameArgument<ServicerRole>?

    @Option(help: ArgumentHelp("The most customers at a time, 1 to 200.", valueName: "count"))
    var limit: Int?

    @Option(
        help: ArgumentHelp(
            "Remind of a customer without an answer after 1 to 1440 minutes, or `off`.",
            valueName: "minutes|off"
        )
    )
    var remind: ReminderArgument?

    func validate() throws {
        if let limit, !Servicer.limits.contains(limit) {
            throw ValidationError("--limit is 1 to 200.")
        }
    }

    /// The servicer with the given settings.
    func applied(to servicer: Servicer) -> Servicer {
        var servicer = servicer
        servicer.status = status?.value ?? servicer.status
        servicer.role = role?.value ?? servicer.role
        servicer.limit = limit ?? servicer.limit
        if let remind { servicer.reminderMinutes = remind.minutes }
        return servicer
    }
}

struct ServicerAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a servicer, who receives at once unless --status says otherwise.",
        discussion: """
            EXAMPLES
              kfbot servicer add 小王 --account A
              kfbot servicer add 小李 --account A --limit 10 --remind 3
              kfbot servicer add 主管 --account A --role member
            """
    )

    @Argument(help: "The servicer's name.")
    var name: String

    @OptionGroup var account: AccountOptions
    @OptionGroup var settings: ServicerSettings
    @OptionGroup var workspace: SessionWorkspaceOptions

    func validate() throws { try ServicerID(rawValue: name).validate("the servicer") }

    func run() throws {
        let workspace = try workspace.open()
        let id = ServicerID(rawValue: name)
        let limit = workspace.configuration.current[account.id].servicerLimit
        let servicer = Servicer(id: id, status: .available, limit: limit)
        let outcome = try workspace.core.add(
            settings.applied(to: servicer),
            account: account.id,
            at: Date()
        )
        if case .failure(.alreadyServicer) = outcome {
            throw CommandError(
                "\(id) is a servicer of \(account.id) already; `kfbot servicer set` changes them."
            )
        }
        try show(outcome, account.id, "servicer.add", nil, in: workspace, self.workspace.json)
    }
}

struct ServicerSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change status, role, limit or reminder of a servicer; the rest stays.",
        discussion: """
            A lower limit or a break takes no customer away. A place that becomes free goes to who
            waits first, at once.

            EXAMPLES
              kfbot servicer set 小王 --account A --status on_break
              kfbot servicer set 小王 --account A --limit 20 --remind off
            """
    )

    @Argument(help: "The servicer's name.")
    var name: String

    @OptionGroup var account: AccountOptions
    @OptionGroup var settings: ServicerSettings
    @OptionGroup var workspace: SessionWorkspaceOptions

    func run() throws {
        let workspace = try workspace.open()
        let id = ServicerID(rawValue: name)
        let before = try workspace.sessions.staff(of: account.id).servicers[id]
        let outcome = try workspace.core.change(id, account: account.id, at: Date()) {
            $0 = settings.applied(to: $0)
        }
        try show(outcome, account.id, "servicer.set", before, in: workspace, self.workspace.json)
    }
}

/// Writes down what became of a servicer and prints it, or reports why the change was refused.
private func show(
    _ outcome: Result<Servicer, Refusal>,
    _ account: AccountID,
    _ action: String,
    _ before: Servicer?,
    in workspace: Workspace,
    _ asJSON: Bool
) throws {
    switch outcome {
    case .success(let servicer):
        let row = ServicerRow(servicer, account: account)
        try AuditTrail.record(
            action,
            "\(account)/\(servicer.id)",
            in: workspace,
            before: before.map { ServicerRow($0, account: account) },
            after: row
        )
        print(asJSON ? try JSONOutput.string(row) : row.line)
    case .failure(let refusal): throw refusal.report()
    }
}

struct ServicerRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a servicer who serves nobody.",
        discussion: """
            Who still serves customers is not removed: stop them, then transfer or end their sessions.

            EXAMPLES
              kfbot servicer set 小王 --account A --status stopped
              kfbot servicer remove 小王 --account A
            """
    )

    @Argument(help: "The servicer's name.")
    var name: String

    @OptionGroup var account: AccountOptions
    @OptionGroup var workspace: SessionWorkspaceOptions

    func run() throws {
        let workspace = try workspace.open()
        let id = ServicerID(rawValue: name)
        let before = try workspace.sessions.staff(of: account.id).servicers[id]
        if let refusal = try workspace.core.remove(id, account: account.id, at: Date()) {
            throw refusal.report()
        }
        try AuditTrail.record(
            "servicer.remove",
            "\(account.id)/\(id)",
            in: workspace,
            before: before.map { ServicerRow($0, account: account.id) }
        )
        print(
            self.workspace.json
                ? try JSONOutput.string(["removed": name]) : "\(id) is no longer a servicer"
        )
    }
}
