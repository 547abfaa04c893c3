import GRDB
import Tokenizer

/// Finds the stored wordings that could nearly be the same as another one, and no others.
///
/// A cosine of at least ``NearnessRule/Near/cosine`` takes most of the weight in common. The rarest
/// units hold so much of it that whoever lacks them all cannot reach it: their posting lists name
/// the candidates, further lists thin them out.
struct NearWordings {
    /// A wording, named by its entry and its place there.
    struct Place: Hashable {
        let entry: Int64
        let ordinal: Int
    }

    let base: Int64
    let db: Database
    let frequencies: EditedFrequencies

    /// With so few candidates it is cheaper to look at them than to read a further list.
    private static let fewCandidates = 32
    /// What rounding may take from a cosine.
    private static let tolerance = 1e-9

    /// The wordings that hold enough of a wording's weight.
    ///
    /// - Parameter canonical: The units of the wording.
    /// - Returns: All that ``isNear(_:to:)`` can be true of, and some others.
    /// - Throws: What SQLite throws.
    func candidates(near canonical: [UnitKey]) throws -> [Place] {
        let units = weighed(canonical).sorted {
            ($1.square, $0.unit) < ($0.square, $1.unit)
        }
        var unread = units.reduce(0) { $0 + $1.square }
        let least = NearnessRule.Near.cosine * NearnessRule.Near.cosine * unread - Self.tolerance
        guard least > 0,
            let last = try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT MAX(key) FROM phrasing")
            )
        else { return [] }
        let index = PhrasingIndex(base: base)
        var sums: [Int64: Double] = [:]
        for (unit, square) in units {
            let isComplete = unread < least
            if isComplete, sums.count <= Self.fewCandidates { break }
            unread -= square
            try index.forEachPhrasing(holding: unit, in: 0...last, of: db) { phrasing in
                if isComplete {
                    sums[phrasing]? += square
                } else {
                    sums[phrasing, default: 0] += square
                }
            }
            sums = sums.filter { $0.value + unread >= least }
        }
        return try places(of: sums.keys.sorted())
    }

    /// Whether the cosine of two wordings' weighed units is that of wordings nearly the same.
    func isNear(_ one: [UnitKey], to other: [UnitKey]) -> Bool {
        let (left, right) = (weighed(one), weighed(other))
        let held = Set(right.map(\.unit))
        let square = { (units: [(unit: UnitKey, square: Double)]) in
            units.reduce(0) { $0 + $1.square }
        }
        let common = square(left.filter { held.contains($0.unit) })
        let norms = (square(left) * square(right)).squareRoot()
        return common >= (NearnessRule.Near.cosine - Self.tolerance) * norms
    }

    /// The distinct units of a wording with the squares of their weights.
    private func weighed(_ canonical: [UnitKey]) -> [(unit: UnitKey, square: Double)] {
        let weights = TermWeights(frequencies.totals)
        return Set(canonical).map { unit in
            let frequency = frequencies.frequency(of: TermKey(unit))
            let share = weights.share(Int(frequency.canonical), of: unit)
            return (unit, share * share)
        }
    }

    private func places(of phrasings: [Int64]) throws -> [Place] {
        let keys = "[" + phrasings.map(String.init).joined(separator: ",") + "]"
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT entry, ordinal
                    FROM json_each(?) AS wanted
                    CROSS JOIN phrasing ON phrasing.key = wanted.value
                    """
            ),
            arguments: [keys]
        ).map { Place(entry: $0[0], ordinal: $0[1]) }
    }
}
