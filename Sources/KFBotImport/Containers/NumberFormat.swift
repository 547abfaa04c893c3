import Foundation
import KFBotModel

/// A number format of a spreadsheet, as cells are shown by it (ECMA-376, 18.8.31).
///
/// Held to what Excel in Chinese does: sections with conditions, digits and literals in any order,
/// grouping and scaling by commas, percent, powers of ten, fractions, dates, elapsed times, 上午/下午
/// and 星期. Colours and alignment are left out, and what a fill character would repeat.
struct NumberFormat: Equatable {
    /// One thing that a section writes.
    enum Token: Equatable {
        case literal(String)
        /// A digit: `0` always, `#` and `?` if there is one.
        case digit(Character)
        case point
        /// A comma among digits; grouping or scaling, by its place.
        case comma
        case percent
        case exponent(showsPlus: Bool)
        case slash
        case general
        case text
        case year(Int)
        /// Months, or minutes next to hours and seconds.
        case month(Int)
        case minute(Int)
        case day(Int)
        case weekday(Int)
        case hour(Int)
        case second(Int)
        case fraction(Int)
        case elapsed(Character, Int)
        case halfOfDay(String, String)
    }

    /// A part of a format between semicolons.
    struct Section: Equatable {
        var tokens: [Token] = []
        /// A comparison such as `>=` and its number.
        var condition: (sign: String, number: Double)?
        /// Whether the names of months and days are Chinese.
        var isChinese = false
        /// The Chinese numerals asked for by `[DBNum1]` or `[DBNum2]`.
        var numerals: Int?

        static func == (left: Section, right: Section) -> Bool {
            left.tokens == right.tokens && left.isChinese == right.isChinese
                && left.numerals == right.numerals
                && left.condition?.sign == right.condition?.sign
                && left.condition?.number == right.condition?.number
        }

        /// Whether it shows moments.
        var isDate: Bool {
            tokens.contains { token in
                switch token {
                case .year, .month, .minute, .day, .weekday, .hour, .second, .elapsed: true
                default: false
                }
            }
        }

        /// Whether a day of the calendar is among what it shows.
        var hasDay: Bool {
            tokens.contains { token in
                switch token {
                case .year, .month, .day, .weekday: true
                default: false
                }
            }
        }

        /// Whether a time of the day is among what it shows.
        var hasTime: Bool {
            tokens.contains { token in
                switch token {
                case .hour, .minute, .second, .elapsed: true
                default: false
                }
            }
        }
    }

    /// What a cell shows.
    struct Shown: Equatable {
        var text: String
        /// The moment in the form of ISO 8601 if the format shows one with its day.
        var moment: String?
    }

    /// The sections of numbers; the section of text is left out.
    private(set) var sections: [Section]

    /// A format code longer than this is not read (Excel's own limit is 255).
    private static let maximumLength = 1_000

    /// Reads a format's code; one that cannot be read shows numbers as they are.
    init(code: String) {
        guard code.utf8.count <= Self.maximumLength else {
            sections = [Section(tokens: [.general])]
            return
        }
        var parser = NumberFormatParser(code)
        sections = parser.sections()
    }

    /// The built-in format of a number, as Chinese Excel has them; numbers as they are where there is
    /// none.
    init(builtIn id: Int) { self.init(code: Self.builtIn[id] ?? "General") }

    /// A number as a person sees it.
    ///
    /// - Parameters:
    ///   - number: The number, which is finite.
    ///   - startsIn1904: Whether days are counted from 1904-01-01, as old Excel for Mac did.
    /// - Returns: The text without white space at its ends.
    func shown(_ number: Double, startsIn1904: Bool = false) -> Shown {
        let index = section(for: number)
        let section = sections[index]
        if section.isDate {
            guard let moment = SerialMoment(number, section, startsIn1904: startsIn1904) else {
                return Shown(text: Self.general(number))
            }
            let iso = section.hasDay ? moment.iso(hasTime: section.hasTime) : nil
            return Shown(text: moment.text(section).trimmingWhitespace(), moment: iso)
        }
        // The second section says itself what stands before negative numbers.
        let sign = number < 0 && index != 1 ? "-" : ""
        return Shown(text: sign + section.text(of: abs(number)).trimmingWhitespace())
    }

    /// A number without a format: whole numbers in full, others in the eleven characters that a cell
    /// of Excel has for them.
    static func general(_ number: Double) -> String {
        let sign = number < 0 ? "-" : ""
        var digits = DecimalDigits(number)
        guard abs(number) < 1e20 else { return sign + digits.scientific }
        if digits.decimalCount == 0 { return sign + digits.text }
        guard abs(number) >= 1e-4 else {
            // As many digits as fit beside the power of ten.
            digits.round(toDecimals: 5 - digits.point + 1)
            return sign + digits.scientific
        }
        digits.round(toDecimals: max(10 - max(digits.point, 1), 0))
        return sign + digits.text
    }

    private func section(for number: Double) -> Int {
        let first = sections[0].condition
        let second = sections.count > 1 ? sections[1].condition : nil
        guard first != nil || second != nil else {
            if sections.count > 2, number == 0 { return 2 }
            return number < 0 && sections.count > 1 ? 1 : 0
        }
        if let first {
            if Self.holds(first, number) { return 0 }
        } else if number > 0 {
            return 0
        }
        if let second, Self.holds(second, number) { return 1 }
        return min(second == nil ? 1 : 2, sections.count - 1)
    }

    private static func holds(_ condition: (sign: String, number: Double), _ number: Double) -> Bool
    {
        switch condition.sign {
        case ">": number > condition.number
        case ">=": number >= condition.number
        case "<": number < condition.number
        case "<=": number <= condition.number
        case "<>": number != condition.number
        default: number == condition.number
        }
    }

    /// ECMA-376, 18.8.30, with the forms that it lists for zh-CN; 14 and 22 as Chinese Excel shows them.
    private static let builtIn: [Int: String] = [
        1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0",
        7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
        12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
        18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
        27: #"yyyy"年"m"月""#, 28: #"m"月"d"日""#, 29: #"m"月"d"日""#, 30: "m-d-yy",
        31: #"yyyy"年"m"月"d"日""#, 32: #"h"时"mm"分""#, 33: #"h"时"mm"分"ss"秒""#,
        34: #"上午/下午h"时"mm"分""#, 35: #"上午/下午h"时"mm"分"ss"秒""#, 36: #"yyyy"年"m"月""#,
        37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
        40: "#,##0.00;-#,##0.00", 41: #"#,##0;-#,##0;"-""#, 42: #"¥#,##0;¥-#,##0;¥"-""#,
        43: #"#,##0.00;-#,##0.00;"-""#, 44: #"¥#,##0.00;¥-#,##0.00;¥"-""#, 45: "mm:ss",
        46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: #"yyyy"年"m"月""#,
        51: #"m"月"d"日""#, 52: #"yyyy"年"m"月""#, 53: #"m"月"d"日""#, 54: #"m"月"d"日""#,
        55: #"上午/下午h"时"mm"分""#, 56: #"上午/下午h"时"mm"分"ss"秒""#, 57: #"yyyy"年"m"月""#,
        58: #"m"月"d"日""#,
    ]
}

extension NumberFormat.Section {
    /// A number without its sign as the digits of the section show it.
    func text(of number: Double) -> String {
        if tokens.contains(.slash), let text = fractionText(of: number) { return text }
        var digits = DecimalDigits(number)
        digits.shift(by: 2 * tokens.count { $0 == .percent } - 3 * scalingCommas)
        let point = tokens.firstIndex(of: .point) ?? tokens.endIndex
        let power = tokens.firstIndex { if case .exponent = $0 { true } else { false } }
        let end = power ?? tokens.endIndex
        let decimals = point < end ? count(in: point..<end) : 0
        let places = count(in: 0..<min(point, end))
        var exponent = 0
        if power != nil, !digits.digits.isEmpty {
            exponent = Self.exponent(of: digits, places: places)
            digits.shift(by: -exponent)
            digits.round(toDecimals: decimals)
            if digits.point > max(places, 1) {
                // 9.99 became 10.
                digits.shift(by: exponent)
                exponent = Self.exponent(of: digits, places: places)
                digits.shift(by: -exponent)
            }
        } else {
            digits.round(toDecimals: decimals)
        }
        var writer = Writer(
            whole: digits.whole,
            places: places,
            isGrouped: isGrouped(before: min(point, end)),
            digits: digits
        )
        for (index, token) in tokens.enumerated() {
            switch token {
            case .literal(let text): writer.text += text
            case .percent: writer.text += "%"
            case .general, .text: writer.text += NumberFormat.general(number)
            case .digit(let mark) where index < min(point, end): writer.wholeDigit(mark)
            case .digit(let mark) where index < end:
                writer.decimal(mark, rest: rest(after: index, end))
            case .point where index < end: writer.writePoint()
            case .exponent(let showsPlus):
                writer.text += "E" + (exponent < 0 ? "-" : showsPlus ? "+" : "")
                let width = tokens[index...].count { if case .digit = $0 { true } else { false } }
                let shown = String(abs(exponent))
                writer.text += String(repeating: "0", count: max(width - shown.count, 0)) + shown
            default: break
            }
        }
        return writer.text
    }

    /// The power of ten of a number with some digits before the point.
    private static func exponent(of digits: DecimalDigits, places: Int) -> Int {
        let step = max(places, 1)
        let exponent = digits.point - 1
        return (exponent >= 0 ? exponent / step : (exponent - step + 1) / step) * step
    }

    private func count(in range: Range<Int>) -> Int {
        tokens[range].count { if case .digit = $0 { true } else { false } }
    }

    private func rest(after index: Int, _ end: Int) -> [Character] {
        tokens[index..<end].compactMap { if case .digit(let mark) = $0 { mark } else { nil } }
    }

    /// Commas behind the last digit, or the last one before the point; each divides by a thousand.
    private var scalingCommas: Int {
        func isDigit(_ token: NumberFormat.Token) -> Bool {
            if case .digit = token { true } else { false }
        }
        let point = tokens.firstIndex(of: .point) ?? tokens.endIndex
        let places = Set([
            tokens.lastIndex(where: isDigit), tokens[..<point].lastIndex(where: isDigit),
        ])
        return places.reduce(0) { count, place in
            guard let place else { return count }
            return count + tokens[(place + 1)...].prefix { $0 == .comma }.count
        }
    }

    /// Whether a comma stands between digits.
    private func isGrouped(before end: Int) -> Bool {
        guard let comma = tokens[..<end].firstIndex(of: .comma) else { return false }
        return count(in: 0..<comma) > 0 && count(in: comma..<end) > 0
    }

    /// A number as a fraction; `nil` if the section is no fraction that is known.
    private func fractionText(of number: Double) -> String? {
        guard let slash = tokens.firstIndex(of: .slash) else { return nil }
        var fixed = ""
        var width = 0
        for token in tokens[(slash + 1)...] {
            if case .digit(let mark) = token {
                if mark == "0", !fixed.isEmpty { fixed += "0" } else { width += 1 }
            } else if case .literal(let text) = token,
                text.allSatisfy({ $0.isASCII && $0.isNumber })
            {
                fixed += text
            } else {
                break
            }
        }
        let value = abs(number)
        let above = tokens[..<slash]
        let gap = above.lastIndex { $0 == .literal(" ") }
        let hasWhole = gap.map { count(in: 0..<$0) > 0 } ?? false
        let whole = hasWhole ? value.rounded(.down) : 0
        guard whole < 1e15, value - whole < 1e9 else { return nil }
        let rest = value - whole
        let denominators: ClosedRange<Int>
        if let only = Int(fixed), only > 0, only <= 100_000 {
            denominators = only...only
        } else if fixed.isEmpty, width > 0 {
            denominators = 1...([9, 99, 999][min(width, 3) - 1])
        } else {
            return nil
        }
        var best = (numerator: 0.0, denominator: 1, error: Double.infinity)
        for denominator in denominators {
            let numerator = (rest * Double(denominator)).rounded()
            let error = abs(rest - numerator / Double(denominator))
            if error < best.error - 1e-12 { best = (numerator, denominator, error) }
        }
        var wholeShown = whole
        if hasWhole, Int(best.numerator) == best.denominator {
            wholeShown += 1
            best.numerator = 0
        }
        let part = "\(Int(best.numerator))/\(best.denominator)"
        guard hasWhole else { return part }
        if best.numerator == 0 { return NumberFormat.general(wholeShown) }
        return wholeShown == 0 ? part : NumberFormat.general(wholeShown) + " " + part
    }

    /// Writes digits into their places.
    private struct Writer {
        let whole: [UInt8]
        let places: Int
        let isGrouped: Bool
        let digits: DecimalDigits
        var text = ""
        private var placesDone = 0
        private var decimalsDone = 0

        init(whole: [UInt8], places: Int, isGrouped: Bool, digits: DecimalDigits) {
            self.whole = whole
            self.places = places
            self.isGrouped = isGrouped
            self.digits = digits
        }

        mutating func wholeDigit(_ mark: Character) {
            if placesDone == 0 {
                for place in stride(from: whole.count - 1, to: places - 1, by: -1) {
                    put(whole[whole.count - 1 - place], place)
                }
            }
            placesDone += 1
            let place = places - placesDone
            if place < whole.count {
                put(whole[whole.count - 1 - place], place)
            } else if mark == "0" {
                put(0, place)
            }
        }

        mutating func writePoint() {
            if places == 0 { text += DecimalDigits.text(whole) }
            text += "."
        }

        mutating func decimal(_ mark: Character, rest: [Character]) {
            let isNeeded = rest.contains("0") || decimalsDone < digits.decimalCount
            if isNeeded { text += DecimalDigits.text([digits.decimal(decimalsDone)]) }
            decimalsDone += 1
        }

        private mutating func put(_ digit: UInt8, _ place: Int) {
            text += DecimalDigits.text([digit])
            if isGrouped, place > 0, place.isMultiple(of: 3) { text += "," }
        }
    }
}
