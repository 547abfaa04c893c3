import KFBotModel
package import Tokenizer

/// In how many entries a term occurs, by kind of text, and in how many phrasings.
package struct TermFrequency: BitwiseCopyable, Hashable, Sendable {
    /// Entries whose phrasings hold it in plain form.
    package var plain: Int32 = 0
    /// Entries whose phrasings hold it in canonical form.
    package var canonical: Int32 = 0
    /// Phrasings that hold it in canonical form: the length of its posting list.
    package var postings: Int32 = 0
    /// Answers that hold it.
    package var answer: Int32 = 0

    package init(plain: Int32 = 0, canonical: Int32 = 0, postings: Int32 = 0, answer: Int32 = 0) {
        self.plain = plain
        self.canonical = canonical
        self.postings = postings
        self.answer = answer
    }

    // Without overflow checks: one side may come from a file, and that must not end the process.

    package static func - (left: TermFrequency, right: TermFrequency) -> TermFrequency {
        TermFrequency(
            plain: left.plain &- right.plain,
            canonical: left.canonical &- right.canonical,
            postings: left.postings &- right.postings,
            answer: left.answer &- right.answer
        )
    }

    package static func += (left: inout TermFrequency, right: TermFrequency) {
        left.plain &+= right.plain
        left.canonical &+= right.canonical
        left.postings &+= right.postings
        left.answer &+= right.answer
    }
}

/// A part of the index that never changes: the forward and inverted index of some entries.
///
/// Units are numbered by falling frequency, so that sequences take one or two bytes a unit. Terms
/// are the units followed by the pairs. Phrasings are numbered entry by entry; negative questions
/// follow after all of them.
final class IndexSegment: Sendable {
    struct Storage {
        var units: KeyTable
        var unitFrequencies: FlatBuffer<TermFrequency>
        var pairs: PairTable
        var pairFrequencies: FlatBuffer<TermFrequency>
        var answerPairs: PairTable
        var answerPairFrequencies: FlatBuffer<Int32>
        var words: KeyTable
        var wordFrequencies: FlatBuffer<Int32>
        var postingStarts: FlatBuffer<UInt32>
        var postings: FlatBuffer<UInt8>
        /// Where the sequences of each phrasing start; one more at the end.
        var sequenceStarts: FlatBuffer<UInt32>
        var sequences: FlatBuffer<UInt8>
        var traits: FlatBuffer<QuestionTraits>
        /// The number of canonical terms of each phrasing, at most 255.
        var lengths: FlatBuffer<UInt8>
        var textStarts: FlatBuffer<UInt32>
        var texts: FlatBuffer<UInt8>
        var entryOfPhrasing: FlatBuffer<UInt32>
        var verbatim: FlatBuffer<UInt32>
        var entries: FlatBuffer<EntryRecord>
        var answers: FlatBuffer<UInt8>
        var ids: [EntryID]
        var idSlots: FlatBuffer<UInt32>
        /// The availability of the entries that restrict something.
        var restrictions: [Int: Availability]
        var phrasingCount: Int
    }

    /// What is kept of an entry beside its texts.
    struct EntryRecord: BitwiseCopyable, Sendable {
        var number: UInt32
        var firstPhrasing: UInt32
        var phrasingCount: UInt32
        var firstNegative: UInt32
        var negativeCount: UInt32
        /// The number of canonical units and pairs of all phrasings.
        var bagLength: UInt32
        var answerStart: UInt32
        /// The number of units of the answer.
        var answerUnits: UInt32
        var isRestricted: Bool
    }

    let storage: Storage
    /// The storage's memory, valid as long as the segment lives.
    let view: SegmentView

    init(_ storage: Storage) {
        self.storage = storage
        view = SegmentView(storage)
    }

    var entryCount: Int { storage.entries.count }
    var phrasingCount: Int { storage.phrasingCount }

    /// What the segment takes, in bytes.
    var byteCount: Int {
        let parts = [
            storage.units.byteCount, storage.unitFrequencies.byteCount, storage.pairs.byteCount,
            storage.pairFrequencies.byteCount, storage.answerPairs.byteCount,
            storage.answerPairFrequencies.byteCount, storage.words.byteCount,
            storage.wordFrequencies.byteCount, storage.postingStarts.byteCount,
            storage.postings.byteCount, storage.sequenceStarts.byteCount,
            storage.sequences.byteCount, storage.traits.byteCount, storage.lengths.byteCount,
            storage.textStarts.byteCount, storage.texts.byteCount,
            storage.entryOfPhrasing.byteCount, storage.verbatim.byteCount,
            storage.entries.byteCount, storage.answers.byteCount,
            storage.ids.count * MemoryLayout<EntryID>.stride, storage.idSlots.byteCount,
        ]
        return parts.reduce(0, +)
    }

    /// The local number of an entry.
    func entry(_ id: EntryID) -> Int? {
        guard entryCount > 0 else { return nil }
        let mask = storage.idSlots.count - 1
        var slot = SegmentBuilder.hash(id) & mask
        while storage.idSlots[slot] != 0 {
            let entry = Int(storage.idSlots[slot]) - 1
            if storage.ids[entry] == id { return entry }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// An entry again as the builder takes it.
    func analyzedEntry(_ entry: Int) -> AnalyzedEntry {
        let record = storage.entries[entry]
        var answer: [UnitKey] = []
        view.forEachUnit(ofAnswer: entry) {
            answer.append(UnitKey(rawValue: storage.units.keys[$0]))
        }
        let first = Int(record.firstPhrasing)
        let firstNegative = Int(record.firstNegative)
        return AnalyzedEntry(
            id: storage.ids[entry],
            number: record.number,
            availability: storage.restrictions[entry] ?? Availability(),
            phrasings: (first..<first + Int(record.phrasingCount)).map(analyzedPhrasing),
            negatives: (firstNegative..<firstNegative + Int(record.negativeCount))
                .map(analyzedPhrasing),
            answer: answer
        )
    }

    private func analyzedPhrasing(_ phrasing: Int) -> AnalyzedEntry.Phrasing {
        AnalyzedEntry.Phrasing(
            text: view.text(ofPhrasing: phrasing),
            plain: view.keys(ofPhrasing: phrasing),
            canonical: view.keys(ofPhrasing: phrasing, canonical: true),
            traits: view.traits[phrasing]
        )
    }
}

/// A unit, or with a right part a pair, as the inverted index is asked for it.
package struct TermKey: Hashable, Sendable {
    package let left: UnitKey
    package let right: UnitKey?

    package init(_ left: UnitKey, _ right: UnitKey? = nil) {
        self.left = left
        self.right = right
    }

    /// One number for the term.
    package var key: UnitKey { right.map { .pair(left, $0) } ?? left }

    /// The term's text, for people.
    package var text: String {
        (left.text ?? "…")
            + (right.map { ($0.isHan && left.isHan ? "" : " ") + ($0.text ?? "…") } ?? "")
    }
}
