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
    let meaning: MeaningStore?
    private let vectors = Mutex<StoredMeaning?>(nil)

    /// Creates a matcher; nothing is read yet.
    ///
    /// - Parameters:
    ///   - store: Where the base is.
    ///   - base: Its name.
    ///   - meaning: The workspace's vectors; `nil` matches characters alone. Which phrasing has which is read by the first
    ///     question after a change, and takes 16 bytes a phrasing.
    public convenience init(
        store: KnowledgeStore,
        base: KnowledgeBaseID,
        meaning: MeaningStore? = nil
    ) {
        self.init(store: store, base: base, limits: RetrievalLimits(), meaning: meaning)
    }

    package init(
        store: KnowledgeStore,
        base: KnowledgeBaseID,
        limits: RetrievalLimits,
        meaning: MeaningStore? = nil
    ) {
        self.store = store
        self.base = base
        self.limits = limits
        self.meaning = meaning
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
        let vector = try vector(of: query)
        return try store.read { reader in
            let result = try match(
                query,
                following: previous,
                at: now,
                account: account,
                top: top,
                explains: explains,
                by: vector,
                from: reader
            )
            return (result, try reader.head(of: base))
        }
    }

    /// The same within a read that goes on, with the query's vector.
    func match(
        _ query: String,
        following previous: PreviousQuestion?,
        at now: Date,
        account: AccountID?,
        top: Int,
        explains: Bool,
        by vector: TextVector?,
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
        let mayHold = { [retriever] (text: String) in
            var units = UnitText()
            matcher.index.analyzer.units.analyze(text, limit: Matcher.longestQuery, into: &units)
            return try !retriever.verbatim(units.plain).isEmpty
        }
        let asks = try vector != nil && matcher.asksMeaning(of: query, mayHold: mayHold)
        let known = asks ? try storedMeaning(reader) : nil
        let ranked = try matcher.bestRanking(
            query,
            following: previous,
            by: frequencies,
            mayHold: mayHold
        ) { text, excluded, isWhole in
            let excludedKey = try excluded.flatMap { try reader.key(of: $0, in: key) }
            retriever.left = excludedKey.map { [$0] } ?? []
            var near: [StoredRetriever.Hit] = []
            if let vector, let known, isWhole {
                near = try retriever.eligible(known.nearest(to: vector))
            }
            let excerpt = try Self.excerpt(
                of: matcher,
                for: text,
                besides: near,
                retriever,
                frequencies,
                reader
            )
            let workspace = excerpt.pool.take()
            defer { excerpt.pool.give(workspace) }
            var meant: QueryMeaning?
            if let vector, let known, isWhole, let meaning {
                meant = meaning.index(of: excerpt.index, nearness: known.nearness).map {
                    QueryMeaning(vector, in: $0)
                }
            }
            return RankedQuery(
                matcher: excerpt,
                ranking: excerpt.rank(
                    text,
                    at: now,
                    account: account,
                    meaning: meant,
                    in: workspace
                )
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
        besides near: [StoredRetriever.Hit],
        _ retriever: StoredRetriever,
        _ frequencies: StoredFrequencies,
        _ reader: KnowledgeReader
    ) throws -> Matcher {
        var text = UnitText()
        let terms = matcher.terms(of: query, in: frequencies, using: &text)
        var hits = try retriever.retrieve(terms, totals: frequencies.totals)
        hits += try retriever.verbatim(terms.text.plain)
        hits += near
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

    /// The vector of a query, with those of the newest revision at hand; `nil` without an encoder.
    ///
    /// Called outside of any transaction: it may encode the query, and what an edit has added.
    ///
    /// - Throws: ``StoreError``.
    func vector(of query: String) throws -> TextVector? {
        guard let meaning, let vector = meaning.vector(of: query) else { return nil }
        let made = try store.read { try storedMeaning($0) }
        if let made, !made.missing.isEmpty, made.missing.count <= KnowledgeMatcher.awaitedVectors,
            (try? meaning.add(made.missing)) != nil
        {
            _ = try store.read { try storedMeaning($0) }
        }
        return vector
    }

    /// Which phrasing of the newest revision has which vector.
    private func storedMeaning(_ reader: KnowledgeReader) throws -> StoredMeaning? {
        guard let meaning else { return nil }
        let (revision, count) = (try reader.head(of: base), try meaning.count)
        if let known = vectors.withLock({ $0 }), known.revision == revision, known.count == count {
            return known
        }
        let made = try StoredMeaning(of: base, revision: revision, by: meaning, from: reader)
        vectors.withLock { $0 = made }
        return made
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
