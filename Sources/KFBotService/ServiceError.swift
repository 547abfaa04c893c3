package import KFBotReception

/// A mistake of the caller, or a reason why something cannot be done now.
package struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of errors, by what a caller can do about them.
    package enum Kind: Hashable, Sendable, CaseIterable {
        /// Correct the named field.
        case invalid
        /// Name something that exists.
        case notFound
        /// Nothing: the rules do not allow it, or others were first.
        case refused
        /// Try again.
        case busy
        /// Send less at a time.
        case tooMany
        /// Nothing: the other side failed.
        case failed
    }

    /// What a caller can do about the error.
    package let kind: Kind
    /// The error in one word, which does not change with the message.
    package let code: String
    /// What happened, in a sentence.
    package let message: String
    /// The field of the request, such as `parts[0].type`; `nil` if the error is about none.
    package let field: String?

    /// Creates an error.
    package init(_ kind: Kind, _ code: String, _ message: String, field: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.field = field
    }

    /// The error for a field with a value that is not allowed.
    package static func invalid(_ field: String, _ message: String) -> ServiceError {
        ServiceError(.invalid, "invalid_field", message, field: field)
    }

    /// The error for something that does not exist.
    package static func notFound(_ message: String) -> ServiceError {
        ServiceError(.notFound, "not_found", message)
    }

    /// The error for an order that the rules do not allow.
    package static func refused(_ refusal: Refusal) -> ServiceError {
        ServiceError(.refused, refusal.code, refusal.text)
    }

    /// The message, with the field.
    package var description: String { (field.map { "\($0): " } ?? "") + message }
}

extension Refusal {
    /// The kind of refusal in one word, which does not change with the text.
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
        case .alreadyServicer: "already_servicer"
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
