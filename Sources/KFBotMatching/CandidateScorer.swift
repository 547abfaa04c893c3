import Tokenizer

/// Computes the features of retrieved phrasings, segment by segment.
package struct CandidateScorer {
    private let index: MatchIndex
    let terms: QueryTerms
    let workspace: MatchWorkspace
    private let weights: TermWeights
    private let averageBag: Double
    let averageAnswer: Double
    /// For each plain unit of the query its place in ``terms``, heaviest first.
    private let heaviestPlain: [Int]
    private let canonicalPairs: PairLists
    let plainPairs: PairLists
    /// For each canonical unit of the query the places that hold it, one bit each.
    private let masks: [UInt64]
    /// By place in ``QueryTerms/plainUnits`` the local number in the segment at hand, or -1.
    private var localPlain: [Int] = []
    /// A phrasing that counts for nothing, as if its entry did not hold it.
    var omitted: PhrasingLocation?
    /// The same in the segment at hand, or -1.
    var skipped = -1

    /// BM25's parameters, after docs/matching.md section 3.
    static let k1 = 1.2
    static let b = 0.75
    /// Sequences are compared up to so many units.
    package static let longestSequence = 64

    /// A phrasing with what was found out about it.
    package struct Scored {
        var segment: Int
        package var entry: Int
        package var phrasing: Int
        package var features = Features()
        package var cosine = 0.0
        /// The share of the query's weight in units that the phrasing holds.
        var queryCovered = 0.0
        /// The share of the phrasing's weight in units that the query holds.
        var phrasingCovered = 0.0
        /// The share of the query's weight in pairs that some phrasing of the entry holds.
        var pairsCovered = 0.0
    }

    /// What is known of an entry apart from single phrasings.
    struct EntryEvidence {
        var phrasings = 0.0
        var answer = 0.0
        var answerFillsGap = 0.0
        var answerWords = 0.0
        var pairsCovered = 0.0
    }

    /// Pairs of the query by their left unit.
    struct PairLists {
        var first: [Int]
        var next: [Int]
        var right: [Int]

        init(_ pairs: [(left: Int, right: Int, term: QueryTerms.Term)], unitCount: Int) {
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

    init(_ terms: QueryTerms, index: MatchIndex, workspace: MatchWorkspace) {
        self.index = index
        self.terms = terms
        self.workspace = workspace
        let totals = index.totals
        weights = TermWeights(totals)
        averageBag = Double(totals.bagLength) / Double(max(totals.entryCount, 1))
        averageAnswer = Double(totals.answerLength) / Double(max(totals.answerCount, 1))
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
    }

    /// Features of each phrasing, in the order given.
    mutating func score(_ phrasings: [PhrasingLocation]) -> [Scored] {
        var scored: [Scored] = []
        var evidence: [EntryEvidence] = []
        var evidenceOf: [Int] = []
        for place in index.segments.indices {
            let segment = index.segments[place]
            let view = segment.view
            var evidenceOfEntry: [Int: Int] = [:]
            var isBound = false
            skipped = omitted?.segment == place ? omitted?.phrasing ?? -1 : -1
            for location in phrasings where location.segment == place {
                if !isBound { bind(segment) }
                isBound = true
                let entry = Int(view.entryOfPhrasing[location.phrasing])
                var item = Scored(segment: place, entry: entry, phrasing: location.phrasing)
                compare(view, &item)
                scored.append(item)
                if let known = evidenceOfEntry[entry] {
                    evidenceOf.append(known)
                } else {
                    evidenceOfEntry[entry] = evidence.count
                    evidenceOf.append(evidence.count)
                    evidence.append(collect(view, entry: entry))
                }
            }
            if isBound { unbind(segment) }
        }
        let bestPhrasings = evidence.reduce(0) { max($0, $1.phrasings) }
        let bestAnswer = evidence.reduce(0) { max($0, $1.answer) }
        for item in scored.indices {
            let found = evidence[evidenceOf[item]]
            scored[item].features[.phrasings] =
                bestPhrasings > 0 ? found.phrasings / bestPhrasings : 0
            scored[item].features[.answer] = bestAnswer > 0 ? found.answer / bestAnswer : 0
            scored[item].features[.answerFillsGap] = found.answerFillsGap
            scored[item].features[.answerWords] = found.answerWords
            scored[item].pairsCovered = found.pairsCovered
        }
        return scored
    }

    private mutating func bind(_ segment: IndexSegment) {
        workspace.slots.reserve(segment.storage.units.count)
        workspace.stamps.reserve(segment.storage.units.count)
        setSlots(segment, isBound: true)
        localPlain = terms.plainUnits.map { segment.unit($0.key.left) ?? -1 }
    }

    private func unbind(_ segment: IndexSegment) {
        setSlots(segment, isBound: false)
    }

    private func setSlots(_ segment: IndexSegment, isBound: Bool) {
        let slots = workspace.slots.base
        for (place, term) in terms.canonicalUnits.enumerated() {
            guard let unit = segment.unit(term.key.left) else { continue }
            slots[unit] = isBound ? slots[unit] | UInt32(place + 1) : 0
        }
        for (place, term) in terms.plainUnits.enumerated() {
            guard let unit = segment.unit(term.key.left) else { continue }
            slots[unit] = isBound ? slots[unit] | UInt32(place + 1) << 16 : 0
        }
    }
}

extension CandidateScorer {
    /// The features that compare with one phrasing.
    private func compare(_ view: SegmentView, _ item: inout Scored) {
        let slots = workspace.slots.base
        let stamps = workspace.stamps.base
        let units = view.unitKeys
        let frequencies = view.unitFrequencies
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
            let term = terms.plainUnits[place]
            if localPlain[place] >= 0, stamps[localPlain[place]] == stamp { continue }
            if !isMissingFound {
                item.features[.missing] = term.plainShare
                isMissingFound = true
            }
            if term.key.left.isNumber { lacksNumber = true }
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

    /// What all phrasings and the answer of an entry say about the query.
    private func collect(_ view: SegmentView, entry: Int) -> EntryEvidence {
        let record = view.entries[entry]
        let slots = workspace.slots.base
        var evidence = EntryEvidence()
        var unitCounts = [Int](repeating: 0, count: terms.canonicalUnits.count)
        var pairCounts = [Int](repeating: 0, count: terms.canonicalPairs.count)
        let first = Int(record.firstPhrasing)
        for phrasing in first..<first + Int(record.phrasingCount) where phrasing != skipped {
            var previous = -1
            view.forEachUnit(ofPhrasing: phrasing, canonical: true) { unit in
                let slot = Int(slots[unit] & 0xFFFF) - 1
                if slot >= 0 {
                    unitCounts[slot] += 1
                    if previous >= 0, let pair = canonicalPairs.number(previous, slot) {
                        pairCounts[pair] += 1
                    }
                }
                previous = slot
            }
        }
        let damping = Self.k1 * (1 - Self.b + Self.b * Double(record.bagLength) / averageBag)
        for (slot, count) in unitCounts.enumerated() where count > 0 {
            evidence.phrasings += Self.saturated(count, damping) * terms.canonicalUnits[slot].weight
        }
        for (pair, count) in pairCounts.enumerated() where count > 0 {
            evidence.phrasings +=
                Self.saturated(count, damping) * terms.canonicalPairs[pair].term.weight
        }
        var pairMass = 0.0
        var pairsHeld = 0.0
        for (pair, count) in pairCounts.enumerated() {
            let share = terms.canonicalPairs[pair].term.canonicalShare
            pairMass += share
            if count > 0 { pairsHeld += share }
        }
        if pairMass > 0 { evidence.pairsCovered = pairsHeld / pairMass }
        if record.answerUnits > 0 { collectAnswer(view, entry, record, &evidence) }
        return evidence
    }

    @inline(__always)
    static func saturated(_ count: Int, _ damping: Double) -> Double {
        Double(count) * (k1 + 1) / (Double(count) + damping)
    }
}
