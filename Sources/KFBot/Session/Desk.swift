/// The staff of an account and who waits for them.
public struct Desk: Hashable, Sendable {
    /// Everybody who receives customers of the account.
    public private(set) var servicers: [ServicerID: Servicer] = [:]
    /// Who waits.
    public private(set) var pool = WaitingPool()
    /// How many customers were given to servicers so far.
    public private(set) var turns = 0
    /// Whose entry differs from what was loaded.
    private(set) var changed: Set<ServicerID> = []

    private var available = 0
    private var free = 0

    /// A desk without staff.
    public init() {}

    /// A desk as it was stored.
    init(servicers: [Servicer], pool: WaitingPool, turns: Int) {
        self.pool = pool
        self.turns = turns
        for servicer in servicers { replace(servicer) }
        changed = []
    }

    /// Whether some servicer is receiving, full or not.
    public var isAnyoneAvailable: Bool { available > 0 }

    /// Whether some servicer who is receiving has a place.
    public var hasPlace: Bool { free > 0 }

    /// Adds somebody or changes their settings; the load stays as it is.
    ///
    /// - Returns: Why not, if not.
    @discardableResult
    public mutating func put(_ servicer: Servicer) -> Refusal? {
        var servicer = servicer
        if let old = servicers[servicer.id] {
            servicer.load = old.load
            servicer.lastTurn = old.lastTurn
        } else {
            guard servicers.count < Servicer.mostServicers else {
                return .tooManyServicers(limit: Servicer.mostServicers)
            }
            servicer.load = 0
        }
        replace(servicer)
        return nil
    }

    /// Removes somebody who serves nobody.
    ///
    /// - Returns: Why not, if not.
    public mutating func remove(_ id: ServicerID) -> Refusal? {
        guard let servicer = servicers[id] else { return .unknownServicer(id) }
        guard servicer.load == 0 else {
            return .stillServing(id, customers: servicer.load)
        }
        servicers[id] = nil
        if servicer.takesCustomers {
            available -= 1
            free -= 1
        }
        changed.insert(id)
        return nil
    }

    mutating func occupy(_ id: ServicerID) {
        guard var servicer = servicers[id] else { return }
        turns += 1
        servicer.load += 1
        servicer.lastTurn = turns
        replace(servicer)
    }

    mutating func release(_ id: ServicerID) {
        guard var servicer = servicers[id] else { return }
        servicer.load = max(servicer.load - 1, 0)
        replace(servicer)
    }

    mutating func enqueue(_ customer: CustomerID) -> Int { pool.add(customer) }

    mutating func dequeue(_ ticket: Int) { pool.remove(ticket) }

    mutating func forgetChanges() { changed = [] }

    /// The servicer for a customer; `nil` if there is no place.
    public func choose(by distribution: Distribution, last: ServicerID?) -> ServicerID? {
        hasPlace ? distribution.choose(from: servicers.values, last: last) : nil
    }

    private mutating func replace(_ servicer: Servicer) {
        let old = servicers.updateValue(servicer, forKey: servicer.id)
        for (servicer, sign) in [(old, -1), (servicer, 1)] {
            guard let servicer, servicer.takesCustomers else { continue }
            available += sign
            if servicer.hasPlace { free += sign }
        }
        changed.insert(servicer.id)
    }
}
