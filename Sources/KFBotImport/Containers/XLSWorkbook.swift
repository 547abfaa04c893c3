import KFBotModel

/// Reads workbooks of the old form (.xls, .et) as Excel 97 and later wrote them ([MS-XLS], BIFF8).
///
/// Number formats, hidden rows and sheets and merged areas are read as in .xlsx. Formulas are never
/// computed.
enum XLSWorkbook {
    /// Reads the stream of a workbook.
    ///
    /// - Throws: ``ImportError`` with `encrypted`, `malformed`, `tooLarge` or `unsupportedWorkbook`.
    static func read(_ stream: [UInt8], path: String) throws -> StoredSheets {
        var globals = XLSGlobals(path: path)
        try globals.read(stream)
        let budget = SheetBudget(path: path)
        for text in globals.strings { try budget.take(text: text.utf8.count) }
        var sheets: [StoredSheets.Sheet] = []
        for sheet in globals.sheets {
            var reader = XLSSheet(globals: globals, budget: budget)
            try reader.read(stream, from: sheet.offset)
            let outline = SheetOutline(name: sheet.name, isHidden: sheet.isHidden)
            sheets.append(
                StoredSheets.Sheet(
                    outline: outline,
                    rows: try reader.finish(),
                    hiddenColumns: reader.hiddenColumns
                )
            )
        }
        return StoredSheets(kind: "an Excel workbook of the old form (.xls)", sheets)
    }
}

/// The records of a stream, each with its kind and its bytes.
private struct XLSRecords {
    private let stream: ByteReader
    private(set) var offset: Int

    init(_ stream: [UInt8], from offset: Int) {
        self.stream = ByteReader(stream)
        self.offset = offset
    }

    /// The next record; `nil` at the end, or where the rest is too short for one.
    mutating func next() -> (kind: UInt16, body: ByteReader)? {
        guard let kind = stream.u16(offset), let length = stream.u16(offset + 2) else { return nil }
        let body = stream.slice(offset + 4, Int(length))
        guard body.count == Int(length) else { return nil }
        offset += 4 + Int(length)
        return (kind, ByteReader(Array(body)))
    }

    /// The kind of the next record.
    var nextKind: UInt16? { stream.u16(offset) }
}

/// What all sheets of a workbook share.
private struct XLSGlobals {
    struct Sheet {
        var name: String
        var offset: Int
        var isHidden: Bool
    }

    private(set) var sheets: [Sheet] = []
    private(set) var strings: [String] = []
    private(set) var styles = CellStyles()

    private let path: String
    private var formats: [Int: NumberFormat] = [:]
    private var styleFormats: [Int] = []

    init(path: String) { self.path = path }

    mutating func read(_ stream: [UInt8]) throws {
        var records = XLSRecords(stream, from: 0)
        guard let begin = records.next(), begin.kind == 0x0809 else { throw damaged() }
        guard begin.body.u16(0) == 0x0600 else {
            throw ImportError(
                .unsupportedWorkbook,
                "This is a workbook of Excel 95 or older. Open it in Excel or WPS and save it as "
                    + ".xlsx (另存为 .xlsx).",
                file: path
            )
        }
        var isComplete = false
        while !isComplete, let (kind, body) = records.next() {
            switch kind {
            case 0x002F:
                throw ImportError(
                    .encrypted,
                    "The workbook is protected by a password. Remove the password in Excel or WPS "
                        + "and save it as .xlsx (另存为 .xlsx).",
                    file: path
                )
            case 0x0022: styles.startsIn1904 = body.u16(0) == 1
            case 0x0085: noteSheet(body)
            case 0x00E0: styleFormats.append(Int(body.u16(2) ?? 0))
            case 0x041E:
                var text = XLSText([body], at: 2)
                if let id = body.u16(0), let code = text.string(lengthSize: 2) {
                    formats[Int(id)] = NumberFormat(code: code)
                }
            case 0x00FC:
                var parts = [body]
                while records.nextKind == 0x003C, let more = records.next() {
                    parts.append(more.body)
                }
                try readStrings(parts)
            case 0x000A: isComplete = true
            default: break
            }
        }
        guard isComplete else { throw damaged() }
        styles.formats = styleFormats.map { formats[$0] ?? NumberFormat(builtIn: $0) }
    }

    private mutating func noteSheet(_ body: ByteReader) {
        var text = XLSText([body], at: 6)
        guard let offset = body.u32(0), let state = body.u8(4), body.u8(5) == 0,
            let name = text.string(lengthSize: 1)
        else { return }
        sheets.append(Sheet(name: name, offset: Int(offset), isHidden: state & 3 != 0))
    }

    private mutating func readStrings(_ parts: [ByteReader]) throws {
        guard let count = parts.first?.u32(4) else { throw damaged() }
        var text = XLSText(parts, at: 8)
        for _ in 0..<count {
            guard let string = text.string(lengthSize: 2) else { throw damaged() }
            strings.append(string)
        }
    }

    private func damaged() -> ImportError { XLSSheet.damaged(path) }

    var file: String { path }
}

/// Strings of a record that may go on in further ones.
private struct XLSText {
    private let parts: [ByteReader]
    private var part = 0
    private var offset: Int

    init(_ parts: [ByteReader], at offset: Int) {
        self.parts = parts
        self.offset = offset
    }

    /// The next string, whose number of characters has one byte or two; `nil` if the record ends in it.
    mutating func string(lengthSize: Int) -> String? {
        guard let low = byte() else { return nil }
        var length = Int(low)
        if lengthSize == 2 {
            guard let high = byte() else { return nil }
            length |= Int(high) << 8
        }
        guard let flags = byte() else { return nil }
        var tail = 0
        if flags & 8 != 0 {
            guard let runs = number(2) else { return nil }
            tail += 4 * runs
        }
        if flags & 4 != 0 {
            guard let size = number(4) else { return nil }
            tail += size
        }
        guard let units = units(length, isWide: flags & 1 != 0) else { return nil }
        for _ in 0..<tail where byte() == nil { return nil }
        return String(decoding: units, as: UTF16.self)
    }

    /// The characters; where they go on in the next record, that says anew how wide they are.
    private mutating func units(_ count: Int, isWide: Bool) -> [UInt16]? {
        var isWide = isWide
        var units: [UInt16] = []
        units.reserveCapacity(count)
        while units.count < count {
            if offset >= parts[part].count {
                guard part + 1 < parts.count, let flags = parts[part + 1].u8(0) else { return nil }
                part += 1
                offset = 1
                isWide = flags & 1 != 0
                continue
            }
            if isWide {
                guard let unit = parts[part].u16(offset) else { return nil }
                units.append(unit)
                offset += 2
            } else {
                guard let unit = parts[part].u8(offset) else { return nil }
                units.append(UInt16(unit))
                offset += 1
            }
        }
        return units
    }

    private mutating func number(_ size: Int) -> Int? {
        var value = 0
        for place in 0..<size {
            guard let byte = byte() else { return nil }
            value |= Int(byte) << (8 * place)
        }
        return value
    }

    private mutating func byte() -> UInt8? {
        while part < parts.count {
            if let byte = parts[part].u8(offset) {
                offset += 1
                return byte
            }
            guard part + 1 < parts.count else { return nil }
            part += 1
            offset = 0
        }
        return nil
    }
}

/// The cells of one sheet.
private struct XLSSheet {
    /// What a cell takes besides its text, in bytes.
    private static let cellSize = 128

    private let globals: XLSGlobals
    private let budget: SheetBudget
    private var rows: [Int: [Int: SheetBuilder.Cell]] = [:]
    private var hidden: Set<Int> = []
    private(set) var hiddenColumns: Set<Int> = []
    /// The cell whose formula gave text, which stands in the next record.
    private var waiting: (row: Int, column: Int)?

    init(globals: XLSGlobals, budget: SheetBudget) {
        self.globals = globals
        self.budget = budget
    }

    static func damaged(_ path: String) -> ImportError {
        ImportError(
            .malformed,
            "The workbook is damaged. Open it in Excel or WPS and save it as .xlsx (另存为 .xlsx).",
            file: path
        )
    }

    mutating func read(_ stream: [UInt8], from offset: Int) throws {
        var records = XLSRecords(stream, from: offset)
        guard let begin = records.next(), begin.kind == 0x0809 else {
            throw Self.damaged(globals.file)
        }
        // Charts inside the sheet begin and end like it.
        var depth = 1
        while depth > 0 {
            guard let (kind, body) = records.next() else { throw Self.damaged(globals.file) }
            try budget.take(cells: 1)
            switch kind {
            case 0x0809: depth += 1
            case 0x000A: depth -= 1
            case 0x007D where depth == 1: noteColumns(body)
            case _ where depth > 1: break
            case 0x0207:
                var parts = [body]
                while records.nextKind == 0x003C, let more = records.next() {
                    parts.append(more.body)
                }
                try finishFormula(parts)
            default: try read(kind, body)
            }
        }
    }

    private mutating func noteColumns(_ body: ByteReader) {
        guard let first = body.u16(0), let last = body.u16(2), first <= last,
            first < XLSXReference.maximumColumns, let flags = body.u16(8), flags & 1 != 0
        else { return }
        hiddenColumns.formUnion(Int(first)...min(Int(last), XLSXReference.maximumColumns - 1))
    }

    private mutating func read(_ kind: UInt16, _ body: ByteReader) throws {
        guard let row = body.u16(0).map(Int.init), let column = body.u16(2).map(Int.init) else {
            return
        }
        let style = Int(body.u16(4) ?? 0)
        switch kind {
        case 0x0208: if let flags = body.u32(12), flags & 0x20 != 0 { hidden.insert(row) }
        case 0x00FD:
            guard let index = body.u32(6).map(Int.init), globals.strings.indices.contains(index)
            else {
                return
            }
            try put(globals.strings[index], row, column)
        case 0x0204, 0x00D6:
            var text = XLSText([body], at: 6)
            if let string = text.string(lengthSize: 2) { try put(string, row, column) }
        case 0x0203: if let number = body.double(6) { try put(number, style, row, column) }
        case 0x027E:
            if let number = body.u32(6) { try put(Self.number(number), style, row, column) }
        case 0x00BD:
            for index in 0..<max((body.count - 6) / 6, 0) {
                guard let style = body.u16(4 + 6 * index), let number = body.u32(6 + 6 * index)
                else {
                    break
                }
                try put(Self.number(number), Int(style), row, column + index)
            }
        case 0x0205:
            guard let value = body.u8(6), let isError = body.u8(7) else { return }
            try put(value, isError: isError != 0, row, column)
        case 0x0006: try readFormula(body, style, row, column)
        case 0x00E5: try merge(body)
        default: break
        }
    }

    private mutating func readFormula(
        _ body: ByteReader,
        _ style: Int,
        _ row: Int,
        _ column: Int
    ) throws {
        guard body.u16(12) == 0xFFFF else {
            if let number = body.double(6) { try put(number, style, row, column) }
            return
        }
        switch body.u8(6) {
        case 0: waiting = (row, column)
        case 1: try put(body.u8(8) ?? 0, isError: false, row, column)
        case 2: try put(body.u8(8) ?? 0, isError: true, row, column)
        default: break
        }
    }

    private mutating func finishFormula(_ parts: [ByteReader]) throws {
        guard let (row, column) = waiting else { return }
        waiting = nil
        var text = XLSText(parts, at: 0)
        if let string = text.string(lengthSize: 2) { try put(string, row, column) }
    }

    private mutating func merge(_ body: ByteReader) throws {
        for index in 0..<Int(body.u16(0) ?? 0) {
            let place = 2 + 8 * index
            guard let first = body.u16(place), let last = body.u16(place + 2),
                let left = body.u16(place + 4), let right = body.u16(place + 6), first <= last,
                left <= right
            else { return }
            guard var cell = rows[Int(first)]?[Int(left)] else { continue }
            cell.rows = Int(last - first) + 1
            cell.columns = Int(right - left) + 1
            rows[Int(first)]?[Int(left)] = cell
        }
    }

    private mutating func put(_ value: UInt8, isError: Bool, _ row: Int, _ column: Int) throws {
        let text = isError ? Self.errors[value] ?? "#ERROR!" : value == 0 ? "FALSE" : "TRUE"
        try put(SheetBuilder.Cell(text: text, note: isError ? .error : nil), row, column)
    }

    private mutating func put(_ text: String, _ row: Int, _ column: Int) throws {
        try put(SheetBuilder.Cell(text: text), row, column)
    }

    private mutating func put(_ number: Double, _ style: Int, _ row: Int, _ column: Int) throws {
        let shown = globals.styles.shown(number, style: style)
        let cell = SheetBuilder.Cell(
            text: shown.text,
            note: shown.isImprecise ? .imprecise : nil,
            moment: shown.moment
        )
        try put(cell, row, column)
    }

    private mutating func put(_ cell: SheetBuilder.Cell, _ row: Int, _ column: Int) throws {
        try budget.take(text: cell.text.utf8.count + Self.cellSize)
        rows[row, default: [:]][column] = cell
    }

    /// The rows in their order, merged areas filled.
    func finish() throws -> [TableRow] {
        var builder = SheetBuilder(budget: budget)
        for (row, cells) in rows.sorted(by: { $0.key < $1.key }) {
            builder.beginRow(row + 1, isHidden: hidden.contains(row))
            for (column, cell) in cells.sorted(by: { $0.key < $1.key }) {
                try builder.put(cell, at: column)
            }
            try builder.endRow()
        }
        return builder.rows
    }

    /// A number packed into 30 bits: whole or the upper part of a floating-point one, in hundredths
    /// or not.
    private static func number(_ packed: UInt32) -> Double {
        let number =
            packed & 2 != 0
            ? Double(Int32(bitPattern: packed) >> 2)
            : Double(bitPattern: UInt64(packed & ~3) << 32)
        return packed & 1 != 0 ? number / 100 : number
    }

    private static let errors: [UInt8: String] = [
        0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
        0x24: "#NUM!", 0x2A: "#N/A",
    ]
}
