import GRDB
import KFBotKnowledge
public import KFBotModel

/// The size of a workspace's sessions.
public struct SessionOverview: Hashable, Sendable {
    /// How many sessions are in each state; a state without sessions is missing.
    public let sessions: [ServiceState: Int]
    /// How many messages wait in the outbox.
    public let unsent: Int
}

/// A message from outside, as it is stored.
public struct StoredMessage: Hashable, Sendable {
    /// The customer whose session it belongs to.
    public let customer: CustomerID
    /// The servicer who wrote it; `nil` if the customer did.
    public let servicer: ServicerID?
    /// What came; `nil` once its text was removed with the records of that age.
    public let message: IncomingMessage?
}

extension SessionStore {
    /// A customer's or servicer's message.
    ///
    /// - Returns: The message; `nil` if none of that name came.
    /// - Throws: ``StoreError`` if the file cannot be read; `damaged` also if the message's text
    ///   was purged.
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
                let body: String = try row.value("body")
                return StoredMessage(
                    customer: CustomerID(rawValue: try row.value("customer")),
                    servicer: servicer.map(ServicerID.init),
                    message: body.isEmpty
                        ? nil : try SessionCoding.decode(IncomingMessage.self, body)
                )
            }
        }
    }

    /// Counts sessions and unsent messages; reads the whole table of sessions.
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
