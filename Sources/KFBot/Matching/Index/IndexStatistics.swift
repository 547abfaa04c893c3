import Tokenizer

/// Frequencies and sums over the live entries, kept in step without reading the rest of the base.
struct IndexStatistics: Sendable {
    /// Live entries.
    var entryCount = 0
    /// Live entries whose answer says something.
    var answerCount = 0
    /// Phrasings of live entries.
    var phrasingCount = 0
    /// The summed length of the entries' bags.
    var bagLength = 0
    /// The summed number of terms of the answers.
    var answerLength = 0
    /// What terms gained or lost since the base segment was built, by unit or pair key.
    private(set) var changes: [UInt64: TermFrequency] = [:]
    private(set) var wordChanges: [UInt64: Int32] = [:]

    /// Whether the base segment's frequencies hold as they are.
    var isUnchanged: Bool { changes.isEmpty }

    /// How much a term's frequency in the base segment must be changed by.
    @inline(__always)
    func change(of key: UnitKey) -> TermFrequency {
        changes.isEmpty ? TermFrequency() : changes[key.rawValue] ?? TermFrequency()
    }

    /// How much a word's frequency in the base segment must be changed by.
    func change(ofWord key: UInt64) -> Int32 {
        wordChanges.isEmpty ? 0 : wordChanges[key] ?? 0
    }

    /// Counts an entry that a segment holds.
    mutating func add(_ record: IndexSegment.EntryRecord) {
        count(record, sign: 1)
    }

    /// Counts an entry in or out, with its terms.
    mutating func change(_ entry: AnalyzedEntry, record: IndexSegment.EntryRecord, isAdded: Bool) {
        let sign: Int32 = isAdded ? 1 : -1
        count(record, sign: Int(sign))
        var seen: [UInt64: TermFrequency] = [:]
        for phrasing in entry.phrasings {
            for term in Self.terms(of: phrasing.plain) {
                seen[term.rawValue, default: .init()].plain = sign
            }
            for term in Self.terms(of: phrasing.canonical) {
                seen[term.rawValue, default: .init()].canonical = sign
                seen[term.rawValue, default: .init()].postings += sign
            }
        }
        for term in Self.terms(of: entry.answer) {
            seen[term.rawValue, default: .init()].answer = sign
        }
        for (key, frequency) in seen {
            changes[key, default: .init()] += frequency
            if changes[key] == TermFrequency() { changes[key] = nil }
        }
        for word in entry.words {
            wordChanges[word, default: 0] += sign
            if wordChanges[word] == 0 { wordChanges[word] = nil }
        }
    }

    private mutating func count(_ record: IndexSegment.EntryRecord, sign: Int) {
        entryCount += sign
        phrasingCount += sign * Int(record.phrasingCount)
        bagLength += sign * Int(record.bagLength)
        guard record.answerUnits > 0 else { return }
        answerCount += sign
        answerLength += sign * Int(record.answerUnits * 2 - 1)
    }

    /// The distinct units and pairs of a text.
    private static func terms(of units: [UnitKey]) -> Set<UnitKey> {
        Set(units).union(zip(units, units.dropFirst()).map { UnitKey.pair($0, $1) })
    }
}
