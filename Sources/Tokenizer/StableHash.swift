/// FNV-1a over 64 bits: the same for the same values on every machine and in every version.
///
/// Hashes are stored and shown, so neither the constants nor what is hashed may change.
package struct StableHash {
    /// The hash of all that was added so far.
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Starts with the hash of nothing.
    @inline(__always)
    package init() {}

    /// The hash of some values, each taken as one step.
    @inline(__always)
    package init(of values: some Sequence<some FixedWidthInteger & UnsignedInteger>) {
        for step in values { add(UInt64(truncatingIfNeeded: step)) }
    }

    /// Adds one value.
    @inline(__always)
    package mutating func add(_ step: UInt64) {
        value = (value ^ step) &* 0x0000_0100_0000_01B3
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): a small seeded generator, the same draws in each process.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Starts a sequence.
    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        let number = Self.mix(state)
        state &+= Self.step
        return number
    }

    /// The number that a sequence with this seed begins with; a bijection.
    @inline(__always)
    package static func mix(_ seed: UInt64) -> UInt64 {
        var z = seed &+ step
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
