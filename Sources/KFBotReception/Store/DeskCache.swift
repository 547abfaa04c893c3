import KFBotModel
import Synchronization

/// A desk with the version under which it is stored.
struct VersionedDesk: Sendable {
    var version: Int
    var desk: Desk
}

/// The desks of the accounts that were busy last, so that a large staff is not read for each message.
///
/// A transaction takes the desk out and puts it back as it stored it, so that nobody else holds a copy
/// and a change copies nothing. What is here is used only if its version is that in the file; a desk
/// whose commit failed must be forgotten.
final class DeskCache: Sendable {
    private struct Content {
        var desks: [AccountID: VersionedDesk] = [:]
        var servicers = 0
    }

    private let content = Mutex(Content())

    /// How many servicers are kept in all, in some 60 MB.
    private static let capacity = 200_000

    func take(_ account: AccountID) -> VersionedDesk? {
        content.withLock { content in
            let desk = content.desks.removeValue(forKey: account)
            content.servicers -= desk?.desk.servicers.count ?? 0
            return desk
        }
    }

    func put(_ desk: VersionedDesk, for account: AccountID) {
        content.withLock { content in
            content.servicers -= content.desks[account]?.desk.servicers.count ?? 0
            content.servicers += desk.desk.servicers.count
            content.desks[account] = desk
            while content.servicers > Self.capacity,
                let other = content.desks.keys.first(where: { $0 != account })
            {
                let removed = content.desks.removeValue(forKey: other)
                content.servicers -= removed?.desk.servicers.count ?? 0
            }
        }
    }

    func forget(_ account: AccountID) { _ = take(account) }
}
