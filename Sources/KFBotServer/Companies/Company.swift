package import Foundation
package import KFBot
package import KFBotAccess
package import KFBotService
import Synchronization

/// A company at work: its workspace, its keys, and what works on them.
package final class Company: Sendable {
    /// Its name; `nil` where a service has one company only.
    package let name: String?
    /// Its files.
    package let workspace: Workspace
    /// Its keys.
    package let access: AccessTable
    /// Where its blocking work is done.
    package let lanes = WorkLanes()
    /// Whether its files can be read and written.
    package let readiness = Readiness()
    /// Follows its sessions.
    let feed: SessionFeed
    /// What may be done to its sessions.
    let desk: WorkspaceDeskService
    /// What is counted.
    let metrics = ServiceMetrics()
    private let closed = Atomic(false)
    /// The clock.
    let now: @Sendable () -> Date

    /// Puts a company to work; nothing is loaded yet.
    ///
    /// - Parameters:
    ///   - workspace: Its files.
    ///   - access: Its keys.
    ///   - name: Its name, where there are several.
    ///   - now: The clock.
    package init(
        _ workspace: Workspace,
        access: AccessTable,
        name: String? = nil,
        now: @escaping @Sendable () -> Date
    ) {
        self.name = name
        self.workspace = workspace
        self.access = access
        self.now = now
        feed = SessionFeed(workspace.sessions)
        desk = WorkspaceDeskService(
            workspace: workspace,
            feed: feed,
            lanes: lanes,
            readiness: readiness,
            now: now
        )
    }

    /// Whether nothing more is to be done for it; what was begun is finished.
    var isClosed: Bool { closed.load(ordering: .relaxed) }

    /// Ends what is done for it without being asked, and its streams.
    func close() { closed.store(true, ordering: .relaxed) }

    /// Loads what the first questions would wait for; blocks.
    func warm() throws {
        Matcher.loadReadings()
        let configuration = workspace.configuration.current
        for base in configuration.knowledgeBases.keys {
            do {
                _ = try workspace.responder(for: base)
            } catch StoreError.Code.notFound {
                // `Housekeeping` logs it.
                continue
            }
        }
    }

    /// Writes a change into the audit trail.
    func record(_ entry: AuditEntry) async throws {
        try await lanes.write { [access, now] in try access.store.record(entry, at: now()) }
    }
}
