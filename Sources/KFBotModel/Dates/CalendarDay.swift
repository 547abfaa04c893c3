/// A day of the Gregorian calendar, without a time zone.
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many days after 1970-01-01 it is.
    public var number: Int

    /// The day that lies `number` days after 1970-01-01.
    public init(number: Int) { self.number = number }

    /// A date; `nil` if the calendar has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month),
            (1...ISODate.length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        number = ISODate.days(year: year, month: month, day: day)
    }

    /// Reads `2026-10-01`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day of the week.
    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday(rawValue: ((number + 3) % 7 + 7) % 7 + 1) ?? .monday
    }

    /// The day `count` days later.
    public func advanced(by count: Int) -> CalendarDay { CalendarDay(number: number + count) }

    /// The year.
    public var year: Int { Int(description.prefix { $0 != "-" }) ?? 0 }

    /// The form `2026-10-01`.
    public var description: String { ISODate.day(sinceEpoch: number) }

    /// Whether a day lies before another.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A day of the week, numbered as ISO 8601 does.
public enum Weekday: Int, Hashable, Sendable, CaseIterable {
    /// 周一, 1.
    case monday = 1
    /// 周二, 2.
    case tuesday
    /// 周三, 3.
    case wednesday
    /// 周四, 4.
    case thursday
    /// 周五, 5.
    case friday
    /// 周六, 6.
    case saturday
    /// 周日, 7.
    case sunday

    /// The name in `kfbot.yaml`: `mon` to `sun`.
    public var name: String {
        switch self {
        case .monday: "mon"
        case .tuesday: "tue"
        case .wednesday: "wed"
        case .thursday: "thu"
        case .friday: "fri"
        case .saturday: "sat"
        case .sunday: "sun"
        }
    }

    /// The Chinese name.
    public var chineseName: String {
        switch self {
        case .monday: "周一"
        case .tuesday: "周二"
        case .wednesday: "周三"
        case .thursday: "周四"
        case .friday: "周五"
        case .saturday: "周六"
        case .sunday: "周日"
        }
    }
}
