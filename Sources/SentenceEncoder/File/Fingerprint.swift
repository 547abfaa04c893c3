/// 128 bits that tell files apart; no protection against a forger.
///
/// Two sums of the FNV-1a kind over 64-bit words, with different primes and starts.
struct Fingerprint {
    private var first: UInt64 = 0xCBF2_9CE4_8422_2325
    private var second: UInt64 = 0x6C62_272E_07BB_0142

    /// - Parameters:
    ///   - description: What the file holds.
    ///   - parts: What follows the JSON.
    /// - Throws: An encoding error, which a description never has.
    init(of description: EncoderDescription, parts: Slice<UnsafeRawBufferPointer>) throws {
        try description.identity().withUnsafeBytes { add($0) }
        add(UnsafeRawBufferPointer(rebasing: parts))
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index + 8 <= bytes.count {
            mix(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        while index < bytes.count {
            mix(UInt64(bytes[index]))
            index += 1
        }
        mix(UInt64(bytes.count))
    }

    private mutating func mix(_ word: UInt64) {
        first = (first ^ word) &* 0x0000_0100_0000_01B3
        first ^= first >> 29
        second = (second ^ (word << 31 | word >> 33)) &* 0x9E37_79B9_7F4A_7C15
        second ^= second >> 32
    }

    var bytes: [UInt8] {
        [first, second].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
