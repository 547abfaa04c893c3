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
    let analyzed: AnalyzedEntry
    let analyzer: EntryAnalyzer
}

/// Prepares entries for one base.
package struct EntryPreparation: Sendable {
    private let analyzer: EntryAnalyzer

    init(_ analyzer: EntryAnalyzer) { self.analyzer = analyzer }

    /// Checks, encodes and analyzes an entry.
    package func prepare(_ entry: Entry) -> PreparedEntry {
        PreparedEntry(
            entry: entry,
            defect: entry.defect(),
            body: EntryCoding.body(of: entry),
            analyzed: analyzer.analyze(entry, number: 0, findsWords: true),
            analyzer: analyzer
        )
    }
}
