import Hummingbird

/// Keeps web pages that somebody on this machine visits from using a service without keys.
///
/// A page can send requests to 127.0.0.1, and its host name can be made to point there. The headers
/// `Origin` and `Host` show both.
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

    /// Whether a host, with or without a port, is a loopback address of this machine.
    static func isLocal(_ authority: String) -> Bool {
        let authority = authority.lowercased()
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        let colon = authority[(end ?? authority.startIndex)...].firstIndex(of: ":")
        if let colon {
            let port = authority[authority.index(after: colon)...]
            guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        }
        let host = authority[..<(colon ?? authority.endIndex)]
        return host == "localhost" || host == "[::1]" || isLoopback(String(host))
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
