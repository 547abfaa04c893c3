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

    package let text: UnitText
    let traits: QuestionTraits
    /// Distinct canonical units in order of first occurrence.
    let canonicalUnits: [Term]
    /// For each place of the canonical form the index of its unit.
    let canonicalSlots: [Int]
    /// Distinct canonical pairs, as indices of units.
    let canonicalPairs: [(left: Int, right: Int, term: Term)]
    let plainUnits: [Term]
    let plainPairs: [(left: Int, right: Int, term: Term)]
    /// Words as plain unit numbers, with their weight and whether they are long enough to count.
    let words: [(units: [Int], share: Double, counts: Bool)]
    /// The summed weight of the canonical units.
    let mass: Double
    /// The length of the vector of the canonical units.
    let norm: Double

    init(_ text: UnitText, in base: some TermFrequencies) {
        self.text = text
        let weights = TermWeights(base.totals)
        traits = QuestionTraits(text.plain)
        func term(_ key: TermKey) -> Term {
            weights.term(key, base.frequency(of: key))
        }
        let canonical = Distinct(text.canonical)
        canonicalSlots = canonical.slots
        canonicalUnits = canonical.units.map { term(TermKey($0)) }
        canonicalPairs = canonical.pairs.map { left, right in
            (left, right, term(TermKey(canonical.units[left], canonical.units[right])))
        }
        let plain = Distinct(text.plain)
        plainUnits = plain.units.map { term(TermKey($0)) }
        plainPairs = plain.pairs.map { left, right in
            (left, right, term(TermKey(plain.units[left], plain.units[right])))
        }
        var seen: Set<UInt64> = []
        words = text.words.compactMap { range in
            let key = UnitKey.sequence(text.plain[range])
            guard seen.insert(key).inserted else { return nil }
            let isLong = range.count > 1 || !text.plain[range.lowerBound].isSingleCharacter
            return (
                range.map { plain.slots[$0] }, weights.share(ofWord: base.wordFrequency(key)),
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
        var pairs: [(Int, Int)] = []

        init(_ sequence: [UnitKey]) {
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
