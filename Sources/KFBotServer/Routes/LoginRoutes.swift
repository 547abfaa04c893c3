import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

import struct Foundation.Date

/// How people get a key of their own, with their name and password, and what a key is.
struct LoginRoutes {
    let registry: any CompanyRegistry
    let passwords: PasswordLane
    /// Failures by address and by name.
    let tries: FailedTries

    private struct LoginRequest: Decodable {
        var name: PersonID
        var password: String
        /// Where a service has several.
        var company: String?
    }

    private struct PasswordChange: Decodable {
        var password: String
        var newPassword: String

        private enum CodingKeys: String, CodingKey {
            case password
            case newPassword = "new_password"
        }
    }

    private struct Me: Encodable {
        let name: String
        let user: PersonID?
        let key: KeyID?
        let role: Role
        let accounts: [AccountID]?
        let servicer: ServicerID?
        let company: String?
    }

    func add(to router: RouterGroup<ServiceContext>) {
        router.post("login") { request, context in
            let body = try await request.json(LoginRequest.self)
            // A company that does not exist takes as long as one that does.
            let company = try await registry.company(named: body.company)
            let person = try await check(body.name, body.password, company, context)
            guard let company, let person else { throw Self.refused }
            let now = company.now()
            let created = try await company.lanes.write { [store = company.access.store] in
                try store.createKey(
                    AccessScope(person.role, accounts: person.accounts, servicer: person.servicer),
                    note: "login",
                    person: person.name,
                    expires: now.addingTimeInterval(AccessStore.loginLifetime),
                    by: person.name.rawValue,
                    at: now
                )
            }
            return try Response.json(CreatedKey(created.key, created.record))
        }
        router.post("logout") { _, context in
            let (company, principal) = (try context.company, try context.principal)
            guard let key = principal.key, principal.person != nil else {
                throw HTTPFailure(409, "not_logged_in", "This key is not one of a login.")
            }
            let now = company.now()
            let record = try await company.lanes.write { [store = company.access.store] in
                try store.revokeKey(key, by: principal.name, at: now)
            }
            return try Response.json(record)
        }
        router.get("me") { _, context in
            let principal = try context.principal
            return try Response.json(
                Me(
                    name: principal.name,
                    user: principal.person,
                    key: principal.key,
                    role: principal.role,
                    accounts: principal.accounts?.sorted(),
                    servicer: principal.servicer,
                    company: context.companyIfAny?.name
                )
            )
        }
        router.put("me/password") { request, context in
            let (company, principal) = (try context.company, try context.principal)
            guard let name = principal.person else {
                throw HTTPFailure(409, "not_logged_in", "This key is not one of a login.")
            }
            let body = try await request.json(PasswordChange.self)
            try PasswordRule.check(body.newPassword)
            guard try await check(name, body.password, company, context) != nil else {
                throw HTTPFailure(403, "wrong_password", "The old password is another one.")
            }
            let (password, now) = (try await passwords.hash(body.newPassword), company.now())
            try await company.lanes.write { [store = company.access.store] in
                try store.setPassword(of: name, to: password, by: principal.name, at: now)
            }
            return try Response.json(["user": name.rawValue])
        }
    }

    private static let refused = HTTPFailure(
        401,
        "wrong_password",
        "There is nobody of that name and password."
    )

    /// Whose name and password these are; `nil` for nobody's.
    private func check(
        _ name: PersonID,
        _ password: String,
        _ company: Company?,
        _ context: ServiceContext
    ) async throws -> Person? {
        // Whoever tries many names is stopped by address, whoever uses many addresses by the name.
        let watched = [
            "address \(context.address)", "name \(company?.name ?? "") \(name)",
        ]
        let wait = watched.map { tries.remaining($0) }.max() ?? .zero
        if wait > .zero {
            let seconds = Int(wait.components.seconds) + 1
            throw HTTPFailure(
                429,
                "too_many_tries",
                "There were too many wrong passwords; try again in \(seconds) seconds.",
                retryAfter: seconds
            )
        }
        // Counted before it is looked at, or many tries at a time would count as one.
        for name in watched { tries.note(name) }
        var found: (person: Person, password: PasswordHash)?
        if let company {
            found = try await company.lanes.read { [store = company.access.store] in
                try store.credentials(of: name)
            }
        }
        guard password.count <= PasswordHash.lengths.upperBound,
            await passwords.matches(password, found?.password)
        else { return nil }
        for name in watched { tries.forget(name) }
        return found?.person
    }
}
