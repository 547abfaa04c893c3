package import KFBotModel

/// Who acts, and how far that goes.
package struct Principal: Hashable, Sendable {
    /// The name that the audit trail has.
    package var name: String
    /// The key that was shown; `nil` without one.
    package var key: KeyID?
    /// The person whose key it is.
    package var person: PersonID?
    /// What they may do.
    package var role: Role
    /// The accounts they may reach; `nil` for all of the company.
    package var accounts: Set<AccountID>?
    /// The servicer as whom alone they may act; `nil` for any.
    package var servicer: ServicerID?

    /// Creates somebody.
    package init(
        name: String,
        key: KeyID? = nil,
        person: PersonID? = nil,
        role: Role,
        accounts: Set<AccountID>? = nil,
        servicer: ServicerID? = nil
    ) {
        self.name = name
        self.key = key
        self.person = person
        self.role = role
        self.accounts = accounts
        self.servicer = servicer
    }

    /// Whoever can connect, where no keys are asked for.
    package static let anybody = Principal(name: "anybody", role: .admin)

    /// Whether they may do something.
    package func may(_ permission: Permission) -> Bool {
        permission == .open || role.permissions.contains(permission)
    }

    /// Whether they may reach an account.
    package func reaches(_ account: AccountID) -> Bool {
        accounts?.contains(account) ?? true
    }
}

/// The name of a key: its part that is no secret.
package struct KeyID: StringIdentifier {
    /// Small letters and digits.
    package let rawValue: String
    /// Wraps a name.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// The name by which a person logs in.
package struct PersonID: StringIdentifier {
    /// Well-formed where it is stored.
    package let rawValue: String
    /// Wraps a name.
    package init(rawValue: String) { self.rawValue = rawValue }
}
