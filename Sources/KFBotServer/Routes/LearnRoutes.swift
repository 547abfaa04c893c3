import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

/// The route that edits a base from a customer's message.
struct LearnRoutes {
    func add(to router: RouterGroup<ServiceContext>) {
        router.post("learn") { request, context in
            let company = try context.company
            let body = try await request.json(LearnRequest.self)
            try context.check(account: body.account)
            try context.check(servicer: body.servicer)
            let report = try await company.desk.learn(body)
            try await company.record(
                AuditEntry(
                    "knowledge.learn",
                    "\(body.entry)",
                    by: context.principal.name,
                    after: ["revision": report.revision]
                )
            )
            return try Response.json(report)
        }
    }
}
