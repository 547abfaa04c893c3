import Hummingbird
import KFBot
import KFBotService

/// Quick maintenance of the base while people receive.
struct LearnRoutes {
    let service: WorkspaceDeskService

    func add(to router: RouterGroup<ServiceContext>) {
        router.post("learn") { request, _ in
            try Response.json(try await service.learn(request.json(LearnRequest.self)))
        }
    }
}
