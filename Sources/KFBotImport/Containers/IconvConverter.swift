import Glibc

/// Turns text in another encoding into UTF-8 by the C library's `iconv`; owns the descriptor.
final class IconvConverter {
    /// The lines with invalid bytes, in order.
    private(set) var defects: [TextDefect] = []
    private let descriptor: iconv_t
    private let unitSize: Int
    private var carried: [UInt8] = []
    /// Where the C library writes; kept, because a text with many faults needs many calls.
    private var room = [CChar](repeating: 0, count: 64 << 10)
    private var offset: Int
    private var line = 1

    /// Creates a converter; `nil` if the system does not know the encoding.
    init?(_ encoding: TextEncoding, offset: Int = 0) {
        guard let descriptor = iconv_open("UTF-8", encoding.iconvName),
            descriptor != iconv_t(bitPattern: -1)
        else { return nil }
        self.descriptor = descriptor
        self.unitSize = encoding.unitSize
        self.offset = offset
    }

    deinit { iconv_close(descriptor) }

    /// Returns the next piece as UTF-8; invalid bytes become U+FFFD, an incomplete end waits.
    func convert(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
        var input = carried.isEmpty ? piece : carried + piece
        carried = []
        var output: [UInt8] = []
        output.reserveCapacity(input.count * 2)
        var start = 0
        while start < input.count {
            let (consumed, produced, failure) = run(&input, from: start, into: &room)
            room.withUnsafeBytes { bytes in
                let text = bytes.prefix(produced)
                line += text.count { $0 == 0x0A }
                output += text
            }
            start += consumed
            if failure == 0 || failure == E2BIG { continue }
            if failure == EINVAL, !isLast {
                carried = Array(input[start...])
                break
            }
            defects.note(line: line, offset: offset + start)
            output += [0xEF, 0xBF, 0xBD]
            start = min(start + unitSize, input.count)
        }
        offset += start
        return output
    }

    private func run(
        _ input: inout [UInt8],
        from start: Int,
        into room: inout [CChar]
    ) -> (consumed: Int, produced: Int, failure: Int32) {
        let capacity = room.count
        return input.withUnsafeMutableBytes { bytes in
            room.withUnsafeMutableBufferPointer { target in
                var source = bytes.baseAddress.map {
                    ($0 + start).assumingMemoryBound(to: CChar.self)
                }
                var sourceLeft = bytes.count - start
                var destination = target.baseAddress
                var destinationLeft = capacity
                let result = iconv(
                    descriptor,
                    &source,
                    &sourceLeft,
                    &destination,
                    &destinationLeft
                )
                return (
                    bytes.count - start - sourceLeft, capacity - destinationLeft,
                    result == -1 ? errno : 0
                )
            }
        }
    }
}
