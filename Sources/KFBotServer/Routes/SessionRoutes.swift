import Hummingbird
import KFBot
import KFBotService

/// Sessions as servicers and administrators see them, and what they order.
struct SessionRoutes {
    let service: WorkspaceDeskService

    func add(to router: RouterGroup<ServiceContext>) {
        router.get("sessions") { request, _ in
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
            let sessions = try await service.sessions(of: account, state: state, limit: limit)
            return try Response.json(SessionList(sessions: sessions))
        }
        let session = router.group("sessions/{account}/{customer}")
        session.get { _, context in
            try Response.json(
                try await service.session(
                    account: context.name("account"),
                    customer: context.name("customer")
                )
            )
        }
        session.get("why") { _, context in
            try Response.json(
                try await service.why(
                    account: context.name("account"),
                    customer: context.name("customer")
                )
            )
        }
        session.get("history") { request, context in
            let events = try await service.history(
                account: context.name("account"),
                customer: context.name("customer"),
                for: request.uri.queryParameters.get("member").map(ServicerID.init),
                limit: try request.number("limit", in: 1...500, else: 50)
            )
            return try Response.json(EventList(events: events))
        }
        session.post("suggestions") { request, context in
            let found = try await service.suggestions(
                request.json(SuggestionRequest.self),
                account: context.name("account"),
                customer: context.name("customer")
            )
            return try Response.json(SuggestionList(suggestions: found))
        }
        for order in DeskOrder.allCases {
            session.post("\(order.rawValue)") { request, context in
                let report = try await service.perform(
                    order,
                    request.json(OrderRequest.self),
                    account: context.name("account"),
                    customer: context.name("customer")
                )
                return try Response.json(report)
            }
        }
    }
}
