public import KFBotModel

/// The staff of an account and who waits for them.
public struct Staff: Hashable, Sendable {
    /// Everybody who receives customers of the account.
    public private(set) var servicers: [ServicerID: Servicer] = [:]
    /// Who waits.
    public private(set) var pool = WaitingPool()
    /// How many customers were given to servicers so far.
    public private(set) var assignmentCount = 0
    /// Whose entry differs from what was loaded.
    private(set) var changed: Set<ServicerID> = []

    private var isPoolChanged = false
    private var available = 0
    private var roster = Roster()

    /// A staff without staff.
    public init() {}

    /// A staff as it was stored.
    init(servicers: [Servicer], pool: WaitingPool, assignmentCount: Int) {
        self.pool = pool
        self.assignmentCount = assignmentCount
        for servicer in servicers { replace(servicer) }
        forgetChanges()
    }

    /// Whether some servicer is receiving, full or not.
    public var isAnyoneAvailable: Bool { available > 0 }

    /// Whether some servicer who is receiving has a place.
    public var hasPlace: Bool { !roster.isEmpty }

    /// Whether something differs from what was loaded.
    var hasChanges: Bool { isPoolChanged || !changed.isEmpty }

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
        if servicer.takesCustomers { available -= 1 }
        roster.remove(servicer)
        changed.insert(id)
        return nil
    }

    mutating func occupy(_ id: ServicerID) {
        guard var servicer = servicers[id] else { return }
        assignmentCount += 1
        servicer.load += 1
        servicer.lastTurn = assignmentCount
        replace(servicer)
    }

    package mutating func release(_ id: ServicerID) {
        guard var servicer = servicers[id] else { return }
        servicer.load = max(servicer.load - 1, 0)
        replace(servicer)
    }

    mutating func enqueue(_ customer: CustomerID) -> Int {
        isPoolChanged = true
        return pool.add(customer)
    }

    mutating func dequeue(_ ticket: Int) {
        isPoolChanged = true
        pool.remove(ticket)
    }

    mutating func forgetChanges() {
        changed = []
        isPoolChanged = false
    }

    /// The servicer for a customer; `nil` if there is no place.
    ///
    /// - Complexity: O(1) in the number of servicers, O(*l*) in their largest limit, 200 at most.
    public func choose(by distribution: Distribution, last: ServicerID?) -> ServicerID? {
        if distribution.prefersLastServicer, let last, let servicer = servicers[last],
            servicer.takesCustomers, servicer.hasPlace
        {
            return last
        }
        return roster.next(by: distribution.order)
    }

    private mutating func replace(_ servicer: Servicer) {
        if let old = servicers.updateValue(servicer, forKey: servicer.id), old.takesCustomers {
            available -= 1
            roster.remove(old)
        }
        if servicer.takesCustomers { available += 1 }
        roster.add(servicer)
        changed.insert(servicer.id)
    }
}
