/// What somebody may be in a company's service.
package enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    /// Of the provider who serves several companies: creates and suspends them, and sees no customer.
    case provider
    /// Of a company: everything in it.
    case admin
    /// The person in charge (应用负责人) of accounts: everything in these, but no keys and no people.
    case manager
    /// Edits knowledge.
    case editor
    /// Serves customers (接待人员), helped by suggestions.
    case servicer
    /// A program that brings customers' messages and takes the bot's away.
    case channel
    /// Sees and changes nothing.
    case reader

    /// Roles that a company gives out.
    package static let ofCompany = allCases.filter { $0 != .provider }

    /// The role by its name, or by the long name `administrator`.
    package init?(name: String) {
        if name == "administrator" {
            self = .admin
        } else {
            self.init(rawValue: name)
        }
    }

    /// What the role may do.
    package var permissions: Set<Permission> {
        switch self {
        case .provider: [.known, .readFigures, .provide]
        case .admin: Set(Permission.allCases).subtracting([.provide])
        case .manager:
            [
                .known, .ask, .send, .receive, .readSessions, .serve, .readServicers,
                .changeServicers, .teach,
            ]
        case .editor: [.known, .ask, .teach]
        case .servicer:
            [
                .known, .ask, .receive, .readSessions, .serve, .readServicers, .changeServicers,
                .teach,
            ]
        case .channel: [.known, .send, .receive]
        case .reader: [.known, .ask, .receive, .readSessions, .readServicers, .readFigures]
        }
    }
}

/// What a route needs.
package enum Permission: String, Hashable, Sendable, CaseIterable {
    /// Nothing at all.
    case open
    /// Any key.
    case known
    /// To ask a knowledge base.
    case ask
    /// To bring what customers do.
    case send
    /// To follow what happens to sessions.
    case receive
    /// To see sessions and their records.
    case readSessions
    /// To receive customers.
    case serve
    /// To see servicers.
    case readServicers
    /// To change a servicer's status.
    case changeServicers
    /// To edit knowledge by a customer's message.
    case teach
    /// To see what is counted in the whole company.
    case readFigures
    /// Keys, people, the audit trail, a customer's data.
    case administer
    /// Companies.
    case provide
}
