public import KFBot

/// Everything a test found, in the form that each kind of report writes.
public struct TestReport: Sendable, Encodable {
    /// A query whose expected entries the base lacks.
    public struct Missing: Hashable, Sendable, Encodable {
        /// The line in the file.
        public let line: Int
        /// The entries that are not there.
        public let entries: [EntryID]

        /// Creates a finding.
        public init(line: Int, entries: [EntryID]) {
            self.line = line
            self.entries = entries
        }
    }

    /// What was tested: a file's name, or the base itself.
    public var title: String
    /// The base.
    public var base: KnowledgeBaseID
    /// The base's revision.
    public var revision: Int
    /// The threshold of the policy under test.
    public var policy: MatchPolicy
    /// The queries and figures.
    public var run: TestRun
    /// The standard question of each entry.
    public var questions: [EntryID: String]
    /// What the gates found.
    public var gates: [QualityGate.Finding] = []
    /// What changed since a baseline.
    public var diff: BaselineDiff?
    /// Phrasings that prefer another entry, of a test without labels.
    public var preferences: [SelfTest.Preference]?
    /// What the queries that follow another one come to if each stands alone, beside what they come
    /// to; `nil` if none follows.
    public var followUps: FollowUpFigures?
    /// The same queries written differently.
    public var variants: [VariantFigures]?
    /// Expected entries that the base lacks.
    public var missing: [Missing] = []
    /// Rows that name no expected answer.
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

    /// The standard question of an entry; empty for one that the base lacks.
    public func question(_ entry: EntryID) -> String { questions[entry] ?? "" }

    /// What was given for a query, in a few words: `answer shop-002`, `menu`, `nothing`.
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

    /// Encodes the figures as `kfbot test --json` prints them, with more keys beside them.
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
