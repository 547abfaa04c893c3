import Hummingbird
import KFBot
import KFBotService

/// Customers' messages.
struct MessageRoutes {
    let service: WorkspaceDeskService
    let metrics: ServiceMetrics

    func add(to router: RouterGroup<ServiceContext>) {
        router.post("messages") { request, _ in
            let message = try await request.json(MessageRequest.self)
            let report = try await service.send(message)
            metrics.count(disposition: report.disposition)
            return try Response.json(report)
        }
    }
}
