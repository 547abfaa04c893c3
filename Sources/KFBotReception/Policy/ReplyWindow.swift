public import struct Foundation.Date
public import struct Foundation.TimeInterval

/// How much the company may send to a customer: 5 messages within 48 hours of each of the
/// customer's.
///
/// Source: the API's `kf/send_msg`; its errors 95001 and 95002, `fail_type` 4 and 6.
public struct ReplyLimits: Hashable, Sendable {
    /// How long after a customer's message the company may write, in seconds.
    public var duration: TimeInterval
    /// How many messages the company may send in that time, at least 1.
    public var messages: Int
    /// The largest text of one message, in UTF-8 bytes.
    public var textBytes: Int

    /// Creates limits; the defaults are the API's.
    public init(duration: TimeInterval = 48 * 3600, messages: Int = 5, textBytes: Int = 2048) {
        self.duration = duration
        self.messages = messages
        self.textBytes = textBytes
    }
}

/// What one customer's 48 hours and 5 messages leave to send.
public struct ReplyWindow: Hashable, Sendable {
    /// When the customer last wrote; `nil` for never.
    public private(set) var opened: Date?
    /// How many messages were sent since then.
    public private(set) var sent = 0

    /// Creates a window that no message has opened.
    public init() {}

    init(opened: Date?, sent: Int) {
        self.opened = opened
        self.sent = sent
    }

    /// Opens the window anew, because the customer wrote.
    public mutating func open(at now: Date) {
        // A message that arrives late must not move the opening back.
        opened = max(opened ?? now, now)
        sent = 0
    }

    /// How many messages may still be sent at a moment; 0 once the time is over.
    public func remaining(at now: Date, _ limits: ReplyLimits) -> Int {
        guard let opened, now < opened.addingTimeInterval(limits.duration) else { return 0 }
        return max(limits.messages - sent, 0)
    }

    /// Counts a message that is sent.
    public mutating func count() { sent += 1 }

    /// The first moment at which nothing may be sent any more; `nil` if the customer never wrote.
    public func end(_ limits: ReplyLimits) -> Date? {
        opened?.addingTimeInterval(limits.duration)
    }
}
