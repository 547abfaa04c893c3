/// The streams of a compound file (OLE), the container of old Office documents ([MS-CFB]).
///
/// The file is held in memory. Every number in it is checked before it is used, and a chain of
/// sectors is never followed for longer than the file has sectors.
struct CompoundFile {
    /// The bytes with which such a file begins.
    static let mark: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0]
    /// The largest file that is read, in bytes; a workbook of this form with 65,536 full rows is smaller.
    static let maximumSize = 512 << 20

    private let bytes: ByteReader
    private let sectorSize: Int
    private let miniSectorSize: Int
    private let miniCutoff: Int
    private let table: [UInt32]
    private let miniTable: [UInt32]
    private let miniStream: [UInt8]
    private let entries: [Entry]

    private struct Entry {
        var name: String
        var kind: UInt8
        var start: UInt32
        var size: Int
    }

    private static let lastSector: UInt32 = 0xFFFF_FFFA

    /// Reads the tables and the directory; `nil` if they are damaged.
    init?(_ content: [UInt8]) {
        bytes = ByteReader(content)
        guard content.starts(with: Self.mark), let shift = bytes.u16(30),
            let miniShift = bytes.u16(32),
            shift == 9 || shift == 12, miniShift == 6, let directory = bytes.u32(48),
            let cutoff = bytes.u32(56), let miniStart = bytes.u32(60), let listStart = bytes.u32(68)
        else { return nil }
        sectorSize = 1 << Int(shift)
        miniSectorSize = 1 << Int(miniShift)
        miniCutoff = Int(cutoff)
        var table: [UInt32] = []
        for sector in Self.tableSectors(bytes, sectorSize, listStart) {
            for index in 0..<(sectorSize / 4) {
                guard let next = bytes.u32((Int(sector) + 1) * sectorSize + 4 * index) else {
                    break
                }
                table.append(next)
            }
        }
        // One entry a sector, so that no chain is longer than the file.
        table = Array(table.prefix(content.count / sectorSize + 1))
        self.table = table
        let list = Self.chain(bytes, table, sectorSize, directory, limit: 64 << 20)
        entries = Self.entries(ByteReader(list))
        guard let root = entries.first(where: { $0.kind == 5 }) else { return nil }
        let mini = ByteReader(Self.chain(bytes, table, sectorSize, miniStart, limit: content.count))
        miniTable = (0..<(mini.count / 4)).compactMap { mini.u32(4 * $0) }
        miniStream = Self.chain(
            bytes,
            table,
            sectorSize,
            root.start,
            limit: min(root.size, content.count)
        )
    }

    /// Whether there is a stream of a name.
    func contains(_ name: String) -> Bool { entries.contains { $0.kind == 2 && $0.name == name } }

    /// The bytes of a stream; `nil` if there is none, fewer than it states if it is damaged.
    func stream(_ name: String) -> [UInt8]? {
        guard let entry = entries.first(where: { $0.kind == 2 && $0.name == name }) else {
            return nil
        }
        let size = min(entry.size, bytes.count)
        guard entry.size < miniCutoff else {
            return Self.chain(bytes, table, sectorSize, entry.start, limit: size)
        }
        var result: [UInt8] = []
        var sector = entry.start
        var steps = 0
        while result.count < size, sector < Self.lastSector, steps <= miniTable.count {
            let start = Int(sector) * miniSectorSize
            guard start + miniSectorSize <= miniStream.count, Int(sector) < miniTable.count else {
                break
            }
            result += miniStream[start..<(start + miniSectorSize)]
            sector = miniTable[Int(sector)]
            steps += 1
        }
        return Array(result.prefix(size))
    }

    /// The sectors that hold the table of sectors: 109 in the header, more in a list of their own.
    private static func tableSectors(
        _ bytes: ByteReader,
        _ sectorSize: Int,
        _ listStart: UInt32
    ) -> [UInt32] {
        var sectors = (0..<109).compactMap { bytes.u32(76 + 4 * $0) }
        var next = listStart
        let most = bytes.count / sectorSize + 1
        var steps = 0
        while next < lastSector, steps < most {
            let start = (Int(next) + 1) * sectorSize
            let count = sectorSize / 4 - 1
            sectors += (0..<count).compactMap { bytes.u32(start + 4 * $0) }
            guard let following = bytes.u32(start + 4 * count) else { break }
            next = following
            steps += 1
        }
        return Array(sectors.filter { $0 < lastSector && Int($0) < most }.prefix(most))
    }

    private static func chain(
        _ bytes: ByteReader,
        _ table: [UInt32],
        _ sectorSize: Int,
        _ start: UInt32,
        limit: Int
    ) -> [UInt8] {
        var result: [UInt8] = []
        var sector = start
        var steps = 0
        while result.count < limit, sector < lastSector, Int(sector) < table.count,
            steps <= table.count
        {
            let place = (Int(sector) + 1) * sectorSize
            let part = bytes.slice(place, sectorSize)
            guard !part.isEmpty else { break }
            result += part
            sector = table[Int(sector)]
            steps += 1
        }
        return Array(result.prefix(limit))
    }

    private static func entries(_ list: ByteReader) -> [Entry] {
        (0..<(list.count / 128)).compactMap { index in
            let start = 128 * index
            guard let length = list.u16(start + 64), let kind = list.u8(start + 66),
                let first = list.u32(start + 116), let size = list.u32(start + 120), kind != 0
            else { return nil }
            let units = (0..<min(max(Int(length) / 2 - 1, 0), 31)).compactMap {
                list.u16(start + 2 * $0)
            }
            let name = String(decoding: units, as: UTF16.self)
            return Entry(name: name, kind: kind, start: first, size: Int(size))
        }
    }
}

/// Reads numbers of a block of bytes, low byte first; never beyond its end.
struct ByteReader {
    private let bytes: [UInt8]

    /// Takes the bytes.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many there are.
    var count: Int { bytes.count }

    /// A byte.
    func u8(_ offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }

    /// A number of two bytes.
    func u16(_ offset: Int) -> UInt16? {
        guard offset >= 0, offset + 2 <= bytes.count else { return nil }
        return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    /// A number of four bytes.
    func u32(_ offset: Int) -> UInt32? {
        guard let low = u16(offset), let high = u16(offset + 2) else { return nil }
        return UInt32(low) | UInt32(high) << 16
    }

    /// A floating-point number of eight bytes.
    func double(_ offset: Int) -> Double? {
        guard let low = u32(offset), let high = u32(offset + 4) else { return nil }
        return Double(bitPattern: UInt64(low) | UInt64(high) << 32)
    }

    /// As many of some bytes as there are.
    func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
        guard offset >= 0, count > 0, offset < bytes.count else { return [] }
        return bytes[offset..<min(offset + count, bytes.count)]
    }
}
