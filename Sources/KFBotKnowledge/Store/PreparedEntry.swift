import KFBotMatching
package import KFBotModel

/// An entry with all that storing it takes and that needs no transaction.
///
/// Many can be prepared at once, on any thread, while others are stored.
package struct PreparedEntry: Sendable {
    /// The entry.
    package let entry: Entry
    /// The rule that it breaks; `nil` for none.
    let defect: StoreError?
    let body: String
    let phrasings: [Phrasing]
    let frequencies: EntryFrequencies

    /// A phrasing as the index stores it.
    struct Phrasing: Sendable {
        let fingerprint: Int64
        let length: Int
        /// The text of its row in the full-text table.
        let terms: String

        init(_ phrasing: AnalyzedEntry.Phrasing) {
            fingerprint = Fingerprint.of(phrasing.text, units: phrasing.plain)
            length = min(phrasing.termCount, Int(UInt8.max))
            terms = PhrasingIndex.ready(phrasing.canonical)
        }
    }
}

/// Prepares entries for one base.
package struct EntryPreparation: Sendable {
    private let analyzer: EntryAnalyzer

    init(_ analyzer: EntryAnalyzer) { self.analyzer = analyzer }

    /// Checks, encodes and analyzes an entry.
    package func prepare(_ entry: Entry) -> PreparedEntry {
        let analyzed = analyzer.analyze(entry, number: 0, findsWords: true)
        return PreparedEntry(
            entry: entry,
            defect: entry.defect(),
            body: EntryCoding.body(of: entry),
            phrasings: analyzed.phrasings.map(PreparedEntry.Phrasing.init),
            frequencies: EntryFrequencies(of: analyzed, with: analyzer)
        )
    }
}
