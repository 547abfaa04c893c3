import KFBot
import KFBotService
import Testing

struct CustomerTurnsTests {
    private let turns = CustomerTurns()
    private let customer = CustomerTurns.Customer("c", of: "A")

    /// How many are at it at a time.
    private actor Counts {
        private(set) var (present, most) = (0, 0)

        func enter() {
            present += 1
            most = max(most, present)
        }

        func leave() { present -= 1 }
    }

    @Test("messages of a customer are handled one after another, those of others meanwhile")
    func oneAtATime() async throws {
        let counts = Counts()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<CustomerTurns.most {
                group.addTask { [turns, customer] in
                    try await turns.admit(customer) {
                        try await turns.inTurn(customer) {
                            await counts.enter()
                            await Task.yield()
                            // It is nobody's turn at another account because of this one.
                            let other = CustomerTurns.Customer("c", of: "B")
                            try await turns.admit(other) { try await turns.inTurn(other) {} }
                            await counts.leave()
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await counts.most == 1)
        #expect(await counts.present == 0)
    }

    @Test("more than 64 messages of a customer at a time are refused, and taken again later")
    func most() async throws {
        func enter(_ depth: Int) async throws {
            guard depth > 0 else {
                await #expect {
                    try await turns.admit(customer) {}
                } throws: { error in
                    (error as? ServiceError)?.code == "too_many_messages"
                }
                try await turns.admit(CustomerTurns.Customer("d", of: "A")) {}
                return
            }
            try await turns.admit(customer) { try await enter(depth - 1) }
        }
        try await enter(CustomerTurns.most)
        try await enter(CustomerTurns.most)
    }

    @Test("a turn that nobody waits for any more is passed on")
    func cancellation() async throws {
        let (held, isHeld) = AsyncStream.makeStream(of: Void.self)
        let (go, goes) = AsyncStream.makeStream(of: Void.self)
        async let first: Void = turns.admit(customer) {
            try await turns.inTurn(customer) {
                isHeld.yield()
                for await _ in go { break }
            }
        }
        for await _ in held { break }
        let second = Task { [turns, customer] in
            try await turns.admit(customer) { try await turns.inTurn(customer) {} }
        }
        second.cancel()
        goes.yield()
        try await first
        await #expect(throws: CancellationError.self) { try await second.value }
        try await turns.admit(customer) { try await turns.inTurn(customer) {} }
    }
}
