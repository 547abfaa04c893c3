import HTTPTypes
import Hummingbird
import KFBot
import KFBotService
import ServiceLifecycle

/// What happens to sessions, as server-sent events.
///
/// - SeeAlso: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
struct EventRoutes {
    let workspace: Workspace
    let feed: SessionFeed
    let lanes: WorkLanes
    let metrics: ServiceMetrics

    /// How long nothing may be said, so that both ends notice when the other is gone.
    private static let heartbeat = Duration.seconds(15)
    /// How soon a stream notices that the service shuts down.
    private static let pollInterval = Duration.milliseconds(500)

    func add(to router: RouterGroup<ServiceContext>) {
        router.get("sessions/{account}/{customer}/events") { request, context in
            try await stream(
                request,
                account: context.name("account"),
                customer: context.name("customer")
            )
        }
        router.get("accounts/{account}/events") { request, context in
            try await stream(request, account: context.name("account"), customer: nil)
        }
    }

    /// Everything after `Last-Event-ID`; without it, everything from now on.
    private func stream(
        _ request: Request,
        account: AccountID,
        customer: CustomerID?
    ) async throws -> Response {
        let newest = try await lanes.read { [sessions = workspace.sessions] in
            try sessions.newestFeedNumber()
        }
        let start = try Self.start(of: request, newest: newest)
        let (feed, metrics) = (feed, metrics)
        let body = ResponseBody { writer in
            metrics.addStreams(1)
            defer { metrics.addStreams(-1) }
            // When to come back, and from where if nothing happens before the stream breaks off.
            try await writer.write(ByteBuffer(string: "retry: 1000\nid: \(start)\n\n"))
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await Self.follow(feed, account, customer, after: start, into: &writer)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
            ],
            body: body
        )
    }

    private static func start(of request: Request, newest: Int) throws -> Int {
        guard let name = HTTPField.Name("Last-Event-ID"),
            let text = request.headers[name] ?? request.uri.queryParameters.get("after")
        else { return newest }
        guard let number = Int(text), number >= 0 else {
            throw ServiceError.invalid(
                "Last-Event-ID",
                "Write the `id` of an event, or 0 for all that is kept."
            )
        }
        // A number from another life of the workspace would wait for ever.
        return min(number, newest)
    }

    /// Writes events one at a time: a client that reads slowly slows this down, nothing piles up, and
    /// ``ConnectionGuard`` closes the connection of one that does not read at all.
    @concurrent
    private static func follow(
        _ feed: SessionFeed,
        _ account: AccountID,
        _ customer: CustomerID?,
        after start: Int,
        into writer: inout any ResponseBodyWriter
    ) async throws {
        var last = start
        var spoken = ContinuousClock.now
        while !Task.isShuttingDownGracefully {
            let page = try await feed.page(
                account: account,
                customer: customer,
                after: last,
                waiting: pollInterval
            )
            last = page.last
            for item in page.items {
                let event = EventBody(item)
                let data = String(decoding: try JSONBody.data(event), as: UTF8.self)
                let text = "id: \(event.number)\nevent: \(event.event.rawValue)\ndata: \(data)\n\n"
                try await writer.write(ByteBuffer(string: text))
            }
            if page.items.isEmpty {
                guard ContinuousClock.now - spoken >= heartbeat else { continue }
                try await writer.write(ByteBuffer(string: ": \n\n"))
            }
            spoken = ContinuousClock.now
        }
    }
}
