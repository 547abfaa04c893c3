public import KFBotModel

public import struct Foundation.Date
public import struct Foundation.TimeZone

/// The clock on the wall of a place.
///
/// It stops at times, but is never put back. When summer time ends, the clock stands still until
/// the repeated hour is over. When summer time begins, the clock jumps. So every moment has one
/// reading, readings never decrease, and a slot opens once a day and has no gap.
public struct WallClock: Hashable, Sendable {
    /// The time zone of the place.
    public let timeZone: TimeZone

    /// Creates the clock of a time zone.
    public init(timeZone: TimeZone) { self.timeZone = timeZone }

    /// How far a zone's rules may put a clock back, in seconds: a day where a date line was moved.
    private static let longestSetback = 86_400 + 3600

    /// The reading at a moment.
    public func reading(at date: Date) -> Reading {
        Reading(seconds: wall(Int(date.timeIntervalSince1970.rounded(.down))))
    }

    /// The first moment at which the clock shows a reading or a later one.
    public func moment(of reading: Reading) -> Date {
        Date(timeIntervalSince1970: Double(instant(reading.seconds)))
    }

    /// What a clock shows.
    public struct Reading: Hashable, Comparable, Sendable {
        /// Seconds after 1970-01-01 00:00 on the wall.
        public let seconds: Int

        init(seconds: Int) { self.seconds = seconds }

        /// Creates the reading at a minute of a day; 1440 is the midnight at its end.
        public init(day: CalendarDay, minute: Int) {
            seconds = day.number * 86_400 + minute * 60
        }

        /// Reads `2026-10-01 09:00`, or a date alone for its first minute; `nil` for anything else.
        public init?(_ text: String) {
            let words = text.split(whereSeparator: { $0 == " " || $0 == "T" })
            guard let first = words.first, let day = CalendarDay(first), words.count <= 2 else {
                return nil
            }
            guard words.count == 2 else {
                self.init(day: day, minute: 0)
                return
            }
            guard let minute = TimeSlot.minute(words[1]) else { return nil }
            self.init(day: day, minute: minute)
        }

        /// The day that the clock shows.
        public var day: CalendarDay {
            CalendarDay(number: (seconds - secondOfDay) / 86_400)
        }

        /// The second of the day, 0..<86400.
        public var secondOfDay: Int { (seconds % 86_400 + 86_400) % 86_400 }

        /// The form `2026-10-01 09:00`.
        public var text: String { "\(day) \(TimeSlot.text(secondOfDay / 60))" }

        /// Whether one reading comes before another.
        public static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
    }

    private func offset(_ instant: Int) -> Int {
        timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
    }

    /// The largest local time shown at or before an instant.
    private func wall(_ instant: Int) -> Int {
        let now = offset(instant)
        let earlier = offset(instant - Self.longestSetback)
        guard earlier > now else { return instant + now }
        // The clock was put back within the last day: find the second at which that happened.
        var before = instant - Self.longestSetback
        var after = instant
        while after - before > 1 {
            let middle = before + (after - before) / 2
            if offset(middle) > now { before = middle } else { after = middle }
        }
        return max(instant + now, after + offset(before))
    }

    private func instant(_ reading: Int) -> Int {
        let guess = reading - offset(reading - offset(reading))
        if wall(guess) == reading, wall(guess - 1) < reading { return guess }
        // Zones lie between 12 hours behind and 14 hours ahead of UTC.
        var before = reading - 16 * 3600
        var after = reading + 14 * 3600 + Self.longestSetback
        while after - before > 1 {
            let middle = before + (after - before) / 2
            if wall(middle) >= reading { after = middle } else { before = middle }
        }
        return after
    }
}
