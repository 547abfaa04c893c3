import Dispatch
package import Foundation
package import KFBot
package import KFBotAccess
import KFBotService
import Synchronization

/// The companies of a provider: each found by its keys, opened when it is needed, closed when it is not.
///
/// A company has its own files, lanes and caches. Nothing leads from one to another: a route works on the
/// company that its key belongs to, and names none. Safe to use from any thread.
package final class CompanyDirectory: CompanyRegistry {
    /// A company, open or not.
    private struct Known {
        var record: CompanyRecord
        let access: AccessTable
        var open: Company?
        var used = ContinuousClock.now
        /// When its timers have to be looked at next while it is closed.
        var visit = ContinuousClock.now
    }

    private struct State {
        var companies: [String: Known] = [:]
        var owners: [KeyID: String] = [:]
        /// When it was last begun to look which companies there are.
        var refreshed: ContinuousClock.Instant?
    }

    /// Where the companies are.
    package let folder: CompanyFolder
    private let provider: AccessTable
    private let answering: Workspace.Answering
    private let meaning: @Sendable (String) throws -> MeaningStore?
    private let mostOpen: Int
    private let now: @Sendable () -> Date
    private let state = Mutex(State())
    /// Keys are read, and companies opened, one after the other.
    private let opening = DispatchQueue(label: "kfbot.companies")
    private let opened: AsyncStream<Company>.Continuation
    /// The companies that were opened, for who does what time brings.
    let openings: AsyncStream<Company>

    /// Opens the folder; companies are opened when they are needed.
    ///
    /// - Parameters:
    ///   - directory: Where the companies are.
    ///   - mostOpen: How many are kept open, unless more have clients that follow them.
    ///   - answering: Where questions are answered from.
    ///   - meaning: The vectors of a company's directory; `nil` matches characters alone.
    ///   - now: The clock.
    /// - Throws: ``StoreError``.
    package init(
        _ directory: String,
        mostOpen: Int = 32,
        answering: Workspace.Answering = .memory,
        meaning: @escaping @Sendable (_ directory: String) throws -> MeaningStore? = { _ in nil },
        now: @escaping @Sendable () -> Date
    ) throws {
        folder = try CompanyFolder(directory)
        provider = try AccessTable(folder.store)
        self.answering = answering
        self.meaning = meaning
        self.mostOpen = max(mostOpen, 1)
        self.now = now
        (openings, opened) = AsyncStream.makeStream()
        try refresh()
    }

    /// Whether there is any key of the provider.
    package var hasProviderKeys: Bool { provider.hasKeys(at: now()) }

    package func admit(_ key: AccessKey) async throws -> Admission? {
        if !provider.isCurrent { try await work { try self.refreshProvider() } }
        if let principal = provider.principal(of: key, at: now()) {
            return Admission(principal, nil)
        }
        if owner(of: key.id) == nil {
            let arrived = ContinuousClock.now
            try await work {
                // Many who show wrong keys at a time cost one look.
                if let last = self.state.withLock({ $0.refreshed }), last > arrived { return }
                try self.refresh()
            }
        }
        guard let name = owner(of: key.id),
            let known = state.withLock({ $0.companies[name] })
        else { return nil }
        if !known.access.isCurrent { try await work { try self.reload(name) } }
        guard let principal = known.access.principal(of: key, at: now()) else { return nil }
        return Admission(principal, try await company(named: name))
    }

    package func company(named name: String?) async throws -> Company? {
        guard let name else { return nil }
        let found = state.withLock { state -> (open: Company?, isSuspended: Bool)? in
            guard let known = state.companies[name] else { return nil }
            state.companies[name]?.used = .now
            return (known.open, known.record.suspended != nil)
        }
        guard let found else {
            guard CompanyFolder.isName(name) else { return nil }
            try await work { try self.refresh() }
            guard state.withLock({ $0.companies[name] != nil }) else { return nil }
            return try await work { try self.open(name) }
        }
        if found.isSuspended { throw Self.suspended }
        if let company = found.open { return company }
        return try await work { try self.open(name) }
    }

    private static let suspended = HTTPFailure(
        403,
        "suspended",
        "The provider has suspended this company."
    )

    private func owner(of key: KeyID) -> String? { state.withLock { $0.owners[key] } }

    private func work<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            opening.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    // MARK: On the queue

    private func refreshProvider() throws {
        guard !provider.isCurrent else { return }
        try provider.reload()
        try refresh()
    }

    /// Looks which companies there are, and reads the keys that changed.
    private func refresh() throws {
        state.withLock { $0.refreshed = .now }
        let records = try folder.companies()
        let names = Set(records.map(\.name))
        let gone = state.withLock { state in
            let gone = state.companies.values.filter { known in
                !names.contains(known.record.name)
            }
            for known in gone { state.companies[known.record.name] = nil }
            return gone
        }
        for known in gone { known.open?.close() }
        for record in records {
            let known = state.withLock { state in
                state.companies[record.name]?.record = record
                return state.companies[record.name]
            }
            if known == nil {
                // One company's damaged file must not keep the others out.
                guard let store = try? folder.access(of: record.name),
                    let access = try? AccessTable(store)
                else { continue }
                state.withLock {
                    $0.companies[record.name] = Known(record: record, access: access)
                }
            } else if known?.access.isCurrent == false {
                try? known?.access.reload()
            }
            if record.suspended != nil { close(record.name) }
        }
        indexKeys()
    }

    private func reload(_ name: String) throws {
        guard let known = state.withLock({ $0.companies[name] }), !known.access.isCurrent else {
            return
        }
        try known.access.reload()
        indexKeys()
    }

    private func indexKeys() {
        state.withLock { state in
            state.owners = [:]
            for (name, known) in state.companies {
                for key in known.access.names { state.owners[key] = name }
            }
        }
    }

    private func open(_ name: String) throws -> Company {
        guard let known = state.withLock({ $0.companies[name] }) else {
            throw CompanyFolder.unknown(name)
        }
        if known.record.suspended != nil { throw Self.suspended }
        if let company = known.open { return company }
        let company = Company(
            try Workspace(
                directory: folder.path(of: name),
                answering: answering,
                meaning: try meaning(folder.path(of: name))
            ),
            access: known.access,
            name: name,
            now: now
        )
        state.withLock { state in
            state.companies[name]?.open = company
            state.companies[name]?.used = .now
        }
        opened.yield(company)
        closeSome(but: name)
        return company
    }

    /// Closes those that were not used for the longest time, so that few enough are open.
    private func closeSome(but name: String) {
        let open = state.withLock { state in
            state.companies.values.filter { $0.open != nil }.sorted { $0.used < $1.used }
        }
        var excess = open.count - mostOpen
        for known in open where excess > 0 && known.record.name != name {
            guard let company = known.open, company.metrics.streams == 0 else { continue }
            close(known.record.name, for: (try? absence(of: company)) ?? Self.shortestAbsence)
            excess -= 1
        }
    }

    private func close(_ name: String, for seconds: TimeInterval = CompanyDirectory.shortestAbsence)
    {
        let company = state.withLock { state -> Company? in
            guard let company = state.companies[name]?.open else { return nil }
            state.companies[name]?.open = nil
            state.companies[name]?.visit = .now + .seconds(seconds)
            return company
        }
        company?.close()
    }

    // MARK: What a provider does

    /// A company as a provider sees it.
    struct Status: Encodable {
        let name: String
        let title: String
        let state: String
        let created: Date?
        /// Whether it is open at the moment.
        let open: Bool
        /// How many keys open something.
        let keys: Int
        /// How much its files take.
        let bytes: Int
    }

    /// The companies, by name.
    func list() async throws -> [Status] {
        try await work {
            try self.refreshProvider()
            try self.refresh()
            let now = self.now()
            let companies = self.state.withLock { $0.companies }
            return companies.values.sorted { $0.record.name < $1.record.name }.map { known in
                Status(
                    name: known.record.name,
                    title: known.record.title,
                    state: known.record.suspended == nil ? "active" : "suspended",
                    created: known.record.created == .distantPast ? nil : known.record.created,
                    open: known.open != nil,
                    keys: known.access.count(at: now),
                    bytes: self.folder.size(of: known.record.name)
                )
            }
        }
    }

    /// Changes the folder, and knows at once what became of it.
    func change<Value: Sendable>(
        _ body: @escaping @Sendable (CompanyFolder, Date) throws -> Value
    ) async throws -> Value {
        try await work {
            let value = try body(self.folder, self.now())
            try self.provider.reload()
            try self.refresh()
            return value
        }
    }

    /// Stores when the provider's keys were used, and which companies were suspended elsewhere.
    func look() async throws {
        try await work {
            try self.provider.storeUses()
            try self.refreshProvider()
        }
    }

    // MARK: What time brings

    /// Opens a closed company whose timers have to be looked at, if there is one.
    func openNext() async throws {
        let name = state.withLock { state in
            let due = state.companies.values.filter {
                $0.open == nil && $0.record.suspended == nil && $0.visit <= ContinuousClock.now
            }.min { $0.visit < $1.visit }?.record.name
            // Also where it cannot be opened: the next one must have its turn.
            due.map { state.companies[$0]?.visit = .now + .seconds(Self.shortestAbsence) }
            return due
        }
        guard let name else { return }
        _ = try await work { try self.open(name) }
    }

    /// Closes the companies that nobody used for a while and for which nothing is due soon.
    func closeIdle() async throws {
        let idle = state.withLock { state in
            state.companies.values.compactMap { known -> (name: String, company: Company)? in
                guard let company = known.open, company.metrics.streams == 0,
                    ContinuousClock.now - known.used > .seconds(Self.longestIdleness)
                else { return nil }
                return (known.record.name, company)
            }
        }
        for (name, company) in idle {
            let wait = try await company.lanes.read { try self.absence(of: company) }
            guard wait > Self.shortestAbsence else { continue }
            try await work { self.close(name, for: wait) }
        }
    }

    /// How long a company may be closed: until something is due for it, within bounds.
    private func absence(of company: Company) throws -> TimeInterval {
        let timers = try company.workspace.sessions.dueTimers(at: .distantFuture, limit: 1)
        let wait = timers.first?.date.timeIntervalSince(now()) ?? Self.longestAbsence
        return min(max(wait, Self.shortestAbsence), Self.longestAbsence)
    }

    /// How long a company stays open without being used, in seconds.
    private static let longestIdleness: TimeInterval = 60
    /// How long a closed company is left alone at least and at most, in seconds.
    private static let shortestAbsence: TimeInterval = 30
    private static let longestAbsence: TimeInterval = 600
}
