import KFBotModel
import Synchronization

/// Decoded entries of one revision, so that an entry that answers often is decoded once.
final class EntryCache: Sendable {
    private let entries = Mutex<[EntryID: Entry]>([:])
    /// With more entries than this the cache starts anew.
    private static let capacity = 1_000

    subscript(id: EntryID) -> Entry? {
        get { entries.withLock { $0[id] } }
        set {
            entries.withLock { entries in
                if entries.count >= Self.capacity { entries.removeAll() }
                entries[id] = newValue
            }
        }
    }
}
