import Foundation
import GRDB
import KFBotKnowledge
import KFBotModel

extension SessionWriter {
    func author(
        of message: MessageID,
        to customer: CustomerID
    ) throws -> (by: ServicerID, date: Date)? {
        try Row.fetchOne(
            open().cachedStatement(
                sql: """
                    SELECT servicer, date FROM inbox
                    WHERE account = ?1 AND customer = ?3 AND servicer IS NOT NULL
                        AND message = IFNULL(
                            (SELECT cause FROM outbox WHERE account = ?1 AND message = ?2), ?2)
                    """
            ),
            arguments: [account.rawValue, message.rawValue, customer.rawValue]
        ).map { row in
            (
                ServicerID(rawValue: try row.value("servicer")),
                try row.moment("date")
            )
        }
    }

    func recall(_ message: MessageID, of customer: CustomerID, at now: Date) throws -> Recall {
        let db = try open()
        let moment = now.timeIntervalSince1970
        let name = message.rawValue
        if let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT servicer, recalled FROM inbox
                    WHERE account = ? AND message = ? AND customer = ?
                    """
            ),
            arguments: [account.rawValue, name, customer.rawValue]
        ) {
            guard row["recalled"] == nil else { return .doneBefore }
            try execute(
                "UPDATE inbox SET recalled = ? WHERE account = ? AND message = ?",
                [moment, account.rawValue, name]
            )
            guard row["servicer"] != nil else { return .done([message]) }
            // A servicer's message reached the customer under names of its own.
            try execute(
                "UPDATE outbox SET recalled = ? WHERE account = ? AND cause = ?",
                [moment, account.rawValue, name]
            )
            let names = try String.fetchAll(
                db.cachedStatement(
                    sql:
                        "SELECT message FROM outbox WHERE account = ? AND cause = ? ORDER BY number"
                ),
                arguments: [account.rawValue, name]
            )
            return .done(names.isEmpty ? [message] : names.map(MessageID.init))
        }
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT recalled FROM outbox
                    WHERE account = ? AND message = ? AND customer = ?
                    """
            ),
            arguments: [account.rawValue, name, customer.rawValue]
        )
        guard let row else { return .unknown }
        guard row["recalled"] == nil else { return .doneBefore }
        try execute(
            "UPDATE outbox SET recalled = ? WHERE account = ? AND message = ?",
            [moment, account.rawValue, name]
        )
        return .done([message])
    }

    func withdraw(_ message: MessageID, of customer: CustomerID, session: Int) throws -> Bool {
        try execute(
            """
            DELETE FROM left_message
            WHERE account = ? AND message = ? AND customer = ? AND session = ?
            """,
            [account.rawValue, message.rawValue, customer.rawValue, session]
        )
        return try open().changesCount == 1
    }
}
