package import KFBot

package import struct Foundation.Date

/// A session as the commands of `kfbot session` show it.
package struct SessionRow: Codable, Hashable, Sendable {
    /// The account.
    package let account: AccountID
    /// The customer.
    package let customer: CustomerID
    /// The state by its number of the API.
    package let state: Int
    /// The state by its name.
    package let stateName: String
    /// How many sessions the customer has had.
    package let number: Int
    /// Who serves.
    package let servicer: ServicerID?
    /// Who served last.
    package let lastServicer: ServicerID?
    /// The place in the pool, from 1.
    package let position: Int?
    /// Since when the state is what it is.
    package let since: Date?
    /// When somebody last wrote.
    package let lastActivity: Date?
    /// Since when a message waits for the servicer's answer.
    package let unansweredSince: Date?
    /// Until when a servicer refuses the customer's messages.
    package let blockedUntil: Date?

    private enum CodingKeys: String, CodingKey {
        case account, customer, state, number, servicer, position, since
        case stateName = "state_name"
        case lastServicer = "last_servicer"
        case lastActivity = "last_activity"
        case unansweredSince = "unanswered_since"
        case blockedUntil = "blocked_until"
    }

    /// Creates a row.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - staff: The account's staff, for the place in the pool.
    package init(_ session: Session, staff: Staff?) {
        account = session.account
        customer = session.customer
        state = session.state.rawValue
        stateName = "\(session.state)"
        number = session.number
        servicer = session.servicer
        lastServicer = session.lastServicer
        position = session.ticket.flatMap { ticket in staff.map { $0.pool.ahead(of: ticket) + 1 } }
        since = session.since
        lastActivity = session.lastActivity
        unansweredSince = session.unansweredSince
        blockedUntil = session.blockedUntil
    }
}

/// Why a customer does not reach a servicer: the answer of `GET …/why` and of `kfbot session why --json`.
package struct WhyReport: Codable, Hashable, Sendable {
    /// The account that was looked at.
    package let account: AccountID
    /// The customer.
    package let customer: CustomerID
    /// The customer's session with it; `nil` if they never wrote to it.
    package let session: SessionRow?
    /// The lines of the checklist, the one that decides first.
    package let findings: [SessionDiagnosis.Finding]

    /// Looks for the reason.
    ///
    /// - Parameters:
    ///   - customer: The customer.
    ///   - account: The account.
    ///   - workspace: Where the session is.
    ///   - now: The moment.
    /// - Throws: ``StoreError`` if the file cannot be read.
    package init(
        _ customer: CustomerID,
        account: AccountID,
        in workspace: Workspace,
        at now: Date
    ) throws {
        let facts = try workspace.sessions.facts(
            about: customer,
            account: account,
            configuration: workspace.configuration.current,
            at: now
        )
        self.account = account
        self.customer = customer
        session = facts.session.map { SessionRow($0, staff: facts.staff) }
        findings = SessionDiagnosis(facts, at: now).findings
    }
}
