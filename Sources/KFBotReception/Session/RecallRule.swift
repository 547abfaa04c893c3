public import KFBotModel

public import struct Foundation.Date
public import struct Foundation.TimeInterval

/// Which messages a servicer may take back (撤回).
///
/// Own ones, and only for a short time. What a channel reports as taken back is not asked about here.
public enum RecallRule {
    /// For how long after it was written a message may be taken back, in seconds.
    ///
    /// The two minutes of WeChat's own clients; the manual of 微信客服 names no time.
    public static let duration: TimeInterval = 120

    /// Why a servicer may not take a message back; `nil` if they may.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - servicer: Who wants to.
    ///   - written: Who wrote it, and when; `nil` if no servicer wrote it to that customer.
    ///   - now: The moment.
    /// - Returns: The reason, or `nil`; at the last moment of ``duration`` it is still allowed.
    public static func refusal(
        _ message: MessageID,
        by servicer: ServicerID,
        written: (by: ServicerID, date: Date)?,
        at now: Date
    ) -> Refusal? {
        guard let written else { return .unknownMessage(message) }
        guard written.by == servicer else { return .notOwnMessage(message) }
        let isLate = now > written.date.addingTimeInterval(duration)
        return isLate ? .recallTooLate(minutes: Int(duration / 60)) : nil
    }
}
