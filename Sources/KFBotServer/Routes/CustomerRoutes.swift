import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

/// What is kept about one customer, for administrators.
struct CustomerRoutes {
    func add(to router: RouterGroup<ServiceContext>) {
        let customer = router.group("customers/{customer}/data")
        customer.get { request, context in
            let (company, actor) = (try context.company, try context.principal.name)
            let id: CustomerID = try context.name("customer")
            let masked = try Self.flag("masked", of: request)
            let data = try await company.lanes.read { [now = company.now] in
                try CustomerData.export(
                    id,
                    of: company.workspace,
                    masked: masked,
                    in: company.access.store,
                    by: actor,
                    at: now()
                )
            }
            return try Response.json(data)
        }
        customer.delete { _, context in
            let (company, actor) = (try context.company, try context.principal.name)
            let id: CustomerID = try context.name("customer")
            let erasure = try await company.lanes.write { [now = company.now] in
                try CustomerData.erase(
                    id,
                    of: company.workspace,
                    in: company.access.store,
                    by: actor,
                    at: now()
                )
            }
            return try Response.json(erasure)
        }
    }

    /// A query that is `true`, which is the default, or `false`.
    private static func flag(_ name: String, of request: Request) throws -> Bool {
        switch request.uri.queryParameters.get(name) {
        case nil, "true": true
        case "false": false
        default: throw ServiceError.invalid(name, "Write true or false.")
        }
    }
}
