/// How customers are shared out among servicers (接待分流).
public struct Distribution: Hashable, Sendable {
    /// Who comes next.
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

    /// The servicer for a customer; `nil` if no available servicer has a place.
    ///
    /// Equal servicers come in the order of their identifiers.
    ///
    /// - Complexity: O(*n*), *n* the number of servicers.
    public func choose(
        from servicers: some Sequence<Servicer>,
        last: ServicerID? = nil
    ) -> ServicerID? {
        var best: Servicer?
        for servicer in servicers where servicer.takesCustomers && servicer.hasPlace {
            if prefersLastServicer, servicer.id == last { return servicer.id }
            if let other = best, !comes(servicer, before: other) { continue }
            best = servicer
        }
        return best?.id
    }

    private func comes(_ one: Servicer, before other: Servicer) -> Bool {
        if order == .idleFirst, one.load != other.load { return one.load < other.load }
        return (one.lastTurn, one.id) < (other.lastTurn, other.id)
    }
}
