public import Foundation
public import KFBot

/// The outcome of each query in an earlier test, to compare a later test with (基线).
public struct TestBaseline: Hashable, Sendable, Codable {
    /// The outcome of one query.
    public struct Item: Hashable, Sendable, Codable {
        /// The text of the query.
        public let query: String
        /// The decision of the matcher.
        public let outcome: EvaluatedQuery.Outcome
        /// The first candidate; `nil` if there was none.
        public let entry: EntryID?
        /// The entries of the menu; empty for other outcomes.
        public let menu: [EntryID]
        /// The confidence of the first candidate.
        public let confidence: Double
        /// How good the outcome was.
        public let grade: TestedQuery.Grade
    }

    /// The version of the form; files of a later version are refused.
    public let version: Int
    /// The base's revision.
    public let revision: Int
    /// The items, in the order of the test.
    public let items: [Item]

    private enum CodingKeys: String, CodingKey {
        case version
        case revision
        case items = "queries"
    }

    private static let currentVersion = 1

    /// Records a test.
    public init(_ run: TestRun, revision: Int) {
        version = Self.currentVersion
        self.revision = revision
        items = run.queries.map(Item.init)
    }

    /// Reads a file.
    ///
    /// - Throws: ``QueryFileError`` if it cannot be read or is no baseline.
    public init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw QueryFileError(
                file: path,
                line: nil,
                message: "The file cannot be read. Make one with --save-baseline."
            )
        }
        try self.init(data, name: path)
    }

    /// Reads the bytes of a file.
    ///
    /// - Throws: ``QueryFileError`` if it is no baseline, or one of a later version.
    public init(_ data: Data, name: String) throws {
        guard let baseline = try? JSONDecoder().decode(TestBaseline.self, from: data) else {
            throw QueryFileError(
                file: name,
                line: nil,
                message: "This is no baseline. Make one with --save-baseline."
            )
        }
        guard baseline.version <= Self.currentVersion else {
            throw QueryFileError(
                file: name,
                line: nil,
                message: "The baseline was written by a newer version of kfbot. Use that version."
            )
        }
        self = baseline
    }

    /// The bytes of the file: JSON with one query a line, so that versions of the file can be
    /// compared.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try items.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        return Data(
            ("{\"version\":\(version),\"revision\":\(revision),\"queries\":[\n"
                + lines.joined(separator: ",\n") + "\n]}\n").utf8
        )
    }
}

extension TestBaseline.Item {
    /// Records one query.
    init(_ tested: TestedQuery) {
        self.init(
            query: tested.row.labelled.query,
            outcome: tested.row.outcome,
            entry: tested.row.ranked.first,
            menu: tested.row.menu,
            confidence: tested.row.confidence,
            grade: tested.grade
        )
    }

    /// Whether a customer would notice the difference.
    ///
    /// Menus differ if they offer other entries, whatever the order.
    fileprivate func differs(from other: Self) -> Bool {
        guard outcome == other.outcome else { return true }
        switch outcome {
        case .answer: return entry != other.entry
        case .clarify: return Set(menu) != Set(other.menu)
        case .miss, .smalltalk: return false
        }
    }
}

/// What changed between a baseline and a test.
public struct BaselineDiff: Hashable, Sendable, Encodable {
    /// Whether a change helps.
    public enum Direction: String, Hashable, Sendable, Encodable {
        /// It is right now, and was not before.
        case better
        /// It was right before, and is not now.
        case worse
        /// The outcome differs, but is as good.
        case same
    }

    /// A query whose outcome has changed.
    public struct Change: Hashable, Sendable, Encodable {
        /// The text of the query.
        public let query: String
        /// What the query got in the baseline.
        public let before: TestBaseline.Item
        /// What the query gets now.
        public let after: TestBaseline.Item
        /// Whether the outcome is better now, by the labels of each test.
        public let direction: Direction
    }

    /// The changes: worse ones first, then better ones, each in the test's order.
    public let changes: [Change]
    /// How many queries the baseline does not have.
    public let added: Int
    /// How many queries only the baseline has.
    public let removed: Int

    /// Compares a test with a baseline.
    ///
    /// Queries are matched by their text. Of several queries with the same text, the first is
    /// matched with the first, and so on.
    public init(from baseline: TestBaseline, to run: TestRun) {
        var open: [String: [TestBaseline.Item]] = [:]
        for item in baseline.items.reversed() { open[item.query, default: []].append(item) }
        var changes: [Change] = []
        var added = 0
        for after in run.queries.map(TestBaseline.Item.init) {
            guard let before = open[after.query]?.popLast() else {
                added += 1
                continue
            }
            guard after.differs(from: before) else { continue }
            let direction: Direction =
                after.grade == before.grade ? .same : after.grade > before.grade ? .better : .worse
            changes.append(
                Change(query: after.query, before: before, after: after, direction: direction)
            )
        }
        self.changes = [Direction.worse, .better, .same].flatMap { direction in
            changes.filter { $0.direction == direction }
        }
        self.added = added
        removed = open.values.reduce(0) { $0 + $1.count }
    }

    /// How many changes have a direction.
    public func count(_ direction: Direction) -> Int {
        changes.count { $0.direction == direction }
    }
}
