import HTTPTypes
import Hummingbird
import KFBotService
import Logging
import NIOHTTP1

/// Names each request, turns errors into bodies, counts, and logs.
///
/// The log has the method, route, status and time, but never a body, a query, or a name from a
/// path.
struct RequestRecorder: RouterMiddleware {
    /// Counts what was asked without a key.
    let metrics: ServiceMetrics

    @concurrent
    func handle(
        _ request: Request,
        context: ServiceContext,
        next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        var response: Response
        var retryAfter: Int?
        do {
            response = try await next(request, context)
        } catch let error as HTTPParserError {
            // What follows cannot be read: the server answers 400 and closes the connection.
            metrics.count(
                request: "none",
                status: 400,
                seconds: (clock.now - start) / .seconds(1)
            )
            throw error
        } catch {
            let failure = ErrorTable.error(for: error)
            retryAfter = failure.retryAfter
            if failure.status >= 500 {
                context.logger.error(
                    "The request failed",
                    metadata: [
                        "route": "\(context.endpointPath ?? "-")",
                        "error": "\(ErrorTable.detail(of: error))",
                    ]
                )
            }
            response = try .json(
                ErrorBody(
                    code: failure.code,
                    message: failure.message,
                    field: failure.field
                ),
                status: HTTPResponse.Status(code: failure.status)
            )
        }
        if let seconds = retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        if response.status == .unauthorized {
            response.headers[.wwwAuthenticate] = "Bearer realm=\"kfbot\""
        }
        if let name = HTTPField.Name("X-Request-Id"),
            let id = context.logger[metadataKey: "hb.request.id"]
        {
            response.headers[name] = id.description
        }
        // Requests without a route are counted together. Otherwise anybody could add labels.
        let path = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil }
        let route = path.map { "\(request.method.rawValue) \($0)" } ?? "none"
        let seconds = (clock.now - start) / .seconds(1)
        (context.trace.metrics ?? metrics).count(
            request: route,
            status: response.status.code,
            seconds: seconds
        )
        context.logger.debug(
            "Request",
            metadata: [
                "route": "\(route)", "status": "\(response.status.code)",
                "ms": "\(Int(seconds * 1000))",
            ]
        )
        return response
    }
}
