import CICU

/// Turns text in another encoding into UTF-8 by ICU; owns the decoder.
final class TextConverter {
    /// The lines with invalid bytes, in order.
    private(set) var defects: [TextDefect] = []
    /// The lines that are UTF-8 and not in the encoding, in order.
    private(set) var linesInUTF8: [TextDefect] = []
    private let decoder: OpaquePointer
    private let encoding: TextEncoding
    private var units: [UInt16] = []
    /// The offset in the file of the next byte.
    private var offset: Int
    private var line = 1

    /// Creates a converter; `nil` if ICU does not know the encoding.
    init?(_ encoding: TextEncoding, offset: Int = 0) {
        var status: Int32 = 0
        guard let decoder = kficu_decoder_open(encoding.icuName, &status) else { return nil }
        self.decoder = decoder
        self.encoding = encoding
        self.offset = offset
    }

    deinit { kficu_decoder_close(decoder) }

    /// Returns the next piece as UTF-8; invalid bytes become U+FFFD, an incomplete end waits.
    func convert(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
        if units.count < piece.count + 16 {
            units = [UInt16](repeating: 0, count: piece.count + 16)
        }
        if encoding == .gb18030 || encoding == .big5 { noteLinesInUTF8(piece) }
        var output: [UInt8] = []
        output.reserveCapacity(piece.count * 3 / 2)
        var start = 0
        repeat {
            let (taken, count, invalid) = decode(piece[start...], isLast: isLast)
            append(count, to: &output)
            start += taken
            if invalid > 0 { output += replacement(piece, end: start, invalid) }
            // Without progress there is an error that is not of the text; what is left is given up.
            guard taken > 0 || invalid > 0 else { break }
        } while start < piece.count
        if start < piece.count {
            defects.note(line: line, offset: offset + start)
            output += [0xEF, 0xBF, 0xBD]
        }
        offset += piece.count
        return output
    }

    /// Notes whole lines that are UTF-8 in the midst of another encoding: two files put together.
    ///
    /// Bytes of GBK or Big5 that are four characters of UTF-8 and nothing else do not come about by chance.
    private func noteLinesInUTF8(_ piece: [UInt8]) {
        piece.withUnsafeBufferPointer { bytes in
            var index = 0
            var number = line
            while index < bytes.count {
                let begin = index
                var characters = 0
                var isUTF8 = true
                while index < bytes.count, bytes[index] != 0x0A {
                    guard isUTF8, bytes[index] >= 0x80 else {
                        index += 1
                        continue
                    }
                    let isCharacter =
                        (0xE3...0xEF).contains(bytes[index]) && index + 2 < bytes.count
                        && bytes[index + 1] & 0xC0 == 0x80 && bytes[index + 2] & 0xC0 == 0x80
                    if isCharacter { characters += 1 } else { isUTF8 = false }
                    index += isCharacter ? 3 : 1
                }
                if isUTF8, characters >= 4 {
                    linesInUTF8.note(line: number, offset: offset + begin)
                }
                index += 1
                number += 1
            }
        }
    }

    private func decode(
        _ bytes: ArraySlice<UInt8>,
        isLast: Bool
    ) -> (taken: Int, count: Int, invalid: Int) {
        var taken: Int32 = 0
        var invalid: Int32 = 0
        var status: Int32 = 0
        let count = bytes.withUnsafeBufferPointer { source in
            units.withUnsafeMutableBufferPointer { target in
                kficu_decode(
                    decoder,
                    source.baseAddress,
                    Int32(source.count),
                    isLast ? 1 : 0,
                    target.baseAddress,
                    Int32(target.count),
                    &taken,
                    &invalid,
                    &status
                )
            }
        }
        return (Int(taken), Int(count), Int(invalid))
    }

    private func append(_ count: Int, to output: inout [UInt8]) {
        guard count > 0 else { return }
        units.withUnsafeBufferPointer { units in
            for unit in units[..<count] where unit == 0x0A { line += 1 }
            output += String(decoding: units[..<count], as: UTF16.self).utf8
        }
    }

    /// What stands for invalid bytes that end at a place; notes the defect.
    private func replacement(_ piece: [UInt8], end: Int, _ count: Int) -> [UInt8] {
        // Code page 936 has the euro sign here, GB 18030 nothing.
        if encoding == .gb18030, count == 1, end > 0, piece[end - 1] == 0x80 {
            return Array("€".utf8)
        }
        defects.note(line: line, offset: offset + end - count)
        return [0xEF, 0xBF, 0xBD]
    }
}
