/// Texts by number and numbers by text, as they lie in the file: offsets, bytes, and open places of a hash table.
///
/// The hash is FNV-1a over the bytes, so that the hash of a longer text continues that of its beginning.
struct TextTable {
    private let text: UnsafeRawBufferPointer
    private let offsets: UnsafeBufferPointer<UInt32>
    private let places: UnsafeBufferPointer<UInt32>
    private let mask: UInt64
    let longest: Int

    static let emptyHash: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    static func extend(_ hash: UInt64, with byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    init(_ layout: EncoderLayout.Table, in file: UnsafeRawBufferPointer) {
        text = UnsafeRawBufferPointer(rebasing: file[layout.text])
        offsets = UnsafeRawBufferPointer(rebasing: file[layout.offsets]).bindMemory(to: UInt32.self)
        places = UnsafeRawBufferPointer(rebasing: file[layout.places]).bindMemory(to: UInt32.self)
        mask = UInt64(layout.slots - 1)
        longest = layout.longest
    }

    var count: Int { offsets.count - 1 }

    /// The bytes of a text; none where the file is damaged.
    @inline(__always)
    subscript(number: Int) -> UnsafeRawBufferPointer {
        let start = Int(offsets[number])
        let end = Int(offsets[number + 1])
        guard start <= end, end <= text.count else {
            return UnsafeRawBufferPointer(rebasing: text[0..<0])
        }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    /// The number of a text whose hash is known.
    @inline(__always)
    func number(of key: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
        // The lower bits of FNV-1a depend on the last bytes alone.
        var place = (hash ^ hash >> 32) & mask
        for _ in 0...mask {
            let entry = places[Int(place)]
            guard entry > 0, Int(entry) <= count else { return nil }
            let candidate = self[Int(entry) - 1]
            if candidate.count == key.count, candidate.elementsEqual(key) { return Int(entry) - 1 }
            place = (place + 1) & mask
        }
        return nil
    }

    func number(of key: [UInt8]) -> Int? {
        key.withUnsafeBytes { bytes in
            number(of: bytes, hash: bytes.reduce(Self.emptyHash) { Self.extend($0, with: $1) })
        }
    }

    /// How many places a table of so many texts has: at least half as many again, a power of two.
    static func slots(for count: Int) -> Int {
        var slots = 2
        while slots < count * 3 / 2 + 1 { slots *= 2 }
        return slots
    }

    /// The places of texts; of equal texts the first is found.
    static func places(of texts: [[UInt8]]) -> [UInt32] {
        let slots = slots(for: texts.count)
        var places = [UInt32](repeating: 0, count: slots)
        for (number, text) in texts.enumerated() {
            let hash = text.reduce(emptyHash) { extend($0, with: $1) }
            var place = Int((hash ^ hash >> 32) & UInt64(slots - 1))
            while places[place] != 0 { place = (place + 1) & (slots - 1) }
            places[place] = UInt32(number + 1)
        }
        return places
    }
}
