import Tokenizer

/// How often terms occur in a base: all that weights need to know of it.
///
/// An index in memory knows them, and so do the tables of a stored base.
package protocol TermFrequencies {
    /// Sums over the live entries.
    var totals: BaseTotals { get }
    /// How often a unit or pair occurs in live entries.
    func frequency(of term: TermKey) -> TermFrequency
    /// In how many live entries' phrasings a word occurs.
    func wordFrequency(_ key: UInt64) -> Int
}

/// Sums over the entries of a base.
package struct BaseTotals: Hashable, Sendable {
    /// How many entries are live.
    package var entryCount = 0
    /// How many answers say something.
    package var answerCount = 0
    /// How many phrasings the entries have.
    package var phrasingCount = 0
    /// The summed length of the entries' bags.
    package var bagLength = 0
    /// The summed number of terms of the answers.
    package var answerLength = 0

    package init(
        entryCount: Int = 0,
        answerCount: Int = 0,
        phrasingCount: Int = 0,
        bagLength: Int = 0,
        answerLength: Int = 0
    ) {
        self.entryCount = entryCount
        self.answerCount = answerCount
        self.phrasingCount = phrasingCount
        self.bagLength = bagLength
        self.answerLength = answerLength
    }

    package static func += (left: inout BaseTotals, right: BaseTotals) {
        // Without overflow checks: one side may come from a file.
        left.entryCount &+= right.entryCount
        left.answerCount &+= right.answerCount
        left.phrasingCount &+= right.phrasingCount
        left.bagLength &+= right.bagLength
        left.answerLength &+= right.answerLength
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
