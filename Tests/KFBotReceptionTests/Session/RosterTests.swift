import KFBot
import KFBotTesting
import Testing

@testable import KFBotReception

/// The order in which servicers come is private to the staff; it is compared with a plain search.
struct RosterTests {
    private func scan(_ staff: Staff, _ rule: Distribution, last: ServicerID?) -> ServicerID? {
        let free = staff.servicers.values.filter { $0.takesCustomers && $0.hasPlace }
        if rule.prefersLastServicer, free.contains(where: { $0.id == last }) { return last }
        return free.min { one, other in
            if rule.order == .idleFirst, one.load != other.load { return one.load < other.load }
            return (one.lastTurn, one.id) < (other.lastTurn, other.id)
        }?.id
    }

    @Test("the staff chooses as a search of everybody does", arguments: [1, 2, 3] as [UInt64])
    func chooses(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var staff = Staff()
        for _ in 0..<3_000 {
            let id = ServicerID(rawValue: "s\(Int.random(in: 0..<30, using: &generator))")
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<2:
                staff.put(
                    Servicer(
                        id: id,
                        status: ServicerStatus.allCases.randomElement(using: &generator)
                            ?? .available,
                        role: Int.random(in: 0..<8, using: &generator) == 0 ? .member : .servicer,
                        limit: Int.random(in: 1...6, using: &generator)
                    )
                )
            case 2: _ = staff.remove(id)
            case 3..<6: staff.release(id)
            default:
                let rule = Distribution(
                    order: Bool.random(using: &generator) ? .inTurn : .idleFirst,
                    prefersLastServicer: Bool.random(using: &generator)
                )
                let choice = staff.choose(by: rule, last: id)
                #expect(choice == scan(staff, rule, last: id), "seed \(seed)")
                #expect(staff.hasPlace == (choice != nil))
                if let choice { staff.occupy(choice) }
            }
        }
    }
}
