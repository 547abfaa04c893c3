package import Tokenizer

/// What edits change in the frequencies and sums of a base.
package struct FrequencyChanges: Sendable {
    /// What is added to the sums.
    package var totals = BaseTotals()
    /// What is added to the frequencies of terms, by unit or pair key; holds no zeros.
    package private(set) var terms: [UInt64: TermFrequency] = [:]
    /// What is added to the frequencies of words.
    package private(set) var words: [UInt64: Int32] = [:]

    package init() {}

    /// Counts one change of a term, in place of what it was counted before.
    mutating func set(_ change: TermFrequency, of term: TermKey) {
        terms[term.key.rawValue] = change == TermFrequency() ? nil : change
    }

    /// Counts one change of a word, in place of what it was counted before.
    mutating func set(_ change: Int32, ofWord word: UInt64) {
        words[word] = change == 0 ? nil : change
    }

    /// Counts an entry that comes, goes or changes.
    ///
    /// Only phrasings that differ are counted; the others are asked whether they hold what came or
    /// went, so that one new phrasing of a hundred costs little more than one of one.
    package mutating func replace(
        _ old: AnalyzedEntry?,
        by new: AnalyzedEntry?,
        with analyzer: EntryAnalyzer
    ) {
        if let old { totals += -old.totals }
        if let new { totals += new.totals }
        let before = old?.phrasings ?? []
        let after = new?.phrasings ?? []
        let shorter = min(before.count, after.count)
        let start = (0..<shorter).first { before[$0] != after[$0] } ?? shorter
        let end = (0..<shorter - start).first {
            before[before.count - 1 - $0] != after[after.count - 1 - $0]
        }
        let kept = end ?? shorter - start
        let gone = before[start..<before.count - kept]
        let came = after[start..<after.count - kept]
        if !gone.isEmpty || !came.isEmpty {
            let others = [after[..<start], after[(after.count - kept)...]]
            let found = Self.marks(gone, came, others)
            for (key, mark) in zip(found.terms.keys, found.marks) {
                change(UnitKey(rawValue: key)) { $0 += mark.frequency }
            }
            countWords(gone, came, others, with: analyzer)
        }
        let (answered, answers) = (old?.answer ?? [], new?.answer ?? [])
        if answered != answers {
            for term in Self.terms(of: answered) { change(term) { $0.answer -= 1 } }
            for term in Self.terms(of: answers) { change(term) { $0.answer += 1 } }
        }
    }

    /// Counts a new entry.
    package mutating func add(_ new: EntryFrequencies) {
        totals += new.totals
        for (term, frequency) in new.terms { change(UnitKey(rawValue: term)) { $0 += frequency } }
        for word in new.words { change(ofWord: word, by: 1) }
    }

    fileprivate typealias Phrasings = ArraySlice<AnalyzedEntry.Phrasing>

    /// What an edit does to a term within one entry.
    fileprivate struct Mark {
        var postings: Int32 = 0
        /// 1 if phrasings that come hold the term, -1 if phrasings that go do, 0 for both or neither.
        var plain: Int32 = 0
        var canonical: Int32 = 0

        var frequency: TermFrequency {
            TermFrequency(plain: plain, canonical: canonical, postings: postings)
        }
    }

    /// The marks of the terms of phrasings that come or go.
    fileprivate struct Marks {
        var terms = KeyInterner(capacity: 1 << 6)
        var marks: [Mark] = []

        mutating func mark(_ term: UnitKey, _ body: (inout Mark) -> Void) {
            let number = terms.number(of: term.rawValue)
            if number == marks.count { marks.append(Mark()) }
            body(&marks[number])
        }

        /// Leaves alone what a phrasing that stays holds.
        mutating func clear(_ term: UnitKey, _ mark: WritableKeyPath<Mark, Int32>) {
            if let number = terms.find(term.rawValue) { marks[number][keyPath: mark] = 0 }
        }
    }

    /// What phrasings that come and go beside others do to the terms of an entry.
    fileprivate static func marks(
        _ gone: Phrasings,
        _ came: Phrasings,
        _ others: [Phrasings]
    ) -> Marks {
        var found = Marks()
        for phrasing in gone {
            Self.forEachTerm(of: phrasing.plain) { found.mark($0) { $0.plain = -1 } }
            for term in Self.terms(of: phrasing.canonical) {
                found.mark(term) { mark in
                    mark.canonical = -1
                    mark.postings -= 1
                }
            }
        }
        let lost = found.marks
        for phrasing in came {
            Self.forEachTerm(of: phrasing.plain) { found.mark($0) { $0.plain = 1 } }
            for term in Self.terms(of: phrasing.canonical) {
                found.mark(term) { mark in
                    mark.canonical = 1
                    mark.postings += 1
                }
            }
        }
        for number in lost.indices {
            if lost[number].plain < 0, found.marks[number].plain > 0 {
                found.marks[number].plain = 0
            }
            if lost[number].canonical < 0, found.marks[number].canonical > 0 {
                found.marks[number].canonical = 0
            }
        }
        for phrasing in others.joined() {
            Self.forEachTerm(of: phrasing.plain) { found.clear($0, \.plain) }
            Self.forEachTerm(of: phrasing.canonical) { found.clear($0, \.canonical) }
        }
        return found
    }

    private mutating func countWords(
        _ gone: Phrasings,
        _ came: Phrasings,
        _ others: [Phrasings],
        with analyzer: EntryAnalyzer
    ) {
        let lost = Set(gone.flatMap { analyzer.words(of: $0) })
        let gained = Set(came.flatMap { analyzer.words(of: $0) })
        var open = lost.symmetricDifference(gained)
        // Finding words costs more than all else: only phrasings that hold the units of one are cut.
        let isAlone = open.isEmpty || others.allSatisfy(\.isEmpty)
        var sequences = isAlone ? [:] : sequences(of: open, in: [gone, came], with: analyzer)
        for phrasing in others.joined() {
            if open.isEmpty { break }
            guard sequences.values.contains(where: { $0.isPart(of: phrasing.plain) }) else {
                continue
            }
            for word in analyzer.words(of: phrasing) where open.remove(word) != nil {
                sequences[word] = nil
            }
        }
        for word in open { change(ofWord: word, by: gained.contains(word) ? 1 : -1) }
    }

    /// The units of words, by the words' keys.
    private func sequences(
        of words: Set<UInt64>,
        in phrasings: [Phrasings],
        with analyzer: EntryAnalyzer
    ) -> [UInt64: ArraySlice<UnitKey>] {
        var sequences: [UInt64: ArraySlice<UnitKey>] = [:]
        for phrasing in phrasings.joined() {
            analyzer.forEachWord(of: phrasing.text) { units in
                let word = UnitKey.sequence(units)
                if words.contains(word) { sequences[word] = units }
            }
        }
        return sequences
    }

    private mutating func change(_ term: UnitKey, _ body: (inout TermFrequency) -> Void) {
        // One look into the table, which is large during an import.
        let isGone = { (frequency: inout TermFrequency) in
            body(&frequency)
            return frequency == TermFrequency()
        }(&terms[term.rawValue, default: TermFrequency()])
        if isGone { terms[term.rawValue] = nil }
    }

    private mutating func change(ofWord word: UInt64, by count: Int32) {
        let isGone = { (frequency: inout Int32) in
            frequency += count
            return frequency == 0
        }(&words[word, default: 0])
        if isGone { words[word] = nil }
    }

    /// The distinct units and pairs of a text, ascending.
    package static func terms(of units: [UnitKey]) -> [UnitKey] {
        var terms: [UnitKey] = []
        terms.reserveCapacity(units.count * 2)
        forEachTerm(of: units) { terms.append($0) }
        terms.sort()
        var kept = 0
        for place in terms.indices where kept == 0 || terms[kept - 1] != terms[place] {
            terms[kept] = terms[place]
            kept += 1
        }
        terms.removeLast(terms.count - kept)
        return terms
    }

    /// Calls `body` with each unit and pair of a text, repeated ones too.
    @inline(__always)
    private static func forEachTerm(of units: [UnitKey], _ body: (UnitKey) -> Void) {
        var previous: UnitKey?
        for unit in units {
            body(unit)
            if let previous { body(.pair(previous, unit)) }
            previous = unit
        }
    }
}

/// What a new entry adds to the frequencies and sums of a base.
///
/// Made on any thread, so that whoever writes only adds it up.
package struct EntryFrequencies: Sendable {
    let totals: BaseTotals
    /// A term may stand here twice, as one of phrasings and one of answers.
    let terms: [(term: UInt64, frequency: TermFrequency)]
    let words: [UInt64]

    package init(of entry: AnalyzedEntry, with analyzer: EntryAnalyzer) {
        totals = entry.totals
        let marks = FrequencyChanges.marks([], entry.phrasings[...], [])
        terms =
            zip(marks.terms.keys, marks.marks).map { ($0, $1.frequency) }
            + FrequencyChanges.terms(of: entry.answer).map { term in
                (term.rawValue, TermFrequency(answer: 1))
            }
        words = Array(Set(entry.phrasings.flatMap(analyzer.words)))
    }
}

extension ArraySlice<UnitKey> {
    /// Whether a text holds these units one after another.
    fileprivate func isPart(of text: [UnitKey]) -> Bool {
        guard let first, text.count >= count else { return false }
        return (0...text.count - count).contains { start in
            text[start] == first && text[start..<start + count].elementsEqual(self)
        }
    }
}
