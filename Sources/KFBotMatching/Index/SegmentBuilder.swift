import KFBotModel
import Tokenizer

/// Collects analyzed entries and lays them out as a segment.
///
/// - Complexity: Linear in the units of all texts, apart from one sort of the distinct pairs.
struct SegmentBuilder {
    private struct Counter {
        var frequency = TermFrequency()
        /// Entry or phrasing plus one that counted last, for each kind.
        var lastPlain: Int32 = 0
        var lastCanonical: Int32 = 0
        var lastPosting: Int32 = 0
        var lastAnswer: Int32 = 0
    }

    private struct Sequence {
        var plain: Range<Int>
        /// Equal to ``plain`` where the canonical form is the same.
        var canonical: Range<Int>
        var text: String
        var traits: QuestionTraits
    }

    private var units = KeyInterner()
    private var unitCounters: [Counter] = []
    private var pairs = KeyInterner()
    private var pairCounters: [Counter] = []
    private var answerPairs = KeyInterner()
    private var answerPairCounters: [Counter] = []
    private var words = KeyInterner()
    private var wordFrequencies: [Int32] = []

    /// Provisional unit numbers of all sequences, one after another.
    private var sequenceUnits: [UInt32] = []
    private var phrasings: [Sequence] = []
    private var negatives: [Sequence] = []
    private var entryOfPhrasing: [UInt32] = []
    /// For each phrasing its distinct terms: provisional units, or pairs with the upper bit set.
    private var postingTerms: [UInt32] = []
    private var postingEnds: [Int] = []
    private var records: [IndexSegment.EntryRecord] = []
    private var ids: [EntryID] = []
    private var answers: [Range<Int>] = []
    private var restrictions: [Int: Availability] = [:]

    private static let pairFlag: UInt32 = 1 << 31

    mutating func add(_ entry: AnalyzedEntry) {
        let index = records.count
        let stamp = Int32(index + 1)
        var record = IndexSegment.EntryRecord(
            number: entry.number,
            firstPhrasing: UInt32(phrasings.count),
            phrasingCount: UInt32(entry.phrasings.count),
            firstNegative: UInt32(negatives.count),
            negativeCount: UInt32(entry.negatives.count),
            bagLength: 0,
            answerStart: 0,
            answerUnits: UInt32(entry.answer.count),
            isRestricted: !entry.availability.isOpen
        )
        for phrasing in entry.phrasings {
            let sequence = sequence(of: phrasing)
            phrasings.append(sequence)
            entryOfPhrasing.append(UInt32(index))
            count(sequence, stamp: stamp)
            record.bagLength += UInt32(phrasing.termCount)
        }
        for phrasing in entry.negatives { negatives.append(sequence(of: phrasing)) }
        answers.append(intern(entry.answer))
        countAnswer(answers[index], stamp: stamp)
        for word in Set(entry.phrasings.lazy.flatMap { $0.words ?? [] }) {
            let number = words.number(of: word)
            if number == wordFrequencies.count { wordFrequencies.append(0) }
            wordFrequencies[number] += 1
        }
        if record.isRestricted { restrictions[index] = entry.availability }
        records.append(record)
        ids.append(entry.id)
    }

    private mutating func intern(_ keys: [UnitKey]) -> Range<Int> {
        let start = sequenceUnits.count
        for key in keys {
            let unit = units.number(of: key.rawValue)
            if unit == unitCounters.count { unitCounters.append(Counter()) }
            sequenceUnits.append(UInt32(unit))
        }
        return start..<sequenceUnits.count
    }

    private mutating func sequence(of phrasing: AnalyzedEntry.Phrasing) -> Sequence {
        let plain = intern(phrasing.plain)
        let canonical = phrasing.canonical == phrasing.plain ? plain : intern(phrasing.canonical)
        return Sequence(
            plain: plain,
            canonical: canonical,
            text: phrasing.text,
            traits: phrasing.traits ?? QuestionTraits(phrasing.plain)
        )
    }

    private mutating func count(_ sequence: Sequence, stamp: Int32) {
        let phrasing = Int32(phrasings.count)
        var previous: UInt32?
        for place in sequence.plain {
            let unit = sequenceUnits[place]
            if unitCounters[Int(unit)].lastPlain != stamp {
                unitCounters[Int(unit)].lastPlain = stamp
                unitCounters[Int(unit)].frequency.plain += 1
            }
            if let previous {
                let pair = pair(previous, unit)
                if pairCounters[pair].lastPlain != stamp {
                    pairCounters[pair].lastPlain = stamp
                    pairCounters[pair].frequency.plain += 1
                }
            }
            previous = unit
        }
        previous = nil
        for place in sequence.canonical {
            let unit = sequenceUnits[place]
            if unitCounters[Int(unit)].lastCanonical != stamp {
                unitCounters[Int(unit)].lastCanonical = stamp
                unitCounters[Int(unit)].frequency.canonical += 1
            }
            if unitCounters[Int(unit)].lastPosting != phrasing {
                unitCounters[Int(unit)].lastPosting = phrasing
                unitCounters[Int(unit)].frequency.postings += 1
                postingTerms.append(unit)
            }
            if let previous {
                let pair = pair(previous, unit)
                if pairCounters[pair].lastCanonical != stamp {
                    pairCounters[pair].lastCanonical = stamp
                    pairCounters[pair].frequency.canonical += 1
                }
                if pairCounters[pair].lastPosting != phrasing {
                    pairCounters[pair].lastPosting = phrasing
                    pairCounters[pair].frequency.postings += 1
                    postingTerms.append(UInt32(pair) | Self.pairFlag)
                }
            }
            previous = unit
        }
        postingEnds.append(postingTerms.count)
    }

    private mutating func pair(_ left: UInt32, _ right: UInt32) -> Int {
        let pair = pairs.number(of: UInt64(left) << 32 | UInt64(right))
        if pair == pairCounters.count { pairCounters.append(Counter()) }
        return pair
    }

    private mutating func countAnswer(_ range: Range<Int>, stamp: Int32) {
        var previous: UInt32?
        for place in range {
            let unit = sequenceUnits[place]
            if unitCounters[Int(unit)].lastAnswer != stamp {
                unitCounters[Int(unit)].lastAnswer = stamp
                unitCounters[Int(unit)].frequency.answer += 1
            }
            if let previous {
                let pair = answerPairs.number(of: UInt64(previous) << 32 | UInt64(unit))
                if pair == answerPairCounters.count { answerPairCounters.append(Counter()) }
                if answerPairCounters[pair].lastAnswer != stamp {
                    answerPairCounters[pair].lastAnswer = stamp
                    answerPairCounters[pair].frequency.answer += 1
                }
            }
            previous = unit
        }
    }

    static func hash(_ id: EntryID) -> Int {
        Int(truncatingIfNeeded: StableHash(of: id.rawValue.utf8).value >> 8)
    }
}

extension SegmentBuilder {
    /// Lays out everything that was added.
    func build() -> IndexSegment {
        // Frequent units get small numbers.
        let order = unitCounters.indices.sorted { left, right in
            let (a, b) = (weight(left), weight(right))
            return a == b ? left < right : a > b
        }
        var finalUnit = [UInt32](repeating: 0, count: order.count)
        for (final, provisional) in order.enumerated() { finalUnit[provisional] = UInt32(final) }
        let (pairOrder, pairKeys) = sorted(pairs.keys, renumbering: finalUnit)
        let (answerOrder, answerKeys) = sorted(answerPairs.keys, renumbering: finalUnit)
        var finalPair = [UInt32](repeating: 0, count: pairOrder.count)
        for (final, provisional) in pairOrder.enumerated() {
            finalPair[provisional] = UInt32(final + order.count)
        }
        let (postingStarts, postings) = postings(
            finalUnit: finalUnit,
            finalPair: finalPair,
            termCount: order.count + pairOrder.count
        )
        let all = phrasings + negatives
        let (sequenceStarts, sequences) = encode(all, finalUnit: finalUnit)
        var texts: [UInt8] = []
        var textStarts: [UInt32] = [0]
        for sequence in all {
            texts += sequence.text.utf8
            textStarts.append(UInt32(texts.count))
        }
        var records = records
        var answerBytes: [UInt8] = []
        for index in records.indices {
            records[index].firstNegative += UInt32(phrasings.count)
            records[index].answerStart = UInt32(answerBytes.count)
            for place in answers[index] {
                Varint.append(finalUnit[Int(sequenceUnits[place])], to: &answerBytes)
            }
        }
        return IndexSegment(
            IndexSegment.Storage(
                units: KeyTable(order.map { units.keys[$0] }),
                unitFrequencies: FlatBuffer(order.map { unitCounters[$0].frequency }),
                pairs: PairTable(pairKeys, unitCount: order.count),
                pairFrequencies: FlatBuffer(pairOrder.map { pairCounters[$0].frequency }),
                answerPairs: PairTable(answerKeys, unitCount: order.count),
                answerPairFrequencies: FlatBuffer(
                    answerOrder.map { answerPairCounters[$0].frequency.answer }
                ),
                words: KeyTable(words.keys),
                wordFrequencies: FlatBuffer(wordFrequencies),
                postingStarts: FlatBuffer(postingStarts),
                postings: FlatBuffer(postings),
                sequenceStarts: FlatBuffer(sequenceStarts),
                sequences: FlatBuffer(sequences),
                traits: FlatBuffer(all.map(\.traits)),
                lengths: FlatBuffer(
                    phrasings.map { UInt8(min(max(2 * $0.canonical.count - 1, 0), 255)) }
                ),
                textStarts: FlatBuffer(textStarts),
                texts: FlatBuffer(texts),
                entryOfPhrasing: FlatBuffer(entryOfPhrasing),
                verbatim: FlatBuffer(verbatimSlots()),
                entries: FlatBuffer(records),
                answers: FlatBuffer(answerBytes),
                ids: ids,
                idSlots: FlatBuffer(idSlots()),
                restrictions: restrictions,
                phrasingCount: phrasings.count
            )
        )
    }

    private func weight(_ unit: Int) -> Int32 {
        let frequency = unitCounters[unit].frequency
        return frequency.postings + frequency.plain + frequency.answer
    }

    /// The pairs in the order of their final numbers.
    private func sorted(
        _ keys: [UInt64],
        renumbering finalUnit: [UInt32]
    ) -> (order: [Int], keys: [UInt64]) {
        let renumbered = keys.map { key in
            UInt64(finalUnit[Int(key >> 32)]) << 32 | UInt64(finalUnit[Int(key & 0xFFFF_FFFF)])
        }
        let order = renumbered.indices.sorted { renumbered[$0] < renumbered[$1] }
        return (order, order.map { renumbered[$0] })
    }

    private func postings(
        finalUnit: [UInt32],
        finalPair: [UInt32],
        termCount: Int
    ) -> (starts: [UInt32], bytes: [UInt8]) {
        var last = [Int32](repeating: -1, count: termCount)
        var sizes = [UInt32](repeating: 0, count: termCount + 1)
        forEachPosting(finalUnit, finalPair) { term, phrasing in
            sizes[term + 1] += UInt32(Varint.size(UInt32(phrasing - last[term])))
            last[term] = phrasing
        }
        for term in 0..<termCount { sizes[term + 1] += sizes[term] }
        var bytes = [UInt8](repeating: 0, count: Int(sizes[termCount]))
        var next = sizes
        for term in 0..<termCount { last[term] = -1 }
        forEachPosting(finalUnit, finalPair) { term, phrasing in
            var delta = UInt32(phrasing - last[term])
            last[term] = phrasing
            var place = Int(next[term])
            while delta >= 0x80 {
                bytes[place] = UInt8(truncatingIfNeeded: delta) | 0x80
                delta >>= 7
                place += 1
            }
            bytes[place] = UInt8(truncatingIfNeeded: delta)
            next[term] = UInt32(place + 1)
        }
        return (sizes, bytes)
    }

    @inline(__always)
    private func forEachPosting(
        _ finalUnit: [UInt32],
        _ finalPair: [UInt32],
        _ body: (Int, Int32) -> Void
    ) {
        var place = 0
        for (phrasing, end) in postingEnds.enumerated() {
            while place < end {
                let term = postingTerms[place]
                let final =
                    term & Self.pairFlag == 0
                    ? finalUnit[Int(term)] : finalPair[Int(term & ~Self.pairFlag)]
                body(Int(final), Int32(phrasing))
                place += 1
            }
        }
    }

    private func encode(
        _ all: [Sequence],
        finalUnit: [UInt32]
    ) -> (starts: [UInt32], bytes: [UInt8]) {
        var starts: [UInt32] = [0]
        var bytes: [UInt8] = []
        for sequence in all {
            let isSame = sequence.plain == sequence.canonical
            Varint.append(UInt32(sequence.plain.count) << 1 | (isSame ? 1 : 0), to: &bytes)
            for place in sequence.plain {
                Varint.append(finalUnit[Int(sequenceUnits[place])], to: &bytes)
            }
            if !isSame {
                Varint.append(UInt32(sequence.canonical.count), to: &bytes)
                for place in sequence.canonical {
                    Varint.append(finalUnit[Int(sequenceUnits[place])], to: &bytes)
                }
            }
            starts.append(UInt32(bytes.count))
        }
        return (starts, bytes)
    }

    private func verbatimSlots() -> [UInt32] {
        var capacity = 16
        while capacity * 2 < phrasings.count * 3 { capacity *= 2 }
        var slots = [UInt32](repeating: 0, count: capacity)
        for (index, phrasing) in phrasings.enumerated() where !phrasing.plain.isEmpty {
            let keys = phrasing.plain.map { UnitKey(rawValue: units.keys[Int(sequenceUnits[$0])]) }
            var slot = Int(truncatingIfNeeded: UnitKey.sequence(keys[...])) & (capacity - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = UInt32(index + 1)
        }
        return slots
    }

    private func idSlots() -> [UInt32] {
        var capacity = 16
        while capacity * 2 < ids.count * 3 { capacity *= 2 }
        var slots = [UInt32](repeating: 0, count: capacity)
        for (index, id) in ids.enumerated() {
            var slot = Self.hash(id) & (capacity - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = UInt32(index + 1)
        }
        return slots
    }
}
