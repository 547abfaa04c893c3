package import KFBotReception

/// What a caller did wrong, or why something cannot be done now.
package struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a caller can do about it.
    package enum Kind: Hashable, Sendable, CaseIterable {
        /// Correct the named field.
        case invalid
        /// Name something else.
        case notFound
        /// Nothing: the rules, or what others did, stand against it.
        case refused
        /// Try again.
        case busy
        /// Nothing: the other side failed.
        case failed
    }

    /// What a caller can do about it.
    package let kind: Kind
    /// The error in one word, which does not change with the message.
    package let code: String
    /// What happened.
    package let message: String
    /// The field of the request, such as `parts[0].type`; `nil` for none.
    package let field: String?

    /// Creates an error.
    package init(_ kind: Kind, _ code: String, _ message: String, field: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.field = field
    }

    /// A field holds a value that it must not hold.
    package static func invalid(_ field: String, _ message: String) -> ServiceError {
        ServiceError(.invalid, "invalid_field", message, field: field)
    }

    /// Something is not there.
    package static func notFound(_ message: String) -> ServiceError {
        ServiceError(.notFound, "not_found", message)
    }

    /// The rules do not allow an order.
    package static func refused(_ refusal: Refusal) -> ServiceError {
        ServiceError(.refused, refusal.code, refusal.text)
    }

    /// The message, with the field.
    package var description: String { (field.map { "\($0): " } ?? "") + message }
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
