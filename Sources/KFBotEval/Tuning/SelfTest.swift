public import KFBot
import Tokenizer

public import struct Foundation.Date

/// Tests a base with its own phrasings, each asked while the phrasing or its entry is missing.
///
/// It needs no labels. The figures are a lower bound: without a phrasing, an entry lacks more than
/// a customer's own words do, and the neighbours of a missing entry are nearer than most questions
/// that are off the subject. docs/tuning.md has the measurements.
public struct SelfTest: Sendable {
    /// A phrasing that leads to another entry once its own entry lacks it.
    public struct Preference: Hashable, Sendable, Encodable {
        /// The phrasing.
        public let phrasing: String
        /// The entry whose phrasing it is.
        public let entry: EntryID
        /// The standard question of that entry.
        public let question: String
        /// The entry that the phrasing leads to.
        public let preferred: EntryID
        /// The standard question of the other entry.
        public let preferredQuestion: String
        /// How sure the matcher is of the other entry, 0...1.
        public let confidence: Double
        /// Whether a customer would have received its answer.
        public let isAnswered: Bool

        private enum CodingKeys: String, CodingKey {
            case phrasing
            case entry
            case question
            case preferred
            case preferredQuestion = "preferred_question"
            case confidence
            case isAnswered = "answered"
        }
    }

    /// How many questions are asked at most.
    public static let limit = 2000
    /// The kind of questions whose phrasing is missing.
    public static let answerableKind = "phrasing-left-out"
    /// The kind of questions whose entry is missing.
    public static let unanswerableKind = "entry-left-out"

    /// How the questions with an entry were made.
    public let kind: PseudoQueryKind
    /// Every pseudo query with its outcome.
    public let run: TestRun
    /// The phrasings that prefer another entry; the surest come first.
    public let preferences: [Preference]
    /// How many entries the base has, without disabled ones.
    public let entryCount: Int
    /// How many of the queries have an entry.
    public var answerableCount: Int { run.evaluation.answerable }

    /// Asks the pseudo queries.
    ///
    /// - Parameters:
    ///   - matcher: The matcher of the whole base.
    ///   - entries: The entries of the same base.
    ///   - now: The moment for which entries must be valid.
    ///   - kind: How questions are made.
    ///   - limit: How many questions to ask at most.
    /// - Complexity: One match and one small change of the index for each query.
    public init(
        _ matcher: Matcher,
        entries: [Entry],
        at now: Date,
        kind: PseudoQueryKind = .phrasing,
        limit: Int = SelfTest.limit
    ) {
        let maker = PseudoQueryMaker(
            entries,
            kind: kind,
            synonyms: matcher.index.vocabulary.synonyms + SynonymTable.standardClasses
        )
        let clock = ContinuousClock()
        let queries = maker.queries(limit: limit)
        let tested = queries.map { query in
            var altered = matcher
            altered = Matcher(
                index: query.altered.map { matcher.index.applying(upserted: [$0]) }
                    ?? matcher.index.applying(removed: [query.entry]),
                policy: matcher.policy,
                calibrator: matcher.calibrator,
                reranker: matcher.reranker
            )
            let start = clock.now
            let result = altered.match(query.text, at: now)
            let milliseconds = (clock.now - start) / .milliseconds(1)
            let labelled = LabelledQuery(
                query: query.text,
                expected: query.isAnswerable ? [query.entry] : [],
                kind: query.isAnswerable ? Self.answerableKind : Self.unanswerableKind
            )
            return TestedQuery(labelled, result, milliseconds: milliseconds)
        }
        self.kind = kind
        run = TestRun(tested)
        entryCount = maker.entries.count
        preferences = Self.preferences(tested, entries: entries)
    }

    /// The kind that tells most about a base of this size; docs/tuning.md has the measurements.
    ///
    /// If own phrasings may set thresholds, they are asked as they are. Otherwise they are spliced,
    /// because such questions are about as difficult as those of customers. In a base without
    /// similar questions they are shortened.
    public static func kind(for entries: [Entry]) -> PseudoQueryKind {
        let enabled = entries.filter(\.isEnabled)
        let usable = enabled.reduce(0) { $0 + ($1.phrasings.count > 1 ? $1.phrasings.count : 0) }
        if usable == 0 { return .drop }
        let isLarge =
            enabled.count >= TuneReport.trustedEntries && usable >= TuneReport.trustedAnswerable
        return isLarge ? .phrasing : .splice
    }

    private static func preferences(_ tested: [TestedQuery], entries: [Entry]) -> [Preference] {
        let questions = Dictionary(
            entries.map { ($0.id, $0.question) },
            uniquingKeysWith: { _, last in last }
        )
        return tested.compactMap { tested -> Preference? in
            let row = tested.row
            guard let entry = row.labelled.expected.first, !row.isTopRight,
                let preferred = tested.candidates.first
            else { return nil }
            return Preference(
                phrasing: row.labelled.query,
                entry: entry,
                question: questions[entry] ?? "",
                preferred: preferred.entry,
                preferredQuestion: preferred.question,
                confidence: row.confidence,
                isAnswered: row.outcome == .answer
            )
        }.sorted { left, right in
            left.confidence != right.confidence
                ? left.confidence > right.confidence
                : (left.entry, left.phrasing) < (right.entry, right.phrasing)
        }
    }
}
