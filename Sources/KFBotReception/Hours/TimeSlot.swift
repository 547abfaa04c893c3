import KFBotModel

/// A half-open span of a day on the wall clock: its begin belongs to it, its end does not.
///
/// A slot belongs to the day on which it begins. If the end is not after the begin, it is a time of
/// the next day: `22:00-06:00` on a Friday lasts until Saturday morning.
public struct TimeSlot: Hashable, Sendable, CustomStringConvertible {
    /// The first minute of the slot, 0...1439.
    public let begin: Int
    /// The first minute after the slot, counted from the same midnight: above `begin`, at most a
    /// day later.
    public let end: Int

    /// Creates a slot; `nil` if it is empty, begins outside the day or lasts longer than a day.
    public init?(begin: Int, end: Int) {
        guard (0..<1440).contains(begin), end > begin, end <= begin + 1440 else { return nil }
        self.begin = begin
        self.end = end
    }

    /// The whole day, `00:00-24:00`.
    public static let wholeDay = TimeSlot(unchecked: 0, 1440)

    private init(unchecked begin: Int, _ end: Int) {
        self.begin = begin
        self.end = end
    }

    /// Reads `09:00-18:00`, `22:00-06:00` or `00:00-24:00`; `nil` for anything else.
    ///
    /// `09:00-09:00` is refused, because it might mean the whole day or nothing.
    public init?(_ text: String) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            .map { String($0).trimmingWhitespace() }
        guard ends.count == 2, let begin = Self.minute(ends[0]), let end = Self.minute(ends[1]),
            begin != end
        else { return nil }
        self.init(begin: begin, end: end < begin ? end + 1440 : end)
    }

    /// Reads `09:30` or `24:00` as minutes after midnight.
    static func minute(_ text: some StringProtocol) -> Int? {
        let parts = text.split(whereSeparator: { $0 == ":" || $0 == "：" })
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
            hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    /// The form `09:00-18:00`; an end on the next day is written as the time of that day.
    public var description: String {
        Self.text(begin) + "-" + Self.text(end > 1440 ? end - 1440 : end)
    }

    static func text(_ minute: Int) -> String {
        let hour = minute / 60
        let rest = minute % 60
        return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
    }
}
