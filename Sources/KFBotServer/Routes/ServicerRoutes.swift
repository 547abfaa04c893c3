import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

/// The routes for servicers and their status.
struct ServicerRoutes {
    func add(to router: RouterGroup<ServiceContext>) {
        let servicers = router.group("servicers/{account}")
        servicers.get { _, context in
            let found = try await context.company.desk.servicers(account: context.name("account"))
            return try Response.json(ServicerList(servicers: found))
        }
        servicers.get("{servicer}") { _, context in
            try Response.json(try await Self.servicer(context))
        }
        servicers.put("{servicer}") { request, context in
            let company = try context.company
            let before = try await Self.servicer(context)
            let after = try await company.desk.change(
                before.servicer,
                account: before.account,
                request.json(ServicerChange.self)
            )
            if after.status != before.status {
                try await company.record(
                    AuditEntry(
                        "servicer.status",
                        "\(after.account)/\(after.servicer)",
                        by: context.principal.name,
                        before: ["status": before.status.rawValue],
                        after: ["status": after.status.rawValue]
                    )
                )
            }
            return try Response.json(after)
        }
    }

    private static func servicer(_ context: ServiceContext) async throws -> ServicerBody {
        let account: AccountID = try context.name("account")
        let servicer: ServicerID = try context.name("servicer")
        let found = try await context.company.desk.servicers(account: account)
        guard let body = found.first(where: { $0.servicer == servicer }) else {
            throw ServiceError.notFound("\(account) has no servicer \(servicer).")
        }
        return body
    }
}
