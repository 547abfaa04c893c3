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

    /// Whether a text stands in JSON as it is; `false` may also mean that this was not looked at closely.
    private static func isPlain(_ string: String) -> Bool {
        string.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.indices.allSatisfy { index in
                switch bytes[index] {
                case 0..<0x20, 0x22, 0x5C, 0x7F: false
                // The first bytes of U+0080 to U+00BF, of U+2000 to U+203F, and of U+FEFF, U+FFFE and U+FFFF.
                case 0xC2: false
                case 0xE2: bytes[index + 1] != 0x80
                case 0xEF:
                    bytes[index + 1] < 0xBB || bytes[index + 1] == 0xBC || bytes[index + 1] == 0xBD
                default: true
                }
            }
        } ?? false
    }

    private static func append(_ string: String, to text: inout String) {
        text += "\""
        if isPlain(string) {
            text += string
            text += "\""
            return
        }
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
