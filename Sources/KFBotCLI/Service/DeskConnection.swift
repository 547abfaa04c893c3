import ArgumentParser
import AsyncHTTPClient
import Foundation
import KFBot
import KFBotServer

/// Which sessions a terminal works on: those of a workspace, or those of a running service.
struct DeskOptions: ParsableArguments {
    @OptionGroup var workspace: ConfigurationOptions

    @Option(help: ArgumentHelp("The account.", valueName: "id"))
    var account: String

    @Option(help: ArgumentHelp("A running `kfbot serve` to use instead.", valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "Start the clock at this moment, for trying; see `kfbot hours explain`.",
            valueName: "time"
        )
    )
    var at: String?

    var accountID: AccountID { AccountID(rawValue: account) }

    func validate() throws {
        guard let url else { return }
        if at != nil {
            throw ValidationError("--at moves the clock of a workspace, not that of a service.")
        }
        if workspace.data != nil { throw ValidationError("Give either --data or --url.") }
        guard let parts = URLComponents(string: url), ["http", "https"].contains(parts.scheme),
            parts.host != nil
        else { throw ValidationError("--url: write it like http://127.0.0.1:8787.") }
    }

    /// Connects.
    ///
    /// - Parameter customer: The customer whose messages this terminal shows; `nil` for a servicer's.
    /// - Returns: The connection; nothing is asked of a service yet.
    /// - Throws: ``CommandError`` if there is no workspace.
    func connect(as customer: CustomerID?) throws -> DeskConnection {
        if let url { return DeskConnection(service: RemoteDeskService(url: url), upkeep: nil) }
        let workspace = try Workspace.open(in: workspace.directory)
        let configuration = workspace.configuration.current
        if !configuration.accounts.isEmpty, configuration.accounts[accountID] == nil {
            Output.note("kfbot.yaml names no account \(account); its defaults hold.")
        }
        let start = Date()
        let hours = configuration[accountID].hours
        let moved = try at.map { try MomentArgument.moment($0, in: hours).timeIntervalSince(start) }
        let now: @Sendable () -> Date = { Date().addingTimeInterval(moved ?? 0) }
        let lanes = WorkLanes()
        return DeskConnection(
            service: WorkspaceDeskService(
                workspace: workspace,
                feed: SessionFeed(workspace.sessions),
                lanes: lanes,
                now: now
            ),
            upkeep: WorkspaceUpkeep(
                workspace: workspace,
                account: accountID,
                customer: customer,
                clockIsMoved: moved != nil,
                lanes: lanes,
                now: now
            )
        )
    }
}

/// A way to work on sessions, with what has to be done meanwhile.
struct DeskConnection: Sendable {
    let service: any DeskService
    let upkeep: WorkspaceUpkeep?

    /// Does something, and meanwhile what a service would do for the workspace.
    func run(_ body: @escaping @Sendable (any DeskService) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let upkeep { group.addTask { try await upkeep.run() } }
            group.addTask { try await body(service) }
            try await group.next()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }
}

/// What `kfbot serve` does by itself, for a terminal that works without one.
struct WorkspaceUpkeep: Sendable {
    let workspace: Workspace
    let account: AccountID
    let customer: CustomerID?
    let clockIsMoved: Bool
    let lanes: WorkLanes
    let now: @Sendable () -> Date

    func run() async throws {
        while !Task.isCancelled {
            try await lanes.write {
                try fireTimers()
                if let customer { try markSent(to: customer) }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// On a moved clock only what this terminal is about may run out.
    private func fireTimers() throws {
        let moment = now()
        guard clockIsMoved else {
            try workspace.core.fireTimers(at: moment)
            return
        }
        for due in try workspace.sessions.dueTimers(at: moment, limit: .max)
        where due.account == account && (customer == nil || due.customer == customer) {
            try workspace.core.handle(
                .timer(due.timer),
                account: due.account,
                customer: due.customer,
                at: moment
            )
        }
    }

    /// This terminal is the customer's channel: what it shows is sent.
    private func markSent(to customer: CustomerID) throws {
        for message in try workspace.sessions.unsentMessages(limit: .max)
        where message.account == account && message.customer == customer {
            try workspace.sessions.markSent(message, at: now())
        }
    }
}
