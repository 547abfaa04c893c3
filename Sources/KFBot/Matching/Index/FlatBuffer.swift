/// Trivial values written once and then read by any thread, without checks on reading.
struct FlatBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    // Unchecked: the memory is written before the buffer is published and never again.

    private final class Owner {
        let base: UnsafeMutablePointer<Element>

        init(_ elements: UnsafeBufferPointer<Element>) {
            base = .allocate(capacity: Swift.max(elements.count, 1))
            if let source = elements.baseAddress {
                base.initialize(from: source, count: elements.count)
            }
        }

        deinit {
            base.deallocate()
        }
    }

    private let owner: Owner
    /// The values; valid as long as the buffer lives.
    let base: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        owner = elements.withUnsafeBufferPointer { Owner($0) }
        base = UnsafePointer(owner.base)
        count = elements.count
    }

    /// The value at an index below ``count``, which is not checked.
    @inline(__always)
    subscript(index: Int) -> Element { base[index] }

    /// What the values take, in bytes.
    var byteCount: Int { count * MemoryLayout<Element>.stride }
}

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
