import Foundation
public import KFBotModel

/// The public holidays (节假日) and make-up workdays (调休上班), as published for each year.
///
/// The text form has one statement a line; `#` begins a comment:
///
/// ```
/// year 2026 国办 2025-11-04
/// 2026-10-01..2026-10-07 off 国庆节
/// 2026-10-10 work 国庆节
/// ```
///
/// `year` says that the calendar covers a year, and names the source. The JSON form is that of
/// <https://github.com/NateScarlet/holiday-cn>:
/// `{"year","papers","days":[{"name","date","isOffDay"}]}`.
public struct HolidayCalendar: Hashable, Sendable {
    /// What the calendar says about a day.
    public struct Day: Hashable, Sendable {
        /// The name of the holiday, or of the holiday that the workday makes up for.
        public let name: String
        /// Whether the day is a holiday; if not, it is a make-up workday.
        public let isOff: Bool

        /// Creates a day.
        public init(name: String, isOff: Bool) {
            self.name = name
            self.isOff = isOff
        }
    }

    /// The days to which the usual rule of their weekday does not apply.
    public private(set) var days: [CalendarDay: Day] = [:]
    /// The years that the calendar covers, each with the source of its days.
    public private(set) var years: [Int: String] = [:]

    /// Creates a calendar without days.
    public init() {}

    /// Reads the text or the JSON form.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - file: Its name, for messages.
    /// - Throws: ``ConfigurationError`` with the line.
    public init(_ text: String, file: String) throws {
        if text.drop(while: \.isWhitespace).first == "{" {
            try self.init(json: text, file: file)
            return
        }
        self.init()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let statement = String(line.prefix { $0 != "#" }).trimmingWhitespace()
            guard !statement.isEmpty else { continue }
            guard let problem = read(statement) else { continue }
            throw ConfigurationError(file: file, line: index + 1, field: nil, problem)
        }
    }

    /// Adds the days of another calendar.
    ///
    /// Where both have a day, the other's replaces this one's.
    public mutating func merge(_ other: HolidayCalendar) {
        days.merge(other.days) { $1 }
        years.merge(other.years) { $1 }
    }

    /// The last day that the calendar lists; `nil` if it lists none.
    public var lastDay: CalendarDay? { days.keys.max() }

    /// Reads one statement; returns what is wrong with it, or `nil`.
    private mutating func read(_ statement: String) -> String? {
        let words = statement.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            .map { String($0).trimmingWhitespace() }
        if words.first == "year" {
            guard words.count >= 2, let year = Int(words[1]), (1970...9999).contains(year) else {
                return "after `year` comes a year such as 2026, then where it was published"
            }
            years[year] = words.count > 2 ? words[2] : ""
            return nil
        }
        guard words.count == 3, ["off", "work"].contains(words[1]) else {
            return "write `2026-10-01..2026-10-07 off 国庆节`, `2026-10-10 work 国庆节` or `year 2026`"
        }
        let ends = words[0].components(separatedBy: "..")
        guard let first = CalendarDay(ends[0]), let last = CalendarDay(ends[ends.count - 1]),
            ends.count <= 2
        else { return "\(words[0]) is neither a date such as 2026-10-01 nor two with .. between" }
        guard first <= last, last.number - first.number < 366 else {
            return "\(words[0]) ends before it begins, or lasts longer than a year"
        }
        for number in first.number...last.number {
            days[CalendarDay(number: number)] = Day(name: words[2], isOff: words[1] == "off")
        }
        return nil
    }

    private init(json: String, file: String) throws {
        struct Paper: Decodable {
            struct Item: Decodable {
                var name: String
                var date: String
                var isOffDay: Bool
            }
            var year: Int
            var papers: [String]?
            var days: [Item]
        }
        let paper: Paper
        do {
            paper = try JSONDecoder().decode(Paper.self, from: Data(json.utf8))
        } catch {
            throw ConfigurationError(
                file: file,
                line: 1,
                field: nil,
                "the JSON form is {\"year\",\"papers\",\"days\":[{\"name\",\"date\",\"isOffDay\"}]}"
            )
        }
        self.init()
        years[paper.year] = paper.papers?.joined(separator: " ") ?? ""
        for item in paper.days {
            guard let day = CalendarDay(item.date) else {
                throw ConfigurationError(
                    file: file,
                    line: 1,
                    field: "days",
                    "\(item.date) is no date such as 2026-10-01"
                )
            }
            days[day] = Day(name: item.name, isOff: item.isOffDay)
        }
    }
}
