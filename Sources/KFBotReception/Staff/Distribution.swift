/// How customers are distributed among servicers (接待分流).
public struct Distribution: Hashable, Sendable {
    /// The rule for whose turn it is.
    ///
    /// Servicers who are equal by it come in the order of their identifiers.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// In turn (轮流接待): the servicer whose last new customer is longest ago.
        case inTurn = "in_turn"
        /// The least busy first (空闲接待): the servicer with the fewest customers; if several, in
        /// turn.
        case idleFirst = "idle_first"
    }

    /// The rule for whose turn it is.
    public var order: Order
    /// Whether the servicer who last served the customer comes before all others.
    public var prefersLastServicer: Bool

    /// Creates a distribution.
    public init(order: Order = .inTurn, prefersLastServicer: Bool = false) {
        self.order = order
        self.prefersLastServicer = prefersLastServicer
    }
}
