package import KFBot

package import struct Foundation.Date

/// A customer's message: the body of `POST /v1/messages`.
package struct MessageRequest: Codable, Hashable, Sendable {
    /// The message's name.
    ///
    /// The same name again means the same message.
    package var id: MessageID
    /// The account that the customer writes to.
    package var account: AccountID
    /// The customer who writes.
    package var customer: CustomerID
    /// The message's text; `nil` if it has none.
    package var text: String?
    /// The type of a message that is no text: `image`, `voice`, `location`.
    package var type: String?
    /// The identifier of the choice that the customer tapped in a menu.
    package var choice: String?

    /// The longest text, in UTF-8 bytes.
    static let longestText = 16_384

    /// Creates a message; it is checked when it is sent.
    package init(
        id: MessageID,
        account: AccountID,
        customer: CustomerID,
        text: String?,
        type: String? = nil,
        choice: String? = nil
    ) {
        self.id = id
        self.account = account
        self.customer = customer
        self.text = text
        self.type = type
        self.choice = choice
    }

    /// Checks the message and converts it for the core.
    ///
    /// - Throws: ``ServiceError`` that names the field.
    package func message() throws -> IncomingMessage {
        try NameCheck.check(id, "id")
        try NameCheck.check(account, "account")
        try NameCheck.check(customer, "customer")
        if let type, type != "text" {
            guard MessageID(rawValue: type).isWellFormed else {
                throw ServiceError.invalid(
                    "type",
                    "Write a type such as image or voice. \(NameCheck.rule)"
                )
            }
            return IncomingMessage(id: id, content: .other(type: type))
        }
        guard let text = text ?? choice.map({ _ in "" }) else {
            throw ServiceError.invalid("text", "A message has a text, a choice, or another type.")
        }
        try Self.check(text)
        if let choice, choice.utf8.count > Self.longestText {
            throw ServiceError.invalid("choice", "Send the identifier of a menu's choice.")
        }
        return IncomingMessage(id: id, text: text, choice: choice)
    }

    /// Checks the length of a text.
    ///
    /// - Throws: ``ServiceError`` that names the field `text`.
    static func check(_ text: String) throws {
        guard text.utf8.count <= longestText else {
            throw ServiceError.invalid(
                "text",
                "A text has at most \(longestText) UTF-8 bytes; split it."
            )
        }
    }
}

/// What became of a message or an order.
package struct DispositionReport: Codable, Hashable, Sendable {
    /// The message's name; `nil` for an order without a message.
    package var id: MessageID?
    /// `answered`, `pending`, `queued`, `delivered`, `taken`, `done` or `refused`.
    package var disposition: String
    /// The reason for a refusal, in Chinese.
    package var reason: String?
    /// The kind of refusal in one word.
    package var reasonCode: String?
    /// How many customers wait before this one.
    package var ahead: Int?
    /// The servicer who has the customer or the message.
    package var servicer: ServicerID?
    /// Until when the bot waits for the rest of the question.
    package var until: Date?
    /// The state of the session now.
    package var state: StateName
    /// The messages to the customer that it led to, in order.
    package var messages: [OutgoingMessage]
    /// Whether a message of the same name came before.
    package var duplicate: Bool

    private enum CodingKeys: String, CodingKey {
        case id, disposition, reason, ahead, servicer, until, state, messages, duplicate
        case reasonCode = "reason_code"
    }

    /// Creates the report on an event that was just stored.
    init(_ outcome: EventOutcome, id: MessageID? = nil) {
        self.init(
            outcome.disposition,
            id: id,
            state: outcome.state,
            messages: id == nil ? [] : outcome.messages
        )
    }

    init(
        _ disposition: Disposition,
        id: MessageID? = nil,
        state: ServiceState,
        messages: [OutgoingMessage] = [],
        isDuplicate: Bool = false
    ) {
        self.id = id
        self.state = StateName(state)
        self.messages = messages
        duplicate = isDuplicate
        switch disposition {
        case .answered: self.disposition = "answered"
        case .pending(let until):
            self.disposition = "pending"
            self.until = until
        case .queued(let ahead):
            self.disposition = "queued"
            self.ahead = ahead
        case .delivered(let servicer):
            self.disposition = "delivered"
            self.servicer = servicer
        case .taken: self.disposition = "taken"
        case .done, .duplicate: self.disposition = "done"
        case .refused(let refusal):
            self.disposition = "refused"
            reason = refusal.text
            reasonCode = refusal.code
        }
    }
}

/// A state by its name in JSON.
package enum StateName: String, Codable, Hashable, Sendable, CaseIterable {
    case unhandled
    case bot
    case waiting
    case servicer
    case ended

    init(_ state: ServiceState) {
        self =
            switch state {
            case .unhandled: .unhandled
            case .bot: .bot
            case .waiting: .waiting
            case .servicer: .servicer
            case .ended: .ended
            }
    }

    /// The state of that name.
    package var state: ServiceState {
        switch self {
        case .unhandled: .unhandled
        case .bot: .bot
        case .waiting: .waiting
        case .servicer: .servicer
        case .ended: .ended
        }
    }
}
