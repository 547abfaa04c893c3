import Hummingbird
import KFBot
import KFBotService

/// The route for customers' messages.
struct MessageRoutes {
    func add(to router: RouterGroup<ServiceContext>) {
        router.post("messages") { request, context in
            let company = try context.company
            let message = try await request.json(MessageRequest.self)
            try context.check(account: message.account)
            let report = try await company.desk.send(message)
            company.metrics.count(disposition: report.disposition)
            return try Response.json(report)
        }
    }
}
