public import KFBotModel

public import struct Foundation.Date
public import struct Foundation.TimeInterval

/// Decides what an event means for a session.
///
/// It is pure: it uses no clock, store or network.
///
/// ```swift
/// let machine = SessionStateMachine(configuration: account)
/// let decision = machine.handle(.message(message), session: &session, staff: &staff, at: now)
/// ```
///
/// All state is in the customer's ``Session`` and the account's ``Staff``. The machine does not
/// give away a place that becomes free. Its owner asks ``nextPlacement(on:last:)`` and then sends
/// ``SessionEvent/placed(_:)`` for the waiting customer.
public struct SessionStateMachine: Sendable {
    /// The company's settings for the account.
    public let configuration: AccountConfiguration

    /// How long a refusal (拒收) lasts, in seconds: 30 days, by 微信客服's user manual (2024-03).
    public static let blockDuration: TimeInterval = 30 * 86_400

    /// Creates a machine for an account.
    public init(configuration: AccountConfiguration) { self.configuration = configuration }

    /// The result of an event.
    public struct Decision: Hashable, Sendable {
        /// What to do, in order.
        public var actions: [SessionAction]
        /// What became of the event.
        public var disposition: Disposition
    }

    /// Handles an event.
    ///
    /// A refused event changes nothing.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - session: The customer's session, which changes.
    ///   - staff: The account's staff, which changes.
    ///   - now: The moment of the event.
    ///   - quotaRefusal: The reason why no further customer may be received; called only when a
    ///     session begins.
    /// - Returns: What to do, and what became of the event.
    public func handle(
        _ event: SessionEvent,
        session: inout Session,
        staff: inout Staff,
        at now: Date,
        quotaRefusal: () throws -> Refusal? = { nil }
    ) rethrows -> Decision {
        var handling = EventHandling(
            configuration: configuration,
            session: session,
            staff: staff,
            now: now
        )
        // Gives up this copy, so that changing the other one does not copy it.
        staff = Staff()
        defer {
            session = handling.session
            staff = handling.staff
        }
        let disposition: Disposition
        switch event {
        case .opened: disposition = handling.welcome()
        case .message(let message):
            if session.isBlocked(at: now), let until = session.blockedUntil {
                disposition = .refused(.blocked(until: until))
            } else if session.state == .ended, let refusal = try quotaRefusal() {
                disposition = .refused(refusal)
            } else {
                disposition = handling.receive(message)
            }
        case .matched(let lookup, let reply): disposition = handling.answer(lookup, reply)
        case .timer(let timer): disposition = handling.fire(timer)
        case .placed(let servicer): disposition = handling.place(servicer)
        case .assign(let servicer): disposition = handling.assign(servicer)
        case .reply(let servicer, let message): disposition = handling.relay(message, by: servicer)
        case .transfer(let from, let to): disposition = handling.transfer(from: from, to: to)
        case .end(let servicer): disposition = handling.end(by: servicer)
        case .resume(let servicer): disposition = handling.resume(servicer)
        case .block(let servicer): disposition = handling.block(servicer)
        case .unblock(let servicer): disposition = handling.unblock(servicer)
        case .recall(let message, _): disposition = handling.recall(message)
        }
        return Decision(actions: handling.actions, disposition: disposition)
    }

    /// The servicer for the customer who waits first; `nil` if nobody waits or no place is free.
    ///
    /// - Parameters:
    ///   - staff: The account's staff.
    ///   - last: The servicer who last served that customer.
    /// - Returns: A servicer with a free place.
    public func nextPlacement(on staff: Staff, last: ServicerID?) -> ServicerID? {
        staff.pool.first == nil ? nil : staff.choose(by: configuration.distribution, last: last)
    }
}
