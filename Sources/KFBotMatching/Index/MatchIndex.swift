public import KFBotModel
package import Tokenizer

/// One revision of a knowledge base in memory, as the matcher reads it.
///
/// Immutable: a change gives another index that shares everything unchanged. Safe to share between
/// threads. It holds the phrasings and, as numbers, what is compared; answers are kept only as far
/// as matching uses them.
public final class MatchIndex: Sendable {
    /// The synonyms, words and fillers it was built with.
    public let vocabulary: Vocabulary

    package let analyzer: EntryAnalyzer
    /// The base first; each later one holds entries that changed since, newest last.
    let segments: [IndexSegment]
    /// Entries of each segment that were replaced or removed.
    let dead: [EntrySet]
    /// The sums, and how the frequencies differ from those of the base segment.
    let changes: FrequencyChanges
    let nextNumber: UInt32
    /// What queries read of each segment.
    let views: [SegmentView]
    /// By segment, whether all of its entries are live and available at any time to all accounts.
    let isOpen: [Bool]
    /// What terms weigh with these sums.
    let weights: TermWeights
    let lengthDamping: LengthDamping

    /// Builds the index of a knowledge base.
    ///
    /// - Parameters:
    ///   - entries: All entries, also disabled ones; their order breaks ties. Of entries with the
    ///     same name the last one counts.
    ///   - vocabulary: The base's own synonyms stand before the shipped classes.
    /// - Complexity: Linear in the text; about 10 microseconds a phrasing.
    public convenience init(_ entries: some Sequence<Entry>, vocabulary: Vocabulary = Vocabulary())
    {
        let numbered = Self.unique(Array(entries)).enumerated().map {
            NumberedEntry(entry: $1, number: UInt32($0))
        }
        self.init(numbered: numbered, vocabulary: vocabulary)
    }

    /// Builds the index of entries with distinct names whose order is given by numbers.
    ///
    /// - Parameters:
    ///   - entries: The entries.
    ///   - vocabulary: The base's own words.
    ///   - analyzer: That of the vocabulary, where there is one; to make one takes milliseconds.
    package convenience init(
        numbered entries: [NumberedEntry],
        vocabulary: Vocabulary,
        analyzer: EntryAnalyzer? = nil
    ) {
        let analyzer = analyzer ?? EntryAnalyzer(vocabulary: vocabulary)
        var builder = SegmentBuilder()
        var changes = FrequencyChanges()
        var nextNumber: UInt32 = 0
        for numbered in entries {
            let entry = analyzer.analyze(
                numbered.entry,
                number: numbered.number,
                findsWords: true
            )
            builder.add(entry)
            changes.totals += entry.totals
            nextNumber = max(nextNumber, numbered.number + 1)
        }
        self.init(
            vocabulary: vocabulary,
            analyzer: analyzer,
            segments: [builder.build()],
            dead: [EntrySet()],
            changes: changes,
            nextNumber: nextNumber
        )
    }

    private init(
        vocabulary: Vocabulary,
        analyzer: EntryAnalyzer,
        segments: [IndexSegment],
        dead: [EntrySet],
        changes: FrequencyChanges,
        nextNumber: UInt32
    ) {
        self.vocabulary = vocabulary
        self.analyzer = analyzer
        self.segments = segments
        self.dead = dead
        self.changes = changes
        self.nextNumber = nextNumber
        views = segments.map(\.view)
        isOpen = zip(segments, dead).map { $0.storage.restrictions.isEmpty && $1.isEmpty }
        weights = TermWeights(changes.totals)
        lengthDamping = LengthDamping(changes.totals)
    }

    /// The number of entries.
    public var entryCount: Int { totals.entryCount }
    /// The number of phrasings, without negative questions.
    public var phrasingCount: Int { totals.phrasingCount }
    /// What the index takes in memory, in bytes, without what changes since its base cost.
    public var byteCount: Int { segments.reduce(0) { $0 + $1.byteCount } }
    /// Entries that were changed or removed since the base was built; rebuild when it has grown.
    public var changedEntryCount: Int {
        dead.reduce(0) { $0 + $1.count } + segments.dropFirst().reduce(0) { $0 + $1.entryCount }
    }

    /// Of entries with one name the last, at the place of the first.
    package static func unique(_ entries: [Entry]) -> [Entry] {
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
        let gone = Set(removed).subtracting(upserted.map(\.id)).sorted()
        var next = nextNumber
        let entries = Self.unique(upserted).map { entry in
            let known = place(of: entry.id).map { segments[$0].view.entries[$1].number }
            if known == nil { next += 1 }
            return NumberedEntry(entry: entry, number: known ?? next - 1)
        }
        return applying(numbered: entries, removed: gone)
    }

    /// The same for entries with distinct names, none of them removed, whose order is given.
    ///
    /// - Parameters:
    ///   - entries: The entries that are new or changed.
    ///   - removed: The entries that are gone.
    ///   - analyze: Gives an entry as the index's analyzer does; for callers that have done it already.
    /// - Returns: The changed index; this one stays as it is.
    package func applying(
        numbered entries: [NumberedEntry],
        removed: [EntryID],
        analyzedBy analyze: (NumberedEntry, EntryAnalyzer) -> AnalyzedEntry = {
            $1.analyze($0.entry, number: $0.number)
        }
    ) -> MatchIndex {
        var changes = changes
        var dead = dead
        var nextNumber = nextNumber
        var added: [AnalyzedEntry] = []
        for id in removed {
            changes.replace(remove(id, from: &dead), by: nil, with: analyzer)
        }
        for numbered in entries {
            let entry = analyze(numbered, analyzer)
            changes.replace(remove(entry.id, from: &dead), by: entry, with: analyzer)
            nextNumber = max(nextNumber, entry.number + 1)
            added.append(entry)
        }
        var segments = segments
        if !added.isEmpty {
            let size = added.reduce(0) { $0 + $1.phrasings.count }
            let joined = firstJoinedSegment(by: size)
            added =
                (joined..<segments.count).flatMap { place in
                    (0..<segments[place].entryCount).filter { !dead[place].contains($0) }
                        .map { segments[place].analyzedEntry($0) }
                } + added
            segments.removeSubrange(joined...)
            dead.removeSubrange(joined...)
            var builder = SegmentBuilder()
            for entry in added { builder.add(entry) }
            segments.append(builder.build())
            dead.append(EntrySet())
        }
        return MatchIndex(
            vocabulary: vocabulary,
            analyzer: analyzer,
            segments: segments,
            dead: dead,
            changes: changes,
            nextNumber: nextNumber
        )
    }

    /// The segments from here on join a new one with so many phrasings.
    ///
    /// Joining costs time at one edit, further segments cost a little at every query: small ones
    /// join as soon as there are a few, all others only when there are very many.
    private func firstJoinedSegment(by size: Int) -> Int {
        guard segments.count < Self.mostSegments else { return 1 }
        var first = segments.count
        var size = size
        while first > 1, size + segments[first - 1].phrasingCount <= Self.joinedPhrasings {
            first -= 1
            size += segments[first].phrasingCount
        }
        return segments.count - first < Self.joinedSegments ? segments.count : first
    }

    private static let joinedPhrasings = 1_024
    private static let joinedSegments = 7
    private static let mostSegments = 64

    /// Marks an entry as gone and returns it; `nil` if there is none of that name.
    private func remove(_ id: EntryID, from dead: inout [EntrySet]) -> AnalyzedEntry? {
        guard let (segment, entry) = place(of: id) else { return nil }
        dead[segment].insert(entry)
        return segments[segment].analyzedEntry(entry)
    }

    /// Where a live entry lies.
    private func place(of id: EntryID) -> (segment: Int, entry: Int)? {
        for segment in segments.indices.reversed() {
            if let entry = segments[segment].entry(id), !dead[segment].contains(entry) {
                return (segment, entry)
            }
        }
        return nil
    }
}

extension MatchIndex {
    /// An index of some of a base's entries that answers as one of all of them would.
    ///
    /// Right for queries whose candidates are among the entries and whose terms, like those of the
    /// candidates' phrasings, are among the frequencies.
    ///
    /// - Parameters:
    ///   - entries: The entries, with distinct names.
    ///   - totals: The sums over the whole base.
    ///   - terms: How often terms occur in the whole base.
    ///   - words: In how many entries of it words occur.
    /// - Returns: An index that is not to be changed.
    package func excerpt(
        of entries: [AnalyzedEntry],
        totals: BaseTotals,
        terms: [TermKey: TermFrequency],
        words: [UInt64: Int]
    ) -> MatchIndex {
        var builder = SegmentBuilder()
        for entry in entries { builder.add(entry) }
        let segment = builder.build()
        var changes = FrequencyChanges()
        changes.totals = totals
        for (term, frequency) in terms {
            changes.set(frequency - segment.view.frequency(of: term), of: term)
        }
        for (word, count) in words { changes.set(Int32(count), ofWord: word) }
        return MatchIndex(
            vocabulary: vocabulary,
            analyzer: analyzer,
            segments: [segment],
            dead: [EntrySet()],
            changes: changes,
            nextNumber: 0
        )
    }
}

/// An entry with its place in the order that breaks ties.
package struct NumberedEntry: Sendable {
    package let entry: Entry
    package let number: UInt32

    package init(entry: Entry, number: UInt32) {
        self.entry = entry
        self.number = number
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

extension MatchIndex: TermFrequencies {
    package var totals: BaseTotals { changes.totals }

    package func frequency(of term: TermKey) -> TermFrequency {
        var frequency = views[0].frequency(of: term)
        if !changes.terms.isEmpty, let change = changes.terms[term.key.rawValue] {
            frequency += change
        }
        return frequency
    }

    package func wordFrequency(_ key: UInt64) -> Int {
        views[0].wordFrequency(key) + Int(changes.words[key] ?? 0)
    }

    /// Whether the frequencies that each segment keeps are those of the whole index.
    var isUnchanged: Bool { segments.count == 1 && changes.terms.isEmpty }
}

/// The phrasings of an index of a whole base or an excerpt, to which no change was applied.
///
/// Entries are numbered in the order in which they were given, phrasings in the order of their entries.
extension MatchIndex {
    /// The number of phrasings, without negative questions.
    package var basePhrasingCount: Int { segments[0].phrasingCount }

    /// The phrasings of an entry.
    package func phrasings(ofEntry entry: Int) -> Range<Int> {
        let record = segments[0].storage.entries[entry]
        let first = Int(record.firstPhrasing)
        return first..<first + Int(record.phrasingCount)
    }

    /// The entry that holds a phrasing.
    package func entry(ofPhrasing phrasing: Int) -> Int {
        Int(segments[0].storage.entryOfPhrasing[phrasing])
    }

    /// The text of a phrasing as it was written.
    package func text(ofPhrasing phrasing: Int) -> String {
        views[0].text(ofPhrasing: phrasing)
    }

    /// The plain units of a phrasing.
    package func plainUnits(ofPhrasing phrasing: Int) -> [UnitKey] {
        views[0].keys(ofPhrasing: phrasing)
    }
}
