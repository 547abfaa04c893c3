public import KFBot

/// A labelled query with its outcome and the candidates that a reader wants to see.
public struct TestedQuery: Hashable, Sendable {
    /// An entry that was considered.
    public struct Candidate: Hashable, Sendable, Codable {
        /// The name of the entry.
        public let entry: EntryID
        /// The standard question of the entry (标准问).
        public let question: String
        /// The phrasing of the entry that matched best.
        public let matched: String
        /// How sure the matcher is of the entry, 0...1.
        public let confidence: Double

        /// Creates a candidate from its parts.
        public init(entry: EntryID, question: String, matched: String, confidence: Double) {
            self.entry = entry
            self.question = question
            self.matched = matched
            self.confidence = confidence
        }
    }

    /// The worth of an outcome, from worst to best.
    public enum Grade: Int, Hashable, Sendable, Comparable, Codable {
        /// An answer that is wrong, or that must not be given.
        case wrongAnswer = 0
        /// No answer although there is one, or a menu although nothing matches.
        case noHelp = 1
        /// A menu that holds an expected entry.
        case menu = 2
        /// The right answer, or no answer where there must be none.
        case right = 3

        /// Orders grades from wrong to right.
        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The query, the outcome and the ranking.
    public let row: EvaluatedQuery
    /// The first few candidates, best first.
    public let candidates: [Candidate]

    /// Creates a row from its parts.
    public init(row: EvaluatedQuery, candidates: [Candidate]) {
        self.row = row
        self.candidates = candidates
    }

    /// Creates a row from a matcher's result.
    public init(_ labelled: LabelledQuery, _ result: MatchResult, milliseconds: Double) {
        row = EvaluatedQuery(labelled, result, milliseconds: milliseconds)
        candidates = result.candidates.prefix(Self.shown).map {
            Candidate(
                entry: $0.entry,
                question: $0.question,
                matched: $0.matched,
                confidence: $0.confidence
            )
        }
    }

    private static let shown = 5

    /// How good the outcome is.
    public var grade: Grade {
        let expected = row.labelled.expected
        guard row.labelled.isAnswerable else {
            switch row.outcome {
            case .answer: return .wrongAnswer
            case .clarify: return .noHelp
            case .miss, .smalltalk: return .right
            }
        }
        switch row.outcome {
        case .answer: return row.isTopRight ? .right : .wrongAnswer
        case .clarify: return row.menu.contains(where: expected.contains) ? .menu : .noHelp
        case .miss, .smalltalk: return .noHelp
        }
    }

    /// Whether reports list the query as failed: the answer is wrong, or the right entry is neither
    /// first nor offered.
    public var isFailed: Bool {
        switch grade {
        case .wrongAnswer: true
        case .noHelp: row.labelled.isAnswerable && !row.isTopRight
        case .menu, .right: false
        }
    }
}

/// A whole test: every query with its outcome, and the figures.
public struct TestRun: Sendable {
    /// The queries in their order.
    public let queries: [TestedQuery]
    /// The figures of the set.
    public let evaluation: Evaluation
    /// Precision against coverage.
    public let curve: ConfidenceCurve
    /// Confidence against the share of right candidates, in ten bins.
    public let bins: [ReliabilityBin]

    /// Computes the figures of tested queries.
    public init(_ queries: [TestedQuery]) {
        self.queries = queries
        evaluation = Evaluation(queries.map(\.row))
        let results = queries.map { (confidence: $0.row.confidence, isRight: $0.row.isTopRight) }
        curve = ConfidenceCurve(results)
        bins = ReliabilityBin.bins(results)
    }

    /// The failed queries: wrong answers first, the surest of them foremost.
    public var failed: [TestedQuery] {
        queries.enumerated().filter(\.element.isFailed).sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.grade != b.grade { return a.grade < b.grade }
            if a.row.confidence != b.row.confidence { return a.row.confidence > b.row.confidence }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// The queries that show a confusion, in their order.
    public func queries(of confusion: Evaluation.Confusion) -> [TestedQuery] {
        queries.filter {
            $0.row.labelled.expected.first == confusion.expected
                && $0.row.ranked.first == confusion.got
        }
    }
}

extension Evaluator {
    /// Matches every query of a set in order, one after another, and keeps the candidates.
    public func test(_ queries: [LabelledQuery]) -> TestRun {
        // The first match of a process loads tables. No later one waits for them.
        if let first = queries.first { _ = matcher.match(first.query, at: now) }
        let clock = ContinuousClock()
        return TestRun(
            queries.map { labelled in
                let start = clock.now
                let result = result(of: labelled)
                let milliseconds = (clock.now - start) / .milliseconds(1)
                return TestedQuery(labelled, result, milliseconds: milliseconds)
            }
        )
    }
}
