/// How customers are shared out among servicers (接待分流).
public struct Distribution: Hashable, Sendable {
    /// Who comes next; equal servicers come in the order of their identifiers.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// In turn (轮流接待): who has waited longest for a customer.
        case inTurn = "in_turn"
        /// The least busy first (空闲接待): who has the fewest customers, then in turn.
        case idleFirst = "idle_first"
    }

    /// Who comes next.
    public var order: Order
    /// Whether the servicer whom the customer had last comes before all others.
    public var prefersLastServicer: Bool

    /// Creates a rule.
    public init(order: Order = .inTurn, prefersLastServicer: Bool = false) {
        self.order = order
        self.prefersLastServicer = prefersLastServicer
    }
}
