public import KFBotModel

/// What an import did, or would have done.
public struct ImportReport: Hashable, Sendable {
    /// Records read, rejected ones included.
    public var read = 0
    /// Entries that were stored and did not exist before; 0 if nothing was stored.
    public var added = 0
    /// Entries that were stored and changed; 0 if nothing was stored.
    public var updated = 0
    /// Entries that were like that already, or were left alone on request.
    public var unchanged = 0
    /// Records that went into the entry of another record of this import, or gave way to it.
    public var duplicates = 0
    /// Records that cannot be taken.
    public var rejected = 0
    /// Warnings among ``problems``, those included that are not kept.
    public var warnings = 0
    /// What ``added`` would be if all of this were stored.
    public var wouldAdd = 0
    /// What ``updated`` would be if all of this were stored.
    public var wouldUpdate = 0
    /// The base's newest revision afterwards.
    public var revision = 0
    /// Whether anything was stored.
    public var isStored = false
    /// What each file turned out to be: its form, its encoding.
    public var sources: [String: ImportSource] = [:]
    /// What became of the columns of tables.
    public var columns: [ImportColumn] = []
    /// The first entries as they are stored, if they were asked for.
    public var preview: [Entry] = []
    /// Errors and warnings in the order of the files; at most ``problemLimit`` of each.
    public var problems: [ImportProblem] = []
    /// The kinds of all errors and warnings, in the order of their first one.
    public private(set) var kinds: [Kind] = []

    /// How many errors and how many warnings are kept word for word.
    public static let problemLimit = 100_000

    /// Problems that differ in nothing but their place and the names in them.
    public struct Kind: Hashable, Sendable {
        /// The first of them.
        public let first: ImportProblem
        /// How many rows they are about.
        public internal(set) var count: Int
        /// The first three places.
        public internal(set) var places: [SourceLocation]
    }

    private var kindByKey: [String: Int] = [:]

    /// Creates a report of nothing.
    public init() {}

    /// Notes a file that cannot be read at all; nothing of it counts.
    public mutating func refuse(file: String, code: ImportError.Code, message: String) {
        note(
            ImportProblem(
                at: SourceLocation(file: file, row: 0),
                code: ImportProblem.Code(rawValue: code.rawValue),
                message: message
            )
        )
    }

    mutating func note(_ problem: ImportProblem) {
        switch problem.severity {
        case .error:
            rejected += 1
            if rejected <= Self.problemLimit { problems.append(problem) }
        case .warning:
            warnings += 1
            if warnings <= Self.problemLimit { problems.append(problem) }
        }
        let rows = problem.rows.isEmpty ? [problem.location.row] : problem.rows
        let places = rows.prefix(3).map { row in
            var place = problem.location
            place.row = row
            return place
        }
        let key = Self.key(problem)
        if let known = kindByKey[key] {
            kinds[known].count += rows.count
            kinds[known].places += places.prefix(3 - min(kinds[known].places.count, 3))
        } else {
            kindByKey[key] = kinds.count
            kinds.append(Kind(first: problem, count: rows.count, places: places))
        }
    }

    /// What problems of one kind have in common: all but numbers and what stands in quotes.
    private static func key(_ problem: ImportProblem) -> String {
        var key = "\(problem.severity.rawValue) \(problem.code.rawValue) "
        key += (problem.location.column ?? "") + " "
        var isQuoted = false
        for character in problem.message {
            switch character {
            case "“": isQuoted = true
            case "”": isQuoted = false
            case _ where isQuoted || character.isNumber: break
            default: key.append(character)
            }
        }
        return key
    }
}
