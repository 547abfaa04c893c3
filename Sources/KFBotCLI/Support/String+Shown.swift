/// Prints a line in which no text can become a command to the terminal.
///
/// In this target it hides Swift's own function, so that no text of others gets past it.
func print(_ text: String, terminator: String = "\n") {
    Swift.print(text.shown, terminator: terminator)
}

extension String {
    /// The text with everything spelled out that a terminal would obey: `\u001b` for an escape.
    ///
    /// Line breaks and tabs stay. Control characters and characters that change the direction of
    /// writing are spelled as in JSON, so a line of JSON keeps its meaning.
    var shown: String {
        guard utf8.contains(where: Self.mayBegin) else { return self }
        var shown = String.UnicodeScalarView()
        var scalars = unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            // Texts from Windows end lines like this.
            if scalar == "\r", scalars.first == "\n" { continue }
            guard Self.isObeyed(scalar) else {
                shown.append(scalar)
                continue
            }
            let code = String(scalar.value, radix: 16)
            shown += ("\\u" + String(repeating: "0", count: 4 - code.count) + code).unicodeScalars
        }
        return String(shown)
    }

    /// Whether a byte of UTF-8 may begin a scalar that is spelled out.
    private static func mayBegin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F, 0xC2, 0xD8, 0xE2: true
        default: false
        }
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        // C0, DEL and C1; direction marks, embeddings and isolates; line separators.
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
