package import Tokenizer

/// A query's units, pairs and words with their weights in one index.
package struct QueryTerms {
    /// A distinct unit or pair.
    package struct Term {
        package let key: TermKey
        let frequency: TermFrequency
        /// BM25 weight of the canonical form: ln(1 + (N - df + .5) / (df + .5)).
        package let weight: Double
        /// The same for the plain form as a share of that of an unknown term: 0...1.
        let plainShare: Double
        let canonicalShare: Double
        /// BM25 weight among the answers.
        let answerWeight: Double
        /// Whether so many answers hold the term that it says nothing.
        let isBoilerplate: Bool
    }

    /// A pair of neighbouring units, each named by its place among the distinct ones.
    typealias Pair = (left: Int, right: Int, term: Term)

    package let text: UnitText
    let traits: QuestionTraits
    /// Distinct canonical units in order of first occurrence.
    let canonicalUnits: [Term]
    /// For each place of the canonical form the index of its unit.
    let canonicalSlots: [Int]
    /// Distinct canonical pairs.
    let canonicalPairs: [Pair]
    let plainUnits: [Term]
    let plainPairs: [Pair]
    /// Words as plain unit numbers, with their weight and whether they are long enough to count.
    let words: [(units: [Int], share: Double, counts: Bool)]
    /// The summed weight of the canonical units.
    let mass: Double
    /// The length of the vector of the canonical units.
    let norm: Double

    init(_ text: UnitText, in base: some TermFrequencies, weights: TermWeights) {
        self.text = text
        traits = QuestionTraits(text.plain)
        func term(_ key: TermKey) -> Term {
            weights.term(key, base.frequency(of: key))
        }
        func terms(of distinct: Distinct) -> (units: [Term], pairs: [Pair]) {
            (
                distinct.units.map { term(TermKey($0)) },
                distinct.pairs.map { left, right in
                    (left, right, term(TermKey(distinct.units[left], distinct.units[right])))
                }
            )
        }
        let canonical = Distinct(text.canonical)
        canonicalSlots = canonical.slots
        (canonicalUnits, canonicalPairs) = terms(of: canonical)
        var plainSlots = canonical.slots
        if text.plain.elementsEqual(text.canonical, by: { $0.rawValue == $1.rawValue }) {
            (plainUnits, plainPairs) = (canonicalUnits, canonicalPairs)
        } else {
            let plain = Distinct(text.plain)
            plainSlots = plain.slots
            (plainUnits, plainPairs) = terms(of: plain)
        }
        var seen: [UInt64] = []
        words = text.words.compactMap { range in
            let key = UnitKey.sequence(text.plain[range])
            guard !seen.contains(key) else { return nil }
            seen.append(key)
            let isLong = range.count > 1 || !text.plain[range.lowerBound].isSingleCharacter
            return (
                range.map { plainSlots[$0] }, weights.share(ofWord: base.wordFrequency(key)),
                isLong
            )
        }
        var mass = 0.0
        var square = 0.0
        for unit in canonicalUnits {
            mass += unit.canonicalShare
            square += unit.canonicalShare * unit.canonicalShare
        }
        self.mass = mass
        norm = square.squareRoot()
    }

    /// Units and pairs of a sequence without repetitions.
    private struct Distinct {
        var units: [UnitKey] = []
        var slots: [Int] = []
        var pairs: [(left: Int, right: Int)] = []

        /// In shorter sequences a look at all that came before is faster than a table.
        private static let shortest = 64

        init(_ sequence: [UnitKey]) {
            units.reserveCapacity(sequence.count)
            slots.reserveCapacity(sequence.count)
            pairs.reserveCapacity(sequence.count)
            if sequence.count < Self.shortest { searchShort(sequence) } else { search(sequence) }
        }

        private mutating func searchShort(_ sequence: [UnitKey]) {
            var last = -1
            for unit in sequence {
                let slot = units.firstIndex { $0.rawValue == unit.rawValue } ?? units.count
                if slot == units.count { units.append(unit) }
                if last >= 0, !pairs.contains(where: { $0.left == last && $0.right == slot }) {
                    pairs.append((last, slot))
                }
                slots.append(slot)
                last = slot
            }
        }

        private mutating func search(_ sequence: [UnitKey]) {
            var places: [UnitKey: Int] = [:]
            var seen: Set<Int> = []
            for unit in sequence {
                let slot = places[unit] ?? units.count
                if slot == units.count {
                    places[unit] = slot
                    units.append(unit)
                }
                if let last = slots.last, seen.insert(last << 32 | slot).inserted {
                    pairs.append((last, slot))
                }
                slots.append(slot)
            }
        }
    }
}
