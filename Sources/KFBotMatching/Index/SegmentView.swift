import Tokenizer

/// The memory of a segment without the references that keep it: what inner loops read.
///
/// A copy costs no reference counting, which threads would have to agree about. Valid as long as the
/// segment lives.
struct SegmentView: @unchecked Sendable, BitwiseCopyable {
    // Unchecked: it reads memory that is never written again.

    let units: KeyTable.View
    let unitFrequencies: UnsafePointer<TermFrequency>
    let entries: UnsafePointer<IndexSegment.EntryRecord>
    let entryOfPhrasing: UnsafePointer<UInt32>
    let lengths: UnsafePointer<UInt8>
    let traits: UnsafePointer<QuestionTraits>
    let phrasingCount: Int
    private let pairs: PairTable.View
    private let pairFrequencies: UnsafePointer<TermFrequency>
    private let answerPairs: PairTable.View
    private let answerPairFrequencies: UnsafePointer<Int32>
    private let words: KeyTable.View
    private let wordFrequencies: UnsafePointer<Int32>
    private let verbatim: UnsafePointer<UInt32>
    private let verbatimMask: Int
    private let sequenceStarts: UnsafePointer<UInt32>
    private let sequences: UnsafePointer<UInt8>
    private let answers: UnsafePointer<UInt8>
    private let postingStarts: UnsafePointer<UInt32>
    private let postings: UnsafePointer<UInt8>
    private let textStarts: UnsafePointer<UInt32>
    private let texts: UnsafePointer<UInt8>

    init(_ storage: IndexSegment.Storage) {
        units = storage.units.view
        unitFrequencies = storage.unitFrequencies.base
        entries = storage.entries.base
        entryOfPhrasing = storage.entryOfPhrasing.base
        lengths = storage.lengths.base
        traits = storage.traits.base
        phrasingCount = storage.phrasingCount
        pairs = storage.pairs.view
        pairFrequencies = storage.pairFrequencies.base
        answerPairs = storage.answerPairs.view
        answerPairFrequencies = storage.answerPairFrequencies.base
        words = storage.words.view
        wordFrequencies = storage.wordFrequencies.base
        verbatim = storage.verbatim.base
        verbatimMask = storage.verbatim.count - 1
        sequenceStarts = storage.sequenceStarts.base
        sequences = storage.sequences.base
        answers = storage.answers.base
        postingStarts = storage.postingStarts.base
        postings = storage.postings.base
        textStarts = storage.textStarts.base
        texts = storage.texts.base
    }

    /// The local number of a unit.
    @inline(__always)
    func unit(_ key: UnitKey) -> Int? { units.number(of: key.rawValue) }

    /// How often a unit or pair occurs in this segment.
    func frequency(of term: TermKey) -> TermFrequency {
        guard let right = term.right else {
            return unit(term.left).map { unitFrequencies[$0] } ?? TermFrequency()
        }
        guard let first = unit(term.left), let second = unit(right) else { return TermFrequency() }
        var frequency = TermFrequency()
        if let pair = pairs.number(of: first, second) { frequency = pairFrequencies[pair] }
        if let pair = answerPairs.number(of: first, second) {
            frequency.answer = answerPairFrequencies[pair]
        }
        return frequency
    }

    /// In how many entries' phrasings a word occurs.
    func wordFrequency(_ key: UInt64) -> Int {
        words.number(of: key).map { Int(wordFrequencies[$0]) } ?? 0
    }

    /// The term number of a unit or pair in the inverted index.
    func term(_ term: TermKey) -> Int? {
        guard let right = term.right else { return unit(term.left) }
        guard let left = unit(term.left), let right = unit(right) else { return nil }
        return pairs.number(of: left, right).map { $0 + units.count }
    }

    /// Calls `body` for each phrasing, not negative question, with exactly these plain units.
    @inline(__always)
    func forEachVerbatim(_ units: [UnitKey], _ body: (Int) -> Void) {
        guard !units.isEmpty, phrasingCount > 0 else { return }
        var slot = Int(truncatingIfNeeded: UnitKey.sequence(units[...])) & verbatimMask
        while verbatim[slot] != 0 {
            let phrasing = Int(verbatim[slot]) - 1
            if isPlainForm(units, ofPhrasing: phrasing) { body(phrasing) }
            slot = (slot + 1) & verbatimMask
        }
    }

    /// Whether the plain form of a phrasing or negative question consists of these units.
    func isPlainForm(_ units: [UnitKey], ofPhrasing phrasing: Int) -> Bool {
        var place = 0
        var isEqual = true
        forEachUnit(ofPhrasing: phrasing, canonical: false) { unit in
            isEqual =
                isEqual && place < units.count && self.units.keys[unit] == units[place].rawValue
            place += 1
        }
        return isEqual && place == units.count
    }

    /// The text of a phrasing or negative question as it was written.
    func text(ofPhrasing phrasing: Int) -> String {
        let start = Int(textStarts[phrasing])
        let end = Int(textStarts[phrasing + 1])
        return String(
            decoding: UnsafeBufferPointer(start: texts + start, count: end - start),
            as: UTF8.self
        )
    }

    /// The units of the plain or canonical form of a phrasing or negative question.
    func keys(ofPhrasing phrasing: Int, canonical: Bool = false) -> [UnitKey] {
        var keys: [UnitKey] = []
        forEachUnit(ofPhrasing: phrasing, canonical: canonical) {
            keys.append(UnitKey(rawValue: units.keys[$0]))
        }
        return keys
    }

    /// Calls `body` for each phrasing of a term's posting list, ascending.
    @inline(__always)
    func forEachPosting(of term: Int, _ body: (Int) -> Void) {
        var pointer = postings + Int(postingStarts[term])
        let end = postings + Int(postingStarts[term + 1])
        var phrasing = -1
        while pointer < end {
            phrasing += Int(Varint.read(&pointer))
            body(phrasing)
        }
    }

    /// Calls `body` with the local number of each unit of a phrasing's plain or canonical form.
    @inline(__always)
    func forEachUnit(ofPhrasing phrasing: Int, canonical: Bool, _ body: (Int) -> Void) {
        var pointer = sequences + Int(sequenceStarts[phrasing])
        let header = Varint.read(&pointer)
        var count = header >> 1
        if canonical, header & 1 == 0 {
            for _ in 0..<count { _ = Varint.read(&pointer) }
            count = Varint.read(&pointer)
        }
        for _ in 0..<count { body(Int(Varint.read(&pointer))) }
    }

    /// Calls `body` with the local number of each unit of an entry's answer.
    @inline(__always)
    func forEachUnit(ofAnswer entry: Int, _ body: (Int) -> Void) {
        var pointer = answers + Int(entries[entry].answerStart)
        for _ in 0..<entries[entry].answerUnits { body(Int(Varint.read(&pointer))) }
    }
}
