import GRDB

/// All migrations of `sessions.sqlite`; new ones are only ever appended.
enum SessionSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11-22 sessions") { db in
            try db.execute(
                sql: """
                    -- What all servicers of an account share. `version` changes with each change of
                    -- staff, load or pool, so that a staff in memory is known to be current.
                    CREATE TABLE desk (
                        account TEXT PRIMARY KEY,
                        version INTEGER NOT NULL,
                        turns INTEGER NOT NULL,
                        next_ticket INTEGER NOT NULL
                    ) WITHOUT ROWID;

                    CREATE TABLE servicer (
                        account TEXT NOT NULL,
                        id TEXT NOT NULL,
                        body TEXT NOT NULL,
                        PRIMARY KEY (account, id)
                    ) WITHOUT ROWID;

                    -- `body` is the whole session; the other columns repeat what is searched.
                    CREATE TABLE session (
                        account TEXT NOT NULL,
                        customer TEXT NOT NULL,
                        state INTEGER NOT NULL,
                        ticket INTEGER,
                        -- Seconds since 1970.
                        active REAL,
                        body TEXT NOT NULL,
                        PRIMARY KEY (account, customer)
                    ) WITHOUT ROWID;
                    CREATE INDEX session_by_ticket ON session (account, ticket)
                        WHERE ticket IS NOT NULL;
                    CREATE INDEX session_by_activity ON session (active);

                    -- Messages from outside, each once. `servicer` is NULL for a customer's.
                    CREATE TABLE inbox (
                        account TEXT NOT NULL,
                        message TEXT NOT NULL,
                        customer TEXT NOT NULL,
                        servicer TEXT,
                        date REAL NOT NULL,
                        body TEXT NOT NULL,
                        PRIMARY KEY (account, message)
                    ) WITHOUT ROWID;
                    CREATE INDEX inbox_by_customer ON inbox (account, customer, date);

                    CREATE TABLE outbox (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        account TEXT NOT NULL,
                        message TEXT NOT NULL,
                        customer TEXT NOT NULL,
                        date REAL NOT NULL,
                        sent REAL,
                        body TEXT NOT NULL,
                        UNIQUE (account, message)
                    );
                    CREATE INDEX outbox_unsent ON outbox (number) WHERE sent IS NULL;

                    CREATE TABLE timer (
                        account TEXT NOT NULL,
                        customer TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        date REAL NOT NULL,
                        PRIMARY KEY (account, customer, kind)
                    ) WITHOUT ROWID;
                    CREATE INDEX timer_by_date ON timer (date);

                    -- What happened, in order: for people who ask why, and for those who follow a
                    -- session. `body` is a message's name where `kind` is received or sent, else JSON.
                    CREATE TABLE event (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        account TEXT NOT NULL,
                        customer TEXT NOT NULL,
                        date REAL NOT NULL,
                        kind TEXT NOT NULL,
                        body TEXT NOT NULL
                    );
                    CREATE INDEX event_by_customer ON event (account, customer, number);

                    CREATE TABLE reception (
                        customer TEXT NOT NULL,
                        day INTEGER NOT NULL,
                        PRIMARY KEY (customer, day)
                    ) WITHOUT ROWID;
                    CREATE INDEX reception_by_day ON reception (day);
                    """
            )
        }
        migrator.registerMigration("2026-11-22 feed") { db in
            try db.execute(
                sql: """
                    -- What became of a message, as JSON; NULL while it is being handled.
                    ALTER TABLE inbox ADD COLUMN disposition TEXT;
                    -- The incoming message that a message answers; NULL for none.
                    ALTER TABLE outbox ADD COLUMN cause TEXT;
                    CREATE INDEX outbox_by_cause ON outbox (account, cause)
                        WHERE cause IS NOT NULL;
                    CREATE INDEX event_by_account ON event (account, number);
                    """
            )
        }
        migrator.registerMigration("2026-11-22 open sessions") { db in
            try db.execute(
                sql: """
                    CREATE INDEX session_open ON session (account, active) WHERE state <> 4;
                    """
            )
        }
        AssistSchema.register(in: &migrator)
        AssistSchema.registerSignals(in: &migrator)
        migrator.registerMigration("2026-11-22 recall and purge") { db in
            try db.execute(
                sql: """
                    -- When the sender took the message back; NULL for never.
                    ALTER TABLE inbox ADD COLUMN recalled REAL;
                    ALTER TABLE outbox ADD COLUMN recalled REAL;
                    DROP INDEX inbox_by_customer;
                    CREATE INDEX inbox_by_date ON inbox (date);
                    """
            )
        }
        AssistSchema.registerSources(in: &migrator)
        migrator.registerMigration("2026-11-30 left messages") { db in
            try db.execute(
                sql: """
                    -- The messages left for a servicer (留言), of the customer's session of a number.
                    CREATE TABLE left_message (
                        number INTEGER PRIMARY KEY,
                        account TEXT NOT NULL,
                        customer TEXT NOT NULL,
                        session INTEGER NOT NULL,
                        message TEXT NOT NULL,
                        date REAL NOT NULL
                    );
                    CREATE INDEX left_message_by_session
                        ON left_message (account, customer, session, number);
                    CREATE UNIQUE INDEX left_message_once ON left_message (account, message);
                    CREATE INDEX left_message_by_date ON left_message (date);

                    -- Until now the session itself held the names.
                    INSERT OR IGNORE INTO left_message (account, customer, session, message, date)
                    SELECT account, customer, json_extract(session.body, '$.number'), item.value,
                        IFNULL(active, 0)
                    FROM session, json_each(session.body, '$.robot.leftMessages') AS item
                    WHERE json_valid(session.body) AND item.type = 'text'
                    ORDER BY account, customer, item.key;
                    UPDATE session
                    SET body = json_remove(
                        json_set(
                            body, '$.robot.leftCount',
                            json_array_length(body, '$.robot.leftMessages')),
                        '$.robot.leftMessages')
                    WHERE json_valid(body) AND json_array_length(body, '$.robot.leftMessages') > 0;

                    -- Who received a customer, whatever else happened in between.
                    CREATE INDEX event_moves ON event (account, customer, date)
                        WHERE kind = 'record' AND substr(body, 1, 9) = '{"moved":';
                    """
            )
        }
        return migrator
    }
}
