/// Writes JSON on one line; members in the order given, or `type` first and then by name.
package enum JSONWriter {
    /// The text of an object whose members keep their order.
    package static func line(_ members: [(String, JSONValue)]) -> String {
        var text = "{"
        for (index, member) in members.enumerated() {
            if index > 0 { text += "," }
            append(member.0, to: &text)
            text += ":"
            append(member.1, to: &text)
        }
        return text + "}"
    }

    /// The text of a value.
    package static func text(_ value: JSONValue) -> String {
        var text = ""
        append(value, to: &text)
        return text
    }

    private static func append(_ value: JSONValue, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        // JSON has no word for what is not finite; such a number cannot come from a file.
        case .number(let value): text += value.isFinite ? value.description : "null"
        case .string(let value): append(value, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                append(element, to: &text)
            }
            text += "]"
        case .object(let members):
            text += line(
                members.sorted { left, right in
                    if (left.key == "type") != (right.key == "type") { return left.key == "type" }
                    return left.key < right.key
                }.map { ($0.key, $0.value) }
            )
        }
    }

    private static func append(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // Beside what JSON forbids: what YAML takes for a line break or does not allow, so that
            // the text is a double-quoted scalar of YAML as well.
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}",
                "\u{FFFE}", "\u{FFFF}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
