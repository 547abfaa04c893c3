/// A zip file made for a test; its parts are not compressed.
package struct StoredArchive {
    /// The parts, by name, in their order.
    package var parts: [(name: String, bytes: [UInt8])]

    /// Creates an archive of parts.
    package init(_ parts: [(name: String, bytes: [UInt8])]) { self.parts = parts }

    /// Creates an archive of text parts.
    package init(_ parts: KeyValuePairs<String, String>) {
        self.parts = parts.map { ($0.key, Array($0.value.utf8)) }
    }

    /// The bytes of the file (PKWARE's APPNOTE, 4.3).
    package var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let name = Array(part.name.utf8)
            let size = UInt32(part.bytes.count)
            // Version 2.0, flag of UTF-8 names, stored, a moment, checksum, twice the size.
            let common =
                Self.number(20, 2) + Self.number(0x800, 2) + Self.number(0, 2) + Self.number(0, 4)
                + Self.number(Self.checksum(part.bytes), 4) + Self.number(size, 4)
                + Self.number(size, 4) + Self.number(UInt32(name.count), 2) + Self.number(0, 2)
            directory += [0x50, 0x4B, 1, 2, 20, 0] + common
            directory += Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 2)
            directory += Self.number(0, 4) + Self.number(UInt32(file.count), 4) + name
            file += [0x50, 0x4B, 3, 4] + common + name + part.bytes
        }
        let count = UInt32(parts.count)
        let end =
            [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + Self.number(count, 2) + Self.number(count, 2)
            + Self.number(UInt32(directory.count), 4) + Self.number(UInt32(file.count), 4)
            + Self.number(0, 2)
        return file + directory + end
    }

    private static func number(_ number: UInt32, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { sum, byte in
            table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
        }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
    }
}
