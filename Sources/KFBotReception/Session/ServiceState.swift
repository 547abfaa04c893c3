/// Where a session (会话) stands; the raw values are the API's `service_state`.
public enum ServiceState: Int, Hashable, Sendable, Codable, CaseIterable {
    /// The customer has written and nobody has handled it (未处理).
    case unhandled = 0
    /// The bot serves (由智能助手接待).
    case bot = 1
    /// The customer waits in the pool (待接入池排队中).
    case waiting = 2
    /// A servicer serves (由人工接待).
    case servicer = 3
    /// Over, or not begun (已结束/未开始).
    case ended = 4

    /// Who makes a session move.
    public enum Mover: Hashable, Sendable, CaseIterable {
        /// The customer, by writing.
        case customer
        /// The desk: the bot, the pool, a rule or an order given to them.
        case desk
        /// A servicer, by writing into a session that is over.
        case servicer
    }

    /// A change of state with those who may cause it.
    public struct Move: Hashable, Sendable {
        /// The state before.
        public let from: ServiceState
        /// The state after.
        public let to: ServiceState
        /// Who may cause it.
        public let mover: Mover

        fileprivate init(_ from: ServiceState, _ to: ServiceState, by mover: Mover = .desk) {
            self.from = from
            self.to = to
            self.mover = mover
        }
    }

    /// Every allowed move; all others are refused.
    ///
    /// Source: section 10.4 of the API reference, itself read from the vendor's prose. A session that a
    /// person serves cannot go back to the bot; it has to end.
    public static let moves: Set<Move> = [
        Move(.unhandled, .bot), Move(.unhandled, .waiting), Move(.unhandled, .servicer),
        Move(.unhandled, .ended),
        Move(.bot, .waiting), Move(.bot, .servicer), Move(.bot, .ended),
        Move(.waiting, .servicer), Move(.waiting, .ended),
        Move(.servicer, .servicer), Move(.servicer, .ended),
        Move(.ended, .unhandled, by: .customer), Move(.ended, .servicer, by: .servicer),
    ]

    /// Whether somebody may move a session from this state to another.
    public func allows(_ next: ServiceState, by mover: Mover = .desk) -> Bool {
        Self.moves.contains(Move(self, next, by: mover))
    }

    /// The Chinese name.
    public var chineseName: String {
        switch self {
        case .unhandled: "未处理"
        case .bot: "由智能助手接待"
        case .waiting: "待接入池排队中"
        case .servicer: "由人工接待"
        case .ended: "已结束"
        }
    }
}
