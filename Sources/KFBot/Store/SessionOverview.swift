import Foundation
import GRDB

/// How much there is in a workspace's sessions.
public struct SessionOverview: Hashable, Sendable {
    /// How many sessions stand in each state.
    public let sessions: [ServiceState: Int]
    /// How many messages wait in the outbox.
    public let unsent: Int
}

/// A message from outside, as it was stored.
public struct StoredMessage: Hashable, Sendable {
    /// Whose session it belongs to.
    public let customer: CustomerID
    /// The servicer who wrote it; `nil` for the customer.
    public let servicer: ServicerID?
    /// What came.
    public let message: IncomingMessage
}

extension SessionStore {
    /// A customer's session.
    ///
    /// - Returns: `nil` for a customer who never came.
    public func session(of customer: CustomerID, account: AccountID) throws -> Session? {
        try read("reading a session") { db in
            try String.fetchOne(
                db.cachedStatement(
                    sql: "SELECT body FROM session WHERE account = ? AND customer = ?"
                ),
                arguments: [account.rawValue, customer.rawValue]
            ).map { try SessionCoding.decode(Session.self, $0) }
        }
    }

    /// The sessions that stand in a state.
    ///
    /// - Parameters:
    ///   - account: Only of this account; `nil` for all.
    ///   - state: Which state.
    ///   - limit: The most sessions.
    /// - Returns: Most recently active first; those who wait in the order of the queue.
    /// - Throws: ``StoreError``.
    public func sessions(
        of account: AccountID?,
        in state: ServiceState,
        limit: Int
    ) throws -> [Session] {
        try read("reading sessions") { db in
            try String.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT body FROM session
                        WHERE (account = ?1 OR ?1 IS NULL) AND state = ?2
                        ORDER BY ticket, active DESC
                        LIMIT ?3
                        """
                ),
                arguments: [account?.rawValue, state.rawValue, limit]
            ).map { try SessionCoding.decode(Session.self, $0) }
        }
    }

    /// How many customers wait before one.
    ///
    /// - Returns: `nil` if the customer does not wait.
    public func ahead(of session: Session) throws -> Int? {
        guard let ticket = session.ticket else { return nil }
        return try read("reading the queue") { db in
            try Int.fetchOne(
                db.cachedStatement(
                    sql: "SELECT COUNT(*) FROM session WHERE account = ? AND ticket < ?"
                ),
                arguments: [session.account.rawValue, ticket]
            )
        }
    }

    /// The staff of an account, by name.
    public func servicers(of account: AccountID) throws -> [Servicer] {
        try read("reading the servicers") { db in
            try String.fetchAll(
                db.cachedStatement(sql: "SELECT body FROM servicer WHERE account = ? ORDER BY id"),
                arguments: [account.rawValue]
            ).map { try SessionCoding.decode(Servicer.self, $0) }
        }
    }

    /// A customer's or servicer's message as it came.
    ///
    /// - Returns: `nil` for a message that never came.
    public func message(_ id: MessageID, account: AccountID) throws -> StoredMessage? {
        try read("reading a message") { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT customer, servicer, body FROM inbox
                        WHERE account = ? AND message = ?
                        """
                ),
                arguments: [account.rawValue, id.rawValue]
            ).map { row in
                let servicer: String? = row["servicer"]
                return StoredMessage(
                    customer: CustomerID(rawValue: row["customer"]),
                    servicer: servicer.map(ServicerID.init),
                    message: try SessionCoding.decode(IncomingMessage.self, row["body"])
                )
            }
        }
    }

    /// What happened last to a customer.
    ///
    /// - Returns: The last items, at most `limit`, oldest first.
    public func history(
        of customer: CustomerID,
        account: AccountID,
        limit: Int
    ) throws -> [FeedItem] {
        let start = try read("reading the feed") { db in
            try Int.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT number FROM event
                        WHERE account = ? AND customer = ?
                        ORDER BY number DESC
                        LIMIT 1 OFFSET ?
                        """
                ),
                arguments: [account.rawValue, customer.rawValue, limit]
            )
        }
        return try feed(account: account, customer: customer, after: start ?? 0, limit: limit)
    }

    /// How much there is.
    public func overview() throws -> SessionOverview {
        try read("counting sessions") { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT state, COUNT(*) AS n FROM session GROUP BY state")
            )
            let counts = rows.compactMap { row in
                ServiceState(rawValue: row["state"]).map { ($0, row["n"] as Int) }
            }
            return SessionOverview(
                sessions: Dictionary(uniqueKeysWithValues: counts),
                unsent: try Int.fetchOne(
                    db.cachedStatement(sql: "SELECT COUNT(*) FROM outbox WHERE sent IS NULL")
                ) ?? 0
            )
        }
    }
}
