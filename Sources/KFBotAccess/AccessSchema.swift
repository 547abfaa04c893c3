import GRDB

/// Every migration of `access.sqlite`, append-only.
enum AccessSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11-30 keys and people") { db in
            try db.execute(
                sql: """
                    -- Moments are seconds since 1970; `accounts` is a JSON array, NULL for all.
                    CREATE TABLE person (
                        name TEXT PRIMARY KEY,
                        role TEXT NOT NULL,
                        accounts TEXT,
                        servicer TEXT,
                        password TEXT NOT NULL,
                        created REAL NOT NULL
                    ) WITHOUT ROWID;

                    -- `digest` is the SHA-256 of the key. Where there is a person, what they may do is
                    -- what the key may do.
                    CREATE TABLE key (
                        id TEXT PRIMARY KEY,
                        digest BLOB NOT NULL,
                        note TEXT NOT NULL,
                        role TEXT NOT NULL,
                        accounts TEXT,
                        servicer TEXT,
                        person TEXT REFERENCES person (name) ON DELETE CASCADE,
                        created REAL NOT NULL,
                        created_by TEXT NOT NULL,
                        expires REAL,
                        revoked REAL,
                        last_used REAL
                    ) WITHOUT ROWID;
                    CREATE INDEX key_by_person ON key (person) WHERE person IS NOT NULL;

                    -- `before` and `after` are JSON without secrets and customers' words.
                    CREATE TABLE audit (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        date REAL NOT NULL,
                        actor TEXT NOT NULL,
                        action TEXT NOT NULL,
                        subject TEXT NOT NULL,
                        before TEXT,
                        after TEXT
                    );

                    -- Only in a provider's file.
                    CREATE TABLE company (
                        name TEXT PRIMARY KEY,
                        title TEXT NOT NULL,
                        created REAL NOT NULL,
                        suspended REAL
                    ) WITHOUT ROWID;
                    """
            )
        }
        return migrator
    }
}
