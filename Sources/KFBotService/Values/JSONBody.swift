package import Foundation
package import KFBot

/// Writes and reads JSON, in the one way that the service and its clients use.
package enum JSONBody {
    private static let moments = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Writes a value with sorted keys, unescaped slashes, and moments in UTC with milliseconds.
    package static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(moments))
        }
        return try encoder.encode(value)
    }

    /// Reads a value; fields that the type does not have are ignored.
    ///
    /// - Throws: `DecodingError` that names the field.
    package static func value<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value
    {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = (try? moments.parse(text)) ?? (try? Date(text, strategy: .iso8601))
            else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "This must be a moment such as 2026-11-22T09:00:00Z."
                )
            }
            return date
        }
        return try decoder.decode(type, from: data)
    }
}

/// The body of a response to a request that cannot be carried out.
package struct ErrorBody: Codable, Sendable {
    /// The error's code, message and field.
    package struct Detail: Codable, Sendable {
        /// The kind of error in one word.
        package let code: String
        /// What happened, and what to do about it.
        package let message: String
        /// The field of the request; `nil` if the error is about none.
        package let field: String?
    }

    /// What went wrong.
    package let error: Detail

    /// Creates a body.
    package init(code: String, message: String, field: String?) {
        error = Detail(code: code, message: message, field: field)
    }
}

/// Checks names that come from outside.
package enum NameCheck {
    /// The rule, in words.
    static let rule =
        "A name has 1 to \(NameLimits.characters) characters, at most \(NameLimits.bytes) UTF-8 bytes "
        + "and no control characters."

    /// Checks the name of a message, account, customer, servicer or entry.
    ///
    /// - Throws: ``ServiceError`` that names the field.
    package static func check(_ name: some StringIdentifier, _ field: String) throws {
        guard name.isWellFormed else { throw ServiceError.invalid(field, rule) }
    }
}
