import Tokenizer

/// A small seeded generator, so that a failing case can be run again.
public struct SeededGenerator: RandomNumberGenerator {
    private var numbers: SplitMix64

    /// Starts the sequence of a seed.
    public init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

    /// The next 64 bits.
    public mutating func next() -> UInt64 { numbers.next() }
}
