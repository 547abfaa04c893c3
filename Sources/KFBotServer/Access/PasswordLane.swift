import Dispatch
import KFBotAccess
import Synchronization

/// Where passwords are hashed: one at a time, because each takes 32 MiB and some tenths of a second.
final class PasswordLane: Sendable {
    private let queue = DispatchQueue(label: "kfbot.passwords")
    private let cost: PasswordHash.Cost
    /// Compared with where there is nobody of a name, so that this takes as long.
    private let nobody = Mutex<PasswordHash?>(nil)

    init(cost: PasswordHash.Cost = .standard) { self.cost = cost }

    /// Hashes a password.
    func hash(_ password: String) async throws -> PasswordHash {
        try await run { [cost] in try PasswordHash(password, cost: cost) }
    }

    /// Whether a password is the one that is kept; `nil` for nobody's.
    func matches(_ password: String, _ stored: PasswordHash?) async -> Bool {
        let found = try? await run { try (stored ?? self.nobodys()).matches(password) }
        return stored != nil && found == true
    }

    private func nobodys() throws -> PasswordHash {
        try nobody.withLock { known in
            let hash = try known ?? PasswordHash("nobody's password", cost: cost)
            known = hash
            return hash
        }
    }

    private func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
