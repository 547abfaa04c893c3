public import KFBotModel

public import struct Foundation.Date
public import struct Foundation.TimeInterval

/// Who may read a customer's records (接待记录).
///
/// A servicer or member who received the customer within the last 30 days, be it by transfer, may
/// read the records of these 30 days. An admin may read everything that is kept. Anybody else is
/// refused.
public enum TranscriptAccess {
    /// How far back a servicer may read, in seconds: 30 days, by 微信客服's user manual.
    public static let duration: TimeInterval = 30 * 86_400

    /// The reason why somebody may not read the records; `nil` if they may.
    ///
    /// - Parameters:
    ///   - reader: The servicer who wants to read.
    ///   - session: The customer's session.
    ///   - staff: The account's staff.
    ///   - records: The records about the customer.
    ///   - now: The moment of the attempt.
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
