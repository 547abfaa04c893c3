public import KFBot

/// The results of a test, which each kind of report writes in its own form.
public struct TestReport: Sendable, Encodable {
    /// A query that expects entries the base lacks.
    public struct Missing: Hashable, Sendable, Encodable {
        /// The line in the file.
        public let line: Int
        /// The entries that the base lacks.
        public let entries: [EntryID]

        /// Creates a finding.
        public init(line: Int, entries: [EntryID]) {
            self.line = line
            self.entries = entries
        }
    }

    /// What was tested: a file's name, or the base itself.
    public var title: String
    /// The base that was tested.
    public var base: KnowledgeBaseID
    /// The base's revision.
    public var revision: Int
    /// The thresholds under test.
    public var policy: MatchPolicy
    /// The queries and figures.
    public var run: TestRun
    /// The standard question of each entry.
    public var questions: [EntryID: String]
    /// The findings of the gates; empty if there were none.
    public var gates: [QualityGate.Finding] = []
    /// What changed since a baseline; `nil` without one.
    public var diff: BaselineDiff?
    /// Phrasings that prefer another entry; `nil` except in a test without labels.
    public var preferences: [SelfTest.Preference]?
    /// The queries that follow another one, with and without it; `nil` if no query follows one.
    public var followUps: FollowUpFigures?
    /// The same queries written differently; `nil` if that was not tested.
    public var variants: [VariantFigures]?
    /// Expected entries that the base lacks.
    public var missing: [Missing] = []
    /// How many rows name no expected answer.
    public var unlabelled = 0

    /// Creates a report.
    public init(
        title: String,
        base: KnowledgeBaseID,
        revision: Int,
        policy: MatchPolicy,
        run: TestRun,
        questions: [EntryID: String]
    ) {
        self.title = title
        self.base = base
        self.revision = revision
        self.policy = policy
        self.run = run
        self.questions = questions
    }

    /// The standard question of an entry; empty if the base lacks the entry.
    public func question(_ entry: EntryID) -> String { questions[entry] ?? "" }

    /// What a query got, in a few words: `answer shop-002`, `menu`, `nothing`.
    static func words(_ outcome: EvaluatedQuery.Outcome, _ entry: EntryID?) -> String {
        switch outcome {
        case .answer: "answer \(entry?.rawValue ?? "")"
        case .clarify: "menu"
        case .miss: "nothing"
        case .smalltalk: "small talk"
        }
    }
}

// MARK: JSON

extension TestReport {
    private enum CodingKeys: String, CodingKey {
        case base
        case revision
        case calibration
        case gates
        case baseline
        case preferences
        case followUps = "follow_ups"
        case variants
        case missing = "missing_entries"
        case unlabelled
        case failed
    }

    private struct Failure: Encodable {
        let query: String
        let expected: [EntryID]
        let kind: String?
        let outcome: EvaluatedQuery.Outcome
        let confidence: Double
        let candidates: [TestedQuery.Candidate]

        init(_ tested: TestedQuery) {
            query = tested.row.labelled.query
            expected = tested.row.labelled.expected
            kind = tested.row.labelled.kind
            outcome = tested.row.outcome
            confidence = tested.row.confidence
            candidates = Array(tested.candidates.prefix(3))
        }
    }

    private struct Diff: Encodable {
        let changed: Int
        let better: Int
        let worse: Int
        let added: Int
        let removed: Int
        let changes: [BaselineDiff.Change]

        init(_ diff: BaselineDiff) {
            changed = diff.changes.count
            better = diff.count(.better)
            worse = diff.count(.worse)
            added = diff.added
            removed = diff.removed
            changes = diff.changes
        }
    }

    /// Encodes the figures as `kfbot test --json` prints them, and further keys beside them.
    public func encode(to encoder: any Encoder) throws {
        try run.evaluation.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(base, forKey: .base)
        try container.encode(revision, forKey: .revision)
        try container.encode(run.bins, forKey: .calibration)
        try container.encode(gates, forKey: .gates)
        try container.encodeIfPresent(diff.map(Diff.init), forKey: .baseline)
        try container.encodeIfPresent(preferences, forKey: .preferences)
        try container.encodeIfPresent(followUps, forKey: .followUps)
        try container.encodeIfPresent(variants, forKey: .variants)
        try container.encode(missing, forKey: .missing)
        try container.encode(unlabelled, forKey: .unlabelled)
        try container.encode(run.failed.map(Failure.init), forKey: .failed)
    }
}
