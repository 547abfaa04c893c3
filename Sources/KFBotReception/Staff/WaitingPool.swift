public import KFBotModel

/// The customers of an account who wait for a servicer (待接入池); first come, first served.
public struct WaitingPool: Hashable, Sendable {
    /// A waiting customer with their ticket.
    public struct Place: Hashable, Sendable {
        /// The ticket's number.
        ///
        /// Numbers rise in the order of arrival.
        public let ticket: Int
        /// The customer who waits.
        public let customer: CustomerID
    }

    /// The waiting customers, in the order of arrival.
    public private(set) var places: ArraySlice<Place> = []
    /// The number of the next ticket.
    public private(set) var nextTicket = 1

    /// Creates an empty pool.
    public init() {}

    /// Creates a pool as it was stored.
    init(places: [Place], nextTicket: Int) {
        self.places = places[...]
        self.nextTicket = nextTicket
    }

    /// How many customers wait.
    public var count: Int { places.count }

    /// The customer who comes next; `nil` if nobody waits.
    public var first: Place? { places.first }

    /// How many customers wait before a ticket.
    ///
    /// - Complexity: O(log *n*), *n* the number of waiting customers.
    public func ahead(of ticket: Int) -> Int { index(of: ticket) - places.startIndex }

    /// Adds a customer at the end and returns the ticket.
    mutating func add(_ customer: CustomerID) -> Int {
        places.append(Place(ticket: nextTicket, customer: customer))
        nextTicket += 1
        return nextTicket - 1
    }

    /// Removes a ticket; does nothing if it is not there.
    ///
    /// - Complexity: O(1) for the first, else O(*n*).
    mutating func remove(_ ticket: Int) {
        let index = index(of: ticket)
        guard index < places.endIndex, places[index].ticket == ticket else { return }
        if index == places.startIndex {
            places.removeFirst()
            // A slice keeps the memory before it, so it is copied now and then.
            if places.startIndex > 64, places.startIndex > places.count {
                places = Array(places)[...]
            }
        } else {
            places.remove(at: index)
        }
    }

    private func index(of ticket: Int) -> Int {
        var low = places.startIndex
        var high = places.endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if places[middle].ticket < ticket { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
