import Foundation
import KFBot
import KFBotTesting
import Testing

/// What servicers do, and how customers come to them.
struct ServicerTests {
    private let staff = Desktop()

    private func handOff(_ customers: CustomerID...) throws -> [Disposition] {
        try customers.map { try staff.say("转人工", $0) }
    }

    @Test("in turn: each gets one before anybody gets a second")
    func inTurn() throws {
        for id: ServicerID in ["a", "b", "c"] { try staff.put(id) }
        #expect(
            try handOff("1", "2", "3", "4")
                == [.delivered("a"), .delivered("b"), .delivered("c"), .delivered("a")]
        )
    }

    @Test("the least busy first")
    func idleFirst() throws {
        staff.configuration.distribution = Distribution(order: .idleFirst)
        try staff.put("a")
        try staff.put("b")
        _ = try handOff("1", "2", "3")
        #expect(try staff.send(.end(by: "a"), "1") == .done)
        #expect(try staff.send(.end(by: "a"), "3") == .done)
        #expect(try handOff("4", "5") == [.delivered("a"), .delivered("b")])
    }

    @Test("the last servicer comes first, if there is a place")
    func lastServicer() throws {
        staff.configuration.distribution.prefersLastServicer = true
        try staff.put("a")
        try staff.put("b", limit: 1)
        #expect(try handOff("1", "2") == [.delivered("a"), .delivered("b")])
        _ = try staff.send(.end(by: "b"), "2")
        #expect(try handOff("2") == [.delivered("b")])
        _ = try staff.send(.end(by: "b"), "2")
        _ = try staff.send(.transfer(from: "a", to: "b"), "1")
        #expect(try handOff("2") == [.delivered("a")])
    }

    @Test("at the limit, customers wait in order, and move up when a place becomes free")
    func pool() throws {
        try staff.put("a", limit: 1)
        #expect(
            try handOff("1", "2", "3") == [.delivered("a"), .queued(ahead: 0), .queued(ahead: 1)]
        )
        #expect(staff.texts("3").last?.contains("前面还有1位") == true)
        #expect(try staff.say("还在吗", "3") == .queued(ahead: 1))
        _ = try staff.send(.end(by: "a"), "1")
        #expect(try staff.session("2").servicer == "a")
        #expect(try staff.state("3") == .waiting)
        try staff.put("a", limit: 2)
        #expect(try staff.session("3").servicer == "a")
    }

    @Test("a break keeps customers and brings none; the pool waits for its end")
    func onBreak() throws {
        try staff.put("a")
        _ = try handOff("1")
        try staff.put("a", .onBreak)
        #expect(try handOff("2") == [.queued(ahead: 0)])
        #expect(try staff.write("a", "您好", "1") == .done)
        #expect(try staff.send(.assign("a"), "2") == .refused(.servicerNotAvailable("a", .onBreak)))
        try staff.put("a", .available)
        #expect(try staff.session("2").servicer == "a")
    }

    @Test("a full pool takes a message")
    func poolFull() throws {
        staff.configuration.poolCapacity = 1
        try staff.put("a", .onBreak)
        #expect(try handOff("1", "2") == [.queued(ahead: 0), .taken])
        #expect(staff.texts("2").last == staff.configuration.texts.poolFull)
    }

    @Test("a servicer takes a customer out of turn; the others keep their order")
    func pick() throws {
        try staff.put("a", .onBreak)
        _ = try handOff("1", "2", "3")
        try staff.put("m", limit: 1)
        // The first went to m at once, so m is full.
        #expect(try staff.send(.assign("m"), "3") == .refused(.servicerFull("m", limit: 1)))
        #expect(try staff.say("喂", "3") == .queued(ahead: 1))
    }

    @Test("transfers: to servicers, to members only where allowed, never beyond the limit")
    func transfer() throws {
        try staff.put("a")
        try staff.put("b", .onBreak)
        try staff.put("m", role: .member)
        _ = try handOff("1")
        #expect(
            try staff.send(.transfer(from: "b", to: "a"), "1") == .refused(.notServing("b"))
        )
        #expect(
            try staff.send(.transfer(from: "a", to: "x"), "1") == .refused(.unknownServicer("x"))
        )
        #expect(
            try staff.send(.transfer(from: "a", to: "b"), "1")
                == .refused(.servicerNotAvailable("b", .onBreak))
        )
        #expect(
            try staff.send(.transfer(from: "a", to: "m"), "1") == .refused(.membersNotAllowed("m"))
        )
        staff.configuration.transferScope = .moreMembers
        #expect(try staff.send(.transfer(from: "a", to: "m"), "1") == .delivered("m"))
        #expect(try staff.send(.transfer(from: "m", to: "a"), "1") == .delivered("a"))
        _ = try staff.send(.transfer(from: "a", to: "m"), "1")
        #expect(try staff.send(.end(by: "m"), "1") == .done)
        try staff.put("a", .stopped)
        #expect(try handOff("2") == [.queued(ahead: 0)])
    }

    @Test("a servicer writes 5 messages, not 6, and none after 48 hours")
    func budget() throws {
        try staff.put("a")
        _ = try handOff("1")
        // The bot's notice was the first.
        for _ in 0..<4 { #expect(try staff.write("a", "您好", "1") == .done) }
        #expect(try staff.write("a", "您好", "1") == .refused(.budgetSpent(limit: 5)))
        _ = try staff.say("好", "1")
        staff.now += 48 * 3600
        #expect(try staff.write("a", "您好", "1") == .refused(.windowClosed))
    }

    @Test("blocked for 30 days, to the second")
    func block() throws {
        try staff.put("a")
        _ = try handOff("1")
        #expect(try staff.send(.block("b"), "1") == .refused(.notServing("b")))
        #expect(try staff.send(.block("a"), "1") == .done)
        #expect(try staff.state("1") == .ended)
        let until = staff.now.addingTimeInterval(30 * 86_400)
        try staff.wait(30 * 86_400 - 1)
        #expect(try staff.say("怎么退货", "1") == .refused(.blocked(until: until)))
        #expect(Refusal.blocked(until: until).text == "消息已发出，但被对方拒收了")
        staff.now += 1
        #expect(try staff.say("怎么退货", "1") == .answered)
    }

    @Test("a block can be lifted, and a session that is over can be resumed")
    func resume() throws {
        try staff.put("a")
        _ = try handOff("1")
        #expect(
            try staff.send(.resume("a"), "1")
                == .refused(.moveNotAllowed(from: .servicer, to: .servicer))
        )
        _ = try staff.send(.block("a"), "1")
        _ = try staff.send(.unblock("a"), "1")
        #expect(try staff.send(.resume("a"), "1") == .delivered("a"))
        #expect(try staff.write("a", "您好", "1") == .done)
    }

    @Test("a reminder comes once, after the servicer's own minutes, and not after an answer")
    func reminder() throws {
        try staff.put("a", reminder: 3)
        _ = try handOff("1")
        let since = staff.now
        let reminder = SessionAction.remind("a", since: since)
        try staff.wait(179)
        #expect(!staff.actions().contains(reminder))
        try staff.wait(1)
        #expect(staff.actions().filter { $0 == reminder }.count == 1)
        try staff.wait(600)
        #expect(staff.actions().filter { $0 == reminder }.count == 1)
        _ = try staff.write("a", "您好", "1")
        _ = try staff.say("谢谢", "1")
        _ = try staff.write("a", "不客气", "1")
        try staff.wait(600)
        #expect(staff.actions().filter { if case .remind = $0 { true } else { false } }.count == 1)
    }
}
