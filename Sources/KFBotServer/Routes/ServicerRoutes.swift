import Hummingbird
import KFBot
import KFBotService

/// Who receives customers, and whether they do at the moment.
struct ServicerRoutes {
    let service: WorkspaceDeskService

    func add(to router: RouterGroup<ServiceContext>) {
        let servicers = router.group("servicers/{account}")
        servicers.get { _, context in
            let found = try await service.servicers(account: context.name("account"))
            return try Response.json(ServicerList(servicers: found))
        }
        servicers.get("{servicer}") { _, context in
            let account: AccountID = try context.name("account")
            let servicer: ServicerID = try context.name("servicer")
            let found = try await service.servicers(account: account)
            guard let body = found.first(where: { $0.servicer == servicer }) else {
                throw ServiceError.notFound("\(account) has no servicer \(servicer).")
            }
            return try Response.json(body)
        }
        servicers.put("{servicer}") { request, context in
            let body = try await service.change(
                context.name("servicer"),
                account: context.name("account"),
                request.json(ServicerChange.self)
            )
            return try Response.json(body)
        }
    }
}
