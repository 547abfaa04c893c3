/// Reads little-endian numbers one after the other, and refuses to read beyond the end.
struct ByteReader {
    let bytes: ArraySlice<UInt8>
    private(set) var position: Int
    let path: String

    init(_ bytes: ArraySlice<UInt8>, path: String) {
        self.bytes = bytes
        self.path = path
        position = bytes.startIndex
    }

    var failure: EncoderError {
        EncoderError(
            .format,
            "\(path) is cut or damaged: its byte \(position) is not as it should be"
        )
    }

    mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.endIndex - position else { throw failure }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws -> Number {
        try take(MemoryLayout<Number>.size).reversed().reduce(0) {
            $0 << 8 | Number(truncatingIfNeeded: $1)
        }
    }

    /// A count that is read as 32 bits and bounded.
    mutating func count(upTo limit: Int) throws -> Int {
        let number = Int(try number(UInt32.self))
        guard number <= limit else { throw failure }
        return number
    }

    mutating func float() throws -> Float { Float(bitPattern: try number(UInt32.self)) }

    mutating func floats(_ count: Int) throws -> [Float] {
        guard count <= bytes.count / 4 else { throw failure }
        return Self.floats(try take(count * 4))
    }

    static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / 4).map {
                Float(
                    bitPattern: UInt32(
                        littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)
                    )
                )
            }
        }
    }
}
