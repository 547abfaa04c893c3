/// Reads the code of a number format.
struct NumberFormatParser {
    private var rest: ArraySlice<Character>
    private var section = NumberFormat.Section()

    /// Creates a parser of a code.
    init(_ code: String) { rest = Array(code)[...] }

    /// The sections, at least one and at most three.
    mutating func sections() -> [NumberFormat.Section] {
        var sections: [NumberFormat.Section] = []
        while true {
            section = NumberFormat.Section()
            readSection()
            resolveMinutes()
            sections.append(section)
            if rest.isEmpty || sections.count == 4 { break }
            rest.removeFirst()
        }
        // A fourth section, or a last one with @ beside others, is for text.
        if sections.count == 4 { sections.removeLast() }
        if sections.count > 1, sections.last?.tokens.contains(.text) == true {
            sections.removeLast()
        }
        return sections
    }

    private mutating func readSection() {
        while let character = rest.first, character != ";" {
            rest.removeFirst()
            switch character {
            case "\"":
                let text = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(text.count + 1)
                add(String(text))
            case "\\", "!": if let next = rest.popFirst() { add(String(next)) }
            case "_", "*": rest = rest.dropFirst()
            case "[": readBracket()
            case "0", "#", "?": section.tokens.append(.digit(character))
            case ".": readPoint()
            case ",": section.tokens.append(hasDigits ? .comma : .literal(","))
            case "%": section.tokens.append(.percent)
            case "/": section.tokens.append(hasDigits ? .slash : .literal("/"))
            case "@": section.tokens.append(.text)
            case "E", "e": readExponent(character)
            default: readWord(character)
            }
        }
    }

    private var hasDigits: Bool {
        section.tokens.contains { if case .digit = $0 { true } else { false } }
    }

    private mutating func add(_ text: String) {
        if !text.isEmpty { section.tokens.append(.literal(text)) }
    }

    private mutating func readBracket() {
        let inside = String(rest.prefix { $0 != "]" })
        rest = rest.dropFirst(inside.count + 1)
        let lower = inside.lowercased()
        if inside.hasPrefix("$") {
            let parts = inside.dropFirst().split(
                separator: "-",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            add(String(parts[0]))
            if parts.count > 1 {
                let locale = parts[1].lowercased()
                section.isChinese = ["804", "404", "c04", "1004", "1404"].contains {
                    locale.hasSuffix($0)
                }
            }
        } else if let unit = lower.first, "hms".contains(unit), lower.allSatisfy({ $0 == unit }) {
            section.tokens.append(.elapsed(unit, lower.count))
        } else if lower.hasPrefix("dbnum") {
            section.numerals = Int(lower.dropFirst(5))
        } else {
            let sign = String(inside.prefix { "<>=".contains($0) })
            if !sign.isEmpty, let number = Double(inside.dropFirst(sign.count)) {
                section.condition = (sign, number)
            }
        }
    }

    private mutating func readPoint() {
        let isTime = section.tokens.contains {
            if case .second = $0 { true } else if case .elapsed("s", _) = $0 { true } else { false }
        }
        let zeros = rest.prefix { $0 == "0" }.count
        if isTime, zeros > 0 {
            rest = rest.dropFirst(zeros)
            section.tokens.append(.fraction(min(zeros, 3)))
        } else {
            section.tokens.append(section.tokens.contains(.point) ? .literal(".") : .point)
        }
    }

    private mutating func readExponent(_ character: Character) {
        if let sign = rest.first, sign == "+" || sign == "-", hasDigits {
            rest.removeFirst()
            section.tokens.append(.exponent(showsPlus: sign == "+"))
        } else {
            // Alone it is the year.
            rest = rest.drop { $0 == character }
            section.tokens.append(.year(4))
        }
    }

    private mutating func readWord(_ character: Character) {
        let before = [character] + rest
        func begins(_ word: String) -> Bool {
            String(before.prefix(word.count)).lowercased() == word.lowercased()
        }
        for (word, morning, afternoon) in [
            ("上午/下午", "上午", "下午"), ("AM/PM", "AM", "PM"), ("A/P", "A", "P"),
        ] where begins(word) {
            rest = rest.dropFirst(word.count - 1)
            let isChinese = section.isChinese && word == "AM/PM"
            section.tokens.append(
                isChinese ? .halfOfDay("上午", "下午") : .halfOfDay(morning, afternoon)
            )
            return
        }
        for word in ["General", "G/通用格式"] where begins(word) {
            rest = rest.dropFirst(word.count - 1)
            section.tokens.append(.general)
            return
        }
        let unit = character.lowercased()
        guard ["y", "m", "d", "h", "s", "a"].contains(unit) else {
            add(String(character))
            return
        }
        let count = 1 + rest.prefix { $0.lowercased() == unit }.count
        rest = rest.dropFirst(count - 1)
        switch unit {
        case "y": section.tokens.append(.year(count > 2 ? 4 : 2))
        case "m": section.tokens.append(.month(count))
        case "d": section.tokens.append(count > 2 ? .weekday(count) : .day(count))
        case "h": section.tokens.append(.hour(count))
        case "s": section.tokens.append(.second(count))
        default:
            // aaa is 四, aaaa is 星期四.
            if count > 2 { section.tokens.append(.weekday(-count)) } else { add(String(character)) }
        }
    }

    /// An m is minutes behind hours and before seconds, else months.
    private mutating func resolveMinutes() {
        var before: NumberFormat.Token?
        for index in section.tokens.indices {
            let token = section.tokens[index]
            switch token {
            case .month(let count) where count <= 2:
                let next = section.tokens[(index + 1)...].first(where: Self.isUnit)
                if Self.isHour(before) || Self.isSecond(next) {
                    section.tokens[index] = .minute(count)
                }
                before = section.tokens[index]
            case _ where Self.isUnit(token): before = token
            default: break
            }
        }
    }

    private static func isUnit(_ token: NumberFormat.Token) -> Bool {
        switch token {
        case .year, .month, .minute, .day, .weekday, .hour, .second, .elapsed: true
        default: false
        }
    }

    private static func isHour(_ token: NumberFormat.Token?) -> Bool {
        switch token {
        case .hour, .elapsed("h", _): true
        default: false
        }
    }

    private static func isSecond(_ token: NumberFormat.Token?) -> Bool {
        switch token {
        case .second, .elapsed("s", _): true
        default: false
        }
    }
}
