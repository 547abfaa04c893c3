import Tokenizer

extension SplitMix64 {
    /// A random number that is at least 0 and less than a bound of at least 1.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

    /// A random element; there must be at least one.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }
}
