/// A name given from outside; two kinds of names never mix because each is a type of its own.
public protocol StringIdentifier: RawRepresentable, Hashable, Comparable, Codable, Sendable,
    ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    /// Wraps a name. Any text is allowed; the places that accept names check them.
    init(rawValue: String)
}

extension StringIdentifier {
    /// Wraps a literal.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    /// Decodes the value.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }
    /// Encodes the value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    /// Whether a name from outside may be taken: 1 to 128 characters, at most 512 UTF-8 bytes, no control
    /// characters.
    ///
    /// A character may have any number of bytes, and names are repeated with all that is stored.
    public var isWellFormed: Bool {
        let text = rawValue
        return !text.isEmpty && text.utf8.count <= NameLimits.bytes
            && text.count <= NameLimits.characters
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    /// Orders values by their text.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    /// The text of the value.
    public var description: String { rawValue }
}

/// How long a name from outside may be.
public enum NameLimits {
    /// The most characters.
    public static let characters = 128
    /// The most UTF-8 bytes.
    public static let bytes = 512
}

/// The name of an entry (问答), unique in its knowledge base.
public struct EntryID: StringIdentifier {
    /// Well-formed where it is stored; see ``StringIdentifier/isWellFormed``.
    public let rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a knowledge base (知识库), unique in its workspace.
public struct KnowledgeBaseID: StringIdentifier {
    /// 1 to 64 characters.
    public let rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The base that commands use when none is named.
    public static let main: KnowledgeBaseID = "main"
}

/// The name of a customer-service account (客服账号).
public struct AccountID: StringIdentifier {
    /// `open_kfid` where the account is one of 微信客服.
    public let rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a customer (客户).
public struct CustomerID: StringIdentifier {
    /// `external_userid` where the customer comes from 微信客服; unique in a workspace.
    public let rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of somebody who receives customers (接待人员).
public struct ServicerID: StringIdentifier {
    /// `servicer_userid` where the account is one of 微信客服.
    public let rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of one message, unique in its account and direction.
public struct MessageID: StringIdentifier {
    /// At most 32 characters of `[0-9a-zA-Z_-]` for messages we send; any text for received ones.
    public let rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }
}
