import Hummingbird
import KFBot
import KFBotAccess
import KFBotService
import Synchronization

import struct Foundation.Data

/// What a request carries on its way through the service.
struct ServiceContext: RequestContext {
    /// What is known of a request only after it passed the keys, for those whom it passed before.
    final class Trace: Sendable {
        private let metricsOfCompany = Mutex<ServiceMetrics?>(nil)

        var metrics: ServiceMetrics? {
            get { metricsOfCompany.withLock { $0 } }
            set { metricsOfCompany.withLock { $0 = newValue } }
        }
    }

    var coreContext: CoreRequestContextStorage
    let trace = Trace()
    /// Where the request comes from.
    let address: String
    private var admission: Admission?

    /// The longest body, in UTF-8 bytes.
    static let bodyLimit = 1 << 20

    var maxUploadSize: Int { Self.bodyLimit }

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    // MARK: Who asks

    /// Notes who asks.
    mutating func admit(_ admission: Admission) {
        self.admission = admission
        trace.metrics = admission.company?.metrics
    }

    /// Who asks.
    ///
    /// - Throws: ``HTTPFailure`` if that was never found out.
    var principal: Principal {
        get throws {
            guard let admission else { throw HTTPFailure(401, "no_key", "Send a key.") }
            return admission.principal
        }
    }

    /// The company of whoever asks.
    ///
    /// - Throws: ``HTTPFailure`` for a provider, who belongs to none.
    var company: Company {
        get throws {
            guard let company = admission?.company else {
                throw HTTPFailure(403, "not_allowed", "This key belongs to no company.")
            }
            return company
        }
    }

    /// The company of whoever asks; `nil` for a provider.
    var companyIfAny: Company? { admission?.company }

    /// Checks that whoever asks may reach an account.
    func check(account: AccountID) throws {
        guard try principal.reaches(account) else {
            throw HTTPFailure(
                403,
                "not_your_account",
                "This key does not reach the account \(account)."
            )
        }
    }

    /// Checks that whoever asks may act as a servicer.
    func check(servicer: ServicerID) throws {
        guard let own = try principal.servicer, own != servicer else { return }
        throw HTTPFailure(403, "not_yourself", "This key acts for the servicer \(own) only.")
    }

    /// The servicer as whom somebody acts: the one of the key where the request names none.
    func acting(as servicer: ServicerID?) throws -> ServicerID? {
        guard let servicer else { return try principal.servicer }
        try check(servicer: servicer)
        return servicer
    }

    /// A text in the route, with its percent escapes undone; whoever takes it checks it.
    func text(_ parameter: String) throws -> String {
        guard let text = parameters.get(parameter)?.removingPercentEncoding else {
            throw ServiceError.invalid(parameter, "The route's percent escapes are no UTF-8 text.")
        }
        return text
    }

    /// A name in the route, with its percent escapes undone.
    func name<Name: StringIdentifier>(_ parameter: String) throws -> Name {
        let name = Name(rawValue: try text(parameter))
        try NameCheck.check(name, parameter)
        return name
    }
}

extension Request {
    /// Decodes the body; an empty body counts as an empty object.
    func json<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        try JSONBody.value(type, from: try await bytes())
    }

    /// The body as bytes of JSON; no body is an empty object.
    func bytes() async throws -> Data {
        let buffer = try await body.collect(upTo: ServiceContext.bodyLimit)
        return buffer.readableBytes == 0 ? Data("{}".utf8) : Data(buffer.readableBytesView)
    }

    /// A whole number from the query, within bounds; `value` if the query has none.
    func number(_ name: String, in bounds: ClosedRange<Int>, else value: Int) throws -> Int {
        guard let text = uri.queryParameters.get(name) else { return value }
        guard let number = Int(text), bounds.contains(number) else {
            throw ServiceError.invalid(
                name,
                "Write a whole number from \(bounds.lowerBound) to \(bounds.upperBound)."
            )
        }
        return number
    }
}

extension Response {
    /// Creates a response with a JSON body.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response
    {
        let data = try JSONBody.data(value)
        return Response(
            status: status,
            headers: [
                .contentType: "application/json; charset=utf-8", .contentLength: "\(data.count)",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
        )
    }
}
