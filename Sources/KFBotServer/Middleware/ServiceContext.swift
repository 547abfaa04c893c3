import Hummingbird
import KFBot
import KFBotService

import struct Foundation.Data

/// What a request carries on its way through the service.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    /// The longest body in bytes.
    static let bodyLimit = 1 << 20

    var maxUploadSize: Int { Self.bodyLimit }

    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }

    /// A name in the route, with its percent escapes undone.
    func name<Name: StringIdentifier>(_ parameter: String) throws -> Name {
        guard let text = parameters.get(parameter)?.removingPercentEncoding else {
            throw ServiceError.invalid(parameter, "The route's percent escapes are no UTF-8 text.")
        }
        let name = Name(rawValue: text)
        try NameCheck.check(name, parameter)
        return name
    }
}

extension Request {
    /// The body as a value; no body is an empty object.
    func json<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        let buffer = try await body.collect(upTo: ServiceContext.bodyLimit)
        let bytes = Data(buffer.readableBytesView)
        return try JSONBody.value(type, from: bytes.isEmpty ? Data("{}".utf8) : bytes)
    }

    /// A whole number in the query, within bounds.
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
    /// A response whose body is JSON.
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
