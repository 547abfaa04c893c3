import Tokenizer

/// How often terms occur in a base: all that weights need to know of it.
///
/// An index in memory knows them, and so do the tables of a stored base.
protocol TermFrequencies {
    /// Sums over the live entries.
    var totals: BaseTotals { get }
    /// How often a unit or pair occurs in live entries.
    func frequency(of term: TermKey) -> TermFrequency
    /// In how many live entries' phrasings a word occurs.
    func wordFrequency(_ key: UInt64) -> Int
}

/// Sums over the entries of a base.
struct BaseTotals: Hashable, Sendable {
    /// The entries.
    var entryCount = 0
    /// Entries whose answer says something.
    var answerCount = 0
    /// Phrasings of the entries.
    var phrasingCount = 0
    /// The summed length of the entries' bags.
    var bagLength = 0
    /// The summed number of terms of the answers.
    var answerLength = 0

    static func += (left: inout BaseTotals, right: BaseTotals) {
        left.entryCount += right.entryCount
        left.answerCount += right.answerCount
        left.phrasingCount += right.phrasingCount
        left.bagLength += right.bagLength
        left.answerLength += right.answerLength
    }

    prefix static func - (totals: BaseTotals) -> BaseTotals {
        BaseTotals(
            entryCount: -totals.entryCount,
            answerCount: -totals.answerCount,
            phrasingCount: -totals.phrasingCount,
            bagLength: -totals.bagLength,
            answerLength: -totals.answerLength
        )
    }
}
