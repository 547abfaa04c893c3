import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

/// Questions to a knowledge base, without a session.
struct AskRoutes {
    /// The body of `POST /v1/ask`.
    private struct Body: Decodable {
        var query: String
        var account: AccountID?
        var top: Int?
        var explain: Bool?
        var kb: KnowledgeBaseID?
    }

    func add(to router: RouterGroup<ServiceContext>) {
        router.post("ask") { request, context in
            let company = try context.company
            let body = try await request.json(Body.self)
            let reachable = try Self.accounts(of: body, context)
            let top = body.top ?? 10
            guard (1...100).contains(top) else {
                throw ServiceError.invalid("top", "Write a whole number from 1 to 100.")
            }
            let (workspace, now) = (company.workspace, company.now)
            let result = try await company.lanes.read {
                let configuration = workspace.configuration.current
                let settings = body.account.map { configuration[$0] }
                let base = body.kb ?? settings?.knowledgeBase ?? .main
                if let reachable,
                    !reachable.contains(where: { configuration[$0].knowledgeBase == base })
                {
                    throw HTTPFailure(
                        403,
                        "not_your_account",
                        "No account of this key uses that base."
                    )
                }
                return try workspace.responder(for: base).answer(
                    body.query,
                    in: AnswerContext(
                        body.account,
                        settings ?? configuration.defaults,
                        at: now()
                    ),
                    top: top,
                    explains: body.explain ?? false
                )
            }
            company.metrics.count(outcome: result.outcome)
            return try Response.json(result)
        }
    }

    /// The accounts whose bases may be asked; `nil` for all.
    private static func accounts(
        of body: Body,
        _ context: ServiceContext
    ) throws -> Set<AccountID>? {
        if let account = body.account { try context.check(account: account) }
        return try context.principal.accounts
    }
}
