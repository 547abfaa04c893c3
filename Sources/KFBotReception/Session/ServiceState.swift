/// The state of a session (会话); the raw values are the API's `service_state`.
public enum ServiceState: Int, Hashable, Sendable, Codable, CaseIterable {
    /// The customer has written and nobody has reacted yet (未处理).
    case unhandled = 0
    /// The bot serves (由智能助手接待).
    case bot = 1
    /// The customer waits in the pool (待接入池排队中).
    case waiting = 2
    /// A servicer serves (由人工接待).
    case servicer = 3
    /// The session is over or has not begun (已结束/未开始).
    case ended = 4

    /// Who moves a session to another state.
    public enum Mover: Hashable, Sendable, CaseIterable {
        /// The customer, by writing.
        case customer
        /// The desk: the bot, the pool, a rule, or an order to one of these.
        case desk
        /// A servicer, by writing into a session that is over.
        case servicer
    }

    /// A change of state, with who may make it.
    public struct Move: Hashable, Sendable {
        /// The state before.
        public let from: ServiceState
        /// The state after.
        public let to: ServiceState
        /// Who may make the change.
        public let mover: Mover

        fileprivate init(_ from: ServiceState, _ to: ServiceState, by mover: Mover = .desk) {
            self.from = from
            self.to = to
            self.mover = mover
        }
    }

    /// All allowed moves; any other is refused.
    ///
    /// Source: 微信客服's API page 分配客服会话 (`kf/service_state/trans`). It shows the moves as a picture
    /// only, so this table follows its text and what users of the API report. A session with a
    /// servicer cannot go back to the bot; it has to end.
    public static let moves: Set<Move> = [
        Move(.unhandled, .bot), Move(.unhandled, .waiting), Move(.unhandled, .servicer),
        Move(.unhandled, .ended),
        Move(.bot, .waiting), Move(.bot, .servicer), Move(.bot, .ended),
        Move(.waiting, .servicer), Move(.waiting, .ended),
        Move(.servicer, .servicer), Move(.servicer, .ended),
        Move(.ended, .unhandled, by: .customer), Move(.ended, .servicer, by: .servicer),
    ]

    /// Whether a session in this state may move to another one.
    public func allows(_ next: ServiceState, by mover: Mover = .desk) -> Bool {
        Self.moves.contains(Move(self, next, by: mover))
    }

    /// The name in Chinese, for people to read.
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
