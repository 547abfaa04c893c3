import ArgumentParser
import Foundation
import KFBot
import KFBotService

/// Carries out an order to a session, by the rules that apply to everybody.
struct SessionOrder {
    let customer: CustomerOptions
    let options: SessionWorkspaceOptions

    /// Gives the order and shows the session afterwards.
    ///
    /// - Parameter event: Makes the event from the session as it is.
    /// - Throws: `ExitCode` 1 if the order was refused; the reason is printed.
    func carryOut(_ event: (Session) throws -> SessionEvent) throws {
        let workspace = try options.open()
        let event = try event(try customer.session(in: workspace))
        let disposition = try workspace.core.handle(
            event,
            account: customer.account.id,
            customer: customer.id,
            at: Date()
        )
        if case .refused(let refusal) = disposition { throw refusal.report() }
        let session = try customer.session(in: workspace)
        let row = SessionRow(session, staff: try workspace.sessions.staff(of: session.account))
        if options.json {
            print(try JSONOutput.string(row))
        } else {
            let blocked = session.blockedUntil.map { until in
                "  refused until " + until.text(in: workspace.configuration.current[row.account])
            }
            print("\(row.customer): \(row.stateName)  \(row.with)".trimmingTrailingSpaces())
            if let blocked, session.isBlocked(at: Date()) { print(blocked) }
        }
    }

    /// The named servicer; without a name, the one who serves, or else the one who served last.
    static func servicer(_ name: String?, of session: Session) throws -> ServicerID {
        guard
            let id = name.map(ServicerID.init(rawValue:)) ?? session.servicer
                ?? session.lastServicer
        else {
            throw CommandError("No servicer has had this customer. Name one with --by.")
        }
        return id
    }
}

struct SessionAssignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign",
        abstract: "Give a customer of the bot or the pool to a servicer (分配).",
        discussion: """
            EXAMPLES
              kfbot session assign --account A --customer wmXY --to 小王
            """
    )

    @OptionGroup var customer: CustomerOptions

    @Option(help: ArgumentHelp("Who gets the customer.", valueName: "servicer"))
    var to: String

    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        try SessionOrder(customer: customer, options: options).carryOut { _ in
            .assign(ServicerID(rawValue: to))
        }
    }
}

struct SessionTransferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer",
        abstract: "Hand a session from one servicer to another (转接).",
        discussion: """
            To a member (更多成员) only where kfbot.yaml has `transfer_scope: more_members`.

            EXAMPLES
              kfbot session transfer --account A --customer wmXY --to 小李
            """
    )

    @OptionGroup var customer: CustomerOptions

    @Option(help: ArgumentHelp("Who gets the session.", valueName: "servicer"))
    var to: String

    @Option(help: ArgumentHelp("Who gives it away. Default: who serves.", valueName: "servicer"))
    var from: String?

    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        try SessionOrder(customer: customer, options: options).carryOut { session in
            .transfer(
                from: try SessionOrder.servicer(from, of: session),
                to: ServicerID(rawValue: to)
            )
        }
    }
}

struct SessionEndCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end",
        abstract: "End a session (结束会话).",
        discussion: """
            EXAMPLES
              kfbot session end --account A --customer wmXY
              kfbot session end --account A --customer wmXY --by 小王
            """
    )

    @OptionGroup var customer: CustomerOptions

    @Option(help: ArgumentHelp("Who ends it. Default: an admin.", valueName: "servicer"))
    var by: String?

    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        try SessionOrder(customer: customer, options: options).carryOut { _ in
            .end(by: by.map(ServicerID.init(rawValue:)))
        }
    }
}

struct SessionBlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Refuse a customer's messages for 30 days (拒收).",
        discussion: """
            Only who serves the customer, or did last, may do it. The session ends.

            EXAMPLES
              kfbot session block --account A --customer wmXY
            """
    )

    @OptionGroup var customer: CustomerOptions

    @Option(
        help: ArgumentHelp("Who refuses. Default: who serves or did last.", valueName: "servicer")
    )
    var by: String?

    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        try SessionOrder(customer: customer, options: options).carryOut { session in
            .block(try SessionOrder.servicer(by, of: session))
        }
    }
}

struct SessionUnblockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unblock",
        abstract: "Take a refusal back.",
        discussion: """
            EXAMPLES
              kfbot session unblock --account A --customer wmXY
            """
    )

    @OptionGroup var customer: CustomerOptions

    @Option(
        help: ArgumentHelp("Who takes it back. Default: who served last.", valueName: "servicer")
    )
    var by: String?

    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        try SessionOrder(customer: customer, options: options).carryOut { session in
            .unblock(try SessionOrder.servicer(by, of: session))
        }
    }
}

struct SessionResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a session that has ended (重新接入).",
        discussion: """
            EXAMPLES
              kfbot session resume --account A --customer wmXY --by 小王
            """
    )

    @OptionGroup var customer: CustomerOptions

    @Option(help: ArgumentHelp("Who goes on. Default: who served last.", valueName: "servicer"))
    var by: String?

    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        try SessionOrder(customer: customer, options: options).carryOut { session in
            .resume(try SessionOrder.servicer(by, of: session))
        }
    }
}
