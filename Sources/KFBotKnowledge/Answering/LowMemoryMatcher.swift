import GRDB
public import KFBotMatching
public import KFBotModel
import Synchronization
import Tokenizer

public import struct Foundation.Date

/// Matches against a stored base without loading it (低内存).
///
/// Gives the same results as ``KnowledgeMatcher``, slower, in memory that does not grow with the
/// base. Each query is one read: the full-text table names the candidates, their entries are loaded
/// and scored as in memory, with frequencies of the whole base. Safe to use from any thread.
public final class LowMemoryMatcher: Sendable {
    /// The base that is matched.
    public let base: KnowledgeBaseID
    let store: KnowledgeStore

    /// What does not depend on the entries, for one vocabulary.
    private struct Template {
        let vocabulary: Int
        let matcher: Matcher
    }

    private let limits: RetrievalLimits
    private let template = Mutex<Template?>(nil)

    /// Creates a matcher; nothing is read yet.
    public convenience init(store: KnowledgeStore, base: KnowledgeBaseID) {
        self.init(store: store, base: base, limits: RetrievalLimits())
    }

    package init(store: KnowledgeStore, base: KnowledgeBaseID, limits: RetrievalLimits) {
        self.store = store
        self.base = base
        self.limits = limits
    }

    /// Matches a query against the newest revision.
    ///
    /// - Parameters:
    ///   - query: What the customer sent; its first 8,192 UTF-8 bytes are read.
    ///   - previous: The question before; `nil` if there was none or it was not answered.
    ///   - now: The moment for which entries must be valid.
    ///   - account: The account that was asked; `nil` leaves accounts out of account.
    ///   - top: The most candidates to return, at least 1; the outcome does not depend on it.
    ///   - explains: Whether to fill ``MatchResult/explanation``.
    /// - Returns: The outcome with the ranked candidates, and the revision that was asked.
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    public func match(
        _ query: String,
        following previous: PreviousQuestion? = nil,
        at now: Date,
        account: AccountID? = nil,
        top: Int = 10,
        explains: Bool = false
    ) throws -> (result: MatchResult, revision: Int) {
        try store.read { reader in
            let result = try match(
                query,
                following: previous,
                at: now,
                account: account,
                top: top,
                explains: explains,
                from: reader
            )
            return (result, try reader.head(of: base))
        }
    }

    /// The same within a read that goes on.
    func match(
        _ query: String,
        following previous: PreviousQuestion?,
        at now: Date,
        account: AccountID?,
        top: Int,
        explains: Bool,
        from reader: KnowledgeReader
    ) throws -> MatchResult {
        let key = try reader.key(of: base)
        try reader.requireIndex()
        let matcher = try matcher(reader)
        let frequencies = try StoredFrequencies(base: key, in: reader.db)
        var retriever = StoredRetriever(
            base: key,
            db: reader.db,
            limits: matcher.limits,
            account: account,
            now: now
        )
        let ranked = try matcher.bestRanking(query, following: previous, by: frequencies) { text in
            var units = UnitText()
            matcher.index.analyzer.units.analyze(text, limit: Matcher.longestQuery, into: &units)
            return try !retriever.verbatim(units.plain).isEmpty
        } rank: { text, excluded in
            let excludedKey = try excluded.flatMap { try reader.key(of: $0, in: key) }
            retriever.left = excludedKey.map { [$0] } ?? []
            let excerpt = try Self.excerpt(of: matcher, for: text, retriever, frequencies, reader)
            let workspace = excerpt.pool.take()
            defer { excerpt.pool.give(workspace) }
            return RankedQuery(
                matcher: excerpt,
                ranking: excerpt.rank(text, at: now, account: account, in: workspace)
            )
        }
        try frequencies.check()
        return ranked.matcher.decide(
            on: ranked.ranking,
            query: query,
            top: top,
            explains: explains
        )
    }

    /// A matcher of the entries that can be candidates for a query.
    private static func excerpt(
        of matcher: Matcher,
        for query: String,
        _ retriever: StoredRetriever,
        _ frequencies: StoredFrequencies,
        _ reader: KnowledgeReader
    ) throws -> Matcher {
        var text = UnitText()
        let terms = matcher.terms(of: query, in: frequencies, using: &text)
        var hits = try retriever.retrieve(terms, totals: frequencies.totals)
        hits += try retriever.verbatim(terms.text.plain)
        let entries = try reader.entries(withKeys: Set(hits.map(\.entry))).map {
            matcher.index.analyzer.analyze($0.entry, number: $0.number)
        }
        let places = Dictionary(
            entries.enumerated().map { (Int64($1.number), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for hit in hits {
            guard let place = places[hit.entry],
                entries[place].phrasings.indices.contains(hit.ordinal)
            else { continue }
            for unit in entries[place].phrasings[hit.ordinal].canonical {
                _ = frequencies.frequency(of: TermKey(unit))
            }
        }
        let index = matcher.index.excerpt(
            of: entries,
            totals: frequencies.totals,
            terms: frequencies.terms,
            words: frequencies.words
        )
        return Matcher(updating: matcher, to: index, policy: matcher.policy)
    }

    /// A matcher of no entry with the base's vocabulary and policy.
    private func matcher(_ reader: KnowledgeReader) throws -> Matcher {
        let policy = try reader.policy(of: base)
        let revision = try reader.vocabularyRevision(of: base)
        if let known = template.withLock({ $0 }), known.vocabulary == revision {
            return Matcher(updating: known.matcher, to: known.matcher.index, policy: policy)
        }
        let vocabulary = try reader.vocabulary(of: base)
        let matcher = Matcher(
            index: MatchIndex([], vocabulary: vocabulary),
            policy: policy,
            calibrator: policy.calibrator ?? .default,
            reranker: .default,
            limits: limits
        )
        template.withLock { $0 = Template(vocabulary: revision, matcher: matcher) }
        return matcher
    }
}
