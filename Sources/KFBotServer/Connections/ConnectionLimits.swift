import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How many connections a service may have, altogether and from one address.
///
/// Every connection and every file needs a file descriptor. So the limit stays below what the
/// system allows the process, and files can still be opened.
package final class ConnectionLimits: Sendable {
    private struct State {
        var total = 0
        var byAddress: [String: Int] = [:]
    }

    /// How many connections there may be.
    package let most: Int
    /// How many connections one address may have.
    ///
    /// Connections from this machine are not limited by address, because a proxy brings
    /// everybody's.
    package let mostOfAddress: Int
    private let state = Mutex(State())

    /// Descriptors kept for files, logs and connections that are about to be refused.
    private static let reserve = 160
    /// The highest limit, even if the system allows more.
    private static let ceiling = 20_000
    /// The lowest limit, even if the system allows next to nothing.
    private static let floor = 16

    /// Creates limits.
    ///
    /// - Parameter most: How many connections there may be; one address may have half of them.
    package init(most: Int) {
        self.most = most
        mostOfAddress = max(most / 2, 1)
    }

    /// Creates limits from what the system allows, after asking for as much as it gives.
    ///
    /// The usual soft limit of 1,024 descriptors is meant for old programs that call `select`.
    package convenience init() {
        self.init(most: min(max(Self.descriptors() - Self.reserve, Self.floor), Self.ceiling))
    }

    /// How many descriptors this process may have, after it has asked for more.
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

    /// Takes back a connection that ``open(from:)`` counted.
    func close(from address: String?) {
        state.withLock { state in
            state.total -= 1
            guard let address, let count = state.byAddress[address] else { return }
            state.byAddress[address] = count > 1 ? count - 1 : nil
        }
    }

    /// How many connections are open.
    package var count: Int { state.withLock { $0.total } }
}
