import GRDB

/// Every migration of `knowledge.sqlite`, append-only.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11-22 knowledge") { db in
            try db.execute(
                sql: """
                    CREATE TABLE knowledge_base (
                        key INTEGER PRIMARY KEY,
                        name TEXT NOT NULL UNIQUE,
                        -- The revision that customers see; 0 before the first.
                        head INTEGER NOT NULL DEFAULT 0
                    );

                    CREATE TABLE revision (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        base INTEGER NOT NULL REFERENCES knowledge_base ON DELETE CASCADE,
                        actor TEXT NOT NULL,
                        -- Seconds since 1970.
                        date REAL NOT NULL,
                        reason TEXT NOT NULL,
                        added INTEGER NOT NULL,
                        updated INTEGER NOT NULL,
                        removed INTEGER NOT NULL
                    );
                    CREATE INDEX revision_by_date ON revision (base, date);

                    -- The newest state of each entry. A removed entry keeps its row, without body.
                    CREATE TABLE entry (
                        key INTEGER PRIMARY KEY,
                        base INTEGER NOT NULL REFERENCES knowledge_base ON DELETE CASCADE,
                        id TEXT NOT NULL,
                        version INTEGER NOT NULL,
                        revision INTEGER NOT NULL REFERENCES revision,
                        body TEXT,
                        UNIQUE (base, id)
                    );
                    CREATE INDEX entry_by_revision ON entry (revision);

                    -- Older states, each visible from its revision until before `ended`.
                    CREATE TABLE entry_history (
                        entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
                        version INTEGER NOT NULL,
                        revision INTEGER NOT NULL,
                        ended INTEGER NOT NULL,
                        body TEXT,
                        PRIMARY KEY (entry, version)
                    ) WITHOUT ROWID;

                    -- Each phrasing of the newest states; `ordinal` 0 is the question itself. The text
                    -- stands in the body; `fingerprint` is a hash of its plain units.
                    CREATE TABLE phrasing (
                        key INTEGER PRIMARY KEY,
                        entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
                        ordinal INTEGER NOT NULL,
                        fingerprint INTEGER NOT NULL
                    );
                    CREATE INDEX phrasing_by_entry ON phrasing (entry, ordinal);
                    CREATE INDEX phrasing_by_fingerprint ON phrasing (fingerprint);

                    -- In how many phrasings a term of the index occurs.
                    CREATE TABLE term (
                        base INTEGER NOT NULL REFERENCES knowledge_base ON DELETE CASCADE,
                        term TEXT NOT NULL,
                        phrasings INTEGER NOT NULL,
                        PRIMARY KEY (base, term)
                    ) WITHOUT ROWID;

                    CREATE TABLE vocabulary (
                        base INTEGER NOT NULL REFERENCES knowledge_base ON DELETE CASCADE,
                        revision INTEGER NOT NULL REFERENCES revision,
                        body TEXT NOT NULL,
                        PRIMARY KEY (base, revision)
                    ) WITHOUT ROWID;

                    -- When to answer and when to ask back.
                    CREATE TABLE match_policy (
                        base INTEGER NOT NULL REFERENCES knowledge_base ON DELETE CASCADE,
                        revision INTEGER NOT NULL REFERENCES revision,
                        body TEXT NOT NULL,
                        PRIMARY KEY (base, revision)
                    ) WITHOUT ROWID;

                    -- Edits that no customer sees yet.
                    CREATE TABLE draft (
                        base INTEGER PRIMARY KEY REFERENCES knowledge_base ON DELETE CASCADE,
                        actor TEXT NOT NULL,
                        date REAL NOT NULL,
                        vocabulary TEXT
                    );
                    CREATE TABLE draft_entry (
                        base INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE,
                        id TEXT NOT NULL,
                        -- The version on which the edit was made; 0 for a new entry.
                        version INTEGER NOT NULL,
                        -- NULL removes the entry.
                        body TEXT,
                        PRIMARY KEY (base, id)
                    ) WITHOUT ROWID;

                    -- By which rules the index was filled.
                    CREATE TABLE setting (
                        name TEXT PRIMARY KEY,
                        value TEXT NOT NULL
                    ) WITHOUT ROWID;
                    """
            )
        }
        migrator.registerMigration("2026-11-22 matching on disk") { db in
            try db.execute(
                sql: """
                    -- In how many entries a term occurs by kind of text, and in how many phrasings.
                    -- A term is the number of a unit or pair; 64 bits, signed.
                    CREATE TABLE term_frequency (
                        base INTEGER NOT NULL REFERENCES knowledge_base ON DELETE CASCADE,
                        term INTEGER NOT NULL,
                        plain INTEGER NOT NULL,
                        canonical INTEGER NOT NULL,
                        phrasings INTEGER NOT NULL,
                        answers INTEGER NOT NULL,
                        PRIMARY KEY (base, term)
                    ) WITHOUT ROWID;
                    DROP TABLE term;

                    -- In how many entries' phrasings a word occurs.
                    CREATE TABLE word_frequency (
                        base INTEGER NOT NULL REFERENCES knowledge_base ON DELETE CASCADE,
                        word INTEGER NOT NULL,
                        entries INTEGER NOT NULL,
                        PRIMARY KEY (base, word)
                    ) WITHOUT ROWID;

                    -- Sums over the entries; the lengths are counted in terms.
                    CREATE TABLE base_totals (
                        base INTEGER PRIMARY KEY REFERENCES knowledge_base ON DELETE CASCADE,
                        entries INTEGER NOT NULL,
                        answers INTEGER NOT NULL,
                        phrasings INTEGER NOT NULL,
                        bag_length INTEGER NOT NULL,
                        answer_length INTEGER NOT NULL
                    );

                    -- The number of canonical units and pairs, at most 255.
                    ALTER TABLE phrasing ADD COLUMN length INTEGER NOT NULL DEFAULT 0;

                    -- Entries that not every customer gets at every moment.
                    CREATE TABLE restriction (
                        entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
                        enabled INTEGER NOT NULL,
                        -- Seconds since 1970.
                        valid_from REAL,
                        valid_until REAL,
                        -- Names with U+001F between them; empty for all.
                        accounts TEXT NOT NULL
                    );

                    -- Without a stamp the index is made anew, and all of this with it.
                    DELETE FROM setting WHERE name = 'index';
                    """
            )
        }
        migrator.registerMigration("2026-11-30 columns of imports") { db in
            try db.execute(
                sql: """
                    -- What a person said that columns of files hold, in the order in which it was said.
                    CREATE TABLE import_column (
                        key INTEGER PRIMARY KEY,
                        base INTEGER NOT NULL REFERENCES knowledge_base ON DELETE CASCADE,
                        header TEXT NOT NULL,
                        field TEXT NOT NULL,
                        UNIQUE (base, header)
                    );
                    """
            )
        }
        return migrator
    }
}
