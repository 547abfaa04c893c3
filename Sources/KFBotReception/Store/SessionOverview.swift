import GRDB
import KFBotKnowledge
public import KFBotModel

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
                let servicer: String? = try row.value("servicer")
                return StoredMessage(
                    customer: CustomerID(rawValue: try row.value("customer")),
                    servicer: servicer.map(ServicerID.init),
                    message: try SessionCoding.decode(IncomingMessage.self, try row.value("body"))
                )
            }
        }
    }

    /// How much there is.
    public func overview() throws -> SessionOverview {
        try read("counting sessions") { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT state, COUNT(*) AS n FROM session GROUP BY state")
            )
            let counts = try rows.compactMap { row in
                try ServiceState(rawValue: try row.value("state")).map {
                    ($0, try row.decode(Int.self, forColumn: "n"))
                }
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
