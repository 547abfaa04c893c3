import HTTPTypes
import Hummingbird
import KFBot
import KFBotAccess
import KFBotService
import ServiceLifecycle

/// The routes for what happens to sessions, as server-sent events.
///
/// - SeeAlso: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
struct EventRoutes {
    /// How long nothing may be said, so that both ends notice when the other is gone.
    private static let heartbeat = Duration.seconds(15)
    /// How soon a stream notices that the service shuts down.
    private static let pollInterval = Duration.milliseconds(500)

    func add(to router: RouterGroup<ServiceContext>) {
        router.get("sessions/{account}/{customer}/events") { request, context in
            try await stream(
                request,
                context,
                account: context.name("account"),
                customer: context.name("customer")
            )
        }
        router.get("accounts/{account}/events") { request, context in
            try await stream(request, context, account: context.name("account"), customer: nil)
        }
    }

    /// Streams everything after `Last-Event-ID`; without that header, everything from now on.
    private func stream(
        _ request: Request,
        _ context: ServiceContext,
        account: AccountID,
        customer: CustomerID?
    ) async throws -> Response {
        let (company, principal) = (try context.company, try context.principal)
        let newest = try await company.lanes.read { [sessions = company.workspace.sessions] in
            try sessions.newestFeedNumber()
        }
        let start = try Self.start(of: request, newest: newest)
        let metrics = company.metrics
        let kinds = Self.kinds(for: principal.role)
        let body = ResponseBody { writer in
            metrics.addStreams(1)
            defer { metrics.addStreams(-1) }
            // Says when to come back, and where to continue if the stream breaks before the first
            // event.
            try await writer.write(ByteBuffer(string: "retry: 1000\nid: \(start)\n\n"))
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await Self.follow(
                    company,
                    SessionScope(account: account, customer: customer),
                    kinds,
                    after: start,
                    into: &writer
                )
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

    /// What a role is told: suggestions, reminders and records are for those who serve, not for customers.
    private static func kinds(for role: Role) -> Set<EventBody.Kind> {
        role == .channel ? [.message, .state] : Set(EventBody.Kind.allCases)
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
        // A number from another state of the workspace would wait forever.
        return min(number, newest)
    }

    /// How many events are written out at a time.
    private static let batch = 16

    /// Writes some events at a time: a client that reads slowly slows this down, nothing piles up, and
    /// ``ConnectionGuard`` closes the connection of one that does not read at all.
    @concurrent
    private static func follow(
        _ company: Company,
        _ scope: SessionScope,
        _ kinds: Set<EventBody.Kind>,
        after start: Int,
        into writer: inout any ResponseBodyWriter
    ) async throws {
        var last = start
        var spoken = ContinuousClock.now
        while !Task.isShuttingDownGracefully, !company.isClosed {
            let page = try await company.feed.page(
                account: scope.account,
                customer: scope.customer,
                after: last,
                waiting: pollInterval
            )
            last = page.last
            for start in stride(from: 0, to: page.items.count, by: batch) {
                let items = page.items[start..<min(start + batch, page.items.count)]
                // Not on Swift's own threads, where each of many streams would hold up every request.
                let text = try await company.lanes.tell {
                    try items.compactMap { try Self.text(of: $0, in: kinds) }.joined()
                }
                if text.isEmpty { continue }
                try await writer.write(ByteBuffer(string: text))
            }
            if page.items.isEmpty {
                guard ContinuousClock.now - spoken >= heartbeat else { continue }
                try await writer.write(ByteBuffer(string: ": \n\n"))
            }
            spoken = ContinuousClock.now
        }
    }

    /// An event as it is sent; `nil` for one of another kind.
    private static func text(of item: FeedItem, in kinds: Set<EventBody.Kind>) throws -> String? {
        let event = EventBody(item)
        guard kinds.contains(event.event) else { return nil }
        let data = String(decoding: try JSONBody.data(event), as: UTF8.self)
        return "id: \(event.number)\nevent: \(event.event.rawValue)\ndata: \(data)\n\n"
    }
}
