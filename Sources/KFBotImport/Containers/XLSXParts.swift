/// Reads which parts a part of a workbook refers to.
final class XLSXLinks: XMLElements.Handler {
    /// One reference.
    struct Link {
        var id: String
        var type: String
        /// The part, from the root of the archive.
        var target: String
    }

    private(set) var links: [Link] = []
    private let folder: String

    /// Creates a reader of the links of a part in a folder.
    init(folder: String) { self.folder = folder }

    func start(_ name: String, _ attributes: XMLElements.Attributes) {
        guard name == "Relationship", let id = attributes["Id"], let type = attributes["Type"],
            let target = attributes["Target"]
        else { return }
        links.append(Link(id: id, type: type, target: resolve(target)))
    }

    func text(_ text: String) {}
    func end(_ name: String) {}

    private func resolve(_ target: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var path = folder.split(separator: "/")
        for step in target.split(separator: "/") where step != "." {
            if step == ".." { _ = path.popLast() } else { path.append(step) }
        }
        return path.joined(separator: "/")
    }
}

/// Reads the list of sheets of a workbook.
final class XLSXOutline: XMLElements.Handler {
    /// One sheet as the list names it.
    struct Entry {
        var name: String
        var link: String
        var isHidden: Bool
    }

    private(set) var sheets: [Entry] = []
    private(set) var startsIn1904 = false

    func start(_ name: String, _ attributes: XMLElements.Attributes) {
        switch name {
        case "sheet":
            let state = attributes["state"] ?? ""
            sheets.append(
                Entry(
                    name: attributes["name"] ?? "",
                    link: attributes["id"] ?? "",
                    isHidden: state == "hidden" || state == "veryHidden"
                )
            )
        case "workbookPr":
            startsIn1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
        default: break
        }
    }

    func text(_ text: String) {}
    func end(_ name: String) {}
}

/// Reads which columns of a sheet are hidden; they stand before its rows.
final class XLSXHiddenColumns: XMLElements.Handler {
    private(set) var columns: Set<Int> = []

    func start(_ name: String, _ attributes: XMLElements.Attributes) throws {
        if name == "sheetData" { throw EnoughRead() }
        guard name == "col", ["1", "true"].contains(attributes["hidden"] ?? ""),
            let first = attributes["min"].flatMap({ Int($0) }), first >= 1
        else { return }
        let last = min(
            attributes["max"].flatMap { Int($0) } ?? first,
            XLSXReference.maximumColumns
        )
        if first <= last { columns.formUnion((first - 1)...(last - 1)) }
    }

    func text(_ text: String) {}
    func end(_ name: String) {}
}

/// Reads the texts that cells share: runs joined, phonetic guides (`rPh`) left out.
final class XLSXSharedStrings: XMLElements.Handler {
    private(set) var strings: [String] = []
    private let path: String
    private var current = ""
    private var isText = false
    private var isPhonetic = false
    private var size = 0

    /// The most text that is held, in bytes.
    private static let maximumSize = 512 << 20
    /// What a text takes besides its bytes.
    private static let overhead = 32

    /// Creates a reader; the path is for errors.
    init(path: String) { self.path = path }

    func start(_ name: String, _ attributes: XMLElements.Attributes) {
        switch name {
        case "si": current = ""
        case "t": isText = !isPhonetic
        case "rPh": isPhonetic = true
        default: break
        }
    }

    func text(_ text: String) throws {
        guard isText else { return }
        current += text
        try count(text.utf8.count)
    }

    func end(_ name: String) throws {
        switch name {
        case "t": isText = false
        case "rPh": isPhonetic = false
        case "si":
            strings.append(XLSXText.decode(current))
            try count(Self.overhead)
        default: break
        }
    }

    private func count(_ bytes: Int) throws {
        size += bytes
        guard size <= Self.maximumSize else {
            throw ImportError(
                .tooLarge,
                "The workbook holds more than 512 MiB of text. Split it or save it as CSV.",
                file: path
            )
        }
    }
}

/// Reads the number formats of a workbook's cell styles.
final class XLSXStylesReader: XMLElements.Handler {
    private(set) var styles = CellStyles()
    private let path: String
    private var formats: [Int: NumberFormat] = [:]
    private var isInCells = false

    /// The most formats and cell styles that are read; Excel itself allows 65,490 styles.
    private static let maximumCount = 100_000

    /// Creates a reader; the path is for errors.
    init(path: String) { self.path = path }

    func start(_ name: String, _ attributes: XMLElements.Attributes) throws {
        guard name == "numFmt" || name == "cellXfs" || (name == "xf" && isInCells) else { return }
        guard formats.count + styles.formats.count <= Self.maximumCount else {
            throw ImportError(
                .tooLarge,
                "The workbook has more than 100,000 cell styles. Copy its cells into a new workbook.",
                file: path
            )
        }
        let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
        switch name {
        case "numFmt":
            if let code = attributes["formatCode"] { formats[id] = NumberFormat(code: code) }
        case "cellXfs": isInCells = true
        default:
            let format = formats[id] ?? NumberFormat(builtIn: id)
            formats[id] = format
            styles.formats.append(format)
        }
    }

    func text(_ text: String) {}

    func end(_ name: String) {
        if name == "cellXfs" { isInCells = false }
    }
}

/// The `_xHHHH_` form in which workbooks hold characters that XML cannot (ECMA-376, 22.9.2.19).
enum XLSXText {
    /// The text that a stored text stands for.
    static func decode(_ stored: String) -> String {
        guard stored.utf8.contains(0x5F) else { return stored }
        let units = Array(stored.utf16)
        var result: [UInt16] = []
        result.reserveCapacity(units.count)
        var index = 0
        while index < units.count {
            if let unit = escape(units, at: index) {
                result.append(unit)
                index += 7
            } else {
                result.append(units[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF16.self)
    }

    /// The form in which a text is stored.
    static func encode(_ text: String) -> String {
        let units = Array(text.utf16)
        var result: [UInt16] = []
        result.reserveCapacity(units.count)
        for (index, unit) in units.enumerated() {
            let isControl = unit < 0x20 && unit != 0x09 && unit != 0x0A
            if isControl || unit == 0x7F || unit == 0xFFFE || unit == 0xFFFF
                || (unit == 0x5F && escape(units, at: index) != nil)
            {
                let digits = String(unit, radix: 16, uppercase: true)
                let zeros = String(repeating: "0", count: 4 - digits.count)
                result += Array("_x\(zeros)\(digits)_".utf16)
            } else {
                result.append(unit)
            }
        }
        return String(decoding: result, as: UTF16.self)
    }

    private static func escape(_ units: [UInt16], at index: Int) -> UInt16? {
        guard index + 6 < units.count, units[index] == 0x5F, units[index + 1] == 0x78,
            units[index + 6] == 0x5F
        else { return nil }
        var value: UInt16 = 0
        for unit in units[(index + 2)..<(index + 6)] {
            guard unit < 0x80, let digit = Character(Unicode.Scalar(UInt8(unit))).hexDigitValue
            else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
