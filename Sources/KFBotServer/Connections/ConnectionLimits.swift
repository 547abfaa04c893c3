import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How many connections a service has, in all and by address.
///
/// A file descriptor is needed for every connection and for every file. So connections stop short of what
/// the system allows the process, and files can still be opened.
package final class ConnectionLimits: Sendable {
    private struct State {
        var total = 0
        var byAddress: [String: Int] = [:]
    }

    /// The most connections.
    package let most: Int
    /// The most connections of one address; those of this machine count only in all, because a proxy brings
    /// everybody's.
    package let mostOfAddress: Int
    private let state = Mutex(State())

    /// Descriptors kept for files, logs and connections that are about to be refused.
    private static let reserve = 160
    /// More connections than this are not served even where the system allows them.
    private static let ceiling = 20_000
    /// The least connections, where the system allows next to nothing.
    private static let floor = 16

    /// Makes limits.
    ///
    /// - Parameter most: The most connections; half of them may be of one address.
    package init(most: Int) {
        self.most = most
        mostOfAddress = max(most / 2, 1)
    }

    /// Limits by what the system allows, after asking it for as much as it gives.
    ///
    /// The usual soft limit of 1,024 descriptors is one of old programs that call `select`.
    package convenience init() {
        self.init(most: min(max(Self.descriptors() - Self.reserve, Self.floor), Self.ceiling))
    }

    /// The number of descriptors this process may have, once it asked for more.
    private static func descriptors() -> Int {
        #if os(Linux)
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let kind = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0 else { return 1024 }
        let wanted = min(limit.rlim_max, rlim_t(ceiling + reserve))
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = wanted
            if setrlimit(kind, &raised) == 0 { limit = raised }
        }
        return Int(min(limit.rlim_cur, rlim_t(Int32.max)))
    }

    /// Counts a connection; `false` if there are too many.
    func open(from address: String?) -> Bool {
        state.withLock { state in
            guard state.total < most else { return false }
            if let address {
                guard state.byAddress[address, default: 0] < mostOfAddress else { return false }
                state.byAddress[address, default: 0] += 1
            }
            state.total += 1
            return true
        }
    }

    /// Takes back what ``open(from:)`` counted.
    func close(from address: String?) {
        state.withLock { state in
            state.total -= 1
            guard let address, let count = state.byAddress[address] else { return }
            state.byAddress[address] = count > 1 ? count - 1 : nil
        }
    }

    /// How many connections there are.
    package var count: Int { state.withLock { $0.total } }
}
