/// Where the compressed parts of a workbook lie, found by the central directory of its archive.
enum WorkbookParts {
    /// The ranges from the first byte of each local header to the last byte of its contents.
    static func contents(of archive: [UInt8]) -> [Range<Int>] {
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(archive[offset + $1]) << (8 * $1) }
        }
        return archive.indices.dropLast(45).compactMap { offset in
            guard archive[offset...].starts(with: [0x50, 0x4B, 0x01, 0x02]) else { return nil }
            let size = number(offset + 20, 4)
            let header = number(offset + 42, 4)
            guard header + 30 <= archive.count else { return nil }
            let data = header + 30 + number(header + 26, 2) + number(header + 28, 2)
            return header..<min(archive.count, data + size)
        }
    }
}
