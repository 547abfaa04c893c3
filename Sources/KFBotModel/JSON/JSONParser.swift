/// Reads JSON (RFC 8259) from UTF-8 bytes, one value after the other.
///
/// Whole numbers that fit 64 bits become ``JSONValue/integer(_:)``. If a key comes twice in an object,
/// the last value counts. Where the standard leaves a choice, the parser refuses: half a surrogate pair,
/// a number beyond `Double`, bytes that are not UTF-8, a byte order mark, and more than 512 levels.
package struct JSONParser {
    /// Why the text is not JSON.
    package struct SyntaxError: Error, Equatable {
        /// The byte at which reading stopped.
        package var offset: Int
        package var message: String
    }

    /// How deep arrays and objects may nest.
    static let maximumDepth = 512
    /// The longest text, in bytes; a longer one would be held twice.
    static let longestText = 64 << 20

    let bytes: [UInt8]
    /// The next byte to read.
    private(set) var index = 0
    private var depth = 0

    /// Creates a parser at the start of the bytes.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The line, from 1, on which an offset lies.
    package func line(of offset: Int) -> Int {
        1 + bytes.prefix(offset).count { $0 == 0x0A }
    }

    /// Passes over white space; whether anything is left.
    package mutating func skipSpace() -> Bool {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return true
            }
        }
        return false
    }

    /// Takes a byte if it comes next, white space apart.
    package mutating func take(_ byte: UInt8) -> Bool {
        guard skipSpace(), bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// Takes a byte that must come next.
    package mutating func expect(_ byte: UInt8, _ name: String) throws {
        guard take(byte) else { throw failure("expected \(name)") }
    }

    /// Reads one value.
    package mutating func value() throws -> JSONValue {
        guard skipSpace() else { throw failure("expected a value, found the end") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("expected a value")
        }
    }

    /// Reads a key and its colon.
    package mutating func key() throws -> String {
        guard skipSpace(), bytes[index] == 0x22 else { throw failure("expected a key in quotes") }
        let key = try string()
        try expect(UInt8(ascii: ":"), "a colon")
        return key
    }

    /// An error at the place reached.
    package func failure(_ message: String) -> SyntaxError {
        SyntaxError(offset: index, message: message)
    }

    private mutating func object() throws -> JSONValue {
        index += 1
        var members: [String: JSONValue] = [:]
        try descend()
        defer { depth -= 1 }
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            let key = try key()
            members[key] = try value()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "a comma or a closing brace")
        return .object(members)
    }

    private mutating func array() throws -> JSONValue {
        index += 1
        var elements: [JSONValue] = []
        try descend()
        defer { depth -= 1 }
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try value())
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "a comma or a closing bracket")
        return .array(elements)
    }

    private mutating func descend() throws {
        depth += 1
        guard depth <= Self.maximumDepth else { throw failure("nested too deeply") }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
        guard bytes[index...].starts(with: word.utf8) else { throw failure("expected a value") }
        index += word.utf8.count
        return value
    }

    private mutating func number() throws -> JSONValue {
        let start = index
        skip { $0 == UInt8(ascii: "-") }
        guard index - start <= 1 else { throw notANumber(start) }
        let first = index
        takeDigits()
        let isPadded = index - first > 1 && bytes[first] == UInt8(ascii: "0")
        guard index > first, !isPadded else { throw notANumber(start) }
        var isWhole = true
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            guard takeDigits() else { throw notANumber(start) }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            index += 1
            if index < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[index]) {
                index += 1
            }
            guard takeDigits() else { throw notANumber(start) }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw notANumber(start) }
        return .number(number)
    }

    /// Passes over digits; whether there was one.
    @discardableResult
    private mutating func takeDigits() -> Bool {
        let start = index
        skip { (0x30...0x39).contains($0) }
        return index > start
    }

    private mutating func skip(while isPart: (UInt8) -> Bool) {
        while index < bytes.count, isPart(bytes[index]) { index += 1 }
    }

    private func notANumber(_ start: Int) -> SyntaxError {
        let text = String(decoding: bytes[start..<min(start + 40, bytes.count)], as: UTF8.self)
        return failure("not a number: \(text.prefix { !$0.isWhitespace && !",]}".contains($0) })")
    }

    private mutating func string() throws -> String {
        index += 1
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard index - start <= Self.longestText else { throw tooLong }
                index += 1
                return try text(bytes[start..<(index - 1)])
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0..<0x20:
                throw failure("a line break or control character inside a string")
            default:
                index += 1
            }
        }
        throw failure("a string without its closing quote")
    }

    private mutating func escapedString(from start: Int) throws -> String {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            guard text.count <= Self.longestText else { throw tooLong }
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return try self.text(text[...])
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw failure("a line break or control character inside a string")
            default: text.append(byte)
            }
        }
        throw failure("a string without its closing quote")
    }

    private var tooLong: SyntaxError { failure("a text of more than 64 MiB") }

    private mutating func escape(into text: inout [UInt8]) throws {
        guard index < bytes.count else { throw failure("a string without its closing quote") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            var code = try fourDigits()
            if (0xD800..<0xDC00).contains(code) {
                guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
                    bytes[index + 1] == UInt8(ascii: "u")
                else { throw failure("half of a surrogate pair") }
                index += 2
                let low = try fourDigits()
                guard (0xDC00..<0xE000).contains(low) else {
                    throw failure("half of a surrogate pair")
                }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw failure("half of a surrogate pair")
            }
            text += Array(String(Character(scalar)).utf8)
        default:
            throw failure("an unknown escape in a string")
        }
    }

    private mutating func fourDigits() throws -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count,
                let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue
            else { throw failure("expected four hexadecimal digits") }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw failure("a string that is not UTF-8")
        }
        return text
    }
}
