package import Foundation
package import KFBotAccess
package import KFBotModel

/// A key that was just made, as it is shown once.
package struct CreatedKey: Codable, Sendable {
    /// Its name.
    package var id: KeyID
    /// The key itself.
    package var key: String
    /// What it may do.
    package var role: Role
    /// The accounts it may reach; `nil` for all.
    package var accounts: [AccountID]?
    /// The servicer as whom alone it may act; `nil` for any.
    package var servicer: ServicerID?
    /// When it ends by itself.
    package var expires: Date?

    /// Creates a body.
    package init(_ key: AccessKey, _ record: KeyRecord) {
        id = key.id
        self.key = key.text
        role = record.role
        accounts = record.accounts
        servicer = record.servicer
        expires = record.expires
    }
}

/// What a key or a person may do, in a request.
package struct ScopeRequest: Codable, Sendable {
    /// The role's name.
    package var role: String
    /// The accounts; `nil` for all.
    package var accounts: [AccountID]?
    /// The servicer; `nil` for any.
    package var servicer: ServicerID?

    /// The scope.
    ///
    /// - Throws: ``ServiceError`` that names the field.
    package func scope() throws -> AccessScope {
        guard let role = Role(name: role), role != .provider else {
            let names = Role.ofCompany.map(\.rawValue).joined(separator: ", ")
            throw ServiceError.invalid("role", "Write one of \(names).")
        }
        for account in accounts ?? [] { try NameCheck.check(account, "accounts") }
        if let servicer { try NameCheck.check(servicer, "servicer") }
        let scope = AccessScope(role, accounts: accounts, servicer: servicer)
        if let problem = scope.problem { throw ServiceError(.invalid, "invalid", problem) }
        return scope
    }
}

/// The rule for passwords.
package enum PasswordRule {
    /// Checks the length of a password that somebody wants.
    ///
    /// - Throws: ``ServiceError`` that names the field `password`.
    package static func check(_ password: String) throws {
        guard PasswordHash.lengths.contains(password.count) else {
            throw ServiceError.invalid(
                "password",
                "A password has \(PasswordHash.lengths.lowerBound) to "
                    + "\(PasswordHash.lengths.upperBound) characters."
            )
        }
    }
}
