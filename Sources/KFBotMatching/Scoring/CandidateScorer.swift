import Tokenizer

/// Computes the features of retrieved phrasings, segment by segment.
package struct CandidateScorer {
    private let index: MatchIndex
    private let terms: QueryTerms
    private let workspace: MatchWorkspace
    private let averageBag: Double
    private let averageAnswer: Double
    /// For each plain unit of the query its place in ``terms``, heaviest first.
    private let heaviestPlain: [Int]
    private let canonicalPairs: PairLists
    private let plainPairs: PairLists
    /// For each canonical unit of the query the places that hold it, one bit each.
    private let masks: [UInt64]
    /// The summed weight of the query's canonical pairs, and of its plain ones.
    private let pairMass: (canonical: Double, plain: Double)
    /// By place in ``QueryTerms/plainUnits`` the local number in the segment at hand, or -1.
    private var localPlain: [Int] = []
    /// How often the entry at hand holds each unit and pair of the query.
    private var counts = Counts()
    /// A phrasing that counts for nothing, as if its entry did not hold it.
    private let omitted: PhrasingLocation?
    /// The same in the segment at hand, or -1.
    private var skipped = -1

    /// Sequences are compared up to so many units.
    package static let longestSequence = 64

    /// A phrasing with what was found out about it.
    package struct Scored {
        let segment: Int
        package let entry: Int
        package let phrasing: Int
        /// The number of its entry among the entries of all scored phrasings.
        let group: Int
        package var features = Features()
        package var cosine = 0.0
        /// The share of the query's weight in units that the phrasing holds.
        var queryCovered = 0.0
        /// The share of the phrasing's weight in units that the query holds.
        var phrasingCovered = 0.0
        /// The share of the query's weight in pairs that some phrasing of the entry holds.
        var pairsCovered = 0.0

        var location: PhrasingLocation { PhrasingLocation(segment: segment, phrasing: phrasing) }
    }

    /// What is known of an entry apart from single phrasings.
    private struct EntryEvidence {
        var phrasings = 0.0
        var answer = 0.0
        var answerFillsGap = 0.0
        var answerWords = 0.0
        var pairsCovered = 0.0
    }

    /// Memory that is used again for each entry.
    private struct Counts {
        var canonicalUnits: [Int] = []
        var canonicalPairs: [Int] = []
        var plainUnits: [Int] = []
        var plainPairs: [Int] = []
        var sequence: [Int] = []
    }

    /// Pairs of the query by their left unit.
    private struct PairLists {
        private var first: [Int]
        private var next: [Int]
        private var right: [Int]

        init(_ pairs: [QueryTerms.Pair], unitCount: Int) {
            first = [Int](repeating: -1, count: unitCount)
            next = [Int](repeating: -1, count: pairs.count)
            right = pairs.map(\.right)
            for (index, pair) in pairs.enumerated().reversed() {
                next[index] = first[pair.left]
                first[pair.left] = index
            }
        }

        @inline(__always)
        func number(_ left: Int, _ right: Int) -> Int? {
            var pair = first[left]
            while pair >= 0 {
                if self.right[pair] == right { return pair }
                pair = next[pair]
            }
            return nil
        }
    }

    init(
        _ terms: QueryTerms,
        index: MatchIndex,
        workspace: MatchWorkspace,
        excluding omitted: PhrasingLocation? = nil
    ) {
        self.index = index
        self.terms = terms
        self.workspace = workspace
        self.omitted = omitted
        let totals = index.totals
        averageBag = Self.average(totals.bagLength, totals.entryCount)
        averageAnswer = Self.average(totals.answerLength, totals.answerCount)
        let units = terms.plainUnits
        heaviestPlain = units.indices.sorted { left, right in
            let (a, b) = (units[left].plainShare, units[right].plainShare)
            return a == b ? left < right : a > b
        }
        var masks = [UInt64](repeating: 0, count: terms.canonicalUnits.count)
        for (place, slot) in terms.canonicalSlots.prefix(Self.longestSequence).enumerated() {
            masks[slot] |= 1 << UInt64(place)
        }
        self.masks = masks
        canonicalPairs = PairLists(terms.canonicalPairs, unitCount: terms.canonicalUnits.count)
        plainPairs = PairLists(terms.plainPairs, unitCount: terms.plainUnits.count)
        pairMass = (
            terms.canonicalPairs.reduce(0) { $0 + $1.term.canonicalShare },
            terms.plainPairs.reduce(0) { $0 + $1.term.plainShare }
        )
    }

    /// The average length of a text, above 0 whatever the sums are: a file may hold wrong ones.
    private static func average(_ length: Int, _ count: Int) -> Double {
        let average = Double(length) / Double(max(count, 1))
        return average > 0 ? average : 1
    }

    /// Features of each phrasing, in the order given but segment by segment.
    ///
    /// - Returns: The phrasings, and how many entries they belong to.
    mutating func score(_ phrasings: [PhrasingLocation]) -> (scored: [Scored], entryCount: Int) {
        var scored: [Scored] = []
        scored.reserveCapacity(phrasings.count)
        var evidence: [EntryEvidence] = []
        evidence.reserveCapacity(phrasings.count)
        for (place, view) in index.views.enumerated() {
            var isBound = false
            skipped = omitted?.segment == place ? omitted?.phrasing ?? -1 : -1
            let first = scored.count
            for location in phrasings where location.segment == place {
                if !isBound { bind(view, of: place) }
                isBound = true
                let entry = Int(view.entryOfPhrasing[location.phrasing])
                var group = Int(workspace.groups.base[entry]) - 1
                if group < 0 {
                    group = evidence.count
                    workspace.groups.base[entry] = UInt32(group + 1)
                    evidence.append(collect(view, entry: entry))
                }
                var item = Scored(
                    segment: place,
                    entry: entry,
                    phrasing: location.phrasing,
                    group: group
                )
                compare(view, &item)
                scored.append(item)
            }
            guard isBound else { continue }
            setSlots(view, isBound: false)
            for item in first..<scored.count { workspace.groups.base[scored[item].entry] = 0 }
        }
        let bestPhrasings = evidence.reduce(0) { max($0, $1.phrasings) }
        let bestAnswer = evidence.reduce(0) { max($0, $1.answer) }
        for item in scored.indices {
            let found = evidence[scored[item].group]
            scored[item].features[.phrasings] =
                bestPhrasings > 0 ? found.phrasings / bestPhrasings : 0
            scored[item].features[.answer] = bestAnswer > 0 ? found.answer / bestAnswer : 0
            scored[item].features[.answerFillsGap] = found.answerFillsGap
            scored[item].features[.answerWords] = found.answerWords
            scored[item].pairsCovered = found.pairsCovered
        }
        return (scored, evidence.count)
    }

    /// Gets ready for a segment.
    private mutating func bind(_ view: SegmentView, of place: Int) {
        workspace.slots.reserve(view.units.count)
        workspace.stamps.reserve(view.units.count)
        workspace.groups.reserve(index.segments[place].entryCount)
        setSlots(view, isBound: true)
        localPlain = terms.plainUnits.map { view.unit($0.key.left) ?? -1 }
    }

    private func setSlots(_ view: SegmentView, isBound: Bool) {
        let slots = workspace.slots.base
        for (place, term) in terms.canonicalUnits.enumerated() {
            guard let unit = view.unit(term.key.left) else { continue }
            slots[unit] = isBound ? slots[unit] | UInt32(place + 1) : 0
        }
        for (place, term) in terms.plainUnits.enumerated() {
            guard let unit = view.unit(term.key.left) else { continue }
            slots[unit] = isBound ? slots[unit] | UInt32(place + 1) << 16 : 0
        }
    }
}

// MARK: One phrasing

extension CandidateScorer {
    /// The features that compare with one phrasing.
    private func compare(_ view: SegmentView, _ item: inout Scored) {
        let slots = workspace.slots.base
        let stamps = workspace.stamps.base
        let units = view.units.keys
        let frequencies = view.unitFrequencies
        let weights = index.weights
        let hasChanges = !index.isUnchanged
        var stamp = workspace.nextStamp()
        var mass = 0.0
        var square = 0.0
        var common = 0.0
        var dot = 0.0
        var length = 0
        var matcher = SubsequenceMatcher()
        view.forEachUnit(ofPhrasing: item.phrasing, canonical: true) { unit in
            let slot = Int(slots[unit] & 0xFFFF) - 1
            if length < Self.longestSequence {
                length += 1
                if slot >= 0 { matcher.step(masks[slot]) }
            }
            guard stamps[unit] != stamp else { return }
            stamps[unit] = stamp
            let share: Double
            if slot >= 0 {
                share = terms.canonicalUnits[slot].canonicalShare
                common += share
                dot += share * share
            } else {
                var frequency = Int(frequencies[unit].canonical)
                if hasChanges { frequency = self.frequency(units[unit], \.canonical) }
                share = weights.share(frequency, of: UnitKey(rawValue: units[unit]))
            }
            mass += share
            square += share * share
        }
        let sides = (terms.mass - common) * (mass - common)
        if sides > 0, terms.mass + mass > 0 {
            item.features[.substitution] = sides.squareRoot() / ((terms.mass + mass) / 2)
        }
        if terms.mass > 0 { item.queryCovered = common / terms.mass }
        if mass > 0 { item.phrasingCovered = common / mass }
        let queryLength = min(terms.canonicalSlots.count, Self.longestSequence)
        if length + queryLength > 0 {
            item.features[.order] = 2 * Double(matcher.length) / Double(length + queryLength)
        }
        if square > 0, terms.norm > 0 { item.cosine = dot / (terms.norm * square.squareRoot()) }

        stamp = workspace.nextStamp()
        var hasOwnNumber = false
        view.forEachUnit(ofPhrasing: item.phrasing, canonical: false) { unit in
            stamps[unit] = stamp
            if slots[unit] >> 16 == 0, UnitKey(rawValue: units[unit]).isNumber {
                hasOwnNumber = true
            }
        }
        var lacksNumber = false
        var isMissingFound = false
        for place in heaviestPlain {
            let local = localPlain[place]
            if local >= 0, stamps[local] == stamp { continue }
            if !isMissingFound {
                item.features[.missing] = terms.plainUnits[place].plainShare
                isMissingFound = true
                // Only its number is left to find out, which is of no matter without another one.
                if !hasOwnNumber { break }
            }
            if terms.plainUnits[place].key.left.isNumber { lacksNumber = true }
        }
        item.features[.numbers] = hasOwnNumber && lacksNumber ? 1 : 0
        let traits = view.traits[item.phrasing]
        item.features[.negation] = traits.isNegated != terms.traits.isNegated ? 1 : 0
        item.features[.questionKind] = traits.conflicts(with: terms.traits) ? 1 : 0
    }

    /// The frequency of a unit whose entries changed since the base was built.
    private func frequency(_ key: UInt64, _ kind: KeyPath<TermFrequency, Int32>) -> Int {
        Int(index.frequency(of: TermKey(UnitKey(rawValue: key)))[keyPath: kind])
    }
}

// MARK: One entry

extension CandidateScorer {
    /// What all phrasings and the answer of an entry say about the query.
    private mutating func collect(_ view: SegmentView, entry: Int) -> EntryEvidence {
        let record = view.entries[entry]
        let slots = workspace.slots.base
        var evidence = EntryEvidence()
        counts.canonicalUnits.refill(terms.canonicalUnits.count)
        counts.canonicalPairs.refill(terms.canonicalPairs.count)
        let first = Int(record.firstPhrasing)
        for phrasing in first..<first + Int(record.phrasingCount) where phrasing != skipped {
            var previous = -1
            view.forEachUnit(ofPhrasing: phrasing, canonical: true) { unit in
                let slot = Int(slots[unit] & 0xFFFF) - 1
                if slot >= 0 {
                    counts.canonicalUnits[slot] += 1
                    if previous >= 0, let pair = canonicalPairs.number(previous, slot) {
                        counts.canonicalPairs[pair] += 1
                    }
                }
                previous = slot
            }
        }
        let damping = BM25.damping(length: Double(record.bagLength), average: averageBag)
        for (slot, count) in counts.canonicalUnits.enumerated() where count > 0 {
            evidence.phrasings += BM25.saturated(count, damping) * terms.canonicalUnits[slot].weight
        }
        var held = 0.0
        for (pair, count) in counts.canonicalPairs.enumerated() where count > 0 {
            evidence.phrasings +=
                BM25.saturated(count, damping) * terms.canonicalPairs[pair].term.weight
            held += terms.canonicalPairs[pair].term.canonicalShare
        }
        if pairMass.canonical > 0 { evidence.pairsCovered = held / pairMass.canonical }
        if record.answerUnits > 0 { collectAnswer(view, entry, record, &evidence) }
        return evidence
    }

    /// What an entry's answer says about the query.
    private mutating func collectAnswer(
        _ view: SegmentView,
        _ entry: Int,
        _ record: IndexSegment.EntryRecord,
        _ evidence: inout EntryEvidence
    ) {
        let slots = workspace.slots.base
        counts.plainUnits.refill(terms.plainUnits.count)
        counts.plainPairs.refill(terms.plainPairs.count)
        counts.sequence.removeAll(keepingCapacity: true)
        var previous = -1
        view.forEachUnit(ofAnswer: entry) { unit in
            let slot = Int(slots[unit] >> 16) - 1
            if slot >= 0 {
                counts.plainUnits[slot] += 1
                if previous >= 0, let pair = plainPairs.number(previous, slot) {
                    counts.plainPairs[pair] += 1
                }
            }
            previous = slot
            counts.sequence.append(slot)
        }
        let length = Double(record.answerUnits) * 2 - 1
        let damping = BM25.damping(length: length, average: averageAnswer)
        for (slot, count) in counts.plainUnits.enumerated() where count > 0 {
            let term = terms.plainUnits[slot]
            if !term.isBoilerplate {
                evidence.answer += BM25.saturated(count, damping) * term.answerWeight
            }
        }
        for (pair, count) in counts.plainPairs.enumerated() where count > 0 {
            let term = terms.plainPairs[pair].term
            if term.isBoilerplate {
                counts.plainPairs[pair] = 0
            } else {
                evidence.answer += BM25.saturated(count, damping) * term.answerWeight
            }
        }
        if counts.plainPairs.contains(where: { $0 > 0 }) {
            removePairsOfPhrasings(view, record)
            var filled = 0.0
            for (pair, count) in counts.plainPairs.enumerated() where count > 0 {
                filled += terms.plainPairs[pair].term.plainShare
            }
            if pairMass.plain > 0 { evidence.answerFillsGap = filled / pairMass.plain }
        }
        collectWords(&evidence)
    }

    /// Forgets the pairs that a phrasing of the entry holds.
    private mutating func removePairsOfPhrasings(
        _ view: SegmentView,
        _ record: IndexSegment.EntryRecord
    ) {
        let slots = workspace.slots.base
        let first = Int(record.firstPhrasing)
        for phrasing in first..<first + Int(record.phrasingCount) where phrasing != skipped {
            var previous = -1
            view.forEachUnit(ofPhrasing: phrasing, canonical: false) { unit in
                let slot = Int(slots[unit] >> 16) - 1
                if slot >= 0, previous >= 0, let pair = plainPairs.number(previous, slot) {
                    counts.plainPairs[pair] = 0
                }
                previous = slot
            }
        }
    }

    /// The weight of the query's words of two or more characters that an answer holds.
    private func collectWords(_ evidence: inout EntryEvidence) {
        var all = 0.0
        var held = 0.0
        for word in terms.words {
            all += word.share
            guard word.counts, Self.contains(counts.sequence, word.units) else { continue }
            if !isBoilerplate(word.units) { held += word.share }
        }
        if all > 0 { evidence.answerWords = held / all }
    }

    /// Whether every pair of a word, or its only unit, is in most answers.
    private func isBoilerplate(_ units: [Int]) -> Bool {
        guard units.count > 1 else { return terms.plainUnits[units[0]].isBoilerplate }
        return zip(units, units.dropFirst()).allSatisfy { left, right in
            plainPairs.number(left, right).map { terms.plainPairs[$0].term.isBoilerplate } ?? false
        }
    }

    private static func contains(_ sequence: [Int], _ word: [Int]) -> Bool {
        guard let first = word.first, sequence.count >= word.count else { return false }
        for start in 0...sequence.count - word.count where sequence[start] == first {
            if (1..<word.count).allSatisfy({ sequence[start + $0] == word[$0] }) { return true }
        }
        return false
    }
}

extension [Int] {
    /// Makes the array so many zeros long, in the memory it has.
    fileprivate mutating func refill(_ count: Int) {
        removeAll(keepingCapacity: true)
        append(contentsOf: repeatElement(0, count: count))
    }
}
