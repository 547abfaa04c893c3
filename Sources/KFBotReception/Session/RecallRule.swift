public import KFBotModel

public import struct Foundation.Date
public import struct Foundation.TimeInterval

/// Which messages a servicer may recall (撤回).
///
/// A servicer may recall their own messages, and only for a short time. The rule does not apply to
/// recalls that a channel reports.
public enum RecallRule {
    /// How long after it was written a message may be recalled, in seconds.
    ///
    /// These are the two minutes of WeChat's own clients; the manual of 微信客服 names no time.
    public static let duration: TimeInterval = 120

    /// The reason why a servicer may not recall a message; `nil` if they may.
    ///
    /// - Parameters:
    ///   - message: The message to recall.
    ///   - servicer: The servicer who wants to recall it.
    ///   - written: The servicer who wrote it, and when; `nil` if no servicer wrote it to that
    ///     customer.
    ///   - now: The moment of the attempt.
    /// - Returns: The reason, or `nil`. Exactly ``duration`` after the message, it is still
    ///   allowed.
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
