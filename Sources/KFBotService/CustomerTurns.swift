package import KFBot
import Synchronization

/// Lets the messages of a customer be handled one after another, and refuses more than some at a time.
///
/// However much one customer sends, one of their messages at most is in a lane. The lanes take what comes
/// first, so that customers take turns there: who writes once waits for one message of the other, not for
/// all. Servicers' orders take no turn, so that a customer who floods can be blocked.
package final class CustomerTurns: Sendable {
    /// Whose turn it is.
    package struct Customer: Hashable, Sendable {
        let account: AccountID
        let customer: CustomerID

        /// Names a customer of an account.
        package init(_ customer: CustomerID, of account: AccountID) {
            self.account = account
            self.customer = customer
        }
    }

    private struct Line {
        /// How many messages wait for their turn or for an answer.
        var present = 0
        /// Whether it is the turn of one of them.
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// How many messages of a customer wait for their turn or for an answer at most: four questions of as
    /// many pieces as they may have.
    package static let most = 4 * Debounce.mostPieces

    private let lines = Mutex<[Customer: Line]>([:])

    /// Creates lines in which nobody waits.
    package init() {}

    /// Counts a message while it waits for its turn and for an answer.
    ///
    /// - Throws: ``ServiceError`` with `too_many_messages` if as many wait as may, and what `body` throws.
    package func admit<Value: Sendable>(
        _ customer: Customer,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let isFull = lines.withLock { lines in
            guard lines[customer, default: Line()].present < Self.most else { return true }
            lines[customer, default: Line()].present += 1
            return false
        }
        guard !isFull else {
            throw ServiceError(
                .tooMany,
                "too_many_messages",
                "\(Self.most) messages of this customer wait for their answers; send this one again later."
            )
        }
        defer {
            lines.withLock { lines in
                lines[customer]?.present -= 1
                if lines[customer]?.present == 0 { lines[customer] = nil }
            }
        }
        return try await body()
    }

    /// Does something for an admitted message once those that came before it are done.
    ///
    /// - Throws: `CancellationError` if nobody waits for it any more, and what `body` throws.
    package func inTurn<Value: Sendable>(
        _ customer: Customer,
        _ body: () async throws -> Value
    ) async throws -> Value {
        await withCheckedContinuation { continuation in
            let isNext = lines.withLock { lines in
                guard lines[customer]?.isTaken == true else {
                    lines[customer]?.isTaken = true
                    return true
                }
                lines[customer]?.waiting.append(continuation)
                return false
            }
            if isNext { continuation.resume() }
        }
        defer {
            let next = lines.withLock { lines -> CheckedContinuation<Void, Never>? in
                guard let line = lines[customer], !line.waiting.isEmpty else {
                    lines[customer]?.isTaken = false
                    return nil
                }
                return lines[customer]?.waiting.removeFirst()
            }
            next?.resume()
        }
        try Task.checkCancellation()
        return try await body()
    }
}
