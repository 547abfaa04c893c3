import Dispatch
import KFBotMatching
import KFBotModel
import Synchronization
import Tokenizer

import struct Foundation.Date

/// Questions nearly the same as another entry's, or nearer to it than to their own.
///
/// Each phrasing is asked as a customer would ask it, as if its entry did not hold it: the index gives
/// the near ones, and nothing is compared pair by pair.
struct NearnessRule: BaseRule {
    let codes: [LintCode] = [.nearQuestion, .nearerToOther]

    /// What makes two questions nearly the same, in the matcher's own features.
    enum Near {
        /// The least cosine of the weighted units.
        static let cosine = 0.9
        /// The least share of units in the same order.
        static let order = 0.75
        /// The most weight of one word exchanged for another.
        static let substitution = 0.1
    }

    /// The confidence from which a phrasing that leads elsewhere is a warning; below, an info.
    ///
    /// Five in a hundred phrasings of the sample bases lead elsewhere at the threshold of an answer
    /// once they are left out, most of them for good reason; one in a hundred does at this one.
    static let surelyElsewhere = 0.95

    /// A winner is among the first few candidates, so that fewer are scored than for customers.
    ///
    /// Fewer candidates make the first one look surer; what is reported is asked again in full.
    static let limits: RetrievalLimits = {
        var limits = RetrievalLimits()
        limits.phrasings = 20
        limits.entries = 6
        limits.maximumPhrasings = 60
        return limits
    }()

    func check(_ base: LintBase, into findings: inout [LintFinding]) {
        let matcher = Matcher(index: base.index)
        let scout = Matcher(
            index: base.index,
            policy: MatchPolicy(),
            calibrator: .default,
            reranker: .default,
            limits: Self.limits
        )
        let results = Results()
        let chunk = 64
        let count = (base.asked.count + chunk - 1) / chunk
        DispatchQueue.concurrentPerform(iterations: count) { number in
            let range = number * chunk..<min((number + 1) * chunk, base.asked.count)
            var search = NeighbourSearch(base, matcher: matcher, scout: scout)
            for asked in base.asked[range] { search.look(at: asked) }
            results.add(search.found, part: number)
        }
        let found = results.inOrder
        findings += Self.pairs(found.flatMap(\.near), in: base)
        findings += found.flatMap(\.nearer)
    }

    /// One finding for each pair of entries: that of the two phrasings most alike.
    private static func pairs(
        _ near: [NeighbourSearch.NearPair],
        in base: LintBase
    ) -> [LintFinding] {
        var best: [Set<Int>: NeighbourSearch.NearPair] = [:]
        for pair in near {
            let key: Set<Int> = [pair.entry, pair.other]
            if let known = best[key], known.cosine >= pair.cosine { continue }
            best[key] = pair
        }
        return best.values.sorted {
            ($0.entry, $0.ordinal, $0.other) < ($1.entry, $1.ordinal, $1.other)
        }.map { pair in
            let text = base.entries[pair.entry].phrasings[pair.ordinal]
            return LintFinding(
                .nearQuestion,
                .warning,
                entry: base.entries[pair.entry].id,
                field: LintText.field(ofPhrasing: pair.ordinal),
                "\(LintText.quoted(text)) is nearly \(LintText.quoted(pair.text)) of entry "
                    + "\(base.entries[pair.other].id), which answers differently. Say what tells them "
                    + "apart in both questions, or join the entries.",
                other: base.entries[pair.other].id
            )
        }
    }

    /// What was found, by part.
    private final class Results: Sendable {
        private let parts = Mutex<[Int: NeighbourSearch.Found]>([:])

        func add(_ found: NeighbourSearch.Found, part: Int) {
            parts.withLock { $0[part] = found }
        }

        var inOrder: [NeighbourSearch.Found] {
            parts.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }
        }
    }
}

/// Asks the phrasings of some entries, each without itself.
struct NeighbourSearch {
    /// Two phrasings of two entries that say nearly the same.
    struct NearPair: Sendable {
        let entry: Int
        let ordinal: Int
        let other: Int
        let text: String
        let cosine: Double
    }

    /// What was found.
    struct Found: Sendable {
        var near: [NearPair] = []
        var nearer: [LintFinding] = []
    }

    private(set) var found = Found()
    private let base: LintBase
    /// As customers are answered.
    private let matcher: Matcher
    /// The same with fewer candidates.
    private let scout: Matcher
    private let workspace = MatchWorkspace()

    init(_ base: LintBase, matcher: Matcher, scout: Matcher) {
        self.base = base
        self.matcher = matcher
        self.scout = scout
    }

    mutating func look(at asked: LintBase.Asked) {
        let entry = asked.entry
        guard let opening = base.opening(of: entry) else { return }
        let phrasings = base.phrasings(of: entry)
        for ordinal in asked.ordinals ?? Array(0..<phrasings.count) {
            let phrasing = phrasings.lowerBound + ordinal
            let ranking = rank(phrasing, at: opening, with: scout)
            let rivals = rivals(of: entry, in: ranking)
            // Word for word the same is another rule's.
            if rivals.contains(where: { $0.isVerbatim }) { continue }
            let near = rivals.filter { item in
                item.scored.entry != entry && isNear(item, ranking.terms)
                    && base.entries[item.scored.entry].answers != base.entries[entry].answers
            }
            for item in near {
                found.near.append(
                    NearPair(
                        entry: entry,
                        ordinal: ordinal,
                        other: item.scored.entry,
                        text: base.index.text(ofPhrasing: item.scored.phrasing),
                        cosine: item.scored.cosine
                    )
                )
            }
            guard ordinal > 0, let first = rivals.first, leadsAway(first, from: entry, ranking),
                !near.contains(where: { $0.number == first.number })
            else { continue }
            let full = rank(phrasing, at: opening, with: matcher)
            if let winner = self.rivals(of: entry, in: full).first,
                leadsAway(winner, from: entry, full)
            {
                report(winner, for: entry, ordinal: ordinal)
            }
        }
    }

    /// Ranks the entries for a phrasing of the base, as if it were not there.
    private func rank(_ phrasing: Int, at moment: Date, with matcher: Matcher) -> Ranking {
        matcher.rank(
            base.index.text(ofPhrasing: phrasing),
            at: moment,
            account: nil,
            excludingPhrasing: PhrasingLocation(segment: 0, phrasing: phrasing),
            in: workspace
        )
    }

    /// The candidates that a customer of an entry could get, itself included, best first.
    private func rivals(of entry: Int, in ranking: Ranking) -> [Ranking.Item] {
        ranking.items.filter { item in
            item.scored.entry == entry || base.canMeet(entry, item.scored.entry)
        }
    }

    private func isNear(_ item: Ranking.Item, _ terms: QueryTerms) -> Bool {
        let features = item.scored.features
        return item.scored.cosine >= NearnessRule.Near.cosine
            && features[.order] >= NearnessRule.Near.order
            && features[.substitution] <= NearnessRule.Near.substitution
            && features[.questionKind] == 0 && !item.isExcluded
            && matcher.guards(against: item, terms).isEmpty
            && !item.guards.contains { $0.kind == .negativeQuestion }
    }

    /// Whether the first candidate is another entry, and one that would reach customers.
    private func leadsAway(_ first: Ranking.Item, from entry: Int, _ ranking: Ranking) -> Bool {
        let other = first.scored.entry
        let threshold = matcher.policy.clarifyThreshold(units: ranking.terms.text.plain.count)
        return other != entry && !first.isExcluded && first.confidence >= threshold
            && base.entries[other].answers != base.entries[entry].answers
    }

    /// Reports a phrasing whose first candidate is another entry.
    private mutating func report(_ first: Ranking.Item, for entry: Int, ordinal: Int) {
        let other = first.scored.entry
        let percent = Int((first.confidence * 100).rounded())
        let text = base.entries[entry].phrasings[ordinal]
        let winner = LintText.quoted(base.index.text(ofPhrasing: first.scored.phrasing))
        found.nearer.append(
            LintFinding(
                .nearerToOther,
                first.confidence >= NearnessRule.surelyElsewhere ? .warning : .info,
                entry: base.entries[entry].id,
                field: LintText.field(ofPhrasing: ordinal),
                "\(LintText.quoted(text)) is nearer to \(winner) of entry \(base.entries[other].id) "
                    + "(\(percent) %) than to this entry's other questions: what customers ask alike "
                    + "leads there. Move it there, or add more questions like it here.",
                other: base.entries[other].id,
                confidence: (first.confidence * 1000).rounded() / 1000
            )
        )
    }
}
