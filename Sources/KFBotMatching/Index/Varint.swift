/// Whole numbers in one to five bytes, low seven bits first.
enum Varint {
    @inline(__always)
    static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    @inline(__always)
    static func size(_ value: UInt32) -> Int {
        value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5
    }

    /// Reads a number and moves the pointer behind it.
    @inline(__always)
    static func read(_ pointer: inout UnsafePointer<UInt8>) -> UInt32 {
        var byte = pointer.pointee
        pointer += 1
        var value = UInt32(byte & 0x7F)
        var shift: UInt32 = 7
        while byte >= 0x80 {
            byte = pointer.pointee
            pointer += 1
            value |= UInt32(byte & 0x7F) << shift
            shift += 7
        }
        return value
    }
}
