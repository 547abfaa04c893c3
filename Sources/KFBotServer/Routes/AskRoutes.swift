import Hummingbird
import KFBot
import KFBotService

import struct Foundation.Date

/// Questions to a knowledge base, without a session.
struct AskRoutes {
    let workspace: Workspace
    let lanes: WorkLanes
    let metrics: ServiceMetrics
    let now: @Sendable () -> Date

    /// The body of `POST /v1/ask`.
    private struct Body: Decodable {
        var query: String
        var account: AccountID?
        var top: Int?
        var explain: Bool?
        var kb: KnowledgeBaseID?
    }

    func add(to router: RouterGroup<ServiceContext>) {
        router.post("ask") { request, _ in
            let body = try await request.json(Body.self)
            let top = body.top ?? 10
            guard (1...100).contains(top) else {
                throw ServiceError.invalid("top", "Write a whole number from 1 to 100.")
            }
            let result = try await lanes.read { [workspace, now] in
                let configuration = workspace.configuration.current
                let settings = body.account.map { configuration[$0] }
                let base = body.kb ?? settings?.knowledgeBase ?? .main
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
            metrics.count(outcome: result.outcome)
            return try Response.json(result)
        }
    }
}
