import CICU

/// A text folded and simplified, one entry for each resulting scalar, with where it came from.
///
/// Refilled for each text. Invalid UTF-8 becomes U+FFFD, one for each byte that fits no character.
struct FoldedText {
    /// The folded scalars.
    private(set) var scalars = RawBuffer<UInt32>()
    /// The ``ScalarClass`` of each scalar.
    private(set) var classes = RawBuffer<UInt8>()
    /// Where the source of each scalar starts, in bytes of the original.
    private(set) var starts = RawBuffer<UInt32>()
    /// Where it ends.
    ///
    /// Scalars folded together share both.
    private(set) var ends = RawBuffer<UInt32>()
    /// The folded scalars again, as UTF-8; empty where ``keepsUTF8`` is false.
    private(set) var utf8 = RawBuffer<UInt8>()
    /// Where each scalar starts in ``utf8``; one more entry at the end.
    private(set) var utf8Starts = RawBuffer<UInt32>()

    /// Whether ``utf8`` and ``utf8Starts`` are filled.
    let keepsUTF8: Bool

    init(keepsUTF8: Bool = true) {
        self.keepsUTF8 = keepsUTF8
    }

    /// The number of scalars.
    var count: Int { scalars.count }

    /// The longest sequence folded as one, after the stream-safe text format of UAX #15.
    private static let longestSegment = 32

    func deallocate() {
        scalars.deallocate()
        classes.deallocate()
        starts.deallocate()
        ends.deallocate()
        utf8.deallocate()
        utf8Starts.deallocate()
    }

    mutating func shrink(toCapacity limit: Int) {
        scalars.shrink(toCapacity: limit)
        classes.shrink(toCapacity: limit)
        starts.shrink(toCapacity: limit)
        ends.shrink(toCapacity: limit)
        utf8.shrink(toCapacity: limit * 3)
        utf8Starts.shrink(toCapacity: limit)
    }

    /// Folds a text: NFKC case folding, then Traditional to Simplified.
    ///
    /// - Parameters:
    ///   - source: UTF-8, valid or not; less than 2³¹ bytes.
    ///   - table: How single characters fold.
    mutating func fold(_ source: UnsafeBufferPointer<UInt8>, with table: FoldTable = .shared) {
        scalars.removeAll()
        classes.removeAll()
        starts.removeAll()
        ends.removeAll()
        utf8.removeAll()
        utf8Starts.removeAll()
        scalars.reserve(source.count)
        classes.reserve(source.count)
        starts.reserve(source.count)
        ends.reserve(source.count)
        if keepsUTF8 {
            utf8.reserve(source.count * 3)
            utf8Starts.reserve(source.count + 1)
        }
        guard let bytes = source.baseAddress else {
            utf8Starts.append(0)
            return
        }
        let length = source.count
        let entries = table.entries
        var isTraditional = false
        var offset = 0
        // The source offset of the last segment and how many scalars it gave.
        var segmentStart = 0
        var segmentCount = 0
        while offset < length {
            let lead = bytes[offset]
            let scalar: UInt32
            let width: Int
            if lead < 0x80 {
                scalar = UInt32(lead)
                width = 1
            } else if lead & 0xF0 == 0xE0, lead != 0xED, offset + 2 < length,
                bytes[offset + 1] & 0xC0 == 0x80, bytes[offset + 2] & 0xC0 == 0x80,
                lead != 0xE0 || bytes[offset + 1] >= 0xA0
            {
                scalar =
                    UInt32(lead & 0x0F) << 12 | UInt32(bytes[offset + 1] & 0x3F) << 6
                    | UInt32(bytes[offset + 2] & 0x3F)
                width = 3
            } else {
                (scalar, width) = UTF8Decoding.decode(bytes, at: offset, end: length)
            }
            let entry = scalar < 65_536 ? entries[Int(scalar)] : FoldTable.needsFold
            if entry & FoldTable.needsFold == 0 {
                isTraditional = isTraditional || entry & FoldTable.isTraditional != 0
                appendReserved(
                    entry & 0xFFFF,
                    class: UInt8(truncatingIfNeeded: entry >> 16 & 0xFF),
                    start: offset,
                    end: offset + width
                )
                segmentStart = offset
                segmentCount = 1
                offset += width
                continue
            }
            if scalar == UTF8Decoding.replacement || kficu_has_boundary_before(scalar) != 0 {
                segmentStart = offset
                segmentCount = 0
            }
            let (end, written) = foldSegment(
                bytes,
                from: segmentStart,
                through: offset + width,
                length: length,
                replacing: segmentCount
            )
            isTraditional = true
            segmentCount = written
            // A segment that reached its limit is closed: the next mark opens one of its own.
            if end - segmentStart >= Self.longestSegment {
                segmentStart = end
                segmentCount = 0
            }
            offset = end
            reserve(length - offset)
        }
        if keepsUTF8 { utf8Starts.append(UInt32(truncatingIfNeeded: utf8.count)) }
        if isTraditional { simplify(with: table) }
    }

    /// Folds a scalar with the marks that follow it, in place of what the segment gave so far.
    ///
    /// - Returns: The offset after the segment and the number of scalars it folded to.
    private mutating func foldSegment(
        _ bytes: UnsafePointer<UInt8>,
        from start: Int,
        through minimum: Int,
        length: Int,
        replacing previous: Int
    ) -> (end: Int, written: Int) {
        removeLast(previous)
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.longestSegment) {
            raw in
            var count = 0
            var end = start
            while end < length, count < Self.longestSegment {
                let (scalar, width) = UTF8Decoding.decode(bytes, at: end, end: length)
                if end >= minimum, kficu_has_boundary_before(scalar) != 0 { break }
                raw[count] = scalar
                count += 1
                end += width
            }
            var status: Int32 = 0
            let capacity = Self.longestSegment * 18 + 8
            let written = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: capacity) {
                folded in
                let written = Int(
                    kficu_fold(
                        raw.baseAddress,
                        Int32(count),
                        folded.baseAddress,
                        Int32(capacity),
                        &status
                    )
                )
                reserve(written)
                for index in 0..<written {
                    appendReserved(
                        folded[index],
                        class: ScalarClass(of: folded[index]).rawValue,
                        start: start,
                        end: end
                    )
                }
                return written
            }
            return (end, written)
        }
    }

    private mutating func reserve(_ extra: Int) {
        scalars.reserve(extra)
        classes.reserve(extra)
        starts.reserve(extra)
        ends.reserve(extra)
        if keepsUTF8 {
            utf8.reserve(extra * 4)
            utf8Starts.reserve(extra + 1)
        }
    }

    private mutating func removeLast(_ n: Int) {
        guard n > 0 else { return }
        scalars.removeLast(n)
        classes.removeLast(n)
        starts.removeLast(n)
        ends.removeLast(n)
        guard keepsUTF8 else { return }
        utf8Starts.removeLast(n)
        utf8.removeLast(utf8.count - Int(utf8Starts[utf8Starts.count]))
    }

    @inline(__always)
    private mutating func appendReserved(
        _ scalar: UInt32,
        class scalarClass: UInt8,
        start: Int,
        end: Int
    ) {
        scalars.appendReserved(scalar)
        classes.appendReserved(scalarClass)
        starts.appendReserved(UInt32(truncatingIfNeeded: start))
        ends.appendReserved(UInt32(truncatingIfNeeded: end))
        guard keepsUTF8 else { return }
        utf8Starts.appendReserved(UInt32(truncatingIfNeeded: utf8.count))
        UTF8Decoding.encode(scalar, into: &utf8)
    }

    /// Simplifies in place: phrases first, longest at each place, then single characters.
    private mutating func simplify(with table: FoldTable) {
        let phrases = SimplificationPhrases.shared
        let words = phrases.trie.finder
        var index = 0
        while index < count {
            if let phrase = words.longestMatch(in: scalars.base, from: index, to: count) {
                for (place, scalar) in zip(index..., phrases.replacements[Int(phrase.value)]) {
                    replace(at: place, with: scalar)
                }
                index = phrase.end
            } else {
                replace(at: index, with: table.simplify(scalars[index]))
                index += 1
            }
        }
    }

    /// Makes some scalars separate, as white space does.
    func blank(_ range: Range<Int>) {
        for index in range { classes[index] = ScalarClass.space.rawValue }
    }

    /// Simplified characters take as many bytes as traditional ones: three, in the basic plane.
    private func replace(at index: Int, with scalar: UInt32) {
        guard scalar != scalars[index] else { return }
        scalars[index] = scalar
        classes[index] = ScalarClass(of: scalar).rawValue
        guard keepsUTF8 else { return }
        let place = Int(utf8Starts[index])
        utf8[place] = 0xE0 | UInt8(truncatingIfNeeded: scalar >> 12)
        utf8[place + 1] = 0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F)
        utf8[place + 2] = 0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F)
    }
}
