import Foundation
import KFBotModel

/// How a workbook's numbers are shown: as numbers, percentages, dates or times.
struct XLSXStyles {
    /// What a number format does.
    enum Kind: Equatable {
        case general
        /// Digits behind the point, the least number before it, thousands apart or not, in percent.
        case decimals(Int, leading: Int = 1, isGrouped: Bool, isPercent: Bool)
        case date
        case time
        case dateAndTime
    }

    /// The kind of each cell style.
    var kinds: [Kind] = []
    /// Whether days are counted from 1904-01-01, as old Excel for Mac did.
    var startsIn1904 = false

    /// A number as a person sees it; dates in the form of ISO 8601.
    func shown(_ stored: String, style: Int) -> String {
        let text = stored.trimmingWhitespace()
        guard let number = Double(text) else { return text }
        switch kinds.indices.contains(style) ? kinds[style] : .general {
        case .general: return Self.general(number)
        case .decimals(let digits, let leading, let isGrouped, let isPercent):
            let width = min(leading + (digits > 0 ? digits + 1 : 0) + (number < 0 ? 1 : 0), 100)
            let shown = String(format: "%0\(width).\(digits)f", isPercent ? number * 100 : number)
            return (isGrouped ? Self.grouped(shown) : shown) + (isPercent ? "%" : "")
        case .date: return moment(number, hasDate: true, hasTime: false) ?? Self.general(number)
        case .time: return moment(number, hasDate: false, hasTime: true) ?? Self.general(number)
        case .dateAndTime:
            return moment(number, hasDate: true, hasTime: true) ?? Self.general(number)
        }
    }

    /// Whole numbers without a point, others with the 15 digits that Excel keeps.
    static func general(_ number: Double) -> String {
        if number == number.rounded(), abs(number) < 1e15 { return String(Int(number)) }
        return String(format: "%.15g", number)
    }

    private static func grouped(_ text: String) -> String {
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
        let whole = Array(parts.first ?? "")
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return sign + result + (parts.count > 1 ? "." + parts[1] : "")
    }

    private func moment(_ serial: Double, hasDate: Bool, hasTime: Bool) -> String? {
        guard serial >= 0, serial < 2_958_466 else { return nil }
        let seconds = Int((serial * 86_400).rounded())
        var days = seconds / 86_400
        let second = seconds % 86_400
        // Excel takes 1900 for a leap year: before 1900-03-01 its days are one short.
        days += startsIn1904 ? 1462 : (days < 60 ? 1 : 0)
        let date = ISODate.day(sinceEpoch: days - 25_569)
        let time = String(
            format: "%02d:%02d:%02d",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
        if !hasDate { return time }
        return hasTime ? date + "T" + time : date
    }

    /// What a number format does; `id` decides for the built-in ones, which have no code.
    static func kind(id: Int, code: String?) -> Kind {
        if let code { return kind(code: code) }
        switch id {
        case 1: return .decimals(0, isGrouped: false, isPercent: false)
        case 2: return .decimals(2, isGrouped: false, isPercent: false)
        case 3, 37, 38: return .decimals(0, isGrouped: true, isPercent: false)
        case 4, 39, 40: return .decimals(2, isGrouped: true, isPercent: false)
        case 9: return .decimals(0, isGrouped: false, isPercent: true)
        case 10: return .decimals(2, isGrouped: false, isPercent: true)
        case 14...17, 27...31, 36, 50...54, 57, 58: return .date
        case 18...21, 32...35, 45...47, 55, 56: return .time
        case 22: return .dateAndTime
        default: return .general
        }
    }

    private static func kind(code: String) -> Kind {
        let bare = bare(code.lowercased())
        if bare.contains("general") || bare.contains("@") { return .general }
        let hasDay = bare.contains("y") || bare.contains("d") || bare.contains("e")
        let hasTime = bare.contains("h") || bare.contains("s")
        let isNumber = bare.contains("0") || bare.contains("#") || bare.contains("?")
        if hasDay, !isNumber || bare.contains("y") { return hasTime ? .dateAndTime : .date }
        if hasTime { return .time }
        if bare.contains("m"), !isNumber { return .date }
        guard isNumber, !bare.contains("e"), !bare.contains("/") else { return .general }
        let decimals = bare.split(separator: ".", omittingEmptySubsequences: false)
        let digits = decimals.count > 1 ? min(decimals[1].prefix { $0 == "0" }.count, 30) : 0
        let leading = decimals.first?.count { $0 == "0" } ?? 1
        let isPlain = bare.allSatisfy { "0#?,.%- ()_".contains($0) }
        return isPlain
            ? .decimals(
                digits,
                leading: leading,
                isGrouped: bare.contains(","),
                isPercent: bare.contains("%")
            )
            : .general
    }

    /// The first section of a format without quoted text, escapes and brackets; `[h]` stays as `h`.
    private static func bare(_ code: String) -> String {
        var result = ""
        var characters = Array(code)[...]
        while let character = characters.popFirst() {
            switch character {
            case ";": return result
            case "\"": characters = characters.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": characters = characters.dropFirst()
            case "[":
                let inside = characters.prefix { $0 != "]" }
                if inside.allSatisfy({ "hms".contains($0) }) { result += String(inside) }
                characters = characters.dropFirst(inside.count + 1)
            default: result.append(character)
            }
        }
        return result
    }

    /// Reads the styles of a workbook.
    final class Reader: XMLElements.Handler {
        private(set) var styles = XLSXStyles()
        private var codes: [Int: String] = [:]
        private var isInCells = false

        func start(_ name: String, _ attributes: [String: String]) {
            let id = attributes["numFmtId"].flatMap { Int($0) }
            switch name {
            case "numFmt":
                if let id, let code = attributes["formatCode"] { codes[id] = code }
            case "cellXfs": isInCells = true
            case "xf" where isInCells:
                styles.kinds.append(XLSXStyles.kind(id: id ?? 0, code: codes[id ?? 0]))
            default: break
            }
        }

        func text(_ text: String) {}

        func end(_ name: String) {
            if name == "cellXfs" { isInCells = false }
        }
    }
}
