import Foundation
import GRDB

extension SessionWriter {
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
            // What a servicer wrote reached the customer under names of its own.
            if row["servicer"] != nil {
                try execute(
                    "UPDATE outbox SET recalled = ? WHERE account = ? AND cause = ?",
                    [moment, account.rawValue, name]
                )
            }
            return .done
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
        return .done
    }
}
