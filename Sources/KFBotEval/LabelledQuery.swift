public import Foundation
public import KFBot

/// A query with the entries that answer it (评测集).
public struct LabelledQuery: Hashable, Sendable, Codable {
    /// What a customer asks.
    public var query: String
    /// The right entries, any of which is enough; empty for a query that must not be answered.
    public var expected: [EntryID]
    /// What sort of query it is, for breaking figures down; never used for matching.
    public var kind: String?
    /// The unchanged query, if this one is a variant of it; else `nil`.
    public var original: String?

    /// What the customer asked just before; matched first if given.
    public var previous: String?

    /// Creates a labelled query.
    public init(
        query: String,
        expected: [EntryID],
        kind: String? = nil,
        original: String? = nil,
        previous: String? = nil
    ) {
        self.query = query
        self.expected = expected
        self.kind = kind
        self.original = original
        self.previous = previous
    }

    /// Whether the base has an answer.
    public var isAnswerable: Bool { !expected.isEmpty }

    /// Reads `queries.jsonl`: one JSON object a line; empty lines are skipped.
    ///
    /// - Throws: ``LabelledQueryError`` naming the first line that is not a labelled query.
    public static func parse(_ data: Data) throws -> [LabelledQuery] {
        let decoder = JSONDecoder()
        return try data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated().compactMap { index, line in
                guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else {
                    return nil
                }
                do {
                    return try decoder.decode(LabelledQuery.self, from: Data(line))
                } catch {
                    throw LabelledQueryError(line: index + 1, underlying: error)
                }
            }
    }
}

/// A line of a labelled set that cannot be read.
public struct LabelledQueryError: Error, CustomStringConvertible {
    /// The line, counted from 1.
    public let line: Int
    /// What the JSON decoder said.
    public let underlying: any Error

    /// A sentence without the line's text.
    public var description: String { "Line \(line) is not a labelled query." }
}
