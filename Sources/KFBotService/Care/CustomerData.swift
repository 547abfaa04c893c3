package import Foundation
package import KFBot
package import KFBotAccess
import KFBotKnowledge
package import KFBotModel
import KFBotReception

/// What a company keeps about one customer, handed out or removed on request.
package enum CustomerData {
    /// What was removed, by table.
    package struct Erasure: Codable, Hashable, Sendable {
        /// How many rows in all; 0 for somebody who is not known.
        package var rows: Int
        /// How many by table.
        package var tables: [String: Int]
    }

    /// How the audit trail names a customer: whoever knows the name can find it, nobody can read it there.
    package static func pseudonym(of customer: CustomerID) -> String {
        "sha256:" + ContentDigest.sha256(of: Data(customer.rawValue.utf8)).prefix(16)
    }

    /// Hands out what is kept; the audit trail says that it was done, and not what it was.
    ///
    /// - Parameters:
    ///   - customer: The customer.
    ///   - workspace: The company.
    ///   - masked: Whether contact data is masked.
    ///   - store: The audit trail.
    ///   - actor: Who does it.
    ///   - now: The moment.
    /// - Returns: An object with an array of rows for each table.
    /// - Throws: ``StoreError``, `notFound` for somebody who is not known.
    package static func export(
        _ customer: CustomerID,
        of workspace: Workspace,
        masked: Bool,
        in store: AccessStore,
        by actor: String,
        at now: Date
    ) throws -> JSONValue {
        let data = try workspace.sessions.data(of: customer, masked: masked)
        guard data.object?.isEmpty == false else {
            throw StoreError(.notFound, "Nothing is kept about this customer.")
        }
        try store.record(
            AuditEntry(
                "customer.export",
                pseudonym(of: customer),
                by: actor,
                after: ["masked": masked]
            ),
            at: now
        )
        return data
    }

    /// Ends the customer's sessions and removes what is kept.
    ///
    /// - Parameters:
    ///   - customer: The customer.
    ///   - workspace: The company.
    ///   - store: The audit trail.
    ///   - actor: Who does it.
    ///   - now: The moment.
    /// - Returns: How much was removed.
    /// - Throws: ``StoreError``, `conflict` if the customer goes on writing meanwhile.
    package static func erase(
        _ customer: CustomerID,
        of workspace: Workspace,
        in store: AccessStore,
        by actor: String,
        at now: Date
    ) throws -> Erasure {
        var tables: [String: Int]?
        for attempt in 1...3 where tables == nil {
            for account in try workspace.sessions.accounts(of: customer) {
                try workspace.core.handle(
                    .end(by: nil),
                    account: account,
                    customer: customer,
                    at: now
                )
            }
            do {
                tables = try workspace.sessions.erase(customer)
            } catch StoreError.Code.conflict where attempt < 3 {
                continue
            }
        }
        let erasure = Erasure(
            rows: tables?.values.reduce(0, +) ?? 0,
            tables: tables ?? [:]
        )
        try store.record(
            AuditEntry(
                "customer.erase",
                pseudonym(of: customer),
                by: actor,
                after: ["rows": erasure.rows]
            ),
            at: now
        )
        return erasure
    }
}
