import KFBotMatching
import KFBotModel
import Tokenizer

import struct Foundation.Date

/// An entry as the rules for single entries see it.
struct LintSubject {
    let entry: Entry
    /// The moment of the check.
    let now: Date
    /// Words that carry no question.
    let fillers: FillerWords
    /// The plain units of each phrasing: what makes two questions the same.
    let phrasings: [[UnitKey]]
    /// The same of each negative question.
    let negatives: [[UnitKey]]

    private static let analyzer = UnitAnalyzer(synonyms: nil)

    init(_ entry: Entry, at now: Date, fillers: FillerWords) {
        var text = UnitText()
        func units(_ question: String) -> [UnitKey] {
            Self.analyzer.analyze(question, into: &text)
            return text.plain
        }
        self.entry = entry
        self.now = now
        self.fillers = fillers
        phrasings = entry.phrasings.map(units)
        negatives = entry.negativeQuestions.map(units)
    }

    /// Calls `body` with each part of the answers and the part's field.
    func forEachPart(_ body: (AnswerPart, _ field: String) -> Void) {
        for (place, answer) in entry.answers.enumerated() {
            for (index, part) in answer.parts.enumerated() {
                body(part, "answers[\(place)].parts[\(index)]")
            }
        }
    }
}

/// A base as the rules for whole bases see it: all of it, or what some of its entries touch.
struct LintBase: Sendable {
    /// Phrasings of an entry that are asked as a customer would ask them.
    struct Asked: Sendable {
        /// The entry's place in ``LintBase/entries``.
        let entry: Int
        /// The phrasings, ascending; `nil` for all.
        var ordinals: [Int]?
    }

    /// The entries, each name once.
    let entries: [Entry]
    let vocabulary: Vocabulary
    /// The moment of the check.
    let now: Date
    /// The index of ``entries``: one segment, in which they have the same order.
    let index: MatchIndex
    /// What is asked, in the order of the entries.
    let asked: [Asked]
    /// The names of the entries that exist.
    let known: Set<EntryID>

    /// A whole base.
    init(_ entries: [Entry], vocabulary: Vocabulary, at now: Date) {
        let entries = MatchIndex.unique(entries)
        self.init(
            entries,
            index: MatchIndex(entries, vocabulary: vocabulary),
            asked: entries.indices.map { Asked(entry: $0) },
            known: Set(entries.map(\.id)),
            at: now
        )
    }

    /// A part of a base with an index that answers what is asked as one of the whole base would.
    init(_ entries: [Entry], index: MatchIndex, asked: [Asked], known: Set<EntryID>, at now: Date) {
        self.entries = entries
        self.index = index
        self.asked = asked
        self.known = known
        self.now = now
        vocabulary = index.vocabulary
    }

    /// The numbers of an entry's phrasings in the index.
    func phrasings(of entry: Int) -> Range<Int> { index.phrasings(ofEntry: entry) }

    /// The first moment from now on at which customers get an entry; `nil` if they never will.
    func opening(of entry: Int) -> Date? {
        entries[entry].opening(from: now)
    }

    /// Whether some customer could get either entry at some moment from now on.
    func canMeet(_ one: Int, _ other: Int) -> Bool {
        guard let first = opening(of: one), let second = opening(of: other) else { return false }
        let start = max(first, second)
        let ends = [entries[one].validUntil, entries[other].validUntil].compactMap(\.self)
        guard ends.allSatisfy({ start < $0 }) else { return false }
        let (a, b) = (entries[one].accounts, entries[other].accounts)
        return a.isEmpty || b.isEmpty || a.contains { b.contains($0) }
    }

    /// Whether every customer who could get an entry could get another one as well.
    func covers(_ other: Int, _ entry: Int) -> Bool {
        guard let own = opening(of: entry), let second = opening(of: other), second <= own else {
            return false
        }
        if let end = entries[other].validUntil {
            guard let ownEnd = entries[entry].validUntil, ownEnd <= end else { return false }
        }
        let (inner, outer) = (entries[entry].accounts, entries[other].accounts)
        return outer.isEmpty || !inner.isEmpty && inner.allSatisfy { outer.contains($0) }
    }
}

extension Entry {
    /// The first moment from a moment on at which customers get the entry; `nil` if they never will.
    func opening(from now: Date) -> Date? {
        guard isEnabled else { return nil }
        let start = max(now, validFrom ?? now)
        if let end = validUntil, end <= start { return nil }
        return start
    }
}
