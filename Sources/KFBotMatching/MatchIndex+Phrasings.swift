package import Tokenizer

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
        segments[0].text(ofPhrasing: phrasing)
    }

    /// The plain units of a phrasing.
    package func plainUnits(ofPhrasing phrasing: Int) -> [UnitKey] {
        segments[0].plainUnits(ofPhrasing: phrasing)
    }
}
