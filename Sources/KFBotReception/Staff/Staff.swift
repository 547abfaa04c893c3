public import KFBotModel

/// The staff of an account, and the customers who wait for them.
public struct Staff: Hashable, Sendable {
    /// Everybody who receives customers of the account, by identifier.
    public private(set) var servicers: [ServicerID: Servicer] = [:]
    /// The customers who wait for a servicer.
    public private(set) var pool = WaitingPool()
    /// How many times a customer was given to a servicer so far.
    public private(set) var assignmentCount = 0
    /// The servicers that differ from what was loaded.
    private(set) var changed: Set<ServicerID> = []

    private var isPoolChanged = false
    private var available = 0
    private var resting = 0
    private var roster = Roster()

    /// Creates a staff without anybody.
    public init() {}

    /// Creates a staff as it was stored.
    init(servicers: [Servicer], pool: WaitingPool, assignmentCount: Int) {
        self.pool = pool
        self.assignmentCount = assignmentCount
        for servicer in servicers { replace(servicer) }
        forgetChanges()
    }

    /// Whether some servicer is receiving, even if full.
    public var isAnyoneAvailable: Bool { available > 0 }

    /// Whether servicers are at work.
    public var presence: StaffPresence {
        available > 0 ? .receiving : resting > 0 ? .onBreak : .absent
    }

    /// Whether some servicer who is receiving has a place.
    public var hasPlace: Bool { !roster.isEmpty }

    /// Whether something differs from what was loaded.
    var hasChanges: Bool { isPoolChanged || !changed.isEmpty }

    /// Adds somebody or changes their settings.
    ///
    /// The load and the turn stay as they are.
    ///
    /// - Returns: The reason for a refusal; `nil` if it was done.
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
    /// - Returns: The reason for a refusal; `nil` if it was done.
    public mutating func remove(_ id: ServicerID) -> Refusal? {
        guard let servicer = servicers[id] else { return .unknownServicer(id) }
        guard servicer.load == 0 else {
            return .stillServing(id, customers: servicer.load)
        }
        servicers[id] = nil
        if servicer.takesCustomers { available -= 1 }
        if servicer.isResting { resting -= 1 }
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

    /// Chooses a servicer for a customer; `nil` if there is no free place.
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
        if let old = servicers.updateValue(servicer, forKey: servicer.id) {
            if old.isResting { resting -= 1 }
            if old.takesCustomers {
                available -= 1
                roster.remove(old)
            }
        }
        if servicer.takesCustomers { available += 1 }
        if servicer.isResting { resting += 1 }
        roster.add(servicer)
        changed.insert(servicer.id)
    }
}
