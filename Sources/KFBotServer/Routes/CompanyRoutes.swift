import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

/// Companies, for the administrator of a provider.
struct CompanyRoutes {
    let directory: CompanyDirectory

    private struct Companies: Encodable {
        let companies: [CompanyDirectory.Status]
    }

    private struct Creation: Decodable {
        var name: String
        var title: String?
    }

    private struct Created: Encodable {
        let name: String
        let title: String
        let state: String
        /// The first administrator's, shown this once.
        let key: CreatedKey
    }

    private struct Change: Decodable {
        enum State: String, Decodable {
            case active
            case suspended
        }

        var state: State
    }

    func add(to router: RouterGroup<ServiceContext>) {
        router.get("companies") { _, _ in
            try Response.json(Companies(companies: try await directory.list()))
        }
        router.post("companies") { request, context in
            let body = try await request.json(Creation.self)
            let actor = try context.principal.name
            let created = try await directory.change { folder, now in
                try folder.create(body.name, title: body.title ?? body.name, by: actor, at: now)
            }
            return try Response.json(
                Created(
                    name: created.company.name,
                    title: created.company.title,
                    state: "active",
                    key: CreatedKey(created.key, created.record)
                ),
                status: .created
            )
        }
        router.get("companies/{company}") { _, context in
            try Response.json(try await status(context.text("company")))
        }
        router.put("companies/{company}") { request, context in
            let name = try context.text("company")
            let body = try await request.json(Change.self)
            let actor = try context.principal.name
            try await directory.change { folder, now in
                _ = try folder.setSuspended(
                    body.state == .suspended,
                    name,
                    by: actor,
                    at: now
                )
            }
            return try Response.json(try await status(name))
        }
        router.delete("companies/{company}") { _, context in
            let name = try context.text("company")
            let actor = try context.principal.name
            try await directory.change { folder, now in
                try folder.remove(name, by: actor, at: now)
            }
            return try Response.json(["removed": name])
        }
        router.post("companies/{company}/keys") { request, context in
            let name = try context.text("company")
            let scope = try await request.json(ScopeRequest.self).scope()
            let actor = "provider: " + (try context.principal.name)
            let created = try await directory.change { folder, now in
                try folder.access(of: name).createKey(scope, by: actor, at: now)
            }
            return try Response.json(CreatedKey(created.key, created.record), status: .created)
        }
    }

    private func status(_ name: String) async throws -> CompanyDirectory.Status {
        guard let found = try await directory.list().first(where: { $0.name == name }) else {
            throw CompanyFolder.unknown(name)
        }
        return found
    }
}
