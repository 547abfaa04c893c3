public import Foundation
import GRDB

/// What people who look at sessions read.
extension SessionStore {
    /// The session of a customer; `nil` if they never came.
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

    /// The sessions of an account, or of all, most recently active first.
    ///
    /// - Parameters:
    ///   - account: Only of this account; `nil` for all.
    ///   - states: Only in these states.
    ///   - limit: The most sessions.
    /// - Returns: At most `limit` sessions.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func sessions(
        of account: AccountID? = nil,
        in states: Set<ServiceState> = Set(ServiceState.allCases),
        limit: Int = 100
    ) throws -> [Session] {
        var conditions = account == nil ? [] : ["account = :account"]
        // The index of open sessions is used where none that ended is asked for.
        if !states.contains(.ended) { conditions.append("state <> 4") }
        conditions.append(
            "state IN (\(states.map { "\($0.rawValue)" }.sorted().joined(separator: ", ")))"
        )
        var arguments: [String: (any DatabaseValueConvertible)?] = ["limit": limit]
        if let account { arguments["account"] = account.rawValue }
        return try read("reading sessions") { db in
            try String.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT body FROM session
                        WHERE \(conditions.joined(separator: " AND "))
                        ORDER BY active DESC
                        LIMIT :limit
                        """
                ),
                arguments: StatementArguments(arguments)
            ).map { try SessionCoding.decode(Session.self, $0) }
        }
    }

    /// The accounts that a customer has written to, in the order of their names.
    public func accounts(of customer: CustomerID) throws -> [AccountID] {
        try read("reading sessions") { db in
            try String.fetchAll(
                db,
                sql: "SELECT account FROM session WHERE customer = ? ORDER BY account",
                arguments: [customer.rawValue]
            ).map(AccountID.init(rawValue:))
        }
    }

    /// The accounts that have servicers, in the order of their names.
    public func staffedAccounts() throws -> [AccountID] {
        try read("reading the servicers") { db in
            try String.fetchAll(db, sql: "SELECT DISTINCT account FROM servicer ORDER BY account")
                .map(AccountID.init(rawValue:))
        }
    }

    /// The staff and the pool of an account, as they are now.
    public func desk(of account: AccountID) throws -> Desk {
        try read("reading the servicers") { db in
            try SessionWriter.desk(of: account, SessionWriter.deskRow(of: account, db), db)
        }
    }

    /// What was written down about a customer, oldest first.
    public func records(
        of customer: CustomerID,
        account: AccountID
    ) throws -> [(date: Date, record: SessionRecord)] {
        try read("reading records") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT date, body FROM event
                    WHERE account = ? AND customer = ? AND kind = 'record'
                    ORDER BY number
                    """,
                arguments: [account.rawValue, customer.rawValue]
            ).map { row in
                (
                    Date(timeIntervalSince1970: row["date"]),
                    try SessionCoding.decode(SessionRecord.self, row["body"])
                )
            }
        }
    }
}
