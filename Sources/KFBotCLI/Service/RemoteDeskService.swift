import AsyncHTTPClient
import Foundation
import KFBot
import KFBotService
import NIOCore
import NIOHTTP1

/// Works on the sessions of a running `kfbot serve`.
struct RemoteDeskService: DeskService {
    private let base: String
    /// What the service asks for; `nil` where it asks for none.
    private let key: String?

    /// The client is shared by all requests of the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        // A person who types should learn at once that nothing answers.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }()

    private static let timeout = TimeAmount.seconds(30)
    /// How often a lost stream is opened again, one second apart.
    private static let attempts = 30
    private static let longestBody = 16 << 20
    /// The characters that need no escaping in a path, from RFC 3986.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )

    /// Makes a client for the service at an address such as `http://127.0.0.1:8787`.
    init(url: String, key: String?) {
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.key = key
    }

    func send(_ message: MessageRequest) async throws -> DispositionReport {
        try await exchange(.POST, ["messages"], message)
    }

    func perform(
        _ order: DeskOrder,
        _ body: OrderRequest,
        account: AccountID,
        customer: CustomerID
    ) async throws -> DispositionReport {
        try await exchange(
            .POST,
            ["sessions", account.rawValue, customer.rawValue, order.rawValue],
            body
        )
    }

    func suggestions(
        _ request: SuggestionRequest,
        account: AccountID,
        customer: CustomerID
    ) async throws -> [ReplySuggestion] {
        let list: SuggestionList = try await exchange(
            .POST,
            ["sessions", account.rawValue, customer.rawValue, "suggestions"],
            request
        )
        return list.suggestions
    }

    func sessions(account: AccountID, state: StateName) async throws -> [SessionBody] {
        let query = [
            URLQueryItem(name: "account", value: account.rawValue),
            URLQueryItem(name: "state", value: state.rawValue),
            URLQueryItem(name: "limit", value: "1000"),
        ]
        let list: SessionList = try await exchange(.GET, ["sessions"], query: query)
        return list.sessions
    }

    func session(account: AccountID, customer: CustomerID) async throws -> SessionBody {
        try await exchange(.GET, ["sessions", account.rawValue, customer.rawValue])
    }

    func why(account: AccountID, customer: CustomerID) async throws -> WhyReport {
        try await exchange(.GET, ["sessions", account.rawValue, customer.rawValue, "why"])
    }

    func history(
        account: AccountID,
        customer: CustomerID,
        for reader: ServicerID?,
        limit: Int
    ) async throws -> [EventBody] {
        var query = [URLQueryItem(name: "limit", value: "\(limit)")]
        if let reader { query.append(URLQueryItem(name: "member", value: reader.rawValue)) }
        let list: EventList = try await exchange(
            .GET,
            ["sessions", account.rawValue, customer.rawValue, "history"],
            query: query
        )
        return list.events
    }

    func servicers(account: AccountID) async throws -> [ServicerBody] {
        let list: ServicerList = try await exchange(.GET, ["servicers", account.rawValue])
        return list.servicers
    }

    func change(
        _ servicer: ServicerID,
        account: AccountID,
        _ change: ServicerChange
    ) async throws -> ServicerBody {
        try await exchange(.PUT, ["servicers", account.rawValue, servicer.rawValue], change)
    }

    func learn(_ request: LearnRequest) async throws -> LearnReport {
        try await exchange(.POST, ["learn"], request)
    }

    // MARK: Events

    func events(
        account: AccountID,
        customer: CustomerID?
    ) async throws -> AsyncThrowingStream<EventBody, any Error> {
        let path =
            customer.map { ["sessions", account.rawValue, $0.rawValue, "events"] }
            ?? ["accounts", account.rawValue, "events"]
        let url = address(path)
        let first = try await open(url, after: nil)
        return AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    try await follow(first, url) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Reads a stream, and continues with a new one if it breaks off.
    private func follow(
        _ first: HTTPClientResponse,
        _ url: String,
        _ yield: (EventBody) -> Void
    ) async throws {
        var response: HTTPClientResponse? = first
        var last: String?
        var failures = 0
        while !Task.isCancelled {
            do {
                let stream: HTTPClientResponse
                if let response {
                    stream = response
                } else {
                    stream = try await open(url, after: last)
                }
                response = nil
                var parser = EventStreamParser()
                for try await bytes in stream.body {
                    for event in parser.feed(bytes.readableBytesView) {
                        failures = 0
                        last = event.id
                        guard !event.data.isEmpty else { continue }
                        yield(try JSONBody.value(EventBody.self, from: Data(event.data.utf8)))
                    }
                }
            } catch let error as CancellationError {
                throw error
            } catch {
                failures += 1
                if failures > Self.attempts { throw error }
            }
            response = nil
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func open(_ url: String, after last: String?) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: "text/event-stream")
        if let last { request.headers.add(name: "Last-Event-ID", value: last) }
        let response = try await execute(request, timeout: .hours(24))
        guard response.status == .ok else { throw try await error(of: response) }
        return response
    }

    // MARK: Requests

    private func exchange<Answer: Decodable>(
        _ method: HTTPMethod,
        _ path: [String],
        query: [URLQueryItem] = []
    ) async throws -> Answer {
        try await answer(to: HTTPClientRequest(url: address(path, query)), method)
    }

    private func exchange<Answer: Decodable>(
        _ method: HTTPMethod,
        _ path: [String],
        _ body: some Encodable
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: address(path))
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try JSONBody.data(body)))
        return try await answer(to: request, method)
    }

    private func answer<Answer: Decodable>(
        to request: HTTPClientRequest,
        _ method: HTTPMethod
    ) async throws -> Answer {
        var request = request
        request.method = method
        let response = try await execute(request, timeout: Self.timeout)
        guard response.status == .ok else { throw try await error(of: response) }
        let body = try await response.body.collect(upTo: Self.longestBody)
        return try JSONBody.value(Answer.self, from: Data(body.readableBytesView))
    }

    private func execute(
        _ request: HTTPClientRequest,
        timeout: TimeAmount
    ) async throws -> HTTPClientResponse {
        var request = request
        if let key { request.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(key)") }
        do {
            return try await Self.client.execute(request, timeout: timeout)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandError("Nothing answers at \(base). Is `kfbot serve` running there?")
        }
    }

    private func error(of response: HTTPClientResponse) async throws -> any Error {
        let body = try await response.body.collect(upTo: Self.longestBody)
        guard
            let detail = try? JSONBody.value(
                ErrorBody.self,
                from: Data(body.readableBytesView)
            ).error
        else {
            return CommandError("\(base) is no kfbot: it answers \(response.status.code).")
        }
        let kind: ServiceError.Kind =
            switch response.status.code {
            case 401:
                throw CommandError(
                    "\(base) asks for a key: set KFBOT_KEY to one of `kfbot key create`. "
                        + detail.message
                )
            case 404: .notFound
            case 409: .refused
            case 429: .tooMany
            case 400..<500: .invalid
            case 503: .busy
            default: .failed
            }
        return ServiceError(
            kind,
            detail.code,
            detail.message,
            field: detail.field
        )
    }

    private func address(_ path: [String], _ query: [URLQueryItem] = []) -> String {
        func escape(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? text
        }
        let names = path.map(escape).joined(separator: "/")
        let pairs = query.map { "\($0.name)=\(escape($0.value ?? ""))" }
        return "\(base)/v1/\(names)" + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }
}
