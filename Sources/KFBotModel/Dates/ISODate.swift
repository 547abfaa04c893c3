package import struct Foundation.Date

/// Moments as ISO 8601 writes them, in the Gregorian calendar; no locale takes part.
package enum ISODate {
    /// The zone in which a moment without one is read: China's, UTC+8 without summer time.
    static let defaultOffset = 8 * 3600

    /// The form `2025-01-31T08:00:00Z`, with a fraction to the microsecond if there is one.
    package static func text(_ date: Date) -> String {
        let micros = Int((date.timeIntervalSince1970 * 1_000_000).rounded())
        let (seconds, fraction) = divided(micros, 1_000_000)
        let (days, second) = divided(seconds, 86_400)
        var text = day(sinceEpoch: days) + "T" + padded(second / 3600, 2) + ":"
        text += padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2)
        if fraction > 0 {
            var digits = padded(fraction, 6)
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }

    /// Reads a date, or a date and a time behind `T` or a space, with or without a zone.
    ///
    /// `2025/1/31` and `2025年1月31日` are read as well.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - isEnd: Whether the moment ends something: a date alone then means the end of that day.
    /// - Returns: The moment; `nil` if the text is none.
    package static func date(_ text: String, isEnd: Bool = false) -> Date? {
        var scanner = Scanner(text.trimmingWhitespace())
        guard let year = scanner.number(4...4), scanner.take("-/.年"),
            let month = scanner.number(1...2), scanner.take("-/.月"),
            let day = scanner.number(1...2), (1...12).contains(month),
            (1...length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        _ = scanner.take("日")
        let days = days(year: year, month: month, day: day)
        if scanner.isAtEnd {
            return moment(seconds: (days + (isEnd ? 1 : 0)) * 86_400 - defaultOffset)
        }
        guard scanner.take("Tt "), let hour = scanner.number(1...2), scanner.take(":"),
            let minute = scanner.number(2...2), hour < 24 || (hour == 24 && minute == 0),
            minute < 60
        else { return nil }
        var second = 0
        var micros = 0
        if scanner.take(":") {
            guard let value = scanner.number(2...2), value < 60 else { return nil }
            second = value
            if scanner.take(".,") {
                guard let value = scanner.fraction() else { return nil }
                micros = value
            }
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        return moment(seconds: seconds, micros: micros)
    }

    /// The date of a day counted from 1970-01-01.
    package static func day(sinceEpoch days: Int) -> String {
        // Howard Hinnant's "chrono-compatible low-level date algorithms", civil_from_days.
        let shifted = days + 719_468
        let (era, dayOfEra) = divided(shifted, 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    private static func moment(seconds: Int, micros: Int = 0) -> Date {
        Date(timeIntervalSince1970: Double(seconds * 1_000_000 + micros) / 1_000_000)
    }

    /// The days from 1970-01-01 to a date.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = divided(shifted, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// How many days a month has.
    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    private static func divided(_ number: Int, _ by: Int) -> (quotient: Int, remainder: Int) {
        let remainder = (number % by + by) % by
        return ((number - remainder) / by, remainder)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(width - text.count, 0)) + text
    }

    private struct Scanner {
        private var rest: Substring.UnicodeScalarView

        init(_ text: String) { rest = Substring(text).unicodeScalars }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ scalars: String) -> Bool {
            guard let next = rest.first, scalars.unicodeScalars.contains(next) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func digits() -> [Int] {
            var digits: [Int] = []
            while let next = rest.first, ("0"..."9").contains(next) {
                digits.append(Int(next.value) - 48)
                rest.removeFirst()
            }
            return digits
        }

        mutating func number(_ width: ClosedRange<Int>) -> Int? {
            let digits = digits()
            return width.contains(digits.count) ? digits.reduce(0) { $0 * 10 + $1 } : nil
        }

        /// A fraction in microseconds; further digits are dropped.
        mutating func fraction() -> Int? {
            let digits = digits()
            guard !digits.isEmpty else { return nil }
            return (0..<6).reduce(0) { $0 * 10 + ($1 < digits.count ? digits[$1] : 0) }
        }

        /// The zone's distance from UTC in seconds.
        mutating func offset() -> Int? {
            if isAtEnd { return ISODate.defaultOffset }
            if take("Zz") { return 0 }
            let sign = rest.first == "-" ? -1 : 1
            guard take("+-") else { return nil }
            let digits = digits()
            guard digits.count == 2 || digits.count == 4 else { return nil }
            let hours = digits[0] * 10 + digits[1]
            var minutes = digits.count == 4 ? digits[2] * 10 + digits[3] : 0
            if digits.count == 2, take(":") {
                guard let value = number(2...2) else { return nil }
                minutes = value
            }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
