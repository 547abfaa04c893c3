package import Foundation
import GRDB
import KFBotKnowledge

/// What a provider knows of a company, whose data lies elsewhere.
package struct CompanyRecord: Hashable, Sendable {
    /// The name of its directory.
    package var name: String
    /// What it is called.
    package var title: String
    /// When it was created.
    package var created: Date
    /// Since when nothing is done for it; `nil` if it is served.
    package var suspended: Date?

    /// Creates a record.
    package init(name: String, title: String, created: Date, suspended: Date? = nil) {
        self.name = name
        self.title = title
        self.created = created
        self.suspended = suspended
    }
}

extension AccessStore {
    /// The name of the file of a provider's keys and companies.
    package static let providerFileName = "provider.sqlite"

    /// The companies, by name.
    package func companies() throws -> [CompanyRecord] {
        try read("reading the companies") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM company ORDER BY name").map { row in
                CompanyRecord(
                    name: try row.value("name"),
                    title: try row.value("title"),
                    created: try row.moment("created"),
                    suspended: try row.optionalMoment("suspended")
                )
            }
        }
    }

    /// Adds, changes or, with `nil`, forgets a company.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - actor: Who does it.
    ///   - action: What the audit trail calls it, such as `company.suspend`.
    ///   - now: The moment.
    ///   - change: What becomes of it; gets what it is, `nil` if it is not known.
    /// - Returns: What became of it.
    /// - Throws: ``StoreError``, and what `change` throws.
    @discardableResult
    package func changeCompany(
        _ name: String,
        by actor: String,
        as action: String,
        at now: Date,
        _ change: (CompanyRecord?) throws -> CompanyRecord?
    ) throws -> CompanyRecord? {
        struct Shown: Encodable {
            let title: String
            let state: String

            init(_ record: CompanyRecord) {
                title = record.title
                state = record.suspended == nil ? "active" : "suspended"
            }
        }
        return try write("changing a company") { db in
            let before = try Row.fetchOne(
                db,
                sql: "SELECT * FROM company WHERE name = ?",
                arguments: [name]
            ).map { row in
                CompanyRecord(
                    name: name,
                    title: try row.value("title"),
                    created: try row.moment("created"),
                    suspended: try row.optionalMoment("suspended")
                )
            }
            let after = try change(before)
            guard before != after else { return after }
            try db.execute(sql: "DELETE FROM company WHERE name = ?", arguments: [name])
            if let after {
                try db.execute(
                    sql: "INSERT INTO company VALUES (?, ?, ?, ?)",
                    arguments: [
                        name, after.title, after.created.timeIntervalSince1970,
                        after.suspended?.timeIntervalSince1970,
                    ]
                )
            }
            try Self.append(
                try AuditEntry(
                    action,
                    name,
                    by: actor,
                    before: before.map(Shown.init),
                    after: after.map(Shown.init)
                ),
                at: now,
                in: db
            )
            return after
        }
    }
}
