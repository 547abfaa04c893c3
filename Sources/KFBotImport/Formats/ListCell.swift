import KFBotModel

/// Several texts in one cell.
///
/// A cell has one separator, the first of these that stands in it without a backslash: a line break,
/// `##`, `|` or `｜`, `;` or `；`; in cells of names (labels, related entries, accounts) also `,`,
/// `，` or `、`. So an item may hold the separators that come later in this order, and any of them
/// behind a backslash.
///
/// `\n` and `\r` stand for line breaks, `\\` for a backslash, and a backslash before a separator or
/// a white space makes it a part of the item. Before anything else a backslash is just that. White
/// space at the ends of an item is dropped unless escaped; empty items are dropped.
struct ListCell {
    /// What a cell's items are.
    enum Content {
        /// Questions and other running text.
        case texts
        /// Short names, which commas separate as well.
        case names
    }

    private static let separators: [[Unicode.Scalar]] = [
        ["\n", "\r"], ["#"], ["|", "｜"], [";", "；"], [",", "，", "、"],
    ]

    /// The items of a cell.
    static func items(_ cell: String, _ content: Content) -> [String] {
        if let lines = plainLines(cell) { return lines }
        let units = unescaped(cell)
        for (level, scalars) in separators.enumerated() {
            if level == 4, content == .texts { break }
            let parts = level == 1 ? splitAtHashes(units) : split(units, scalars)
            if parts.count > 1 { return parts.compactMap(text) }
        }
        return [text(units[...])].compactMap { $0 }
    }

    /// The items that `##` separates; nothing is escaped there.
    static func itemsByHashes(_ cell: String) -> [String] {
        splitAtHashes(cell.unicodeScalars.map { Unit(scalar: $0, isEscaped: false) })
            .compactMap(text)
    }

    /// A cell that ``items(_:_:)`` reads as these items, one a line.
    static func cell(_ items: [String]) -> String {
        items.map(escaped).joined(separator: "\n")
    }

    /// The items of a cell of lines without a backslash, which most long cells are, by bytes.
    private static func plainLines(_ cell: String) -> [String]? {
        guard cell.utf8.contains(0x0A), !cell.utf8.contains(0x5C) else { return nil }
        return cell.utf8.split { $0 == 0x0A || $0 == 0x0D }.compactMap { line in
            let item = String(decoding: line, as: UTF8.self).trimmingWhitespace()
            return item.isEmpty ? nil : item
        }
    }

    /// Whether an item has nothing to escape, by its bytes; `false` if that takes a closer look.
    private static func isPlain(_ item: String) -> Bool {
        guard let first = item.first, let last = item.last, !first.isWhitespace, !last.isWhitespace
        else { return false }
        var previous: UInt8 = 0
        for byte in item.utf8 {
            switch byte {
            case 0x0A, 0x0D, 0x5C, 0x23, 0x7C, 0x3B, 0x2C: return false
            // The first two bytes of `｜`, of `；` and `，`, and of `、`.
            case 0xBD where previous == 0xEF: return false
            case 0xBC where previous == 0xEF: return false
            case 0x80 where previous == 0xE3: return false
            default: break
            }
            previous = byte
        }
        return true
    }

    private struct Unit {
        var scalar: Unicode.Scalar
        var isEscaped: Bool
    }

    private static func unescaped(_ cell: String) -> [Unit] {
        var units: [Unit] = []
        var rest = Substring(cell).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let next = rest.first else {
                units.append(Unit(scalar: scalar, isEscaped: false))
                continue
            }
            switch next {
            case "n": units.append(Unit(scalar: "\n", isEscaped: true))
            case "r": units.append(Unit(scalar: "\r", isEscaped: true))
            case _ where isSpecial(next): units.append(Unit(scalar: next, isEscaped: true))
            default:
                units.append(Unit(scalar: scalar, isEscaped: false))
                continue
            }
            rest.removeFirst()
        }
        return units
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\\" || scalar.properties.isWhitespace
            || separators.contains { $0.contains(scalar) }
    }

    private static func split(_ units: [Unit], _ scalars: [Unicode.Scalar]) -> [ArraySlice<Unit>] {
        units.split(omittingEmptySubsequences: false) {
            !$0.isEscaped && scalars.contains($0.scalar)
        }
    }

    private static func splitAtHashes(_ units: [Unit]) -> [ArraySlice<Unit>] {
        var parts: [ArraySlice<Unit>] = []
        var start = 0
        var index = 0
        while index + 1 < units.count {
            if units[index...(index + 1)].allSatisfy({ $0.scalar == "#" && !$0.isEscaped }) {
                parts.append(units[start..<index])
                index += 2
                start = index
            } else {
                index += 1
            }
        }
        return parts + [units[start...]]
    }

    private static func text(_ units: ArraySlice<Unit>) -> String? {
        func isSpace(_ unit: Unit) -> Bool {
            !unit.isEscaped && unit.scalar.properties.isWhitespace
        }
        guard let first = units.firstIndex(where: { !isSpace($0) }),
            let last = units.lastIndex(where: { !isSpace($0) })
        else { return nil }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: units[first...last].map(\.scalar))
        return String(text)
    }

    private static func escaped(_ item: String) -> String {
        if isPlain(item) { return item }
        let scalars = Array(item.unicodeScalars)
        var text = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let isAtEnd = index == 0 || index == scalars.count - 1
            switch scalar {
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            case "\r": text.append(contentsOf: "\\r".unicodeScalars)
            case "#" where !touchesHash(scalars, index): text.append(scalar)
            case _ where isSpecial(scalar) && (!scalar.properties.isWhitespace || isAtEnd):
                text.append("\\")
                text.append(scalar)
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    private static func touchesHash(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        (index > 0 && scalars[index - 1] == "#")
            || (index + 1 < scalars.count && scalars[index + 1] == "#")
    }
}
