import Hummingbird
import KFBot
import KFBotService
import NIOCore

/// An error in the form in which a response tells it.
struct HTTPFailure: Error, Hashable, Sendable {
    let status: Int
    /// The kind of error in one word, which does not change with the message.
    let code: String
    /// What happened, and what to do about it.
    let message: String
    /// The field of the request, such as `parts[0].type`; `nil` if the error is about none.
    let field: String?
    /// After how many seconds another try makes sense; `nil` where nothing is said.
    let retryAfter: Int?

    init(
        _ status: Int,
        _ code: String,
        _ message: String,
        field: String? = nil,
        retryAfter: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.retryAfter = retryAfter
    }
}

/// The only table from errors to statuses.
///
/// An error that it does not list becomes 500 without detail.
enum ErrorTable {
    static func error(for error: any Error) -> HTTPFailure {
        switch error {
        case let error as HTTPFailure: error
        case let error as ServiceError:
            HTTPFailure(status(of: error.kind), error.code, error.message, field: error.field)
        case let error as StoreError:
            HTTPFailure(status(of: error.code), error.code.rawValue, error.description)
        case let error as LintRefusal: HTTPFailure(409, "lint", error.description)
        case let error as ConfigurationError:
            HTTPFailure(503, "configuration", error.description)
        case let error as DecodingError: decoding(error)
        case is NIOTooManyBytesError:
            HTTPFailure(
                413,
                "too_large",
                "The body is longer than \(ServiceContext.bodyLimit) bytes."
            )
        case let error as HTTPError: http(error)
        // Nobody reads this: the connection is gone, or the service ends.
        case is CancellationError:
            HTTPFailure(499, "client_gone", "The client went before it was answered.")
        default: HTTPFailure(500, "internal", "The request failed; the log says why.")
        }
    }

    /// What the log says about an error.
    ///
    /// Our own errors hold no customer's words; of any other, only the type is logged.
    static func detail(of error: any Error) -> String {
        switch error {
        case let error as HTTPFailure: error.message
        case let error as ServiceError: error.description
        case let error as StoreError: error.description
        case let error as ConfigurationError: error.description
        default: "\(type(of: error))"
        }
    }

    private static func invalid(_ field: String, _ message: String) -> HTTPFailure {
        HTTPFailure(422, "invalid_field", message, field: field)
    }

    /// The status for what a caller can do about an error.
    private static func status(of kind: ServiceError.Kind) -> Int {
        switch kind {
        case .invalid: 422
        case .notFound: 404
        case .refused: 409
        case .tooMany: 429
        case .busy: 503
        case .failed: 500
        }
    }

    private static func status(of code: StoreError.Code) -> Int {
        switch code {
        case .notFound: 404
        case .exists, .conflict: 409
        case .invalid: 422
        case .busy, .noWorkspace, .diskFull, .ioError, .readOnly, .cannotOpen, .indexOutOfDate,
            .replaced:
            503
        default: 500
        }
    }

    private static func http(_ error: HTTPError) -> HTTPFailure {
        switch error.status {
        case .notFound: HTTPFailure(404, "not_found", "There is no such route.")
        default:
            HTTPFailure(
                error.status.code,
                error.status.reasonPhrase.lowercased().replacing(" ", with: "_"),
                error.body ?? error.status.reasonPhrase
            )
        }
    }

    private static func decoding(_ error: DecodingError) -> HTTPFailure {
        switch error {
        case .keyNotFound(let key, let context):
            invalid(path(context.codingPath + [key]), "This field is missing.")
        case .typeMismatch(let type, let context) where !context.codingPath.isEmpty:
            invalid(path(context.codingPath), "This must be \(name(of: type)).")
        case .valueNotFound(let type, let context):
            invalid(path(context.codingPath), "This must be \(name(of: type)), not null.")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            invalid(path(context.codingPath), context.debugDescription)
        default: HTTPFailure(400, "bad_json", "The body is no JSON object.")
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
