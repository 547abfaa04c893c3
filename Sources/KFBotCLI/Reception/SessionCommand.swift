import ArgumentParser
import Foundation
import KFBot
import KFBotService

struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "List, show and change the sessions (会话) of customers.",
        subcommands: [
            SessionListCommand.self, SessionShowCommand.self, SessionWhyCommand.self,
            SessionStatsCommand.self, SessionAssignCommand.self,
            SessionTransferCommand.self, SessionEndCommand.self, SessionBlockCommand.self,
            SessionUnblockCommand.self, SessionResumeCommand.self,
        ]
    )
}

/// The states by the names that people type.
enum StateArgument: String, CaseIterable, ExpressibleByArgument {
    case unhandled
    case bot
    case waiting
    case servicer
    case ended

    var state: ServiceState {
        switch self {
        case .unhandled: .unhandled
        case .bot: .bot
        case .waiting: .waiting
        case .servicer: .servicer
        case .ended: .ended
        }
    }
}

struct SessionListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List sessions, most recently active first: state, servicer, place in the pool.",
        discussion: """
            Sessions that have ended are listed with --state ended only.

            EXAMPLES
              kfbot session list --account A
              kfbot session list --state waiting
              kfbot session list --json --limit 1000
            """
    )

    @Option(help: ArgumentHelp("Only this account. Default: all.", valueName: "id"))
    var account: String?

    @Option(parsing: .upToNextOption, help: "Only these states. Default: all but ended.")
    var state: [StateArgument] = []

    @Option(help: ArgumentHelp("The most sessions.", valueName: "count"))
    var limit = 100

    @OptionGroup var workspace: SessionWorkspaceOptions

    func run() throws {
        let workspace = try workspace.open()
        let states = state.isEmpty ? StateArgument.allCases.filter { $0 != .ended } : state
        let sessions = try workspace.sessions.sessions(
            of: account.map(AccountID.init(rawValue:)),
            in: Set(states.map(\.state)),
            limit: limit
        )
        var staffByAccount: [AccountID: Staff] = [:]
        let rows = try sessions.map { session in
            if session.ticket != nil, staffByAccount[session.account] == nil {
                staffByAccount[session.account] = try workspace.sessions.staff(of: session.account)
            }
            return SessionRow(session, staff: staffByAccount[session.account])
        }
        if self.workspace.json {
            print(try JSONOutput.string(["sessions": rows]))
        } else if rows.isEmpty {
            print("no such sessions")
        } else {
            let configuration = workspace.configuration.current
            let table = TextTable(
                [["account", "customer", "state", "with", "since", "last message"]]
                    + rows.map { $0.columns(configuration[$0.account]) }
            )
            print(table.lines.joined(separator: "\n"))
        }
    }
}

extension SessionRow {
    var with: String { servicer?.rawValue ?? ahead.map { "place \($0 + 1)" } ?? "" }

    func columns(_ configuration: AccountConfiguration) -> [String] {
        [
            account.rawValue, customer.rawValue, stateName, with,
            since?.text(in: configuration) ?? "", lastActivity?.text(in: configuration) ?? "",
        ]
    }
}

struct SessionShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a session and what was said and done in it.",
        discussion: """
            EXAMPLES
              kfbot session show --account A --customer wmXY
              kfbot session show --account A --customer wmXY --limit 20 --json
              kfbot session show --account A --customer wmXY --by 小李
            """
    )

    @OptionGroup var customer: CustomerOptions

    @Option(help: ArgumentHelp("The most lines, the last ones.", valueName: "count"))
    var limit = 200

    @Option(
        help: ArgumentHelp(
            "Only what this servicer or member may read: the last 30 days of customers they had.",
            valueName: "servicer"
        )
    )
    var by: String?

    @OptionGroup var workspace: SessionWorkspaceOptions

    func run() throws {
        let workspace = try workspace.open()
        let account = customer.account.id
        let session = try customer.session(in: workspace)
        let row = SessionRow(session, staff: try workspace.sessions.staff(of: account))
        let items = try transcript(workspace, session).map(TranscriptLine.init)
        if self.workspace.json {
            print(try JSONOutput.string(Report(session: row, transcript: items)))
        } else {
            let configuration = workspace.configuration.current[account]
            print("\(session.customer) with \(account): \(session.state.chineseName)  \(row.with)")
            for item in items { print(item.text(configuration)) }
        }
    }

    private func transcript(_ workspace: Workspace, _ session: Session) throws -> [FeedItem] {
        let account = session.account
        guard let by else {
            return try workspace.sessions.transcript(
                of: session.customer,
                account: account,
                limit: limit
            )
        }
        let items = try workspace.sessions.transcript(
            of: session.customer,
            account: account,
            for: ServicerID(rawValue: by),
            at: Date(),
            limit: limit
        )
        switch items {
        case .success(let items): return items
        case .failure(let refusal): throw refusal.report()
        }
    }

    private struct Report: Encodable {
        let session: SessionRow
        let transcript: [TranscriptLine]
    }
}
