package import Foundation
import GRDB
import KFBotKnowledge
import KFBotModel

/// Keys, people and the audit trail of a company, in `access.sqlite`; or those of a provider.
///
/// A file of its own, so that a copy of the knowledge or of the sessions holds no secret, and so that it
/// can be read by nobody but the service. Safe to use from any thread.
package final class AccessStore: Sendable {
    /// The name of the file in a workspace.
    package static let fileName = "access.sqlite"

    /// Where the file is.
    package let path: String
    private let queue: DatabaseQueue
    private let file: OpenedFile

    private static let busyTimeout: TimeInterval = 10
    /// How long a person who logged in need not do so again.
    package static let loginLifetime: TimeInterval = 12 * 3600

    /// Opens the file, which is made, for its owner only, if it is missing.
    ///
    /// - Throws: ``StoreError``.
    package init(path: String) throws {
        self.path = path
        // SQLite gives its journal the permissions of the file.
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // What is deleted is overwritten.
            try db.execute(sql: "PRAGMA secure_delete = ON")
        }
        queue = try StoreError.translating("opening \(path)") {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            if try queue.read(AccessSchema.migrator.hasBeenSuperseded) {
                throw StoreError(
                    .newerVersion,
                    "\(path) was written by a newer version of kfbot. Use that version."
                )
            }
            if try !queue.read(AccessSchema.migrator.hasCompletedMigrations) {
                try AccessSchema.migrator.migrate(queue)
            }
            return queue
        }
        file = try OpenedFile(path: path)
    }

    /// Checks the file, and that what is stored can be read.
    ///
    /// - Returns: What is wrong, one line each; none for a sound file.
    /// - Throws: ``StoreError`` if the file cannot be read at all.
    package func checkIntegrity() throws -> [String] {
        let faults = try read("checking the keys") { try KnowledgeStore.fileFaults(in: $0) }
        _ = try (keys(), people(), audit(limit: Int.max))
        return faults
    }

    func read<Value>(_ action: String, _ body: (Database) throws -> Value) throws -> Value {
        try StoreError.translating(action) {
            try file.check()
            return try queue.read(body)
        }
    }

    func write<Value>(_ action: String, _ body: (Database) throws -> Value) throws -> Value {
        try StoreError.translating(action) {
            try file.check()
            return try queue.write(body)
        }
    }

    // MARK: Keys

    /// Makes a key; this is the only time that it is seen.
    ///
    /// - Parameters:
    ///   - scope: What it may do.
    ///   - note: What it is for.
    ///   - person: Who logged in; their own scope holds then.
    ///   - expires: When it ends by itself.
    ///   - actor: Who makes it.
    ///   - now: The moment.
    /// - Returns: The key, and how it is kept.
    /// - Throws: ``StoreError``, `invalid` for a scope that makes no sense or an end in the past.
    package func createKey(
        _ scope: AccessScope,
        note: String = "",
        person: PersonID? = nil,
        expires: Date? = nil,
        by actor: String,
        at now: Date
    ) throws -> (key: AccessKey, record: KeyRecord) {
        try Self.check(scope)
        guard note.utf8.count <= 512 else {
            throw StoreError(.invalid, "A key's note has at most 512 UTF-8 bytes.")
        }
        if let expires, expires <= now || !expires.isStorable {
            throw StoreError(.invalid, "A key ends in the future.")
        }
        let key = AccessKey()
        let record = KeyRecord(
            id: key.id,
            note: note,
            role: scope.role,
            accounts: scope.accounts,
            servicer: scope.servicer,
            person: person,
            created: now,
            createdBy: actor,
            expires: expires
        )
        try write("making a key") { db in
            // Nobody needs to see logins of the past.
            try db.execute(
                sql: """
                    DELETE FROM key
                    WHERE person IS NOT NULL AND (expires < ?1 OR revoked < ?1)
                    """,
                arguments: [now.timeIntervalSince1970 - 86_400]
            )
            try db.execute(
                sql: """
                    INSERT INTO key (id, digest, note, role, accounts, servicer, person, created,
                        created_by, expires)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.id.rawValue, key.digest, note, scope.role.rawValue,
                    Self.text(of: scope.accounts), scope.servicer?.rawValue, person?.rawValue,
                    now.timeIntervalSince1970, actor, expires?.timeIntervalSince1970,
                ]
            )
            try Self.append(
                try AuditEntry("key.create", key.id.rawValue, by: actor, after: record),
                at: now,
                in: db
            )
        }
        return (key, record)
    }

    /// The keys, oldest first; those of people show what these may do.
    package func keys() throws -> [KeyRecord] {
        try read("reading the keys") { db in try Self.stored(in: db).map(\.record) }
    }

    /// Whether there is a key that still opens something.
    package func hasKeys(at now: Date) throws -> Bool {
        try keys().contains { $0.holds(at: now) }
    }

    /// Ends a key; one that has ended already stays as it was.
    ///
    /// - Throws: ``StoreError``, `notFound` for an unknown one.
    @discardableResult
    package func revokeKey(_ id: KeyID, by actor: String, at now: Date) throws -> KeyRecord {
        try write("revoking a key") { db in
            guard var record = try Self.stored(in: db).first(where: { $0.record.id == id })?.record
            else { throw StoreError(.notFound, "There is no key \(id).") }
            guard record.revoked == nil else { return record }
            let before = record
            record.revoked = now
            try db.execute(
                sql: "UPDATE key SET revoked = ? WHERE id = ?",
                arguments: [now.timeIntervalSince1970, id.rawValue]
            )
            try Self.append(
                try AuditEntry("key.revoke", id.rawValue, by: actor, before: before, after: record),
                at: now,
                in: db
            )
            return record
        }
    }

    /// Notes when keys were last used; no change that the audit trail tells.
    package func noteUse(_ uses: [KeyID: Date]) throws {
        guard !uses.isEmpty else { return }
        try write("noting the use of keys") { db in
            for (id, date) in uses {
                try db.execute(
                    sql: "UPDATE key SET last_used = ? WHERE id = ?",
                    arguments: [date.timeIntervalSince1970, id.rawValue]
                )
            }
        }
    }

    /// A key with its digest.
    struct StoredKey: Sendable {
        var record: KeyRecord
        var digest: Data
    }

    /// Every key, by name.
    func storedKeys() throws -> [KeyID: StoredKey] {
        try read("reading the keys") { db in
            Dictionary(try Self.stored(in: db).map { ($0.record.id, $0) }) { $1 }
        }
    }

    private static func stored(in db: Database) throws -> [StoredKey] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT key.*,
                    IFNULL(person.role, key.role) AS role_now,
                    CASE WHEN person.name IS NULL THEN key.accounts ELSE person.accounts END
                        AS accounts_now,
                    CASE WHEN person.name IS NULL THEN key.servicer ELSE person.servicer END
                        AS servicer_now
                FROM key LEFT JOIN person ON person.name = key.person
                ORDER BY key.created, key.id
                """
        ).map { row in
            let scope = try scope(row, "role_now", "accounts_now", "servicer_now")
            return StoredKey(
                record: KeyRecord(
                    id: KeyID(rawValue: try row.value("id")),
                    note: try row.value("note"),
                    role: scope.role,
                    accounts: scope.accounts,
                    servicer: scope.servicer,
                    person: try row.text("person").map(PersonID.init),
                    created: try row.moment("created"),
                    createdBy: try row.value("created_by"),
                    expires: try row.optionalMoment("expires"),
                    revoked: try row.optionalMoment("revoked"),
                    lastUsed: try row.optionalMoment("last_used")
                ),
                digest: try row.value("digest")
            )
        }
    }

    // MARK: Values

    static func check(_ scope: AccessScope) throws {
        if let problem = scope.problem { throw StoreError(.invalid, problem) }
    }

    static func text(of accounts: [AccountID]?) throws -> String? {
        try accounts.map {
            String(decoding: try JSONEncoder().encode($0.map(\.rawValue)), as: UTF8.self)
        }
    }

    static func scope(
        _ row: Row,
        _ role: String,
        _ accounts: String,
        _ servicer: String
    ) throws -> AccessScope {
        // A role of a later version may do nothing here.
        guard let role = Role(rawValue: try row.value(role)) else {
            throw StoreError(.damaged, "A stored role cannot be read.")
        }
        let names = try row.text(accounts).map { text in
            guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
                throw StoreError(.damaged, "Stored accounts cannot be read.")
            }
            return names.map(AccountID.init)
        }
        return AccessScope(
            role,
            accounts: names,
            servicer: try row.text(servicer).map(ServicerID.init)
        )
    }
}

extension Row {
    /// A text, or `nil` for NULL.
    func text(_ column: String) throws -> String? {
        try decode(String?.self, forColumn: column)
    }

    /// A moment, or `nil` for NULL.
    func optionalMoment(_ column: String) throws -> Date? {
        try decode(Double?.self, forColumn: column) == nil ? nil : try moment(column)
    }
}
