package import KFBot

package import struct Foundation.Date

/// A session as the service shows it.
package struct SessionBody: Codable, Hashable, Sendable {
    /// The account.
    package var account: AccountID
    /// The customer.
    package var customer: CustomerID
    /// Where the session stands.
    package var state: StateName
    /// How many sessions the customer has had.
    package var number: Int
    /// Who serves.
    package var servicer: ServicerID?
    /// Who served last.
    package var lastServicer: ServicerID?
    /// How many wait before the customer.
    package var ahead: Int?
    /// When this session began.
    package var started: Date?
    /// When somebody last wrote.
    package var lastActivity: Date?
    /// Since when a message waits for the servicer's answer.
    package var unansweredSince: Date?
    /// Until when a servicer refuses the customer's messages.
    package var blockedUntil: Date?
    /// The last messages left for a servicer to find (留言), at most 20.
    package var leftMessages: [MessageID]
    /// How many messages were left in the session; `nil` from a service that does not say.
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

/// A servicer as the service shows them.
package struct ServicerBody: Codable, Hashable, Sendable {
    /// The account.
    package var account: AccountID
    /// Who it is.
    package var servicer: ServicerID
    /// Whether new customers come.
    package var status: ServicerStatus
    /// What part they have in the account.
    package var role: ServicerRole
    /// The most customers at a time.
    package var limit: Int
    /// How many customers they are receiving.
    package var load: Int
    /// After how many minutes they are reminded of a customer; `nil` for never.
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
    /// The sessions.
    package var sessions: [SessionBody]

    package init(sessions: [SessionBody]) {
        self.sessions = sessions
    }
}

/// The body of `GET /v1/servicers/{account}`.
package struct ServicerList: Codable, Sendable {
    /// The servicers, by name.
    package var servicers: [ServicerBody]

    package init(servicers: [ServicerBody]) {
        self.servicers = servicers
    }
}

/// The body of `GET /v1/sessions/{account}/{customer}/history`.
package struct EventList: Codable, Sendable {
    /// What happened, oldest first.
    package var events: [EventBody]

    package init(events: [EventBody]) {
        self.events = events
    }
}

/// The body of `PUT /v1/servicers/{account}/{servicer}`.
package struct ServicerChange: Codable, Sendable {
    /// What the status becomes.
    package var status: ServicerStatus

    /// Creates a change.
    package init(status: ServicerStatus) { self.status = status }
}

/// The body of an order to a session, `POST /v1/sessions/{account}/{customer}/{order}`.
package struct OrderRequest: Codable, Hashable, Sendable {
    /// Who gives the order.
    package var servicer: ServicerID?
    /// Who gets the session; for a transfer.
    package var to: ServicerID?
    /// The message's name; for a reply.
    package var id: MessageID?
    /// The message to take back; for a recall.
    package var message: MessageID?
    /// What to say; for a reply.
    package var text: String?
    /// What to send instead of a text; for a reply.
    package var parts: [AnswerPart]?
    /// The suggested entry that a reply was made from, as it was or changed.
    package var suggestion: EntryID?
    /// What the suggestion said, if the servicer's own search found it.
    package var suggested: String?

    /// Creates an order's body.
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

/// What may be ordered for a session; the raw values are the last part of the route.
package enum DeskOrder: String, Hashable, Sendable, CaseIterable {
    /// The customer opened the chat.
    case open
    /// A servicer writes.
    case reply
    /// A servicer takes the customer, or is given the customer.
    case assign
    /// A servicer hands the session on.
    case transfer
    /// Somebody ends the session.
    case end
    /// A servicer goes on with a session that is over.
    case resume
    /// A servicer refuses the customer's messages.
    case block
    /// A servicer takes that back.
    case unblock
    /// A servicer takes an own message back.
    case recall

    /// The event, with what the body has to say.
    ///
    /// - Throws: ``ServiceError`` that names the field.
    func event(_ body: OrderRequest) throws -> SessionEvent {
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
