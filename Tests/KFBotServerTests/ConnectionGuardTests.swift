import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import KFBotServer

/// One connection, by a clock that the test turns.
struct ConnectionGuardTests {
    private let limits = ConnectionLimits(most: 2)

    private func connect(from address: String = "203.0.113.5") throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: ConnectionGuard(limits))
        try channel.connect(to: SocketAddress(ipAddress: address, port: 40_000)).wait()
        return channel
    }

    private func pass(_ seconds: Int64, on channel: EmbeddedChannel) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
    }

    private static let request = HTTPRequestPart.head(
        HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/v1/ask")
    )
    private static let response = HTTPResponsePart.head(HTTPResponse(status: .ok))

    @Test("a connection on which nothing is asked is closed")
    func idle() throws {
        let channel = try connect()
        pass(18, on: channel)
        #expect(channel.isActive)
        pass(6, on: channel)
        #expect(!channel.isActive)
        #expect(limits.count == 0)
    }

    @Test("a request whose body does not end is closed, whatever else is waited for")
    func halfBody() throws {
        let channel = try connect()
        try channel.writeInbound(Self.request)
        pass(58, on: channel)
        #expect(channel.isActive)
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "{")))
        pass(6, on: channel)
        #expect(!channel.isActive)
    }

    @Test("a client that does not read is cut off; one that waits for its answer is not")
    func slowReader() throws {
        let channel = try connect()
        try channel.writeInbound(Self.request)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        pass(300, on: channel)
        #expect(channel.isActive)
        // Written and not flushed: the system has not taken it.
        channel.write(Self.response, promise: nil)
        pass(28, on: channel)
        #expect(channel.isActive)
        channel.flush()
        pass(28, on: channel)
        channel.write(HTTPResponsePart.body(ByteBuffer(string: "data")), promise: nil)
        pass(28, on: channel)
        #expect(channel.isActive)
        pass(6, on: channel)
        #expect(!channel.isActive)
    }

    @Test("a connection may rest between two requests, but not for ever")
    func keepAlive() throws {
        let channel = try connect()
        for _ in 0..<3 {
            try channel.writeInbound(Self.request)
            try channel.writeInbound(HTTPRequestPart.end(nil))
            try channel.writeOutbound(Self.response)
            try channel.writeOutbound(HTTPResponsePart.end(nil))
            pass(70, on: channel)
            #expect(channel.isActive)
        }
        pass(10, on: channel)
        #expect(!channel.isActive)
    }

    @Test("a connection beyond the limit is told so and closed; a free place is given to the next")
    func tooMany() throws {
        let first = try connect(from: "127.0.0.1")
        let second = try connect(from: "127.0.0.1")
        let third = try connect(from: "127.0.0.1")
        guard case .head(let head) = try third.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("There is no response.")
            return
        }
        #expect(head.status == .serviceUnavailable)
        guard case .body(let body) = try third.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("The response has no body.")
            return
        }
        #expect(String(buffer: body).contains("too_many_connections"))
        #expect(!third.isActive)
        #expect(limits.count == 2)
        try first.close().wait()
        #expect(limits.count == 1)
        let fourth = try connect(from: "127.0.0.1")
        #expect(fourth.isActive)
        _ = second
    }

    @Test("one address gets half of the connections; this machine, where proxies are, gets all")
    func byAddress() throws {
        let first = try connect()
        let second = try connect()
        #expect(first.isActive)
        #expect(!second.isActive)
        #expect(try connect(from: "203.0.113.6").isActive)
    }

    @Test("as many connections are served as descriptors allow, and some are left")
    func systemLimit() {
        #expect(ConnectionLimits().most >= 16)
        #expect(ConnectionLimits().most <= 20_000)
    }
}
