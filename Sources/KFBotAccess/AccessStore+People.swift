package import Foundation
import GRDB
import KFBotKnowledge
import KFBotModel

extension AccessStore {
    /// Adds somebody.
    ///
    /// - Throws: ``StoreError``, `exists` for a name that is taken, `invalid` for one or a scope that
    ///   makes no sense.
    @discardableResult
    package func addPerson(
        _ name: PersonID,
        _ scope: AccessScope,
        password: PasswordHash,
        by actor: String,
        at now: Date
    ) throws -> Person {
        try Self.check(scope)
        guard name.isWellFormed else {
            throw StoreError(
                .invalid,
                "A name has 1 to \(NameLimits.characters) characters and no control characters."
            )
        }
        let person = Person(name: name, scope: scope, created: now)
        try write("adding a person") { db in
            guard try Self.person(name, in: db) == nil else {
                throw StoreError(.exists, "There is a \(name) already.")
            }
            try db.execute(
                sql: """
                    INSERT INTO person (name, role, accounts, servicer, password, created)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    name.rawValue, scope.role.rawValue, Self.text(of: scope.accounts),
                    scope.servicer?.rawValue, password.text, now.timeIntervalSince1970,
                ]
            )
            try Self.append(
                try AuditEntry("user.add", name.rawValue, by: actor, after: person),
                at: now,
                in: db
            )
        }
        return person
    }

    /// Changes what somebody may do; holds for the keys with which they are logged in, too.
    ///
    /// - Throws: ``StoreError``, `notFound` for nobody.
    @discardableResult
    package func changePerson(
        _ name: PersonID,
        to scope: AccessScope,
        by actor: String,
        at now: Date
    ) throws -> Person {
        try Self.check(scope)
        return try write("changing a person") { db in
            guard let before = try Self.person(name, in: db) else { throw Self.unknown(name) }
            let after = Person(name: name, scope: scope, created: before.created)
            try db.execute(
                sql: "UPDATE person SET role = ?, accounts = ?, servicer = ? WHERE name = ?",
                arguments: [
                    scope.role.rawValue, Self.text(of: scope.accounts), scope.servicer?.rawValue,
                    name.rawValue,
                ]
            )
            try Self.append(
                try AuditEntry(
                    "user.change",
                    name.rawValue,
                    by: actor,
                    before: before,
                    after: after
                ),
                at: now,
                in: db
            )
            return after
        }
    }

    /// Gives somebody another password, and ends what they are logged in with.
    ///
    /// - Throws: ``StoreError``, `notFound` for nobody.
    package func setPassword(
        of name: PersonID,
        to password: PasswordHash,
        by actor: String,
        at now: Date
    ) throws {
        try write("changing a password") { db in
            guard try Self.person(name, in: db) != nil else { throw Self.unknown(name) }
            try db.execute(
                sql: "UPDATE person SET password = ? WHERE name = ?",
                arguments: [password.text, name.rawValue]
            )
            try db.execute(sql: "DELETE FROM key WHERE person = ?", arguments: [name.rawValue])
            try Self.append(
                try AuditEntry("user.password", name.rawValue, by: actor),
                at: now,
                in: db
            )
        }
    }

    /// Removes somebody, with the keys with which they are logged in.
    ///
    /// - Throws: ``StoreError``, `notFound` for nobody.
    @discardableResult
    package func removePerson(
        _ name: PersonID,
        by actor: String,
        at now: Date
    ) throws -> Person {
        try write("removing a person") { db in
            guard let person = try Self.person(name, in: db) else { throw Self.unknown(name) }
            try db.execute(sql: "DELETE FROM key WHERE person = ?", arguments: [name.rawValue])
            try db.execute(sql: "DELETE FROM person WHERE name = ?", arguments: [name.rawValue])
            try Self.append(
                try AuditEntry("user.remove", name.rawValue, by: actor, before: person),
                at: now,
                in: db
            )
            return person
        }
    }

    /// The people, by name.
    package func people() throws -> [Person] {
        try read("reading the people") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM person ORDER BY name").map(Self.person)
        }
    }

    /// Somebody and how their password is kept; `nil` for nobody.
    package func credentials(of name: PersonID) throws -> (person: Person, password: PasswordHash)?
    {
        try read("reading a person") { db in
            try Row.fetchOne(
                db,
                sql: "SELECT * FROM person WHERE name = ?",
                arguments: [name.rawValue]
            ).map { row in
                (try Self.person(row), PasswordHash(stored: try row.value("password")))
            }
        }
    }

    private static func person(_ name: PersonID, in db: Database) throws -> Person? {
        try Row.fetchOne(
            db,
            sql: "SELECT * FROM person WHERE name = ?",
            arguments: [name.rawValue]
        ).map(person)
    }

    private static func person(_ row: Row) throws -> Person {
        Person(
            name: PersonID(rawValue: try row.value("name")),
            scope: try scope(row, "role", "accounts", "servicer"),
            created: try row.moment("created")
        )
    }

    private static func unknown(_ name: PersonID) -> StoreError {
        StoreError(.notFound, "There is nobody called \(name).")
    }
}
