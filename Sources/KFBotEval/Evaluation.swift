public import KFBot

/// The figures of `kfbot test` for one labelled set.
///
/// Shares lie in 0...1; a share of nothing is 0.
public struct Evaluation: Hashable, Sendable, Encodable {
    /// Counts and shares of the decisions.
    public struct Decision: Hashable, Sendable, Encodable {
        /// How many queries were answered.
        public let answered: Int
        /// How many answers gave an expected entry.
        public let correct: Int
        /// `correct / answered`.
        public let precision: Double
        /// `answered / queries`.
        public let coverage: Double
        /// The share of unanswerable queries that were answered.
        public let falseAnswerRate: Double
        /// The share of menus with an expected entry, among menus on answerable queries.
        public let menuHitRate: Double
        /// Menus on answerable queries.
        public let menus: Int
        /// Menus on unanswerable queries.
        public let needlessMenus: Int
        /// How many misses had an expected entry among the first three.
        public let overlooked: Int

        private enum CodingKeys: String, CodingKey {
            case answered
            case correct
            case precision
            case coverage
            case falseAnswerRate = "false_answer_rate"
            case menuHitRate = "menu_hit_rate"
            case menus
            case needlessMenus = "needless_menus"
            case overlooked
        }
    }

    /// Percentiles of the time of a match, in milliseconds.
    public struct Latency: Hashable, Sendable, Encodable {
        /// Half of the matches take no longer.
        public let p50: Double
        /// 19 of 20 matches take no longer.
        public let p95: Double
        /// 99 of 100 matches take no longer.
        public let p99: Double
    }

    /// The figures of one kind of query.
    public struct Kind: Hashable, Sendable, Encodable {
        /// Queries of the kind.
        public let queries: Int
        /// How many of them the base can answer.
        public let answerable: Int
        /// The share with an expected entry first, over the answerable queries.
        public let recallAt1: Double
        /// The share with an expected entry among the first three, over the answerable queries.
        public let recallAt3: Double
        /// How many queries were answered.
        public let answered: Int
        /// How many answers gave an expected entry.
        public let correct: Int
        /// How many queries got a menu.
        public let clarified: Int

        private enum CodingKeys: String, CodingKey {
            case queries
            case answerable
            case recallAt1 = "recall_at_1"
            case recallAt3 = "recall_at_3"
            case answered
            case correct
            case clarified
        }
    }

    /// An entry that takes another one's queries.
    public struct Confusion: Hashable, Sendable, Encodable {
        /// The expected entry.
        public let expected: EntryID
        /// The entry that came first instead.
        public let got: EntryID
        /// How many queries came to the wrong entry.
        public let count: Int
        /// How many of those queries were answered.
        public let answered: Int
    }

    /// How many queries the set has.
    public let queries: Int
    /// How many queries have an expected entry.
    public let answerable: Int
    /// How many queries must not be answered.
    public let unanswerable: Int
    /// Recall over the answerable queries, by the cut-offs `1`, `3`, `5` and `10`.
    public let recall: [String: Double]
    /// The mean reciprocal rank over the answerable queries; a rank beyond 10 counts 0.
    public let mrr10: Double
    /// The counts and shares of the decisions.
    public let decision: Decision
    /// The AUROC of the confidence against "the first candidate is expected", over all queries.
    public let auroc: Double
    /// The largest share of all queries that can be answered at a precision, by precision `90` and
    /// `95`.
    public let coverageAtPrecision: [String: Double]
    /// The expected calibration error in ten bins of equal width, over all queries.
    public let ece: Double
    /// How long matches took.
    public let latency: Latency
    /// The figures by kind; queries without a kind are under the empty name.
    public let byKind: [String: Kind]
    /// The confusions, most frequent first.
    public let confusions: [Confusion]

    private enum CodingKeys: String, CodingKey {
        case queries
        case answerable
        case unanswerable
        case recall
        case mrr10
        case decision
        case auroc
        case coverageAtPrecision = "coverage_at_precision"
        case ece
        case latency = "latency_ms"
        case byKind = "by_kind"
        case confusions
    }

    /// Computes the figures of a set.
    public init(_ rows: [EvaluatedQuery]) {
        let answerable = rows.filter(\.labelled.isAnswerable)
        let unanswerable = rows.filter { !$0.labelled.isAnswerable }
        queries = rows.count
        self.answerable = answerable.count
        self.unanswerable = unanswerable.count
        recall = Dictionary(
            uniqueKeysWithValues: [1, 3, 5, 10].map { cut in
                (
                    "\(cut)",
                    Self.share(
                        answerable.count { $0.rank.map { $0 <= cut } ?? false },
                        answerable.count
                    )
                )
            }
        )
        let reciprocal = answerable.reduce(0.0) { sum, row in
            sum + (row.rank.map { $0 <= 10 ? 1 / Double($0) : 0 } ?? 0)
        }
        mrr10 = answerable.isEmpty ? 0 : reciprocal / Double(answerable.count)
        let answered = rows.filter { $0.outcome == .answer }
        let menus = answerable.filter { $0.outcome == .clarify }
        decision = Decision(
            answered: answered.count,
            correct: answered.count(where: \.isTopRight),
            precision: Self.share(answered.count(where: \.isTopRight), answered.count),
            coverage: Self.share(answered.count, rows.count),
            falseAnswerRate: Self.share(
                unanswerable.count { $0.outcome == .answer },
                unanswerable.count
            ),
            menuHitRate: Self.share(
                menus.count { row in row.menu.contains(where: row.labelled.expected.contains) },
                menus.count
            ),
            menus: menus.count,
            needlessMenus: unanswerable.count { $0.outcome == .clarify },
            overlooked: answerable.count(where: \.isOverlooked)
        )
        let curve = ConfidenceCurve(rows.map { ($0.confidence, $0.isTopRight) })
        auroc = curve.auroc
        coverageAtPrecision = [
            "90": curve.coverage(atPrecision: 0.90), "95": curve.coverage(atPrecision: 0.95),
        ]
        ece = curve.expectedCalibrationError
        latency = Latency(rows.map(\.milliseconds))
        byKind = Dictionary(grouping: rows) { $0.labelled.kind ?? "" }.mapValues(Kind.init)
        confusions = Self.confusions(rows)
    }

    static func share(_ part: Int, _ whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }

    private static func confusions(_ rows: [EvaluatedQuery]) -> [Confusion] {
        struct Pair: Hashable {
            let expected: EntryID
            let got: EntryID
        }
        var counts: [Pair: (count: Int, answered: Int)] = [:]
        for row in rows where row.labelled.isAnswerable && !row.isTopRight {
            guard let got = row.ranked.first else { continue }
            let pair = Pair(expected: row.labelled.expected[0], got: got)
            counts[pair, default: (0, 0)].count += 1
            if row.outcome == .answer { counts[pair, default: (0, 0)].answered += 1 }
        }
        return counts.map { pair, counts in
            Confusion(
                expected: pair.expected,
                got: pair.got,
                count: counts.count,
                answered: counts.answered
            )
        }.sorted { left, right in
            left.count != right.count
                ? left.count > right.count
                : (left.expected, left.got) < (right.expected, right.got)
        }
    }
}

extension Evaluation.Latency {
    fileprivate init(_ milliseconds: [Double]) {
        let sorted = milliseconds.sorted()
        func percentile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        }
        self.init(p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99))
    }
}

extension Evaluation.Kind {
    fileprivate init(_ rows: [EvaluatedQuery]) {
        let answerable = rows.filter(\.labelled.isAnswerable)
        let hits = { (cut: Int) in answerable.count { $0.rank.map { $0 <= cut } ?? false } }
        self.init(
            queries: rows.count,
            answerable: answerable.count,
            recallAt1: Evaluation.share(hits(1), answerable.count),
            recallAt3: Evaluation.share(hits(3), answerable.count),
            answered: rows.count { $0.outcome == .answer },
            correct: rows.count { $0.outcome == .answer && $0.isTopRight },
            clarified: rows.count { $0.outcome == .clarify }
        )
    }
}
