/// The merged areas of a sheet.
///
/// A sheet lists them behind its rows, so they are looked for before the rows are parsed, by their
/// tags alone.
struct XLSXMerges {
    /// An area, zero-based and closed.
    struct Area: Equatable {
        var rows: ClosedRange<Int>
        var columns: ClosedRange<Int>
    }

    /// The areas by their first row.
    let areas: [Area]

    /// How many areas are looked at; more than that are decoration.
    private static let maximumCount = 100_000

    /// Finds the areas in the text of a sheet.
    init(scanning part: ZipArchive.Part) throws {
        let mark = Array("mergeCell ".utf8)
        var areas: [Area] = []
        var kept: [UInt8] = []
        while areas.count < Self.maximumCount {
            let piece = try part.next(256 << 10)
            guard !piece.isEmpty else { break }
            let bytes = kept + piece
            var index = 0
            // A tag is shorter than 200 bytes; what remains is looked at with the next piece.
            while let found = bytes[index...].firstIndex(of: 0x6D), found + 200 <= bytes.count {
                index = found + 1
                guard bytes[found...].starts(with: mark) else { continue }
                if let area = Self.area(bytes[found..<(found + 200)]) { areas.append(area) }
            }
            kept = Array(bytes[max(index, bytes.count - 200)...])
        }
        let padded = kept + [UInt8](repeating: 0x20, count: 200)
        for found in kept.indices where padded[found...].starts(with: mark) {
            if let area = Self.area(padded[found..<(found + 200)]) { areas.append(area) }
        }
        self.areas = areas.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
    }

    /// Reads `A1:B2`.
    static func area(reference: String) -> Area? {
        let corners = reference.split(separator: ":").map { XLSXReference(String($0)) }
        guard corners.count == 2, let first = corners[0], let last = corners[1],
            let firstRow = first.row, let lastRow = last.row, firstRow <= lastRow,
            first.column <= last.column
        else { return nil }
        return Area(rows: firstRow...lastRow, columns: first.column...last.column)
    }

    private static func area(_ tag: ArraySlice<UInt8>) -> Area? {
        let text = String(decoding: tag.prefix { $0 != 0x3E }, as: UTF8.self)
        let parts = text.split(whereSeparator: { $0 == "\"" || $0 == "'" })
        guard parts.count > 1, parts[0].hasSuffix("ref=") else { return nil }
        return area(reference: String(parts[1]))
    }
}

/// A cell's place such as `AB12`, zero-based.
struct XLSXReference: Equatable {
    var column: Int
    var row: Int?

    /// The most columns a sheet may have.
    static let maximumColumns = 16_384

    /// What a workbook calls a column: `A`, `B`, …, `AA`.
    static func letters(_ column: Int) -> String {
        var letters = ""
        var rest = column + 1
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(0x41 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return letters
    }

    /// Reads a reference; `nil` if it is none.
    init?(_ text: String) {
        var column = 0
        var row = 0
        for byte in text.utf8 where byte != 0x24 {
            switch byte {
            case 0x41...0x5A where row == 0: column = column * 26 + Int(byte - 0x40)
            case 0x30...0x39: row = row * 10 + Int(byte - 0x30)
            default: return nil
            }
            guard column <= Self.maximumColumns, row <= 1 << 21 else { return nil }
        }
        guard column > 0 else { return nil }
        self.column = column - 1
        self.row = row > 0 ? row - 1 : nil
    }
}
