import KFBotModel

/// Writes JSON values as YAML in block style that ``YAMLDocument`` and others read back.
enum YAMLWriter {
    /// The lines of a mapping whose members keep their order.
    ///
    /// - Parameters:
    ///   - members: The members.
    ///   - indent: The number of spaces before each line.
    ///   - isItem: Whether the mapping is an element of a sequence, its first line with `- `.
    /// - Returns: The lines, each with its end.
    static func block(
        _ members: [(String, JSONValue)],
        indent: Int = 0,
        isItem: Bool = false
    ) -> String {
        let pad = String(repeating: " ", count: indent)
        let inner = isItem ? indent + 2 : indent
        var text = ""
        for (index, member) in members.enumerated() {
            let start = isItem && index == 0 ? pad + "- " : String(repeating: " ", count: inner)
            text += start + key(member.0) + ":" + value(member.1, indent: inner) + "\n"
        }
        return text
    }

    /// A scalar or collection behind `key:` or `-`, with the space or line break before it.
    private static func value(_ value: JSONValue, indent: Int) -> String {
        switch value {
        case .string(let text): return " " + scalar(text, indent: indent + 2)
        case .array(let elements) where !elements.isEmpty:
            return "\n" + elements.map { item($0, indent: indent + 2) }.joined(separator: "\n")
        case .object(let members) where !members.isEmpty:
            return "\n" + mapping(members, indent: indent + 2, isItem: false)
        default: return " " + JSONWriter.text(value)
        }
    }

    private static func item(_ value: JSONValue, indent: Int) -> String {
        if case .object(let members) = value, !members.isEmpty {
            return mapping(members, indent: indent, isItem: true)
        }
        let pad = String(repeating: " ", count: indent)
        if case .array = value { return pad + "- " + JSONWriter.text(value) }
        return pad + "-" + self.value(value, indent: indent)
    }

    private static func mapping(
        _ members: [String: JSONValue],
        indent: Int,
        isItem: Bool
    ) -> String {
        let ordered = members.sorted { left, right in
            if (left.key == "type") != (right.key == "type") { return left.key == "type" }
            return left.key < right.key
        }
        return String(
            block(ordered.map { ($0.key, $0.value) }, indent: indent, isItem: isItem).dropLast()
        )
    }

    private static func key(_ text: String) -> String {
        isPlain(text) && text.utf8.count < 100 ? text : JSONWriter.text(.string(text))
    }

    /// Text as a plain scalar, a literal block or in double quotes, the first of them that keeps it.
    static func scalar(_ text: String, indent: Int) -> String {
        if isPlain(text) { return text }
        guard isBlock(text) else { return JSONWriter.text(.string(text)) }
        let pad = String(repeating: " ", count: indent)
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            $0.isEmpty ? "" : pad + String(decoding: $0, as: UTF8.self)
        }
        return "|-\n" + lines.joined(separator: "\n")
    }

    /// Whether a scalar without quotes is read as just this text.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic,
            text.unicodeScalars.last != " ",
            !reserved.contains(text.lowercased())
        else { return false }
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            guard isPrintable(scalar), scalar != "\n", scalar != "\t", scalar != ":",
                scalar != "#", !(",[]{}".unicodeScalars.contains(scalar)),
                !(scalar == " " && previous == " ")
            else { return false }
            previous = scalar
        }
        return true
    }

    /// Whether a literal block is read as just this text.
    private static func isBlock(_ text: String) -> Bool {
        guard text.utf8.contains(0x0A), let first = text.unicodeScalars.first, first != " ",
            first != "\n", first != "\t", text.utf8.last != 0x0A
        else { return false }
        let endsBadly = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).contains
        { line in line.last == 0x20 || line.last == 0x09 }
        return !endsBadly && text.unicodeScalars.allSatisfy { isPrintable($0) || $0 == "\n" }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            true
        default: false
        }
    }

    /// Words that YAML 1.1 or 1.2 takes for something else than text.
    private static let reserved: Set<String> = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null",
    ]
}
