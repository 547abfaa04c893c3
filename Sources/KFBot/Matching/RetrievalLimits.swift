/// How far retrieval looks.
package struct RetrievalLimits: Hashable, Sendable {
    /// Posting entries read, rarest terms first; the first two terms are read whatever they cost.
    package var postings = 2_000
    /// Bases with fewer phrasings use every term.
    package var smallBase = 3_000
    /// Phrasings kept.
    package var phrasings = 50
    /// Goes on past ``phrasings`` until there are so many entries.
    package var entries = 20
    /// The most phrasings kept.
    package var maximumPhrasings = 200

    package init() {}
}
