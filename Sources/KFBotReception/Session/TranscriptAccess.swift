public import KFBotModel

public import struct Foundation.Date
public import struct Foundation.TimeInterval

/// Who may read what was said to a customer.
///
/// Whoever received the customer within the last 30 days, by transfer too and as a member too, reads the
/// last 30 days; an admin reads all that is kept. Others are refused.
public enum TranscriptAccess {
    /// How far back a servicer reads; the product manual says 30 days.
    public static let duration: TimeInterval = 30 * 86_400

    /// Why somebody may not read the records; `nil` if they may.
    ///
    /// - Parameters:
    ///   - reader: Who wants to read.
    ///   - session: The customer's session.
    ///   - staff: The account's staff.
    ///   - records: What was written down about the customer.
    ///   - now: The moment.
    /// - Returns: The reason, or `nil`.
    public static func refusal(
        _ reader: ServicerID,
        session: Session,
        staff: Staff,
        records: [(date: Date, record: SessionRecord)],
        at now: Date
    ) -> Refusal? {
        guard staff.servicers[reader] != nil else { return .unknownServicer(reader) }
        if session.servicer == reader { return nil }
        let first = now.addingTimeInterval(-duration)
        let hasReceived = records.contains { item in
            guard case .moved(_, _, reader) = item.record else { return false }
            return item.date >= first
        }
        return hasReceived ? nil : .recordsNotShown(reader)
    }
}
