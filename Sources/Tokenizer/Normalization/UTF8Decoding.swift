/// UTF-8 to scalars and back, for bytes that may be anything.
enum UTF8Decoding {
    /// Stands for a byte that belongs to no character.
    static let replacement: UInt32 = 0xFFFD

    /// Decodes the scalar at `offset`; a byte that fits none gives U+FFFD of width 1.
    static func decode(
        _ bytes: UnsafePointer<UInt8>,
        at offset: Int,
        end: Int
    ) -> (scalar: UInt32, width: Int) {
        let lead = bytes[offset]
        let width: Int
        var scalar: UInt32
        switch lead {
        case 0..<0x80: return (UInt32(lead), 1)
        case 0xC2...0xDF: (width, scalar) = (2, UInt32(lead & 0x1F))
        case 0xE0...0xEF: (width, scalar) = (3, UInt32(lead & 0x0F))
        case 0xF0...0xF4: (width, scalar) = (4, UInt32(lead & 0x07))
        default: return (replacement, 1)
        }
        guard offset + width <= end else { return (replacement, 1) }
        for index in offset + 1..<offset + width {
            guard bytes[index] & 0xC0 == 0x80 else { return (replacement, 1) }
            scalar = scalar << 6 | UInt32(bytes[index] & 0x3F)
        }
        let isOverlong = scalar < (width == 4 ? 0x10000 : width == 3 ? 0x800 : 0x80)
        let isSurrogate = (0xD800...0xDFFF).contains(scalar)
        guard !isOverlong, !isSurrogate, scalar <= 0x10FFFF else { return (replacement, 1) }
        return (scalar, width)
    }

    /// Appends a scalar's UTF-8 where the buffer has room for four more bytes.
    @inline(__always)
    static func encode(_ scalar: UInt32, into utf8: inout RawBuffer<UInt8>) {
        if scalar < 0x80 {
            utf8.appendReserved(UInt8(truncatingIfNeeded: scalar))
        } else if scalar < 0x800 {
            utf8.appendReserved(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
            utf8.appendReserved(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        } else if scalar < 0x10000 {
            utf8.appendReserved(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
            utf8.appendReserved(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            utf8.appendReserved(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        } else {
            utf8.appendReserved(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
            utf8.appendReserved(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
            utf8.appendReserved(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            utf8.appendReserved(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        }
    }
}
