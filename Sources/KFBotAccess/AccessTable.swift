package import Foundation
import KFBotModel
import Synchronization

/// The keys of a company in memory, in step with their file.
///
/// To look a key up costs a look at the file's date and no SQLite. What other processes change holds with
/// the next request. Safe to use from any thread.
package final class AccessTable: Sendable {
    private struct Stamp: Equatable {
        var number: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            number = UInt(status.st_ino)
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }

        var date: Double { Double(seconds) + Double(nanoseconds) / 1e9 }
    }

    private struct State {
        var keys: [KeyID: AccessStore.StoredKey] = [:]
        var stamp: Stamp?
        /// Whether the file had just been written when it was read, so that its date proves nothing.
        var isFresh = false
        var uses: [KeyID: Date] = [:]
    }

    /// Where the keys are kept.
    package let store: AccessStore
    private let state = Mutex(State())
    /// How coarse a file system's clock may be, in seconds.
    private static let clockGrain = 0.05
    /// How exact the last use of a key is noted, in seconds.
    private static let useGrain: TimeInterval = 3600
    /// Compared with when no key has a name, so that an unknown name takes as long as a wrong secret.
    private static let nobody = Data(count: 32)

    /// Reads the keys.
    ///
    /// - Throws: ``StoreError``.
    package init(_ store: AccessStore) throws {
        self.store = store
        try reload()
    }

    /// Whether the file is as it was when it was last read.
    package var isCurrent: Bool {
        let stamp = Stamp(store.path)
        return state.withLock { !$0.isFresh && stamp != nil && $0.stamp == stamp }
    }

    /// Reads the keys again; blocks.
    ///
    /// - Throws: ``StoreError``.
    package func reload() throws {
        let stamp = Stamp(store.path)
        let keys = try store.storedKeys()
        let isFresh = stamp.map { abs(Self.clock() - $0.date) < Self.clockGrain } ?? true
        state.withLock { state in
            state.keys = keys
            state.stamp = stamp
            state.isFresh = isFresh
        }
    }

    /// By the clock that dates files.
    private static func clock() -> Double { Date().timeIntervalSince1970 }

    /// Whom a key stands for; `nil` for nobody.
    package func principal(of key: AccessKey, at now: Date) -> Principal? {
        let stored = state.withLock { $0.keys[key.id] }
        guard key.matches(stored?.digest ?? Self.nobody), let record = stored?.record,
            record.holds(at: now)
        else { return nil }
        state.withLock { state in
            let last = state.uses[key.id] ?? record.lastUsed ?? .distantPast
            if now.timeIntervalSince(last) >= Self.useGrain { state.uses[key.id] = now }
        }
        return Principal(
            name: record.person.map { "\($0)" }
                ?? (record.note.isEmpty ? "key \(record.id)" : "\(record.note) (\(record.id))"),
            key: record.id,
            person: record.person,
            role: record.role,
            accounts: record.accounts.map(Set.init),
            servicer: record.servicer
        )
    }

    /// The names of all keys, those that open nothing any more included.
    package var names: [KeyID] { state.withLock { Array($0.keys.keys) } }

    /// How many keys open something.
    package func count(at now: Date) -> Int {
        state.withLock { $0.keys.values.count { $0.record.holds(at: now) } }
    }

    /// Whether any key opens something.
    package func hasKeys(at now: Date) -> Bool { count(at: now) > 0 }

    /// Stores when keys were used; blocks, and does nothing if there is nothing new.
    ///
    /// - Throws: ``StoreError``.
    package func storeUses() throws {
        let uses = state.withLock { state in
            state.uses.filter { id, date in
                state.keys[id].map { ($0.record.lastUsed ?? .distantPast) < date } ?? false
            }
        }
        try store.noteUse(uses)
    }
}
