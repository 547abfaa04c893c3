import Hummingbird
package import KFBot
import NIOCore

/// What a caller did wrong, or what failed, as the body of a response says it.
package struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status.
    package let status: Int
    /// The kind, which does not change with the phrasing.
    package let code: String
    /// What happened and what to do.
    package let message: String
    /// Which field of the request is meant, such as `parts[0].type`; `nil` for none.
    package let field: String?

    /// Creates an error.
    package init(_ status: Int, _ code: String, _ message: String, field: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.field = field
    }

    /// A field that holds what it may not.
    package static func invalid(_ field: String, _ message: String) -> ServiceError {
        ServiceError(422, "invalid_field", message, field: field)
    }

    /// Something that is not there.
    package static func notFound(_ message: String) -> ServiceError {
        ServiceError(404, "not_found", message)
    }

    /// An order that the rules do not allow.
    package static func refused(_ refusal: Refusal) -> ServiceError {
        ServiceError(409, refusal.code, refusal.text)
    }

    /// The message, with the field.
    package var description: String { (field.map { "\($0): " } ?? "") + message }
}

/// The one table from errors to statuses; what it does not list is 500 without detail.
enum ErrorTable {
    static func error(for error: any Error) -> ServiceError {
        switch error {
        case let error as ServiceError: error
        case let error as StoreError:
            ServiceError(status(of: error.code), error.code.rawValue, error.description)
        case let error as LintRefusal: ServiceError(409, "lint", error.description)
        case let error as ConfigurationError:
            ServiceError(503, "configuration", error.description)
        case let error as DecodingError: decoding(error)
        case is NIOTooManyBytesError:
            ServiceError(
                413,
                "too_large",
                "The body is longer than \(ServiceContext.bodyLimit) bytes."
            )
        case let error as HTTPError: http(error)
        default: ServiceError(500, "internal", "The request failed; the log says why.")
        }
    }

    /// What the log says of an error: our own hold no customer's words, of others only the type is told.
    static func detail(of error: any Error) -> String {
        switch error {
        case let error as ServiceError: error.description
        case let error as StoreError: error.description
        case let error as ConfigurationError: error.description
        default: "\(type(of: error))"
        }
    }

    private static func status(of code: StoreError.Code) -> Int {
        switch code {
        case .notFound: 404
        case .exists, .conflict: 409
        case .invalid: 422
        case .busy, .noWorkspace: 503
        default: 500
        }
    }

    private static func http(_ error: HTTPError) -> ServiceError {
        switch error.status {
        case .notFound: .notFound("There is no such route.")
        default:
            ServiceError(
                error.status.code,
                error.status.reasonPhrase.lowercased().replacing(" ", with: "_"),
                error.body ?? error.status.reasonPhrase
            )
        }
    }

    private static func decoding(_ error: DecodingError) -> ServiceError {
        switch error {
        case .keyNotFound(let key, let context):
            .invalid(path(context.codingPath + [key]), "This field is missing.")
        case .typeMismatch(let type, let context) where !context.codingPath.isEmpty:
            .invalid(path(context.codingPath), "This must be \(name(of: type)).")
        case .valueNotFound(let type, let context):
            .invalid(path(context.codingPath), "This must be \(name(of: type)), not null.")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            .invalid(path(context.codingPath), context.debugDescription)
        default: ServiceError(400, "bad_json", "The body is no JSON object.")
        }
    }

    private static func path(_ path: [any CodingKey]) -> String {
        path.reduce("") { text, key in
            if let index = key.intValue { return "\(text)[\(index)]" }
            return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        case is Bool.Type: "true or false"
        case is [Any].Type: "an array"
        default: "an object"
        }
    }
}

extension Refusal {
    /// The kind of refusal, which does not change with the phrasing.
    package var code: String {
        switch self {
        case .moveNotAllowed: "move_not_allowed"
        case .notServing: "not_serving"
        case .unknownServicer: "unknown_servicer"
        case .servicerNotAvailable: "servicer_not_available"
        case .servicerFull: "servicer_full"
        case .membersNotAllowed: "members_not_allowed"
        case .alreadyServing: "already_serving"
        case .blocked: "blocked"
        case .quotaSpent: "quota_spent"
        case .windowClosed: "window_closed"
        case .budgetSpent: "budget_spent"
        case .tooManyServicers: "too_many_servicers"
        case .stillServing: "still_serving"
        case .recordsNotShown: "records_not_shown"
        case .unknownMessage: "unknown_message"
        case .notOwnMessage: "not_own_message"
        case .recallTooLate: "recall_too_late"
        case .emptyMessage: "empty_message"
        case .cannotSend: "cannot_send"
        }
    }
}
