import Foundation
import GRDB
import KFBotKnowledge
public import KFBotModel

extension SessionStore {
    /// How far before the first day events are read, so that customers who were waiting then are
    /// known: 48 hours of silence end a session.
    private static let leadIn: TimeInterval = 3 * 86_400

    /// Counts how customers were received, by day, account and servicer.
    ///
    /// - Parameters:
    ///   - account: Counts this account only; `nil` for all.
    ///   - days: The days to count, each by its account's clock. Only days whose records are kept
    ///     can be counted.
    ///   - configuration: Gives the accounts' time zones.
    /// - Returns: The counts.
    /// - Throws: ``StoreError`` if the file cannot be read.
    /// - Complexity: O(*n*), *n* the number of events kept.
    public func statistics(
        of account: AccountID? = nil,
        on days: ClosedRange<CalendarDay>,
        configuration: ReceptionConfiguration
    ) throws -> ReceptionStatistics {
        // Time zones differ from UTC by 14 hours at most.
        let first = Double(days.lowerBound.number) * 86_400 - 14 * 3600 - Self.leadIn
        let last = Double(days.upperBound.number + 1) * 86_400 + 14 * 3600
        let sql = """
            SELECT event.*, inbox.servicer AS author, seen.disposition AS disposition FROM event
            LEFT JOIN outbox ON event.kind = 'answered'
                AND outbox.account = event.account AND outbox.message = event.body
            LEFT JOIN inbox ON event.kind = 'answered'
                AND inbox.account = event.account AND inbox.message = outbox.cause
            LEFT JOIN inbox AS seen ON event.kind = 'received'
                AND seen.account = event.account AND seen.message = event.body
            WHERE (event.account = ?1 OR ?1 IS NULL) AND event.date >= ?2 AND event.date < ?3
            ORDER BY event.number
            """
        return try read("counting the sessions") { db in
            var statistics = ReceptionStatistics()
            let rows = try Row.fetchCursor(
                db,
                sql: sql,
                arguments: [account?.rawValue, first, last]
            )
            while let row = try rows.next() {
                guard let event = try ReceptionStatistics.Event(row: row) else { continue }
                let account = AccountID(rawValue: try row.value("account"))
                let date = try row.moment("date")
                let day = configuration[account].hours.clock.reading(at: date).day
                statistics.count(
                    event,
                    account: account,
                    customer: CustomerID(rawValue: try row.value("customer")),
                    at: date,
                    on: days.contains(day) ? day : nil
                )
            }
            return statistics
        }
    }
}

extension ReceptionStatistics.Event {
    /// Reads a row; `nil` for an item that is not counted.
    fileprivate init?(row: Row) throws {
        guard let kind = FeedKind(rawValue: try row.value("kind")) else { return nil }
        let body: String = try row.value("body")
        switch kind {
        case .received:
            let disposition = try row.decode(String?.self, forColumn: "disposition").map {
                try SessionCoding.decode(Disposition.self, $0)
            }
            if case .refused = disposition {
                self = .received(isRefused: true)
            } else {
                self = .received(isRefused: false)
            }
        case .answered:
            self = .reply(
                try row.decode(String?.self, forColumn: "author").map(ServicerID.init(rawValue:))
            )
        case .delivered:
            guard let servicer = try SessionCoding.decode([String].self, body).last else {
                return nil
            }
            self = .delivered(ServicerID(rawValue: servicer))
        case .reminder:
            self = .reminder(try SessionCoding.decode(Reminder.self, body).servicer)
        case .record: self = .record(try SessionCoding.decode(SessionRecord.self, body))
        case .sent, .suggested, .silent: return nil
        }
    }
}
