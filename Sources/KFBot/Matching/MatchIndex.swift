import Tokenizer

/// One revision of a knowledge base in memory, as the matcher reads it.
///
/// Immutable: a change gives another index that shares everything unchanged. Safe to share between
/// threads. It holds the wordings and, as numbers, what is compared; answers are kept only as far
/// as matching uses them.
public final class MatchIndex: Sendable {
    /// The synonyms, words and fillers it was built with.
    public let vocabulary: Vocabulary

    let analyzer: EntryAnalyzer
    /// The base first; each later one holds entries that changed since, newest last.
    let segments: [IndexSegment]
    /// Entries of each segment that were replaced or removed.
    let dead: [EntrySet]
    let statistics: IndexStatistics
    let nextNumber: UInt32
    let traitsLexicon = QuestionLexicon.shared

    /// Builds the index of a knowledge base.
    ///
    /// - Parameters:
    ///   - entries: All entries, also disabled ones; their order breaks ties. Of entries with the
    ///     same name the last one counts.
    ///   - vocabulary: The base's own synonyms stand before the shipped classes.
    /// - Complexity: Linear in the text; about 10 microseconds a wording.
    public convenience init(_ entries: some Sequence<Entry>, vocabulary: Vocabulary = Vocabulary())
    {
        let analyzer = EntryAnalyzer(vocabulary: vocabulary)
        var builder = SegmentBuilder()
        var number: UInt32 = 0
        for entry in Self.unique(Array(entries)) {
            builder.add(analyzer.analyze(entry, number: number))
            number += 1
        }
        let base = builder.build()
        var statistics = IndexStatistics()
        for index in 0..<base.entryCount { statistics.add(base.storage.entries[index]) }
        self.init(
            vocabulary: vocabulary,
            analyzer: analyzer,
            segments: [base],
            dead: [EntrySet()],
            statistics: statistics,
            nextNumber: number
        )
    }

    private init(
        vocabulary: Vocabulary,
        analyzer: EntryAnalyzer,
        segments: [IndexSegment],
        dead: [EntrySet],
        statistics: IndexStatistics,
        nextNumber: UInt32
    ) {
        self.vocabulary = vocabulary
        self.analyzer = analyzer
        self.segments = segments
        self.dead = dead
        self.statistics = statistics
        self.nextNumber = nextNumber
    }

    /// The number of entries.
    public var entryCount: Int { statistics.entryCount }
    /// The number of wordings, without negative questions.
    public var phrasingCount: Int { statistics.phrasingCount }
    /// What the index takes in memory, in bytes, without what changes since its base cost.
    public var byteCount: Int { segments.reduce(0) { $0 + $1.byteCount } }
    /// Entries that were changed or removed since the base was built; rebuild when it has grown.
    public var changedEntryCount: Int {
        dead.reduce(0) { $0 + $1.count } + segments.dropFirst().reduce(0) { $0 + $1.entryCount }
    }

    /// Of entries with one name the last, at the place of the first.
    static func unique(_ entries: [Entry]) -> [Entry] {
        var places: [EntryID: Int] = [:]
        var result: [Entry] = []
        for entry in entries {
            if let place = places[entry.id] {
                result[place] = entry
            } else {
                places[entry.id] = result.count
                result.append(entry)
            }
        }
        return result
    }
}

extension MatchIndex {
    /// The index after some entries changed.
    ///
    /// A changed entry keeps its place in the order; a new one comes last. The result answers every
    /// query exactly as an index built anew from the same entries would.
    ///
    /// - Parameters:
    ///   - upserted: Entries that are new or changed; of equal names the last counts.
    ///   - removed: Entries that are gone; names that are not there are ignored.
    /// - Returns: The changed index; this one stays as it is.
    /// - Complexity: Linear in the changed text and in what changed since the base was built.
    public func applying(upserted: [Entry] = [], removed: [EntryID] = []) -> MatchIndex {
        var statistics = statistics
        var dead = dead
        var nextNumber = nextNumber
        var added: [AnalyzedEntry] = []
        for id in Set(removed).subtracting(upserted.map(\.id)).sorted() {
            _ = remove(id, from: &dead, &statistics)
        }
        for entry in Self.unique(upserted) {
            var number = nextNumber
            if let old = remove(entry.id, from: &dead, &statistics) {
                number = old
            } else {
                nextNumber += 1
            }
            added.append(analyzer.analyze(entry, number: number))
        }
        var segments = segments
        if !added.isEmpty {
            let counted = added.count
            // Small segments join the new one, so that their number stays logarithmic.
            while segments.count > 1, let last = segments.last, last.entryCount <= 2 * added.count {
                let gone = dead.removeLast()
                segments.removeLast()
                let kept = (0..<last.entryCount).filter { !gone.contains($0) }
                added = kept.map { last.analyzedEntry($0, with: analyzer) } + added
            }
            var builder = SegmentBuilder()
            for entry in added { builder.add(entry) }
            let segment = builder.build()
            for index in added.count - counted..<added.count {
                statistics.change(
                    added[index],
                    record: segment.storage.entries[index],
                    isAdded: true
                )
            }
            segments.append(segment)
            dead.append(EntrySet())
        }
        return MatchIndex(
            vocabulary: vocabulary,
            analyzer: analyzer,
            segments: segments,
            dead: dead,
            statistics: statistics,
            nextNumber: nextNumber
        )
    }

    /// Marks an entry as gone; returns its number.
    private func remove(
        _ id: EntryID,
        from dead: inout [EntrySet],
        _ statistics: inout IndexStatistics
    ) -> UInt32? {
        for place in segments.indices.reversed() {
            guard let entry = segments[place].entry(id), !dead[place].contains(entry) else {
                continue
            }
            dead[place].insert(entry)
            let record = segments[place].storage.entries[entry]
            let analyzed = segments[place].analyzedEntry(entry, with: analyzer)
            statistics.change(analyzed, record: record, isAdded: false)
            return record.number
        }
        return nil
    }
}

/// A set of local entry numbers that is small or empty most of the time.
struct EntrySet: Sendable {
    private var members: Set<Int> = []

    var count: Int { members.count }
    var isEmpty: Bool { members.isEmpty }

    func contains(_ entry: Int) -> Bool { !members.isEmpty && members.contains(entry) }

    mutating func insert(_ entry: Int) { members.insert(entry) }
}

extension MatchIndex {
    /// How often a term occurs in live entries, as pair or unit.
    func frequency(of term: TermKey) -> TermFrequency {
        var frequency: TermFrequency
        if let right = term.right {
            frequency = segments[0].frequency(of: term.left, right)
        } else {
            frequency = segments[0].frequency(of: term.left)
        }
        if !statistics.isUnchanged { frequency += statistics.change(of: term.key) }
        return frequency
    }

    /// In how many live entries' phrasings a word occurs.
    func wordFrequency(_ key: UInt64) -> Int {
        segments[0].wordFrequency(key) + Int(statistics.change(ofWord: key))
    }
}
