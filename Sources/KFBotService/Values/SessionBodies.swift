package import KFBot

package import struct Foundation.Date

/// A session in the form in which the service shows it.
package struct SessionBody: Codable, Hashable, Sendable {
    /// The account that the customer writes to.
    package var account: AccountID
    /// The customer who writes.
    package var customer: CustomerID
    /// The state that the session is in.
    package var state: StateName
    /// How many sessions the customer has had, including this one.
    package var number: Int
    /// The servicer who serves; `nil` if none does.
    package var servicer: ServicerID?
    /// The servicer who served last; `nil` if none ever did.
    package var lastServicer: ServicerID?
    /// How many customers wait before this one; `nil` if the customer does not wait.
    package var ahead: Int?
    /// When this session began.
    package var started: Date?
    /// When the customer or a servicer last wrote.
    package var lastActivity: Date?
    /// When the customer wrote the first message that the servicer has not answered; `nil` if there
    /// is none.
    package var unansweredSince: Date?
    /// Until when a servicer refuses the customer's messages (拒收); `nil` if none does.
    package var blockedUntil: Date?
    /// The last messages left for a servicer to find (留言), at most 20.
    package var leftMessages: [MessageID]
    /// How many messages were left in the session; `nil` from an older service.
    package var leftCount: Int?

    private enum CodingKeys: String, CodingKey {
        case account, customer, state, number, servicer, ahead, started
        case lastServicer = "last_servicer"
        case lastActivity = "last_activity"
        case unansweredSince = "unanswered_since"
        case blockedUntil = "blocked_until"
        case leftMessages = "left_messages"
        case leftCount = "left_count"
    }

    init(_ session: Session, on staff: Staff?, in sessions: SessionStore) throws {
        account = session.account
        customer = session.customer
        state = StateName(session.state)
        number = session.number
        servicer = session.servicer
        lastServicer = session.lastServicer
        ahead = session.ticket.flatMap { staff?.pool.ahead(of: $0) }
        started = session.started
        lastActivity = session.lastActivity
        unansweredSince = session.unansweredSince
        blockedUntil = session.blockedUntil
        leftMessages = try sessions.leftMessages(in: session)
        leftCount = session.bot.leftCount
    }
}

/// A servicer in the form in which the service shows them.
package struct ServicerBody: Codable, Hashable, Sendable {
    /// The account for which they receive customers.
    package var account: AccountID
    /// The servicer's identifier.
    package var servicer: ServicerID
    /// Whether the servicer receives new customers.
    package var status: ServicerStatus
    /// Whether customers come by distribution or by transfer alone.
    package var role: ServicerRole
    /// How many customers the servicer receives at a time, at most; 1...200.
    package var limit: Int
    /// How many customers the servicer serves now.
    package var load: Int
    /// After how many minutes without an answer to a customer the servicer is reminded; `nil` for
    /// never.
    package var reminderMinutes: Int?

    private enum CodingKeys: String, CodingKey {
        case account, servicer, status, role, limit, load
        case reminderMinutes = "reminder_minutes"
    }

    init(_ servicer: Servicer, account: AccountID) {
        self.account = account
        self.servicer = servicer.id
        status = servicer.status
        role = servicer.role
        limit = servicer.limit
        load = servicer.load
        reminderMinutes = servicer.reminderMinutes
    }
}

/// The body of `GET /v1/sessions`.
package struct SessionList: Codable, Sendable {
    /// The sessions, the most recently active first; if only waiting ones were asked for, in the
    /// order of the queue.
    package var sessions: [SessionBody]

    package init(sessions: [SessionBody]) {
        self.sessions = sessions
    }
}

/// The body of `GET /v1/servicers/{account}`.
package struct ServicerList: Codable, Sendable {
    /// The servicers, ordered by name.
    package var servicers: [ServicerBody]

    package init(servicers: [ServicerBody]) {
        self.servicers = servicers
    }
}

/// The body of `GET /v1/sessions/{account}/{customer}/history`.
package struct EventList: Codable, Sendable {
    /// The events, oldest first.
    package var events: [EventBody]

    package init(events: [EventBody]) {
        self.events = events
    }
}

/// The body of `PUT /v1/servicers/{account}/{servicer}`.
package struct ServicerChange: Codable, Sendable {
    /// The new status.
    package var status: ServicerStatus

    /// Creates a change.
    package init(status: ServicerStatus) { self.status = status }
}

/// The body of an order to a session: `POST /v1/sessions/{account}/{customer}/{order}`.
package struct OrderRequest: Codable, Hashable, Sendable {
    /// The servicer who gives the order.
    package var servicer: ServicerID?
    /// For a transfer: the servicer who gets the session.
    package var to: ServicerID?
    /// For a reply: the message's name.
    package var id: MessageID?
    /// For a recall: the message to recall.
    package var message: MessageID?
    /// For a reply: the text.
    package var text: String?
    /// For a reply: the parts to send instead of a text.
    package var parts: [AnswerPart]?
    /// For a reply: the entry of the suggestion that it was made from, changed or not.
    package var suggestion: EntryID?
    /// For a reply: the text of that suggestion, if the servicer's own search found it.
    package var suggested: String?

    /// Creates a body; the order checks it.
    package init(
        servicer: ServicerID? = nil,
        to: ServicerID? = nil,
        id: MessageID? = nil,
        message: MessageID? = nil,
        text: String? = nil,
        parts: [AnswerPart]? = nil,
        suggestion: EntryID? = nil,
        suggested: String? = nil
    ) {
        self.servicer = servicer
        self.to = to
        self.id = id
        self.message = message
        self.text = text
        self.parts = parts
        self.suggestion = suggestion
        self.suggested = suggested
    }
}

/// The orders that a session takes; the raw values are the last part of the route.
package enum DeskOrder: String, Hashable, Sendable, CaseIterable {
    /// The customer opened the chat.
    case open
    /// A servicer writes to the customer.
    case reply
    /// A servicer takes the customer, or somebody gives the customer to a servicer.
    case assign
    /// A servicer transfers the session to another.
    case transfer
    /// Somebody ends the session.
    case end
    /// A servicer resumes a session that is over.
    case resume
    /// A servicer refuses the customer's messages.
    case block
    /// A servicer ends the refusal.
    case unblock
    /// A servicer recalls one of their own messages.
    case recall

    /// The event that an order with this body is.
    ///
    /// - Throws: ``ServiceError`` that names the field.
    package func event(_ body: OrderRequest) throws -> SessionEvent {
        switch self {
        case .open: .opened
        case .reply: .reply(try body.named(body.servicer, "servicer"), try body.written())
        case .assign: .assign(try body.named(body.servicer, "servicer"))
        case .transfer:
            .transfer(
                from: try body.named(body.servicer, "servicer"),
                to: try body.named(body.to, "to")
            )
        case .end: .end(by: body.servicer)
        case .resume: .resume(try body.named(body.servicer, "servicer"))
        case .block: .block(try body.named(body.servicer, "servicer"))
        case .unblock: .unblock(try body.named(body.servicer, "servicer"))
        case .recall:
            .recall(
                try body.named(body.message, "message"),
                by: try body.named(body.servicer, "servicer")
            )
        }
    }
}

extension OrderRequest {
    fileprivate func named<Name: StringIdentifier>(_ name: Name?, _ field: String) throws -> Name {
        guard let name else { throw ServiceError.invalid(field, "This field is missing.") }
        try NameCheck.check(name, field)
        return name
    }

    fileprivate func written() throws -> IncomingMessage {
        let id = try named(id, "id")
        let basis = suggestion.map { ReplyBasis.suggestion($0, text: suggested) }
        if let parts {
            guard !parts.isEmpty else { throw ServiceError.invalid("parts", "Send some part.") }
            return IncomingMessage(id: id, content: .parts(parts), basis: basis)
        }
        guard let text, !text.isEmpty else {
            throw ServiceError.invalid("text", "A reply has a text or parts.")
        }
        try MessageRequest.check(text)
        return IncomingMessage(id: id, content: .text(text, choice: nil), basis: basis)
    }
}
