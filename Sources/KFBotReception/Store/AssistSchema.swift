import GRDB

/// The tables of `sessions.sqlite` for suggestions, what came of them, and what they teach.
///
/// They are kept with the sessions rather than with the knowledge, because they hold customers' and
/// servicers' words and are purged like sessions.
enum AssistSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("2026-11-22 assistance") { db in
            try db.execute(
                sql: """
                    -- The suggestions that wait for the servicer's answer: `item` is the number of
                    -- their event.
                    CREATE TABLE open_suggestion (
                        account TEXT NOT NULL,
                        customer TEXT NOT NULL,
                        item INTEGER NOT NULL,
                        PRIMARY KEY (account, customer)
                    ) WITHOUT ROWID;

                    CREATE TABLE suggestion_feedback (
                        item INTEGER NOT NULL,
                        entry TEXT NOT NULL,
                        feedback TEXT NOT NULL,
                        date REAL NOT NULL,
                        PRIMARY KEY (item, entry)
                    ) WITHOUT ROWID;
                    CREATE INDEX suggestion_feedback_by_date ON suggestion_feedback (date);

                    -- `day` is a day of the account's own clock, counted from 1970-01-01.
                    CREATE TABLE entry_use (
                        base TEXT NOT NULL,
                        entry TEXT NOT NULL,
                        account TEXT NOT NULL,
                        day INTEGER NOT NULL,
                        kind TEXT NOT NULL,
                        count INTEGER NOT NULL,
                        PRIMARY KEY (base, entry, account, day, kind)
                    ) WITHOUT ROWID;

                    -- `key` is the fingerprint of the question.
                    CREATE TABLE missed_question (
                        base TEXT NOT NULL,
                        account TEXT NOT NULL,
                        key INTEGER NOT NULL,
                        text TEXT NOT NULL,
                        count INTEGER NOT NULL,
                        first REAL NOT NULL,
                        last REAL NOT NULL,
                        PRIMARY KEY (base, account, key)
                    ) WITHOUT ROWID;

                    CREATE TABLE labelled_turn (
                        number INTEGER PRIMARY KEY,
                        date REAL NOT NULL,
                        base TEXT NOT NULL,
                        confidence REAL NOT NULL,
                        correct INTEGER NOT NULL
                    );
                    CREATE INDEX labelled_turn_by_date ON labelled_turn (date);

                    -- `entry` is empty for a new one; `key` is the fingerprint of what is proposed.
                    CREATE TABLE proposal (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        base TEXT NOT NULL,
                        account TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        entry TEXT NOT NULL,
                        key INTEGER NOT NULL,
                        revision INTEGER NOT NULL,
                        times INTEGER NOT NULL,
                        first REAL NOT NULL,
                        last REAL NOT NULL,
                        state TEXT NOT NULL,
                        body TEXT NOT NULL,
                        decision TEXT
                    );
                    CREATE UNIQUE INDEX proposal_once ON proposal (base, kind, entry, key)
                        WHERE state <> 'accepted';
                    """
            )
        }
    }

    /// Adds the values from which a calibrator is refitted to labelled matches.
    static func registerSignals(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("2026-11-22 signals of labelled turns") { db in
            try db.execute(
                sql: """
                    -- NULL where something else than the curve decided.
                    ALTER TABLE labelled_turn ADD COLUMN signal REAL;
                    ALTER TABLE labelled_turn ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
                    """
            )
        }
    }

    /// Adds to labelled matches who labelled them, and allows one for each message.
    static func registerSources(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("2026-11-22 sources of labelled turns") { db in
            try db.execute(
                sql: """
                    ALTER TABLE labelled_turn ADD COLUMN source TEXT NOT NULL DEFAULT 'menu';
                    -- The message that asked; forgotten with the records of its time.
                    ALTER TABLE labelled_turn ADD COLUMN account TEXT;
                    ALTER TABLE labelled_turn ADD COLUMN message TEXT;
                    CREATE UNIQUE INDEX labelled_turn_once ON labelled_turn (account, message)
                        WHERE message IS NOT NULL;
                    """
            )
        }
    }

    /// Removes rows that hold people's words and are older than a moment; open proposals stay.
    static func purge(before moment: Double, in db: Database) throws {
        for sql in [
            "DELETE FROM suggestion_feedback WHERE date < ?",
            "DELETE FROM missed_question WHERE last < ?",
            "DELETE FROM proposal WHERE last < ? AND state <> 'open'",
            "UPDATE labelled_turn SET message = NULL WHERE date < ? AND message IS NOT NULL",
        ] {
            try db.execute(sql: sql, arguments: [moment])
        }
        try db.execute(
            sql: "DELETE FROM open_suggestion WHERE item NOT IN (SELECT number FROM event)"
        )
    }
}
