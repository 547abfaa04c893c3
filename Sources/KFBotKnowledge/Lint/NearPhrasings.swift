import GRDB
import KFBotMatching
import Tokenizer

/// Finds the stored phrasings that could nearly be the same as another one, and few others.
///
/// A cosine of at least ``NearnessRule/Near/cosine`` leaves little weight to lack. Units are put into
/// groups of which such a phrasing holds at least one whole, because to lack a unit of each would be too
/// much; the full-text table finds who holds one.
struct NearPhrasings {
    /// A phrasing, named by its entry and its place there.
    struct Place: Hashable {
        let entry: Int64
        let ordinal: Int
    }

    let base: Int64
    let db: Database
    let frequencies: EditedFrequencies

    /// What rounding may take from a cosine.
    private static let tolerance = 1e-9

    /// The phrasings that hold enough of a phrasing's weight.
    ///
    /// - Parameter canonical: The units of the phrasing.
    /// - Returns: All that ``isNear(_:to:)`` can be true of, and some others.
    /// - Throws: What SQLite throws.
    func candidates(near canonical: [UnitKey]) throws -> [Place] {
        let units = weighed(canonical).sorted { ($1.square, $0.unit) < ($0.square, $1.unit) }
        let groups = groups(of: units)
        guard !groups.isEmpty else { return [] }
        let lengths = Self.lengths(near: canonical.count)
        return try PhrasingIndex(base: base).phrasings(
            holdingOneOf: groups.map { $0.map { units[$0].unit } },
            lengths: lengths,
            in: db
        ).map { Place(entry: $0.entry, ordinal: $0.ordinal) }
    }

    /// The groups that the fewest phrasings are likely to hold, as places in the units, heaviest first.
    private func groups(of units: [WeighedUnit]) -> [Range<Int>] {
        let total = units.reduce(0) { $0 + $1.square }
        let cosine = NearnessRule.Near.cosine
        let lackable = (1 - cosine * cosine) * total + Self.tolerance
        let phrasings = Double(max(frequencies.totals.phrasingCount, 1))
        var best: (groups: [Range<Int>], cost: Double) = ([], .infinity)
        for count in units.indices.map({ $0 + 1 }) {
            for length in stride(from: units.count, through: count, by: -1) {
                let groups = (0..<count).map {
                    length * $0 / count..<length * ($0 + 1) / count
                }
                let lacked = groups.reduce(0) { $0 + units[$1.upperBound - 1].square }
                guard lacked > lackable else { continue }
                let cost = groups.reduce(0) { cost, group in
                    cost + group.reduce(phrasings) { $0 * units[$1].phrasings / phrasings }
                }
                if cost < best.cost { best = (groups, cost) }
                break
            }
        }
        return best.groups
    }

    /// How many terms a phrasing of so many units' neighbours can have, as ``PhrasingIndex`` counts them:
    /// enough units in the same order take sequences of like length.
    private static func lengths(near units: Int) -> ClosedRange<Int> {
        let factor = 2 / NearnessRule.Near.order - 1
        let longest = (Double(units) * factor).rounded(.up)
        guard Int(longest) < CandidateScorer.longestSequence else { return 0...Int.max }
        let shortest = (Double(units) / factor).rounded(.down)
        return 2 * Int(shortest) - 1...2 * Int(longest) - 1
    }

    /// Whether the cosine of two phrasings' weighed units is that of phrasings nearly the same.
    func isNear(_ one: [UnitKey], to other: [UnitKey]) -> Bool {
        let (left, right) = (weighed(one), weighed(other))
        let held = Set(right.map(\.unit))
        let square = { (units: [WeighedUnit]) in units.reduce(0) { $0 + $1.square } }
        let common = square(left.filter { held.contains($0.unit) })
        let norms = (square(left) * square(right)).squareRoot()
        return common >= (NearnessRule.Near.cosine - Self.tolerance) * norms
    }

    private struct WeighedUnit {
        let unit: UnitKey
        /// The square of its weight.
        let square: Double
        /// How many phrasings hold it.
        let phrasings: Double
    }

    /// The distinct units of a phrasing with their weights.
    private func weighed(_ canonical: [UnitKey]) -> [WeighedUnit] {
        let weights = TermWeights(frequencies.totals)
        return Set(canonical).map { unit in
            let frequency = frequencies.frequency(of: TermKey(unit))
            let share = weights.share(Int(frequency.canonical), of: unit)
            return WeighedUnit(
                unit: unit,
                square: share * share,
                phrasings: Double(frequency.postings)
            )
        }
    }
}
