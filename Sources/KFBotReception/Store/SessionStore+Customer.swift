import Foundation
import GRDB
import KFBotKnowledge
public import KFBotModel

/// What is kept about one customer (个人信息), for them to see and to have removed.
///
/// - SeeAlso: 个人信息保护法, articles 45 and 47.
extension SessionStore {
    /// The tables with rows of a customer, and which rows these are.
    private static let tables: [(name: String, condition: String)] = [
        ("open_suggestion", "customer = :customer"),
        (
            "suggestion_feedback",
            "item IN (SELECT number FROM event WHERE customer = :customer)"
        ),
        (
            "labelled_turn",
            """
            message IS NOT NULL AND (account, message) IN
                (SELECT account, message FROM inbox WHERE customer = :customer)
            """
        ),
        ("left_message", "customer = :customer"),
        ("timer", "customer = :customer"),
        ("reception", "customer = :customer"),
        ("outbox", "customer = :customer"),
        ("inbox", "customer = :customer"),
        ("event", "customer = :customer"),
        ("session", "customer = :customer"),
    ]

    /// Everything kept about a customer: an object with an array of rows for each table that has some.
    ///
    /// - Parameters:
    ///   - customer: The customer.
    ///   - masked: Whether telephone numbers, addresses of mail and identity numbers are masked.
    /// - Returns: The object; without members for somebody who is not known.
    /// - Throws: ``StoreError``.
    public func data(of customer: CustomerID, masked: Bool) throws -> JSONValue {
        try read("reading what is kept about a customer") { db in
            var found: [String: JSONValue] = [:]
            for table in Self.tables {
                let rows = try Row.fetchAll(
                    db,
                    sql: "SELECT * FROM \(table.name) WHERE \(table.condition)",
                    arguments: ["customer": customer.rawValue]
                )
                guard !rows.isEmpty else { continue }
                found[table.name] = .array(
                    rows.map { row in
                        .object(
                            Dictionary(
                                row.map { column, value in
                                    (column, Self.json(value, in: column, masked: masked))
                                },
                                uniquingKeysWith: { $1 }
                            )
                        )
                    }
                )
            }
            let questions = try Self.questions(of: customer, in: db)
            let texts = try Self.learnable(questions, in: db).map(\.text)
            if !texts.isEmpty {
                found["questions_without_answer"] = .array(
                    texts.map { .string(masked ? ContactMask.masked($0) : $0) }
                )
            }
            return .object(found)
        }
    }

    /// Removes everything kept about a customer whose sessions have ended.
    ///
    /// Questions that the bot could not answer, and proposals made of them, are removed where nobody else
    /// asked the same. What became an entry of the knowledge is the company's and stays.
    ///
    /// - Returns: How many rows were removed, by table.
    /// - Throws: ``StoreError``, `conflict` while a session is open.
    public func erase(_ customer: CustomerID) throws -> [String: Int] {
        let accounts = try accounts(of: customer)
        let counts = try write("removing what is kept about a customer") { db in
            // What is deleted is overwritten, whatever SQLite was built to do.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            let open = try Int.fetchOne(
                db,
                sql: "SELECT COUNT(*) FROM session WHERE customer = ? AND state NOT IN (0, 4)",
                arguments: [customer.rawValue]
            )
            guard open == 0 else {
                throw StoreError(.conflict, "A session of the customer is open; end it first.")
            }
            var counts: [String: Int] = [:]
            for row in try Self.learnable(Self.questions(of: customer, in: db), in: db) {
                try db.execute(
                    sql: row.table == "proposal"
                        ? "DELETE FROM proposal WHERE number = ?"
                        : "DELETE FROM missed_question WHERE key = ? AND text = ?",
                    arguments: row.table == "proposal" ? [row.number] : [row.number, row.text]
                )
                counts[row.table, default: 0] += db.changesCount
            }
            for table in Self.tables {
                try db.execute(
                    sql: "DELETE FROM \(table.name) WHERE \(table.condition)",
                    arguments: ["customer": customer.rawValue]
                )
                if db.changesCount > 0 { counts[table.name] = db.changesCount }
            }
            return counts
        }
        for account in accounts { forgetStaff(of: account) }
        foldLog()
        return counts
    }

    /// The texts of a customer's questions, each with how often it was asked.
    private static func questions(
        of customer: CustomerID,
        in db: Database
    ) throws -> [Int64: Int] {
        let bodies = try String.fetchAll(
            db,
            sql: """
                SELECT body FROM inbox WHERE customer = ? AND servicer IS NULL AND body <> ''
                """,
            arguments: [customer.rawValue]
        )
        var questions: [Int64: Int] = [:]
        for body in bodies {
            guard let message = try? SessionCoding.decode(IncomingMessage.self, body),
                case .text(let text, _) = message.content
            else { continue }
            questions[Fingerprint.of(text.trimmingWhitespace()), default: 0] += 1
        }
        return questions
    }

    /// Missed questions and proposals that only the questions of one customer brought about.
    private static func learnable(
        _ questions: [Int64: Int],
        in db: Database
    ) throws -> [(table: String, number: Int64, text: String)] {
        guard !questions.isEmpty else { return [] }
        let proposals = try Row.fetchAll(db, sql: "SELECT number, times, body FROM proposal")
            .compactMap { row -> (table: String, number: Int64, text: String)? in
                let change = try SessionCoding.decode(Proposal.Change.self, try row.value("body"))
                let times: Int = try row.value("times")
                guard times <= questions[Fingerprint.of(change.question)] ?? 0 else { return nil }
                return ("proposal", try row.value("number"), change.question)
            }
        let missed = try Row.fetchAll(
            db,
            sql: "SELECT base, account, key, text, count FROM missed_question"
        ).compactMap { row -> (table: String, number: Int64, text: String)? in
            let (key, count): (Int64, Int) = (try row.value("key"), try row.value("count"))
            guard count <= questions[key] ?? 0 else { return nil }
            return ("missed_question", key, try row.value("text"))
        }
        return proposals + missed
    }

    private static func json(
        _ value: DatabaseValue,
        in column: String,
        masked: Bool
    ) -> JSONValue {
        switch value.storage {
        case .null: return .null
        case .int64(let number): return .integer(Int(number))
        case .double(let number):
            guard ["date", "active", "sent", "recalled"].contains(column) else {
                return .number(number)
            }
            let date = Date(timeIntervalSince1970: number)
            return date.isStorable ? .string(date.formatted(.iso8601)) : .number(number)
        case .string(let text):
            let text = masked ? ContactMask.masked(text) : text
            guard text.hasPrefix("{") || text.hasPrefix("[") else { return .string(text) }
            var parser = JSONParser(Array(text.utf8))
            return (try? parser.value()) ?? .string(text)
        case .blob(let data): return .string(data.base64EncodedString())
        }
    }
}

/// Masks what a person can be reached or known by.
package enum ContactMask {
    /// The text with mobile numbers as 138****5678, identity numbers as 110***********1234 and addresses
    /// of mail as a***@example.com.
    package static func masked(_ text: String) -> String {
        var text = text
        // Whole runs of digits, so that a part of an order's number is not taken for a telephone's.
        text.replace(/[0-9]+[Xx]?/) { match in
            let run = match.output
            switch run.count {
            case 18 where run.first != "0": return masked(run, keeping: 3, 4)
            case 11 where run.wholeMatch(of: /1[3-9][0-9]{9}/) != nil:
                return masked(run, keeping: 3, 4)
            case 13 where run.wholeMatch(of: /861[3-9][0-9]{9}/) != nil:
                return masked(run, keeping: 5, 4)
            default: return String(run)
            }
        }
        text.replace(/([A-Za-z0-9])[A-Za-z0-9._%+-]*@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)/) {
            match in
            match.output.1 + "***@" + match.output.2
        }
        return text
    }

    private static func masked(_ run: Substring, keeping first: Int, _ last: Int) -> String {
        let stars = String(repeating: "*", count: run.count - first - last)
        return run.prefix(first) + stars + run.suffix(last)
    }
}
