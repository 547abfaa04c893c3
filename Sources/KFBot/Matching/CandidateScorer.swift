import Tokenizer

/// Computes the features of retrieved phrasings, segment by segment.
struct CandidateScorer {
    private let index: MatchIndex
    private let terms: QueryTerms
    private let workspace: MatchWorkspace
    private let weights: TermWeights
    private let averageBag: Double
    private let averageAnswer: Double
    /// For each plain unit of the query its place in ``terms``, heaviest first.
    private let heaviestPlain: [Int]
    private let canonicalPairs: PairLists
    private let plainPairs: PairLists
    /// For each canonical unit of the query the places that hold it, one bit each.
    private let masks: [UInt64]
    /// By place in ``QueryTerms/plainUnits`` the local number in the segment at hand, or -1.
    private var localPlain: [Int] = []
    /// A phrasing that counts for nothing, as if its entry did not hold it.
    var omitted: PhrasingLocation?
    /// The same in the segment at hand, or -1.
    private var skipped = -1

    /// BM25's parameters, after docs/matching.md section 3.
    private static let k1 = 1.2
    private static let b = 0.75
    /// Sequences are compared up to so many units.
    static let longestSequence = 64

    /// A phrasing with what was found out about it.
    struct Scored {
        var segment: Int
        var entry: Int
        var phrasing: Int
        var features = Features()
        var cosine = 0.0
    }

    /// What is known of an entry apart from single phrasings.
    private struct EntryEvidence {
        var wordings = 0.0
        var answer = 0.0
        var answerFillsGap = 0.0
        var answerWords = 0.0
    }

    /// Pairs of the query by their left unit.
    private struct PairLists {
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
        let statistics = index.statistics
        weights = TermWeights(statistics)
        averageBag = Double(statistics.bagLength) / Double(max(statistics.entryCount, 1))
        averageAnswer = Double(statistics.answerLength) / Double(max(statistics.answerCount, 1))
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
        let bestWordings = evidence.reduce(0) { max($0, $1.wordings) }
        let bestAnswer = evidence.reduce(0) { max($0, $1.answer) }
        for item in scored.indices {
            let found = evidence[evidenceOf[item]]
            scored[item].features[.wordings] = bestWordings > 0 ? found.wordings / bestWordings : 0
            scored[item].features[.answer] = bestAnswer > 0 ? found.answer / bestAnswer : 0
            scored[item].features[.answerFillsGap] = found.answerFillsGap
            scored[item].features[.answerWords] = found.answerWords
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
        let hasChanges = !index.statistics.isUnchanged
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
                share = weights.share(frequency)
            }
            mass += share
            square += share * share
        }
        let sides = (terms.mass - common) * (mass - common)
        if sides > 0, terms.mass + mass > 0 {
            item.features[.substitution] = sides.squareRoot() / ((terms.mass + mass) / 2)
        }
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

    /// What all wordings and the answer of an entry say about the query.
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
            evidence.wordings += Self.saturated(count, damping) * terms.canonicalUnits[slot].weight
        }
        for (pair, count) in pairCounts.enumerated() where count > 0 {
            evidence.wordings +=
                Self.saturated(count, damping) * terms.canonicalPairs[pair].term.weight
        }
        if record.answerUnits > 0 { collectAnswer(view, entry, record, &evidence) }
        return evidence
    }

    @inline(__always)
    private static func saturated(_ count: Int, _ damping: Double) -> Double {
        Double(count) * (k1 + 1) / (Double(count) + damping)
    }

    private func collectAnswer(
        _ view: SegmentView,
        _ entry: Int,
        _ record: IndexSegment.EntryRecord,
        _ evidence: inout EntryEvidence
    ) {
        let slots = workspace.slots.base
        var unitCounts = [Int](repeating: 0, count: terms.plainUnits.count)
        var pairCounts = [Int](repeating: 0, count: terms.plainPairs.count)
        var sequence: [Int] = []
        var previous = -1
        view.forEachUnit(ofAnswer: entry) { unit in
            let slot = Int(slots[unit] >> 16) - 1
            if slot >= 0 {
                unitCounts[slot] += 1
                if previous >= 0, let pair = plainPairs.number(previous, slot) {
                    pairCounts[pair] += 1
                }
            }
            previous = slot
            sequence.append(slot)
        }
        let length = Double(record.answerUnits) * 2 - 1
        let damping = Self.k1 * (1 - Self.b + Self.b * length / averageAnswer)
        for (slot, count) in unitCounts.enumerated() where count > 0 {
            let term = terms.plainUnits[slot]
            if !term.isBoilerplate {
                evidence.answer += Self.saturated(count, damping) * term.answerWeight
            }
        }
        var held = pairCounts
        var all = 0.0
        for (pair, count) in pairCounts.enumerated() {
            let term = terms.plainPairs[pair].term
            all += term.plainShare
            guard count > 0 else { continue }
            if term.isBoilerplate {
                held[pair] = 0
            } else {
                evidence.answer += Self.saturated(count, damping) * term.answerWeight
            }
        }
        if held.contains(where: { $0 > 0 }) {
            removePairsOfWordings(view, record, from: &held)
            var filled = 0.0
            for (pair, count) in held.enumerated() where count > 0 {
                filled += terms.plainPairs[pair].term.plainShare
            }
            if all > 0 { evidence.answerFillsGap = filled / all }
        }
        collectWords(sequence, pairCounts, &evidence)
    }

    private func removePairsOfWordings(
        _ view: SegmentView,
        _ record: IndexSegment.EntryRecord,
        from held: inout [Int]
    ) {
        let slots = workspace.slots.base
        let first = Int(record.firstPhrasing)
        for phrasing in first..<first + Int(record.phrasingCount) where phrasing != skipped {
            var previous = -1
            view.forEachUnit(ofPhrasing: phrasing, canonical: false) { unit in
                let slot = Int(slots[unit] >> 16) - 1
                if slot >= 0, previous >= 0, let pair = plainPairs.number(previous, slot) {
                    held[pair] = 0
                }
                previous = slot
            }
        }
    }

    /// The weight of the query's words of two or more characters that an answer holds.
    private func collectWords(
        _ answer: [Int],
        _ pairCounts: [Int],
        _ evidence: inout EntryEvidence
    ) {
        var all = 0.0
        var held = 0.0
        for word in terms.words {
            all += word.share
            guard word.counts, Self.contains(answer, word.units) else { continue }
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

/// The longest common subsequence with a query of at most 64 units, a machine word at a time.
///
/// - SeeAlso: Hyyrö (2004), "Bit-parallel LCS-length computation revisited".
struct SubsequenceMatcher {
    private var state = ~UInt64(0)

    /// Takes the next unit of the other sequence: a bit for each place of the query that holds it.
    @inline(__always)
    mutating func step(_ mask: UInt64) {
        let hit = state & mask
        state = (state &+ hit) | (state &- hit)
    }

    /// The length so far.
    var length: Int { (~state).nonzeroBitCount }
}
