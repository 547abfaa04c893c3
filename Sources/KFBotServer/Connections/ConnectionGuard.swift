import HTTPTypes
import Hummingbird
import KFBotService
import NIOCore
import NIOHTTPTypes

/// Keeps one connection within its limits.
///
/// A connection beyond the limit is refused with 503. A connection is closed if the client sends no
/// request, does not send the whole of one, or does not read what it asked for. The connection is
/// checked every few seconds, so times are exact to ``Patience/interval``.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a client may take for each step.
    struct Patience: Sendable {
        /// From the end of a response to the next request.
        var idle = TimeAmount.seconds(75)
        /// From the connection to the first request's head.
        var first = TimeAmount.seconds(20)
        /// From a request's head to the end of its body.
        var body = TimeAmount.seconds(60)
        /// While the client reads nothing of what is sent.
        var reading = TimeAmount.seconds(30)
        /// How often the connection is checked.
        var interval = TimeAmount.seconds(2)
    }

    private let limits: ConnectionLimits
    private let patience: Patience
    private var address: String?
    private var isCounted = false
    private var isRefused = false
    /// When the current wait for the client began.
    private var since = NIODeadline.uptimeNanoseconds(0)
    private var isFirst = true
    private var isReceiving = false
    /// Requests whose responses are not complete.
    private var unanswered = 0
    /// Writes that have not reached the operating system.
    private var unsent = 0
    private var lastSent = NIODeadline.uptimeNanoseconds(0)
    private var look: RepeatedTask?

    init(_ limits: ConnectionLimits, patience: Patience = Patience()) {
        self.limits = limits
        self.patience = patience
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        begin(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func begin(_ context: ChannelHandlerContext) {
        guard !isCounted, !isRefused else { return }
        let remote = context.remoteAddress?.ipAddress
        address = remote.flatMap { LocalGuard.isLoopback($0) ? nil : $0 }
        isCounted = limits.open(from: address)
        guard isCounted else { return refuse(context) }
        since = context.eventLoop.now
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        look = context.eventLoop.scheduleRepeatedTask(
            initialDelay: patience.interval,
            delay: patience.interval
        ) { _ in
            let (handler, context) = bound.value
            handler.check(context)
        }
    }

    private func end() {
        look?.cancel()
        look = nil
        if isCounted {
            isCounted = false
            limits.close(from: address)
        }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        let body = ErrorBody(
            code: "too_many_connections",
            message: "There are too many connections. Close some, or try again later.",
            field: nil
        )
        let bytes = (try? JSONBody.data(body)).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()
        let head = HTTPResponse(
            status: .serviceUnavailable,
            headerFields: [
                .contentType: "application/json; charset=utf-8",
                .contentLength: "\(bytes.readableBytes)", .connection: "close", .retryAfter: "1",
            ]
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(bytes)), promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }

    private func check(_ context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        if unsent > 0 {
            if now - lastSent > patience.reading { context.close(promise: nil) }
        } else if isReceiving {
            if now - since > patience.body { context.close(promise: nil) }
        } else if unanswered == 0, now - since > (isFirst ? patience.first : patience.idle) {
            context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isRefused { return }
        switch unwrapInboundIn(data) {
        case .head:
            isFirst = false
            isReceiving = true
            unanswered += 1
            since = context.eventLoop.now
        case .body: break
        case .end: isReceiving = false
        }
        context.fireChannelRead(data)
    }

    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        if isRefused {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let isEnd = if case .end = unwrapOutboundIn(data) { true } else { false }
        if unsent == 0 { lastSent = context.eventLoop.now }
        unsent += 1
        let promise = promise ?? context.eventLoop.makePromise()
        let (loop, bound) = (context.eventLoop, NIOLoopBound(self, eventLoop: context.eventLoop))
        promise.futureResult.whenComplete { _ in
            let handler = bound.value
            handler.unsent -= 1
            handler.lastSent = loop.now
            if isEnd {
                handler.unanswered = max(handler.unanswered - 1, 0)
                handler.since = loop.now
            }
        }
        context.write(data, promise: promise)
    }
}
