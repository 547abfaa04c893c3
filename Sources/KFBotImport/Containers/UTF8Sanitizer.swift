/// Checks UTF-8 that comes in pieces and replaces what is invalid by U+FFFD.
struct UTF8Sanitizer {
    /// The lines with invalid bytes, in order.
    private(set) var defects: [TextDefect] = []
    private var carried: [UInt8] = []
    /// The offset in the file of the first byte not yet given out.
    private var offset: Int
    private var line = 1

    /// Creates a sanitizer for text that begins at an offset of its file.
    init(offset: Int = 0) { self.offset = offset }

    /// Returns the valid text of the next piece; an incomplete character at its end waits.
    mutating func sanitize(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
        let bytes = carried.isEmpty ? piece : carried + piece
        carried = []
        var output: [UInt8] = []
        var copied = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                if byte == 0x0A { line += 1 }
                index += 1
                continue
            }
            switch Self.sequence(bytes, at: index) {
            case .valid(let length):
                index += length
            case .incomplete where !isLast:
                carried = Array(bytes[index...])
                return finish(bytes, copied..<index, output, consumed: index)
            case .incomplete, .invalid:
                defects.note(line: line, offset: offset + index)
                if output.isEmpty { output.reserveCapacity(bytes.count) }
                output += bytes[copied..<index]
                output += [0xEF, 0xBF, 0xBD]
                index += 1
                copied = index
            }
        }
        return finish(bytes, copied..<index, output, consumed: index)
    }

    /// Adds what is left to the output; a piece without faults is given out as it is.
    private mutating func finish(
        _ bytes: [UInt8],
        _ rest: Range<Int>,
        _ output: [UInt8],
        consumed: Int
    ) -> [UInt8] {
        offset += consumed
        if rest == bytes.indices { return bytes }
        var output = output
        output += bytes[rest]
        return output
    }

    private enum Sequence {
        case valid(Int)
        case incomplete
        case invalid
    }

    /// Judges the sequence at an index by the table of well-formed sequences (Unicode 15, table 3-7).
    private static func sequence(_ bytes: [UInt8], at index: Int) -> Sequence {
        let lead = bytes[index]
        let length: Int
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return .invalid
        }
        for place in 1..<length {
            guard index + place < bytes.count else { return .incomplete }
            let byte = bytes[index + place]
            let allowed: ClosedRange<UInt8>
            switch (place, lead) {
            case (1, 0xE0): allowed = 0xA0...0xBF
            case (1, 0xED): allowed = 0x80...0x9F
            case (1, 0xF0): allowed = 0x90...0xBF
            case (1, 0xF4): allowed = 0x80...0x8F
            default: allowed = 0x80...0xBF
            }
            guard allowed.contains(byte) else { return .invalid }
        }
        return .valid(length)
    }
}

extension [TextDefect] {
    /// Adds a defect, or counts it to the last one if that is on the same line.
    mutating func note(line: Int, offset: Int) {
        if let last = indices.last, self[last].line == line {
            self[last].count += 1
        } else {
            append(TextDefect(line: line, offset: offset, count: 1))
        }
    }
}
