/// Writes JSON on one line; members in the order given, or `type` first and then by name.
package enum JSONWriter {
    /// The text of an object whose members keep their order.
    package static func line(_ members: [(String, JSONValue)]) -> String {
        var bytes: [UInt8] = []
        append(members, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text of a value.
    package static func text(_ value: JSONValue) -> String {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ members: [(String, JSONValue)], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(member.0, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(member.1, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        // JSON has no word for what is not finite; such a number cannot come from a file.
        case .number(let value): bytes += (value.isFinite ? value.description : "null").utf8
        case .string(let value): append(value, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(element, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            append(
                members.sorted { left, right in
                    if (left.key == "type") != (right.key == "type") { return left.key == "type" }
                    return left.key < right.key
                }.map { ($0.key, $0.value) },
                to: &bytes
            )
        }
    }

    private static func append(_ string: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let isWritten = string.utf8.withContiguousStorageIfAvailable { text in
            guard isPlain(text) else { return false }
            bytes.append(contentsOf: text)
            return true
        }
        if isWritten != true {
            for scalar in string.unicodeScalars { append(scalar, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a text stands in JSON as it is; `false` may also mean that this was not looked at closely.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.indices.allSatisfy { index in
            switch text[index] {
            case 0..<0x20, 0x22, 0x5C, 0x7F: false
            // The first bytes of U+0080 to U+00BF, of U+2000 to U+203F, and of U+FEFF, U+FFFE and U+FFFF.
            case 0xC2: false
            case 0xE2: text[index + 1] != 0x80
            case 0xEF:
                text[index + 1] < 0xBB || text[index + 1] == 0xBC || text[index + 1] == 0xBD
            default: true
            }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        // Beside what JSON forbids: what YAML takes for a line break or does not allow, so that
        // the text is a double-quoted scalar of YAML as well.
        case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}",
            "\u{FFFE}", "\u{FFFF}":
            let digits = String(scalar.value, radix: 16)
            bytes += "\\u".utf8
            bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
            bytes += digits.utf8
        default: bytes += String(scalar).utf8
        }
    }
}
