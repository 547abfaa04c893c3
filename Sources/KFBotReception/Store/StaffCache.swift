import KFBotModel
import Synchronization

/// A staff with the version under which it is stored.
struct VersionedStaff: Sendable {
    var version: Int
    var staff: Staff
}

/// Keeps the staff of accounts that were busy last, so that a large staff is not read for each
/// message.
///
/// A transaction takes the staff out and puts it back as it stored it. So nobody else holds a copy,
/// and a change copies nothing. A staff from here is used only if its version is the one in the
/// file. A staff whose commit failed must be forgotten.
final class StaffCache: Sendable {
    private struct Content {
        var staffByAccount: [AccountID: VersionedStaff] = [:]
        var servicers = 0
    }

    private let content = Mutex(Content())

    /// How many servicers are kept altogether; they take about 60 MB.
    private static let capacity = 200_000

    func take(_ account: AccountID) -> VersionedStaff? {
        content.withLock { content in
            let staff = content.staffByAccount.removeValue(forKey: account)
            content.servicers -= staff?.staff.servicers.count ?? 0
            return staff
        }
    }

    func put(_ staff: VersionedStaff, for account: AccountID) {
        content.withLock { content in
            content.servicers -= content.staffByAccount[account]?.staff.servicers.count ?? 0
            content.servicers += staff.staff.servicers.count
            content.staffByAccount[account] = staff
            while content.servicers > Self.capacity,
                let other = content.staffByAccount.keys.first(where: { $0 != account })
            {
                let removed = content.staffByAccount.removeValue(forKey: other)
                content.servicers -= removed?.staff.servicers.count ?? 0
            }
        }
    }

    func forget(_ account: AccountID) { _ = take(account) }
}
