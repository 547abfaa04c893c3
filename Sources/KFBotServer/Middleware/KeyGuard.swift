import HTTPTypes
import Hummingbird
import KFBot
import KFBotAccess
import KFBotService

import struct Foundation.Date

/// Lets in who shows a key that may do what the route does; the only place that decides it.
struct KeyGuard: RouterMiddleware {
    /// Who asks for no keys lets everybody in, as this.
    enum Door: Sendable {
        case keys(any CompanyRegistry, FailedTries)
        case open(Company)
    }

    let door: Door

    @concurrent
    func handle(
        _ request: Request,
        context: ServiceContext,
        next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let permission: Permission
        if let path = context.endpointPath {
            let route = RoutePermissions.name(request.method, path)
            guard let stated = RoutePermissions.table[route] else {
                throw HTTPFailure(403, "not_allowed", "Nobody may use this route.")
            }
            permission = stated
        } else {
            // What routes there are is told to those who have a key.
            permission = .known
        }
        var context = context
        if permission == .open {
            if case .open(let company) = door { context.admit(Admission(.anybody, company)) }
            return try await next(request, context)
        }
        let admission = try await admission(request, context)
        context.admit(admission)
        let principal = admission.principal
        guard principal.may(permission) else {
            throw HTTPFailure(
                403,
                "not_allowed",
                "A key of the role \(principal.role) may not do this."
            )
        }
        if context.parameters.get("account") != nil {
            try context.check(account: context.name("account"))
        }
        if request.method != .get, context.parameters.get("servicer") != nil {
            try context.check(servicer: context.name("servicer"))
        }
        return try await next(request, context)
    }

    private func admission(_ request: Request, _ context: ServiceContext) async throws -> Admission
    {
        switch door {
        case .open(let company): return Admission(.anybody, company)
        case .keys(let registry, let tries):
            guard let text = Self.bearer(request.headers[.authorization]) else {
                throw HTTPFailure(
                    401,
                    "no_key",
                    "Send a key in the header Authorization: Bearer KEY."
                )
            }
            if let key = AccessKey(text), let admission = try await registry.admit(key) {
                return admission
            }
            // A right key is never kept waiting: nobody finds one of 2^256 by trying.
            let wait = tries.note(context.address)
            if wait > .zero { try? await Task.sleep(for: wait) }
            throw HTTPFailure(
                401,
                "wrong_key",
                "This key opens nothing: it is wrong, expired or revoked."
            )
        }
    }

    /// The key of a header such as `Bearer kfb_…`.
    static func bearer(_ header: String?) -> String? {
        guard let parts = header?.split(separator: " ", maxSplits: 1), parts.count == 2,
            parts[0].lowercased() == "bearer"
        else { return nil }
        let key = parts[1].filter { !$0.isWhitespace }
        return key.isEmpty ? nil : String(key)
    }
}
