import GRDB
import KFBotKnowledge
import KFBotModel

extension SessionStore {
    /// A column that holds written forms, with the rows to check.
    private struct Form {
        let table: String
        let column: String
        let condition: String
        let read: (String) throws -> Void

        init<Value: StoredForm>(
            _ type: Value.Type,
            in table: String,
            _ column: String = "body",
            where condition: String = "TRUE"
        ) {
            self.table = table
            self.column = column
            self.condition = condition
            read = { _ = try SessionCoding.decode(type, $0) }
        }
    }

    private static var forms: [Form] {
        [
            Form(Session.self, in: "session"),
            Form(Servicer.self, in: "servicer"),
            Form(IncomingMessage.self, in: "inbox", where: "body <> ''"),
            Form(Disposition.self, in: "inbox", "disposition", where: "disposition IS NOT NULL"),
            Form(OutgoingMessage.self, in: "outbox", where: "body <> ''"),
            Form(SessionRecord.self, in: "event", where: "kind = 'record'"),
            Form(SuggestionSet.self, in: "event", where: "kind IN ('suggested', 'silent')"),
            Form(Reminder.self, in: "event", where: "kind = 'reminder'"),
            Form([String].self, in: "event", where: "kind = 'delivered'"),
            Form(Proposal.Change.self, in: "proposal"),
            Form(Proposal.Decision.self, in: "proposal", "decision", where: "decision IS NOT NULL"),
        ]
    }

    /// Checks the file, its indexes, and that the stored forms can be read.
    ///
    /// - Returns: What is wrong, one line for each fault; empty for a sound file.
    /// - Throws: ``StoreError`` if the file cannot be read at all.
    public func checkIntegrity() throws -> [String] {
        try read("checking the sessions") { db in
            var faults = try KnowledgeStore.fileFaults(in: db)
            for form in Self.forms {
                let (table, column) = (form.table, form.column)
                var (count, unreadable) = (0, 0)
                let rows = try Row.fetchCursor(
                    db,
                    sql: "SELECT \(column) FROM \(table) WHERE \(form.condition)"
                )
                while let row = try rows.next() {
                    count += 1
                    guard let body = try? row.decode(String.self, atIndex: 0),
                        (try? form.read(body)) != nil
                    else {
                        unreadable += 1
                        continue
                    }
                }
                if unreadable > 0 {
                    faults.append(
                        "\(unreadable) of \(count) rows of \(table) cannot be read (\(column))"
                    )
                }
            }
            return try faults
                + Self.damage(
                    of: "timer",
                    in: Row.fetchCursor(db, sql: "SELECT * FROM timer"),
                    reading: Self.timer
                )
        }
    }
}
