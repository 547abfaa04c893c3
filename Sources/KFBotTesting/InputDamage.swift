/// Changes bytes as careless programs, bad disks and attackers do, with a seeded generator.
package struct InputDamage {
    /// The generator that decides on changes.
    package var generator: SeededGenerator

    /// Creates damage that a generator decides on.
    package init(generator: SeededGenerator) { self.generator = generator }

    /// Bytes that parsers treat specially: quotes, brackets, anchors, marks, numbers at their
    /// limits.
    private static let fragments: [[UInt8]] =
        [
            "\"", "\"\"", "'", ",", "\t", ";", "|", "##", "\n", "\r\n", "\r", "{", "}", "[", "]",
            ":",
            ": ", "- ", "\\", "\\u", "\\uD83D", "\\u0000", "null", "true", "-", "0", "1e999",
            "-0.0",
            "99999999999999999999", "0.1e-400", "&a ", "*a", "&a [*a]", "<<: *a", "!!binary ",
            "|\n",
            "> ", "---\n", "...\n", "%YAML 1.2\n", "? ", "#", "=1+1", "🙂", "退款", "\u{FEFF}",
            "\u{301}",
            "<", ">", "</", "/>", "<a>", "<![CDATA[", "]]>", "<!--", "&amp;", "&#0;", "&#x110000;",
            "&b;",
            "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<?xml version=\"1.0\" encoding=\"GBK\"?>",
            "r=\"99999999999\"",
            "s=\"-1\"", "t=\"s\"", "ref=\"A1:XFD1048576\"", "colspan=\"99999\"",
            "table:number-rows-repeated=\"1048576\"",
            "2026-02-30", "24:00-24:00", "year 0 x\n", "9999-12-31..0001-01-01 off x\n",
        ].map { Array($0.utf8) } + [
            [0], [0, 0], [0xFF], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0xC0, 0x80],
            [0xED, 0xA0, 0x80], [0x81], [0x81, 0x30], [0x81, 0x30, 0x81], [0xE4, 0xBD], [0xD8, 0],
        ]

    /// A copy with 1 to 8 changes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes to damage.
    ///   - other: Bytes from which foreign pieces are taken.
    /// - Returns: The damaged bytes.
    package mutating func damaged(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...8, using: &generator) { change(&result, with: other) }
        return result
    }

    private mutating func change(_ bytes: inout [UInt8], with other: [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let length = Int.random(in: 0...min(64, bytes.count - place), using: &generator)
        let piece = place..<(place + length)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: bytes.removeSubrange(piece)
        case 1: bytes.insert(contentsOf: bytes[piece], at: place)
        case 2: bytes.removeSubrange(place...)
        case 3:
            guard !other.isEmpty else { return }
            let from = Int.random(in: 0..<other.count, using: &generator)
            bytes.replaceSubrange(piece, with: other[from..<min(other.count, from + 64)])
        case 4:
            // Recursion and buffers fail at depth and length.
            let fragment = Self.fragments.randomElement(using: &generator) ?? []
            let count = 1 << Int.random(in: 0...14, using: &generator)
            bytes.insert(contentsOf: repeatElement(fragment, count: count).joined(), at: place)
        case 5, 6:
            bytes.replaceSubrange(
                piece,
                with: Self.fragments.randomElement(using: &generator) ?? []
            )
        default:
            guard place < bytes.count else { return }
            bytes[place] = changed(bytes[place])
        }
    }

    private mutating func changed(_ byte: UInt8) -> UInt8 {
        Bool.random(using: &generator)
            ? byte ^ (1 << UInt8.random(in: 0..<8, using: &generator))
            : [0, 1, 0x7F, 0x80, 0xFE, 0xFF].randomElement(using: &generator) ?? 0
    }
}
