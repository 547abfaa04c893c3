public import KFBotModel

/// Something in a knowledge base that a person should look at.
public struct LintFinding: Hashable, Sendable {
    /// How grave a finding is.
    public enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
        /// Customers get nothing, or something wrong.
        case error
        /// Likely a mistake, or soon one.
        case warning
        /// Worth knowing.
        case info

        /// Graver before less grave.
        public static func < (left: Severity, right: Severity) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .info: 2
            }
        }
    }

    /// What kind of finding it is.
    public var code: LintCode
    /// How grave it is.
    public var severity: Severity
    /// The entry that it is about; `nil` for the base's own words.
    public var entry: EntryID?
    /// The field in our own form, lists from 0, for example `similar[2]`; `nil` for all of it.
    public var field: String?
    /// What is wrong and what to do, in English.
    public var message: String
    /// The other entry, where two are involved.
    public var other: EntryID?
    /// How sure the matcher would be of ``other``, 0...1; only where it was asked.
    public var confidence: Double?

    /// Creates a finding.
    public init(
        _ code: LintCode,
        _ severity: Severity,
        entry: EntryID?,
        field: String? = nil,
        _ message: String,
        other: EntryID? = nil,
        confidence: Double? = nil
    ) {
        self.code = code
        self.severity = severity
        self.entry = entry
        self.field = field
        self.message = message
        self.other = other
        self.confidence = confidence
    }
}

extension LintFinding: CustomStringConvertible {
    /// `entry: field: message`, for people.
    public var description: String {
        [entry?.rawValue, field, message].compactMap(\.self).joined(separator: ": ")
    }
}

extension LintFinding: Codable {
    private enum CodingKeys: String, CodingKey {
        case code
        case severity
        case entry
        case field
        case message
        case other
        case confidence
    }

    /// Reads what ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decode(LintCode.self, forKey: .code)
        severity = try container.decode(Severity.self, forKey: .severity)
        entry = try container.decodeIfPresent(EntryID.self, forKey: .entry)
        field = try container.decodeIfPresent(String.self, forKey: .field)
        message = try container.decode(String.self, forKey: .message)
        other = try container.decodeIfPresent(EntryID.self, forKey: .other)
        confidence = try container.decodeIfPresent(Double.self, forKey: .confidence)
    }

    /// Writes every key but `confidence` always, with `null` for what is not there.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encode(severity, forKey: .severity)
        try container.encode(entry, forKey: .entry)
        try container.encode(field, forKey: .field)
        try container.encode(message, forKey: .message)
        try container.encode(other, forKey: .other)
        try container.encodeIfPresent(confidence, forKey: .confidence)
    }
}
