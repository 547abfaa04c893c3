import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

/// The routes for sessions as servicers and administrators see them, and for orders to them.
struct SessionRoutes {
    func add(to router: RouterGroup<ServiceContext>) {
        router.get("sessions") { request, context in
            let query = request.uri.queryParameters
            let account = query.get("account").map(AccountID.init)
            let state = try query.get("state").map { text in
                guard let state = StateName(rawValue: text) else {
                    let names = StateName.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ServiceError.invalid("state", "Write one of \(names).")
                }
                return state
            }
            let most = WorkspaceDeskService.mostSessions
            let limit = try request.number("limit", in: 1...most, else: 100)
            if let account { try context.check(account: account) }
            let accounts = try account.map { [$0] } ?? context.principal.accounts?.sorted()
            return try Response.json(
                SessionList(
                    sessions: try await context.company.desk.sessions(
                        of: accounts,
                        state: state,
                        limit: limit
                    )
                )
            )
        }
        let session = router.group("sessions/{account}/{customer}")
        session.get { _, context in
            try Response.json(
                try await context.company.desk.session(
                    account: context.name("account"),
                    customer: context.name("customer")
                )
            )
        }
        session.get("why") { _, context in
            try Response.json(
                try await context.company.desk.why(
                    account: context.name("account"),
                    customer: context.name("customer")
                )
            )
        }
        session.get("history") { request, context in
            let member = request.uri.queryParameters.get("member").map(ServicerID.init)
            let events = try await context.company.desk.history(
                account: context.name("account"),
                customer: context.name("customer"),
                for: try context.acting(as: member),
                limit: try request.number("limit", in: 1...500, else: 50)
            )
            return try Response.json(EventList(events: events))
        }
        session.post("suggestions") { request, context in
            let body = try await request.json(SuggestionRequest.self)
            try context.check(servicer: body.servicer)
            let found = try await context.company.desk.suggestions(
                body,
                account: context.name("account"),
                customer: context.name("customer")
            )
            return try Response.json(SuggestionList(suggestions: found))
        }
        for order in DeskOrder.allCases {
            session.post("\(order.rawValue)") { request, context in
                var body = try await request.json(OrderRequest.self)
                body.servicer = try context.acting(as: body.servicer)
                let report = try await context.company.desk.perform(
                    order,
                    body,
                    account: context.name("account"),
                    customer: context.name("customer")
                )
                return try Response.json(report)
            }
        }
    }
}
