/// Reads rows of delimited text (RFC 4180), taking in what spreadsheets and people write besides.
///
/// Rows end at LF, CR LF or CR; a quoted field may hold any of them. A quote counts only at the
/// start of a field; text behind a closing quote is taken as it stands. Cells are given as they
/// stand; ``FormulaGuard`` is the caller's.
struct DelimitedReader {
    /// One row.
    struct Row: Equatable {
        /// The line, from 1, on which the row begins.
        var line: Int
        /// The line on which it ends.
        var lastLine: Int
        var fields: [String]
        /// Whether the text ended inside quotes.
        var isUnterminated = false
        /// Whether it holds nothing but white space.
        var isBlank: Bool { fields.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
        /// Whether it holds nothing but white space and what fills up or ends files: zeros, and 0x1A.
        var isEmpty: Bool {
            fields.allSatisfy { $0.allSatisfy { $0.isWhitespace || $0 == "\0" || $0 == "\u{1A}" } }
        }
    }

    /// A row is longer or wider than allowed.
    struct TooLong: Error {
        /// The line on which the row begins.
        var line: Int
        /// Whether it is a quote that does not end.
        var isQuoted: Bool
    }

    /// The longest row, in bytes, as for a line of text.
    static let maximumLength = LineReader.maximumLength

    private let delimiter: [UInt8]
    private let limit: Int
    private let nextPiece: () throws -> [UInt8]?
    private var piece: [UInt8] = []
    private var index = 0
    private var line = 1
    private var isAtEnd = false
    private var rowLine = 1
    private var rowLength = 0

    /// Creates a reader of text that comes in pieces of valid UTF-8.
    ///
    /// - Parameters:
    ///   - delimiter: What stands between cells.
    ///   - limit: The longest row, in bytes.
    ///   - nextPiece: Gives the next piece; `nil` at the end.
    init(
        delimiter: Character,
        limit: Int = maximumLength,
        nextPiece: @escaping () throws -> [UInt8]?
    ) {
        self.limit = limit
        self.delimiter = Array(String(delimiter).utf8)
        self.nextPiece = nextPiece
    }

    /// The next row, blank ones included; `nil` at the end.
    ///
    /// - Throws: ``TooLong``, and what the giver of the pieces throws.
    mutating func next() throws -> Row? {
        guard try peek() != nil else { return nil }
        var row = Row(line: line, lastLine: line, fields: [])
        rowLine = line
        rowLength = 0
        var field: [UInt8] = []
        while true {
            var isQuoted = false
            if field.isEmpty, try peek() == 0x22 {
                index += 1
                isQuoted = true
            }
            if isQuoted {
                row.isUnterminated = try !readQuoted(into: &field)
            }
            let end = try readPlain(into: &field)
            row.fields.append(String(decoding: field, as: UTF8.self))
            guard row.fields.count <= XLSXReference.maximumColumns else {
                throw TooLong(line: rowLine, isQuoted: false)
            }
            field.removeAll(keepingCapacity: true)
            if end == .delimiter { continue }
            row.lastLine = end == .line ? line - 1 : line
            return row
        }
    }

    private enum End {
        case delimiter
        case line
        case text
    }

    /// The next byte, not taken; `nil` at the end of the text.
    private mutating func peek() throws -> UInt8? {
        if index < piece.count { return piece[index] }
        while !isAtEnd {
            guard let more = try nextPiece() else {
                isAtEnd = true
                return nil
            }
            piece = more
            index = 0
            if !more.isEmpty { return more[0] }
        }
        return nil
    }

    /// Reads up to the closing quote and takes it; `false` if there is none.
    private mutating func readQuoted(into field: inout [UInt8]) throws -> Bool {
        while let byte = try peek() {
            try advance(isQuoted: true)
            switch byte {
            case 0x22:
                guard try peek() == 0x22 else { return true }
                try advance(isQuoted: true)
                field.append(0x22)
            case 0x0D:
                field.append(byte)
                if try peek() != 0x0A { line += 1 }
            case 0x0A:
                field.append(byte)
                line += 1
            default:
                field.append(byte)
                takeRun(into: &field) { $0 != 0x22 && $0 != 0x0D && $0 != 0x0A }
            }
        }
        return false
    }

    /// Reads up to the end of the field and takes what ends it.
    private mutating func readPlain(into field: inout [UInt8]) throws -> End {
        while let byte = try peek() {
            try advance(isQuoted: false)
            if byte == 0x0A {
                line += 1
                return .line
            }
            if byte == 0x0D {
                if try peek() == 0x0A { index += 1 }
                line += 1
                return .line
            }
            if byte == delimiter[0], try takeRestOfDelimiter() { return .delimiter }
            field.append(byte)
            takeRun(into: &field) { [first = delimiter[0]] in
                $0 != first && $0 != 0x0D && $0 != 0x0A
            }
        }
        return .text
    }

    /// Takes a byte and counts it.
    private mutating func advance(isQuoted: Bool) throws {
        index += 1
        rowLength += 1
        guard rowLength <= limit else {
            throw TooLong(line: rowLine, isQuoted: isQuoted)
        }
    }

    /// Takes the bytes of the piece at hand for which a condition holds.
    private mutating func takeRun(into field: inout [UInt8], while isPart: (UInt8) -> Bool) {
        var end = index
        while end < piece.count, isPart(piece[end]) { end += 1 }
        field += piece[index..<end]
        rowLength += end - index
        index = end
    }

    /// Takes the rest of a delimiter of several bytes; pieces end between characters, so it is there.
    private mutating func takeRestOfDelimiter() throws -> Bool {
        guard delimiter.count > 1 else { return true }
        let end = index + delimiter.count - 1
        guard end <= piece.count, piece[index..<end].elementsEqual(delimiter[1...]) else {
            return false
        }
        index = end
        return true
    }
}
