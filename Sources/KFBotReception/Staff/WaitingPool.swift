public import KFBotModel

/// The customers of an account who wait for a servicer (待接入池), first come, first served.
public struct WaitingPool: Hashable, Sendable {
    /// A customer with the number of their ticket.
    public struct Place: Hashable, Sendable {
        /// Numbers rise in the order of arrival.
        public let ticket: Int
        /// Who waits.
        public let customer: CustomerID
    }

    /// Who waits, in order.
    public private(set) var places: ArraySlice<Place> = []
    /// The number of the next ticket.
    public private(set) var nextTicket = 1

    /// An empty pool.
    public init() {}

    /// A pool as it was stored.
    init(places: [Place], nextTicket: Int) {
        self.places = places[...]
        self.nextTicket = nextTicket
    }

    /// How many wait.
    public var count: Int { places.count }

    /// Who comes next.
    public var first: Place? { places.first }

    /// How many wait before a ticket.
    ///
    /// - Complexity: O(log *n*), *n* the number of those who wait.
    public func ahead(of ticket: Int) -> Int { index(of: ticket) - places.startIndex }

    /// Puts a customer at the end and returns the ticket.
    mutating func add(_ customer: CustomerID) -> Int {
        places.append(Place(ticket: nextTicket, customer: customer))
        nextTicket += 1
        return nextTicket - 1
    }

    /// Takes a ticket out; nothing happens if it is not there.
    ///
    /// - Complexity: O(1) for the first, else O(*n*).
    mutating func remove(_ ticket: Int) {
        let index = index(of: ticket)
        guard index < places.endIndex, places[index].ticket == ticket else { return }
        if index == places.startIndex {
            places.removeFirst()
            // A slice keeps what lies before it: let go of that now and then.
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
