import Platform
package import Tokenizer

/// Term weights from document frequencies over entries.
///
/// Bases of fewer than ``MissingRivals/enough`` entries know too little of which words are common:
/// there 怎么 is as rare as any. Entries that they lack are made up for by ones that hold
/// ``CommonUnits`` as often as questions do.
package struct TermWeights {
    /// How many entries are made up, for all that a very small base lacks; else 0.
    private let made: Double
    private let logEntries: Double
    private let unknown: Double
    private let logAnswers: Double
    private let boilerplate: Int32

    /// ln(df + .5) for the frequencies that nearly all terms have.
    private static let logs: [Double] = (0..<4096).map { Maths.log(Double($0) + 0.5) }
    /// The entries made up for each that is missing.
    private static let madeForEach = 4.0
    /// Smaller bases have no boilerplate: half of five answers is no pattern.
    private static let smallestBoilerplateBase = 20

    package init(_ totals: BaseTotals) {
        made = Self.madeForEach * Double(max(MissingRivals.enough - totals.entryCount, 0))
        logEntries = Maths.log(Double(totals.entryCount) + made + 1)
        unknown = logEntries + Maths.log(2)
        logAnswers = Maths.log(Double(totals.answerCount) + 1)
        boilerplate =
            totals.answerCount < Self.smallestBoilerplateBase
            ? .max : Int32(totals.answerCount / 2)
    }

    @inline(__always)
    private static func log5(_ frequency: Int) -> Double {
        frequency < logs.count ? logs[max(frequency, 0)] : Maths.log(Double(frequency) + 0.5)
    }

    /// ln(1 + (N - df + .5) / (df + .5)), which is ln((N + 1) / (df + .5)).
    @inline(__always)
    func weight(_ frequency: Int, of key: UnitKey, _ right: UnitKey? = nil) -> Double {
        guard made > 0 else { return logEntries - Self.log5(frequency) }
        var common = CommonUnits.share(of: key)
        if let right { common = min(common, CommonUnits.share(of: right)) }
        return logEntries - Maths.log(Double(frequency) + made * common + 0.5)
    }

    /// The weight as a share of that of an unknown term.
    @inline(__always)
    package func share(_ frequency: Int, of key: UnitKey, _ right: UnitKey? = nil) -> Double {
        weight(frequency, of: key, right) / unknown
    }

    /// The same of a word, which is common to no base beforehand.
    func share(ofWord frequency: Int) -> Double { (logEntries - Self.log5(frequency)) / unknown }

    func term(_ key: TermKey, _ frequency: TermFrequency) -> QueryTerms.Term {
        QueryTerms.Term(
            key: key,
            frequency: frequency,
            weight: weight(Int(frequency.canonical), of: key.left, key.right),
            plainShare: share(Int(frequency.plain), of: key.left, key.right),
            canonicalShare: share(Int(frequency.canonical), of: key.left, key.right),
            answerWeight: logAnswers - Self.log5(Int(frequency.answer)),
            isBoilerplate: frequency.answer > boilerplate
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
