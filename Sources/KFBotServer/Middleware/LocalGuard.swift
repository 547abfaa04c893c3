import Hummingbird

/// Keeps web pages that somebody on this machine visits from using a service without keys.
///
/// A page may send requests to 127.0.0.1, and a name of its own may be made to lead there; both show in
/// the headers `Origin` and `Host`.
struct LocalGuard: RouterMiddleware {
    @concurrent
    func handle(
        _ request: Request,
        context: ServiceContext,
        next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        if let host = request.head.authority, !Self.isLocal(host) {
            throw HTTPFailure(403, "foreign_host", "This service answers to localhost only.")
        }
        if let origin = request.headers[.origin], !Self.isLocal(Self.host(ofOrigin: origin)) {
            throw HTTPFailure(403, "foreign_origin", "Pages of other hosts may not use this.")
        }
        return try await next(request, context)
    }

    private static func host(ofOrigin origin: String) -> String {
        origin.split(separator: "//", maxSplits: 1).last.map(String.init) ?? origin
    }

    /// Whether a host, with or without a port, is this machine's loopback.
    static func isLocal(_ authority: String) -> Bool {
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.split(separator: ":").first.map(String.init) ?? ""
        return host == "localhost" || isLoopback(host)
    }

    /// Whether an address is a loopback address.
    static func isLoopback(_ address: String) -> Bool {
        if address == "::1" || address == "localhost" { return true }
        let bytes = address.split(separator: ".", omittingEmptySubsequences: false)
            .compactMap { UInt8($0) }
        return bytes.count == 4 && bytes[0] == 127
            && address.split(separator: ".", omittingEmptySubsequences: false).count == 4
    }
}
