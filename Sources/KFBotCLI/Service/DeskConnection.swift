import ArgumentParser
import AsyncHTTPClient
import Foundation
import KFBot
import KFBotService

/// The sessions that a terminal works on: those of a workspace, or those of a running service.
struct DeskOptions: ParsableArguments {
    @OptionGroup var workspace: ConfigurationOptions

    @Option(help: ArgumentHelp("The account.", valueName: "id"))
    var account: String

    @Option(
        help: ArgumentHelp(
            "A running `kfbot serve` to use instead, with the key in $KFBOT_KEY.",
            valueName: "url"
        )
    )
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

    /// Connects the terminal to its sessions.
    ///
    /// - Parameter customer: The customer whose messages the terminal shows; `nil` for a servicer's
    ///   terminal.
    /// - Returns: The connection; nothing has been asked of a service yet.
    /// - Throws: `StoreError` if there is no workspace, `ConfigurationError` if `kfbot.yaml` is
    ///   wrong, or `ValidationError` if `--at` is no moment.
    func connect(as customer: CustomerID?) throws -> DeskConnection {
        if let url {
            // An argument could be seen by everybody on the machine.
            let key = ProcessInfo.processInfo.environment["KFBOT_KEY"]
            return DeskConnection(service: RemoteDeskService(url: url, key: key), upkeep: nil)
        }
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
            upkeep: Upkeep(
                workspace,
                // On a moved clock, only timers of this terminal's own sessions may run out.
                timers: moved == nil
                    ? .all : .only(SessionScope(account: accountID, customer: customer)),
                // A customer's terminal is the channel: messages that it shows are sent.
                of: customer.map { SessionScope(account: accountID, customer: $0) },
                lanes: lanes,
                now: now
            )
        )
    }
}

/// A way to work on sessions, with the upkeep that they need meanwhile.
struct DeskConnection: Sendable {
    let service: any DeskService
    let upkeep: Upkeep?

    /// Whether an error is shown to the person, who then continues; any other ends the program.
    static func isRefusal(_ error: any Error) -> Bool {
        error is ServiceError || error is StoreError || error is LintRefusal
    }

    /// Runs a body and, beside it, what a service would do for the workspace.
    func run(_ body: @escaping @Sendable (any DeskService) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let upkeep { group.addTask { try await Self.run(upkeep) } }
            group.addTask { try await body(service) }
            try await group.next()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    private static func run(_ upkeep: Upkeep) async throws {
        while !Task.isCancelled {
            try await upkeep.work()
            try await Task.sleep(for: Upkeep.tick)
        }
    }
}
