import KFBotModel

/// The servicers who take customers and have a place, in the order in which they come.
///
/// However many there are, the next one is found among the first of each load, of which there are at
/// most 200.
struct Roster: Hashable, Sendable {
    /// A servicer's place among those of the same load.
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

    /// Those of each load, in turn.
    private var turns: [[Turn]] = []
    /// How many there are.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Adds a servicer who takes customers and has a place; ignores any other.
    mutating func add(_ servicer: Servicer) {
        guard servicer.takesCustomers, servicer.hasPlace else { return }
        while turns.count <= servicer.load { turns.append([]) }
        let turn = Turn(servicer)
        turns[servicer.load].insert(turn, at: Self.index(of: turn, in: turns[servicer.load]))
        count += 1
    }

    /// Takes out a servicer, given as added.
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

    /// Who comes next; `nil` if nobody has a place.
    func next(by order: Distribution.Order) -> ServicerID? {
        switch order {
        case .idleFirst: turns.first { !$0.isEmpty }?.first?.id
        case .inTurn: turns.lazy.compactMap(\.first).min()?.id
        }
    }

    private static func index(of turn: Turn, in turns: [Turn]) -> Int {
        // Who was last given a customer goes to the end.
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
