import KFBotModel

/// The servicers who take customers and have a free place, in the order of their turns.
///
/// Servicers are grouped by load. However many there are, the next one is among the first of each
/// group, and there are at most 200 groups.
struct Roster: Hashable, Sendable {
    /// A servicer's position among those with the same load.
    private struct Turn: Hashable, Comparable {
        let lastTurn: Int
        let id: ServicerID

        init(_ servicer: Servicer) {
            lastTurn = servicer.lastTurn
            id = servicer.id
        }

        static func < (one: Turn, other: Turn) -> Bool {
            (one.lastTurn, one.id) < (other.lastTurn, other.id)
        }
    }

    /// The servicers of each load, in the order of their turns.
    private var turns: [[Turn]] = []
    /// How many servicers there are.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Adds a servicer who takes customers and has a free place; ignores any other.
    mutating func add(_ servicer: Servicer) {
        guard servicer.takesCustomers, servicer.hasPlace else { return }
        while turns.count <= servicer.load { turns.append([]) }
        let turn = Turn(servicer)
        turns[servicer.load].insert(turn, at: Self.index(of: turn, in: turns[servicer.load]))
        count += 1
    }

    /// Removes a servicer; pass the value that was added.
    mutating func remove(_ servicer: Servicer) {
        guard turns.indices.contains(servicer.load) else { return }
        let turn = Turn(servicer)
        let index = Self.index(of: turn, in: turns[servicer.load])
        guard index < turns[servicer.load].count, turns[servicer.load][index] == turn else {
            return
        }
        turns[servicer.load].remove(at: index)
        count -= 1
    }

    /// The servicer whose turn it is; `nil` if nobody has a free place.
    func next(by order: Distribution.Order) -> ServicerID? {
        switch order {
        case .idleFirst: turns.first { !$0.isEmpty }?.first?.id
        case .inTurn: turns.lazy.compactMap(\.first).min()?.id
        }
    }

    private static func index(of turn: Turn, in turns: [Turn]) -> Int {
        // A servicer who was just given a customer goes to the end.
        if let last = turns.last, last < turn { return turns.count }
        var low = 0
        var high = turns.count
        while low < high {
            let middle = low + (high - low) / 2
            if turns[middle] < turn { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
