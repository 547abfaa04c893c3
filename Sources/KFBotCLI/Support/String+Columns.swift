extension String {
    /// The text, filled with spaces to a width in terminal cells; a Han character takes two.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - terminalWidth))
    }

    /// The width in terminal cells.
    var terminalWidth: Int {
        unicodeScalars.reduce(0) { width, scalar in
            let isWide =
                (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
                || (0xAC00...0xD7A3).contains(scalar.value)
                || (0xF900...0xFAFF).contains(scalar.value)
                || (0xFE30...0xFE6F).contains(scalar.value)
                || (0xFF00...0xFF60).contains(scalar.value)
                || (0xFFE0...0xFFE6).contains(scalar.value)
                || (0x1F300...0x1FAFF).contains(scalar.value)
                || (0x20000...0x3FFFD).contains(scalar.value)
            return width + (isWide ? 2 : 1)
        }
    }

    func trimmingTrailingSpaces() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
