package import Foundation
package import KFBotModel

/// A change that somebody made.
package struct AuditRecord: Codable, Hashable, Sendable {
    /// Its place in the order of all changes.
    package var number: Int
    /// When.
    package var date: Date
    /// Who.
    package var actor: String
    /// What was done, such as `key.create`.
    package var action: String
    /// To what, such as a key's name.
    package var subject: String
    /// What it was before; `nil` for nothing.
    package var before: JSONValue?
    /// What it was afterwards; `nil` for nothing.
    package var after: JSONValue?
}

/// A change that is about to be written down; never with a secret or a customer's words in it.
package struct AuditEntry: Sendable {
    var actor: String
    var action: String
    var subject: String
    var before: String?
    var after: String?

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - action: What is done, such as `key.create`.
    ///   - subject: To what.
    ///   - actor: Who does it.
    ///   - before: What it was before.
    ///   - after: What it is afterwards.
    /// - Throws: `EncodingError` for a value that JSON cannot hold.
    package init(
        _ action: String,
        _ subject: String,
        by actor: String,
        before: (any Encodable)? = nil,
        after: (any Encodable)? = nil
    ) throws {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.before = try before.map(Self.text)
        self.after = try after.map(Self.text)
    }

    private static func text(_ value: any Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
