import Platform
package import Tokenizer

/// BM25, as everything here weighs terms (Robertson and Zaragoza 2009, section 3).
enum BM25 {
    /// How soon further occurrences of a term stop counting.
    static let k1 = 1.2
    /// How much the length of a text counts.
    static let b = 0.75

    /// What the length of a text adds to the number of occurrences.
    @inline(__always)
    static func damping(length: Double, average: Double) -> Double {
        k1 * (1 - b + b * length / average)
    }

    /// What so many occurrences of a term are worth, once being about 1.
    @inline(__always)
    static func saturated(_ count: Int, _ damping: Double) -> Double {
        Double(count) * (k1 + 1) / (Double(count) + damping)
    }
}

/// What a phrasing's sum of weights is multiplied by for its length, as BM25 does for terms that occur
/// once.
package struct LengthDamping: Sendable {
    private let factors: [Float]

    package init(_ totals: BaseTotals) {
        let average = Double(totals.bagLength) / Double(max(totals.phrasingCount, 1))
        factors = (0...255).map { length in
            Float(
                (BM25.k1 + 1)
                    / (1 + BM25.damping(length: Double(length), average: max(average, 1)))
            )
        }
    }

    /// The factor for a number of terms; the largest belongs to the shortest phrasing.
    package subscript(length: UInt8) -> Float { factors[Int(length)] }

    /// Lends the factors by number of terms.
    @inline(__always)
    func withFactors<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
        factors.withUnsafeBufferPointer(body)
    }
}

/// Term weights from document frequencies over entries.
///
/// Bases of fewer than ``MissingRivals/enough`` entries know too little of which words are common:
/// there 怎么 is as rare as any. Entries that they lack are made up for by entries that hold
/// ``CommonUnits`` as often as questions do.
///
/// Every weight is finite and at least 0, whatever the frequencies are: a file may hold wrong ones.
package struct TermWeights: Sendable, BitwiseCopyable {
    /// How many entries are made up, for all that a very small base lacks; else 0.
    private let made: Double
    private let logEntries: Double
    private let unknown: Double
    private let logAnswers: Double
    private let boilerplate: Int
    private let logs = LogTable.shared

    /// ln(df + .5) for the frequencies that nearly all terms have, in memory that is never freed: a
    /// copy costs no reference counting.
    private struct LogTable: @unchecked Sendable, BitwiseCopyable {
        // Unchecked: the memory is written before the table is published and never again.

        static let count = 4096
        static let shared = LogTable()
        private let base: UnsafeMutablePointer<Double>

        private init() {
            base = .allocate(capacity: Self.count)
            for frequency in 0..<Self.count {
                (base + frequency).initialize(to: Maths.log(Double(frequency) + 0.5))
            }
        }

        @inline(__always)
        subscript(frequency: Int) -> Double { base[frequency] }
    }

    /// The entries made up for each that is missing.
    private static let madeForEach = 4.0
    /// Smaller bases have no boilerplate: half of five answers is no pattern.
    private static let smallestBoilerplateBase = 20

    package init(_ totals: BaseTotals) {
        let entries = max(totals.entryCount, 0)
        let answers = max(totals.answerCount, 0)
        made = Self.madeForEach * Double(max(MissingRivals.enough - entries, 0))
        logEntries = Maths.log(Double(entries) + made + 1)
        unknown = logEntries + Maths.log(2)
        logAnswers = Maths.log(Double(answers) + 1)
        boilerplate = answers < Self.smallestBoilerplateBase ? .max : answers / 2
    }

    @inline(__always)
    private func log5(_ frequency: Int) -> Double {
        frequency < LogTable.count ? logs[max(frequency, 0)] : Maths.log(Double(frequency) + 0.5)
    }

    /// ln(1 + (N - df + .5) / (df + .5)), which is ln((N + 1) / (df + .5)).
    @inline(__always)
    func weight(_ frequency: Int, of key: UnitKey, _ right: UnitKey? = nil) -> Double {
        guard made > 0 else { return max(logEntries - log5(frequency), 0) }
        var common = CommonUnits.share(of: key)
        if let right { common = min(common, CommonUnits.share(of: right)) }
        let held = Double(max(frequency, 0)) + made * common + 0.5
        return max(logEntries - Maths.log(held), 0)
    }

    /// The weight as a share of that of an unknown term.
    @inline(__always)
    package func share(_ frequency: Int, of key: UnitKey, _ right: UnitKey? = nil) -> Double {
        weight(frequency, of: key, right) / unknown
    }

    /// The same of a word, which is common to no base beforehand.
    func share(ofWord frequency: Int) -> Double {
        max(logEntries - log5(frequency), 0) / unknown
    }

    func term(_ key: TermKey, _ frequency: TermFrequency) -> QueryTerms.Term {
        let weight = weight(Int(frequency.canonical), of: key.left, key.right)
        let plain =
            frequency.plain == frequency.canonical
            ? weight : self.weight(Int(frequency.plain), of: key.left, key.right)
        return QueryTerms.Term(
            key: key,
            frequency: frequency,
            weight: weight,
            plainShare: plain / unknown,
            canonicalShare: weight / unknown,
            answerWeight: max(logAnswers - log5(Int(frequency.answer)), 0),
            isBoilerplate: Int(frequency.answer) > boilerplate
        )
    }
}

/// How many of a hundred questions hold a character, for characters that ask and bind.
///
/// Rounded means over the standard questions of the five bases in kb-samples, words of customers
/// that no standard question has (我, 请问) put among the rarest.
enum CommonUnits {
    private static let shares: [UnitKey: Double] = {
        var shares: [UnitKey: Double] = [:]
        for (share, characters) in [
            (0.5, "怎么"), (0.2, "可以吗"), (0.1, "什多了不有的办"),
            (0.05, "是为哪少会一个没到时久里还你我要在想请问给这那"),
        ] {
            for scalar in characters.unicodeScalars {
                if let unit = UnitKey(han: scalar) { shares[unit] = share }
            }
        }
        return shares
    }()

    /// 0 for all that is not in the list.
    static func share(of unit: UnitKey) -> Double { shares[unit] ?? 0 }
}
