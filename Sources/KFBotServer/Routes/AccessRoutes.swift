import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

import struct Foundation.Date

/// Keys, people and the audit trail, for administrators.
struct AccessRoutes {
    let passwords: PasswordLane

    private struct KeyRequest: Decodable {
        var note: String?
        var expires: Date?
    }

    private struct PersonRequest: Decodable {
        var name: PersonID
        var password: String
    }

    private struct PasswordRequest: Decodable {
        var password: String
    }

    private struct Keys: Encodable {
        let keys: [KeyRecord]
    }

    private struct People: Encodable {
        let users: [Person]
    }

    private struct Audit: Encodable {
        let changes: [AuditRecord]
    }

    func add(to router: RouterGroup<ServiceContext>) {
        addKeys(to: router)
        addPeople(to: router)
        router.get("audit") { request, context in
            let limit = try request.number("limit", in: 1...1000, else: 100)
            let before = try request.number("before", in: 1...Int.max, else: Int.max)
            let changes = try await Self.work(context) { store, _, _ in
                try store.audit(limit: limit, before: before)
            }
            return try Response.json(Audit(changes: changes))
        }
    }

    /// Works on a company's keys where it may wait for the disk, and not behind an import.
    private static func work<Value: Sendable>(
        _ context: ServiceContext,
        _ body: @escaping @Sendable (AccessStore, _ actor: String, Date) throws -> Value
    ) async throws -> Value {
        let (company, actor) = (try context.company, try context.principal.name)
        return try await company.lanes.write { [store = company.access.store, now = company.now] in
            try body(store, actor, now())
        }
    }

    private func addKeys(to router: RouterGroup<ServiceContext>) {
        router.get("keys") { _, context in
            let keys = try await Self.work(context) { store, _, _ in try store.keys() }
            return try Response.json(Keys(keys: keys))
        }
        router.post("keys") { request, context in
            let bytes = try await request.bytes()
            let scope = try JSONBody.value(ScopeRequest.self, from: bytes).scope()
            let body = try JSONBody.value(KeyRequest.self, from: bytes)
            let created = try await Self.work(context) { store, actor, now in
                try store.createKey(
                    scope,
                    note: body.note ?? "",
                    expires: body.expires,
                    by: actor,
                    at: now
                )
            }
            return try Response.json(CreatedKey(created.key, created.record), status: .created)
        }
        router.delete("keys/{key}") { _, context in
            let id: KeyID = try context.name("key")
            let record = try await Self.work(context) { store, actor, now in
                try store.revokeKey(id, by: actor, at: now)
            }
            return try Response.json(record)
        }
    }

    private func addPeople(to router: RouterGroup<ServiceContext>) {
        router.get("users") { _, context in
            let people = try await Self.work(context) { store, _, _ in try store.people() }
            return try Response.json(People(users: people))
        }
        router.post("users") { request, context in
            let bytes = try await request.bytes()
            let scope = try JSONBody.value(ScopeRequest.self, from: bytes).scope()
            let body = try JSONBody.value(PersonRequest.self, from: bytes)
            try NameCheck.check(body.name, "name")
            try PasswordRule.check(body.password)
            let password = try await passwords.hash(body.password)
            let person = try await Self.work(context) { store, actor, now in
                try store.addPerson(body.name, scope, password: password, by: actor, at: now)
            }
            return try Response.json(person, status: .created)
        }
        router.put("users/{user}") { request, context in
            let name: PersonID = try context.name("user")
            let scope = try await request.json(ScopeRequest.self).scope()
            let person = try await Self.work(context) { store, actor, now in
                try store.changePerson(name, to: scope, by: actor, at: now)
            }
            return try Response.json(person)
        }
        router.put("users/{user}/password") { request, context in
            let name: PersonID = try context.name("user")
            let body = try await request.json(PasswordRequest.self)
            try PasswordRule.check(body.password)
            let password = try await passwords.hash(body.password)
            try await Self.work(context) { store, actor, now in
                try store.setPassword(of: name, to: password, by: actor, at: now)
            }
            return try Response.json(["user": name.rawValue])
        }
        router.delete("users/{user}") { _, context in
            let name: PersonID = try context.name("user")
            let person = try await Self.work(context) { store, actor, now in
                try store.removePerson(name, by: actor, at: now)
            }
            return try Response.json(person)
        }
    }
}
