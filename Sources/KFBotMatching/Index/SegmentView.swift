import Tokenizer

/// The memory of a segment without the references that keep it: what inner loops read.
///
/// A copy costs no reference counting. Valid as long as the segment lives.
struct SegmentView: @unchecked Sendable, BitwiseCopyable {
    // Unchecked: it reads memory that is never written again.

    let unitKeys: UnsafePointer<UInt64>
    let unitFrequencies: UnsafePointer<TermFrequency>
    let entries: UnsafePointer<IndexSegment.EntryRecord>
    let entryOfPhrasing: UnsafePointer<UInt32>
    let lengths: UnsafePointer<UInt8>
    let traits: UnsafePointer<QuestionTraits>
    private let sequenceStarts: UnsafePointer<UInt32>
    private let sequences: UnsafePointer<UInt8>
    private let answers: UnsafePointer<UInt8>
    private let postingStarts: UnsafePointer<UInt32>
    private let postings: UnsafePointer<UInt8>

    init(_ storage: IndexSegment.Storage) {
        unitKeys = storage.units.keys.base
        unitFrequencies = storage.unitFrequencies.base
        entries = storage.entries.base
        entryOfPhrasing = storage.entryOfPhrasing.base
        lengths = storage.lengths.base
        traits = storage.traits.base
        sequenceStarts = storage.sequenceStarts.base
        sequences = storage.sequences.base
        answers = storage.answers.base
        postingStarts = storage.postingStarts.base
        postings = storage.postings.base
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
