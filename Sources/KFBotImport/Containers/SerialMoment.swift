import KFBotModel

/// A moment as spreadsheets store it: days since the end of 1899 and a part of a day.
struct SerialMoment {
    /// Whole days since 1970-01-01.
    private let day: Int
    /// Milliseconds of the day.
    private let milliseconds: Int
    /// Milliseconds from the first day on, for elapsed times.
    private let elapsed: Int

    /// Takes a number of days; `nil` where no day of the calendar has it, before 1900 or after 9999.
    ///
    /// Times are rounded to what the section shows of a second.
    ///
    /// - Parameters:
    ///   - days: The number.
    ///   - section: What is shown of it.
    ///   - startsIn1904: Whether days are counted from 1904-01-01.
    init?(_ days: Double, _ section: NumberFormat.Section, startsIn1904: Bool) {
        guard days >= 0, days < 2_958_466 else { return nil }
        var unit = 1000
        for case .fraction(let places) in section.tokens { unit = [1000, 100, 10, 1][places] }
        let units = Int((days * 86_400_000 / Double(unit)).rounded())
        elapsed = units * unit
        milliseconds = elapsed % 86_400_000
        let whole = elapsed / 86_400_000 + (startsIn1904 ? 1462 : 0)
        // Excel takes 1900 for a leap year: before 1900-03-01 its days are one short.
        day = whole + (whole < 60 ? 1 : 0) - 25_569
    }

    /// The form of ISO 8601, without a zone.
    func iso(hasTime: Bool) -> String {
        let date = ISODate.day(sinceEpoch: day)
        guard hasTime else { return date }
        let second = milliseconds / 1000
        return date + "T" + Self.padded(second / 3600, 2) + ":" + Self.padded(second / 60 % 60, 2)
            + ":" + Self.padded(second % 60, 2)
    }

    /// The moment as a section shows it.
    func text(_ section: NumberFormat.Section) -> String {
        let hasHalves = section.tokens.contains { if case .halfOfDay = $0 { true } else { false } }
        return section.tokens.map { piece($0, section, hasHalves: hasHalves) }.joined()
    }

    private func piece(
        _ token: NumberFormat.Token,
        _ section: NumberFormat.Section,
        hasHalves: Bool
    ) -> String {
        let numerals = ChineseNumerals(section.numerals)
        let parts = ISODate.day(sinceEpoch: day).split(separator: "-").compactMap { Int($0) }
        let hour = milliseconds / 3_600_000
        switch token {
        case .literal(let text): return text
        case .year(let count):
            return numerals.digits(Self.padded(count == 2 ? parts[0] % 100 : parts[0], count))
        case .month(let count) where count <= 2: return numerals.number(parts[1], count)
        case .month(let count): return month(parts[1], count, section)
        case .day(let count): return numerals.number(parts[2], count)
        case .weekday(let count): return weekday(count, section)
        case .hour(let count):
            return numerals.number(hasHalves ? (hour + 11) % 12 + 1 : hour, count)
        case .minute(let count): return numerals.number(milliseconds / 60_000 % 60, count)
        case .second(let count): return numerals.number(milliseconds / 1000 % 60, count)
        case .fraction(let places):
            return "." + Self.padded(milliseconds % 1000, 3).prefix(places)
        case .elapsed(let unit, let count):
            let size = unit == "h" ? 3_600_000 : unit == "m" ? 60_000 : 1000
            return Self.padded(elapsed / size, count)
        case .halfOfDay(let morning, let afternoon): return hour < 12 ? morning : afternoon
        case .point: return "."
        case .comma: return ","
        case .slash: return "/"
        case .percent: return "%"
        case .digit, .exponent, .general, .text: return ""
        }
    }

    private func month(_ month: Int, _ count: Int, _ section: NumberFormat.Section) -> String {
        if section.isChinese { return ChineseNumerals(1).number(month, 1) + "月" }
        let name = Self.months[month - 1]
        return count == 3 ? String(name.prefix(3)) : count == 5 ? String(name.prefix(1)) : name
    }

    private func weekday(_ count: Int, _ section: NumberFormat.Section) -> String {
        // 1970-01-01 was a Thursday.
        let index = ((day + 4) % 7 + 7) % 7
        if count < 0 { return (count == -3 ? "" : "星期") + Self.weekdays[index] }
        if section.isChinese { return (count == 3 ? "周" : "星期") + Self.weekdays[index] }
        return count == 3 ? String(Self.weekdayNames[index].prefix(3)) : Self.weekdayNames[index]
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }

    private static let weekdays = ["日", "一", "二", "三", "四", "五", "六"]
    private static let weekdayNames = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
}

/// Numbers of dates in Chinese numerals: `[DBNum1]` 二〇二六, `[DBNum2]` 贰零贰陆.
private struct ChineseNumerals {
    private let names: [Character]?
    private let ten: Character

    init(_ kind: Int?) {
        switch kind {
        case 1: (names, ten) = (Array("〇一二三四五六七八九"), "十")
        case 2: (names, ten) = (Array("零壹贰叁肆伍陆柒捌玖"), "拾")
        default: (names, ten) = (nil, " ")
        }
    }

    /// Digits one by one.
    func digits(_ text: String) -> String {
        guard let names else { return text }
        return String(text.map { $0.wholeNumberValue.map { names[$0] } ?? $0 })
    }

    /// A number below 100, in as many digits as asked for where it is not in numerals.
    func number(_ number: Int, _ width: Int) -> String {
        guard let names else {
            return number < 10 && width > 1 ? "0\(number)" : String(number)
        }
        guard number >= 10 else { return String(names[number]) }
        let tens = number / 10 == 1 ? "" : String(names[number / 10])
        return tens + String(ten) + (number % 10 == 0 ? "" : String(names[number % 10]))
    }
}
