/// What an import did, or would have done.
public struct ImportReport: Hashable, Sendable {
    /// Records read, rejected ones included.
    public var read = 0
    /// Entries that did not exist before.
    public var added = 0
    /// Entries that changed.
    public var updated = 0
    /// Entries that were like that already, or were left alone on request.
    public var unchanged = 0
    /// Records that cannot be taken.
    public var rejected = 0
    /// Warnings among ``problems``, those included that are not kept.
    public var warnings = 0
    /// The base's newest revision afterwards.
    public var revision = 0
    /// Whether anything was stored.
    public var isStored = false
    /// What each file turned out to be: its form, its encoding.
    public var sources: [String: ImportSource] = [:]
    /// Errors and warnings in the order of the files; at most ``problemLimit`` of each.
    public var problems: [ImportProblem] = []

    /// How many errors and how many warnings are kept word for word.
    public static let problemLimit = 1_000

    mutating func note(_ problem: ImportProblem) {
        switch problem.severity {
        case .error:
            rejected += 1
            if rejected <= Self.problemLimit { problems.append(problem) }
        case .warning:
            warnings += 1
            if warnings <= Self.problemLimit { problems.append(problem) }
        }
    }
}
