package import Foundation
package import KFBot

/// The one way in which the service and its clients write and read JSON.
package enum JSONBody {
    private static let moments = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Keys sorted, slashes as they are, moments in UTC with milliseconds.
    package static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(moments))
        }
        return try encoder.encode(value)
    }

    /// Reads a value; fields that the type does not have are left alone.
    ///
    /// - Throws: `DecodingError`.
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

/// What a response says when a request cannot be carried out.
package struct ErrorBody: Codable, Sendable {
    /// The error.
    package struct Detail: Codable, Sendable {
        /// The kind.
        package let code: String
        /// What happened and what to do.
        package let message: String
        /// Which field of the request is meant.
        package let field: String?
    }

    /// What went wrong.
    package let error: Detail

    /// Creates a body.
    package init(code: String, message: String, field: String?) {
        error = Detail(code: code, message: message, field: field)
    }
}

/// Names that come from outside.
package enum NameCheck {
    /// What a name must be like.
    static let rule =
        "A name has 1 to \(NameLimits.characters) characters, at most \(NameLimits.bytes) UTF-8 bytes "
        + "and no control characters."

    /// Checks a name of a message, account, customer, servicer or entry.
    ///
    /// - Throws: ``ServiceError`` that names the field.
    package static func check(_ name: some StringIdentifier, _ field: String) throws {
        guard name.isWellFormed else { throw ServiceError.invalid(field, rule) }
    }
}
