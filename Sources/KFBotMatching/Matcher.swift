public import KFBotModel
package import Tokenizer

public import struct Foundation.Date

/// Finds the entry a customer means, says how sure that is, and can explain it.
///
/// ```swift
/// let matcher = Matcher(index: MatchIndex(entries))
/// switch matcher.match("怎么退钱", at: now).outcome {
/// case .answer(let candidate): print(candidate.entry)
/// case .clarify(let menu): print(menu.map(\.question))
/// case .miss, .smallTalk: break
/// }
/// ```
///
/// A value without state of its own: the same index and query give the same result in any thread
/// and process. Nothing here reads a clock or a file.
public struct Matcher: Sendable {
    /// The state of the base that is searched.
    public let index: MatchIndex
    /// The thresholds: when to answer, when to ask back.
    public var policy: MatchPolicy
    /// Turns a signal into a probability.
    public var calibrator: Calibrator
    /// Weighs the features.
    public var reranker: Reranker

    package let limits: RetrievalLimits
    let fillers: FillerWords
    package let pool: MatchWorkspacePool

    /// Of a query only so many UTF-8 bytes are read: four messages of a channel that customers send
    /// behind each other, and more than the longest phrasing that is stored.
    package static let longestQuery = 8192

    /// Creates a matcher; by default with the calibrator of the policy, or else the shipped one.
    public init(
        index: MatchIndex,
        policy: MatchPolicy = MatchPolicy(),
        calibrator: Calibrator? = nil,
        reranker: Reranker = .default
    ) {
        self.init(
            index: index,
            policy: policy,
            calibrator: calibrator ?? policy.calibrator ?? .default,
            reranker: reranker,
            limits: RetrievalLimits()
        )
    }

    package init(
        index: MatchIndex,
        policy: MatchPolicy,
        calibrator: Calibrator,
        reranker: Reranker,
        limits: RetrievalLimits
    ) {
        self.index = index
        self.policy = policy
        self.calibrator = calibrator
        self.reranker = reranker
        self.limits = limits
        fillers = FillerWords(FillerWords.standardWords + index.vocabulary.fillers)
        pool = MatchWorkspacePool()
    }

    /// The matcher for a later state of the same base with the same vocabulary.
    ///
    /// Keeps what does not depend on the entries, above all the working memory, which grows with the
    /// base; so an edit costs no more in a large base than in a small one.
    public init(updating matcher: Matcher, to index: MatchIndex, policy: MatchPolicy) {
        self.index = index
        self.policy = policy
        calibrator = policy.calibrator ?? .default
        reranker = matcher.reranker
        limits = matcher.limits
        fillers = matcher.fillers
        pool = matcher.pool
    }

    /// Loads the tables of pinyin readings and words, which the first misspelled query would wait for.
    ///
    /// Takes some milliseconds once a process; call it off the path of the first answer.
    public static func loadReadings() {
        _ = Homophones.shared
        _ = FurtherWords.shared
    }

    /// Matches a query.
    ///
    /// A short question may leave out what the one before was about, such as 那运费呢. It is matched a
    /// second time with the text of the one before in front, the entry that answered it left out. That
    /// counts only if it is clearly surer and if what it finds holds as much of the question itself.
    ///
    /// - Parameters:
    ///   - query: What the customer sent; its first 8,192 UTF-8 bytes are read.
    ///   - previous: The question before; `nil` if there was none or it was not answered.
    ///   - now: The moment for which entries must be valid.
    ///   - account: The account that was asked; `nil` leaves accounts out of account.
    ///   - top: The most candidates to return, at least 1; the outcome does not depend on it.
    ///   - explains: Whether to fill ``MatchResult/explanation``.
    ///   - meaning: The query's vector beside those of the base's phrasings; `nil` matches characters alone.
    /// - Returns: The outcome and the ranked candidates; none for text without characters that the
    ///   base knows.
    /// - Complexity: About 0.1 to 0.5 ms; hardly more for a large base than for a small one.
    public func match(
        _ query: String,
        following previous: PreviousQuestion? = nil,
        at now: Date,
        account: AccountID? = nil,
        top: Int = 10,
        explains: Bool = false,
        meaning: QueryMeaning? = nil
    ) -> MatchResult {
        let workspace = pool.take()
        defer { pool.give(workspace) }
        // Each reading of the query goes through steps 1 to 4; the best of them through step 5.
        let best = bestRanking(query, following: previous, by: index) {
            mayHold($0, using: &workspace.text)
        } rank: { text, excluded, isWhole in
            RankedQuery(
                matcher: self,
                ranking: rank(
                    text,
                    at: now,
                    account: account,
                    excludingEntry: excluded,
                    meaning: isWhole ? meaning : nil,
                    in: workspace
                )
            )
        }
        return decide(on: best.ranking, query: query, top: top, explains: explains)
    }

    /// Ranks the entries for a text, as if they did not hold the phrasing to leave out.
    ///
    /// Only how often terms occur in the base still counts that phrasing.
    package func rank(
        _ query: String,
        at now: Date,
        account: AccountID?,
        excludingPhrasing omitted: PhrasingLocation? = nil,
        excludingEntry excluded: EntryID? = nil,
        meaning: QueryMeaning? = nil,
        in workspace: MatchWorkspace
    ) -> Ranking {
        var ranking = Ranking(terms(of: query, in: index, using: &workspace.text))
        guard index.entryCount > 0, !ranking.terms.text.plain.isEmpty else { return ranking }
        let filter = EntryFilter(index, at: now, account: account, excluding: excluded)
        var found = retrieve(for: &ranking, from: filter, in: workspace)  // 1
        if let meaning {
            let nearest = nearest(to: meaning, where: filter)
            if let first = nearest.first {
                ranking.nearestCosine = first.cosine
                ranking.nearness = meaning.index.nearness
            }
            let missing = nearest.map(\.location).filter { !found.phrasings.contains($0) }
            found.phrasings += missing
        }
        if let omitted { found.phrasings.removeAll { $0 == omitted } }
        score(found, for: &ranking, by: meaning, excluding: omitted, in: workspace)  // 2
        guardAgainstLookalikes(&ranking)  // 3
        calibrate(&ranking)  // 4
        return ranking
    }
}

extension Matcher {
    /// A query's terms with their weights in a base.
    package func terms(
        of query: String,
        in base: some TermFrequencies,
        using text: inout UnitText
    ) -> QueryTerms {
        analyze(query, into: &text, findsWords: base.totals.answerCount > 0)
        let weights = (base as? MatchIndex)?.weights ?? TermWeights(base.totals)
        return QueryTerms(text, in: base, weights: weights)
    }

    private func analyze(_ query: String, into text: inout UnitText, findsWords: Bool = false) {
        index.analyzer.units.analyze(
            query,
            limit: Self.longestQuery,
            findsWords: findsWords,
            into: &text
        )
    }

    /// Whether a phrasing of any entry is a text word for word.
    func mayHold(_ query: String, using text: inout UnitText) -> Bool {
        analyze(query, into: &text)
        var isFound = false
        for view in index.views { view.forEachVerbatim(text.plain) { _ in isFound = true } }
        return isFound
    }

    /// Step 1: the phrasings worth scoring, those that are the query word for word among them.
    private func retrieve(
        for ranking: inout Ranking,
        from filter: EntryFilter,
        in workspace: MatchWorkspace
    ) -> (phrasings: [PhrasingLocation], verbatim: [PhrasingLocation]) {
        let found = Retriever(limits: limits)
            .retrieve(ranking.terms, from: index, in: workspace, filter: filter)
        ranking.used = found.used
        ranking.leftOut = found.leftOut
        let verbatim = verbatim(ranking.terms.text.plain, filter)
        let missing = verbatim.filter { !found.phrasings.contains($0) }
        return (found.phrasings + missing, verbatim)
    }

    /// Phrasings with the same plain units as the query.
    private func verbatim(_ units: [UnitKey], _ filter: EntryFilter) -> [PhrasingLocation] {
        var found: [PhrasingLocation] = []
        for (place, view) in index.views.enumerated() {
            view.forEachVerbatim(units) { phrasing in
                if filter.admits(Int(view.entryOfPhrasing[phrasing]), of: place) {
                    found.append(PhrasingLocation(segment: place, phrasing: phrasing))
                }
            }
        }
        return found.sorted { ($0.segment, $0.phrasing) < ($1.segment, $1.phrasing) }
    }

    /// Step 2: the score of each entry, which is that of its best phrasing; one that is the query word
    /// for word goes before all others.
    private func score(
        _ found: (phrasings: [PhrasingLocation], verbatim: [PhrasingLocation]),
        for ranking: inout Ranking,
        by meaning: QueryMeaning?,
        excluding omitted: PhrasingLocation?,
        in workspace: MatchWorkspace
    ) {
        ranking.retrieved = found.phrasings.count
        var scorer = CandidateScorer(
            ranking.terms,
            index: index,
            workspace: workspace,
            excluding: omitted
        )
        let (scored, entryCount) = scorer.score(found.phrasings)
        let verbatim = Set(found.verbatim)
        var bestOf = [Best?](repeating: nil, count: entryCount)
        for (place, candidate) in scored.enumerated() {
            let new = Best(
                place: place,
                phrasing: candidate.phrasing,
                score: reranker.score(candidate.features),
                isVerbatim: !verbatim.isEmpty && verbatim.contains(candidate.location)
            )
            guard let old = bestOf[candidate.group], !new.isBefore(old) else {
                bestOf[candidate.group] = new
                continue
            }
        }
        ranking.items.reserveCapacity(entryCount)
        for case .some(let best) in bestOf {
            let candidate = scored[best.place]
            ranking.items.append(
                Ranking.Item(
                    scored: candidate,
                    number: index.views[candidate.segment].entries[candidate.entry].number,
                    score: best.score,
                    isVerbatim: best.isVerbatim
                )
            )
        }
        if let meaning { compare(&ranking, with: meaning) }
    }

    /// The best phrasing of an entry so far.
    private struct Best {
        /// Its place among the scored phrasings.
        let place: Int
        let phrasing: Int
        let score: Double
        let isVerbatim: Bool

        func isBefore(_ other: Best) -> Bool {
            if isVerbatim != other.isVerbatim { return isVerbatim }
            if score != other.score { return score > other.score }
            return phrasing < other.phrasing
        }
    }
}
