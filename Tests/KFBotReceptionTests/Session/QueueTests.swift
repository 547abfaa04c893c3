import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotReception

/// Nobody is lost: customers who wait, and customers of accounts where nobody is at work.
struct QueueTests {
    private let staff = Desktop()
    private var texts: ReceptionTexts { staff.configuration.texts }

    private func queue(_ customer: CustomerID) throws {
        try staff.put("a", .onBreak)
        guard case .queued = try staff.say("转人工", customer) else {
            Issue.record("\(customer) does not wait")
            return
        }
    }

    @Test("who waits too long is told so, keeps the place, and comes to the next servicer")
    func waitTimeout() throws {
        staff.configuration.waitTimeout = 60
        try queue("1")
        try staff.wait(59)
        #expect(staff.texts("1").last != texts.waitExpired)
        try staff.wait(1)
        #expect(staff.texts("1").last == texts.waitExpired)
        #expect(try staff.state("1") == .waiting)
        #expect(try staff.session("1").hasWaitedTooLong)
        let count = staff.texts("1").count
        try staff.wait(3600)
        #expect(staff.texts("1").count == count)
        try staff.put("a", .available)
        let session = try staff.session("1")
        #expect(session.servicer == "a" && !session.hasWaitedTooLong)
    }

    @Test("a customer who waits for people is not ended by silence; one who was answered is")
    func silence() throws {
        staff.configuration.idleTimeout = 600
        staff.configuration.waitTimeout = 0
        try queue("1")
        try staff.wait(6000)
        #expect(try staff.state("1") == .waiting)
        try staff.put("a", .available)
        try staff.wait(6000)
        #expect(try staff.state("1") == .servicer)
        _ = try staff.say("在吗", "1")
        _ = try staff.write("a", "您好", "1")
        try staff.wait(599)
        #expect(try staff.state("1") == .servicer)
        try staff.wait(1)
        #expect(try staff.state("1") == .ended)
    }

    @Test(
        "who asks about the queue is told the place",
        arguments: [
            "还要多久", "在吗？", "有人吗", "前面还有几位", "请问还要等多久呀", "怎么还没人", "到我了吗", "人呢", "排到第几位了",
            "我还要等多久才能轮到我", "喂，有人在吗？",
        ]
    )
    func place(question: String) throws {
        try queue("1")
        try queue("2")
        #expect(try staff.say(question, "2") == .queued(ahead: 1))
        #expect(staff.texts("2").last == texts.waiting.replacing("{{ahead}}", with: "1"))
        #expect(try staff.say(question, "1") == .queued(ahead: 0))
        #expect(staff.texts("1").last == texts.waitingNext)
        #expect(!staff.texts("1").contains { $0.contains("0位") || $0.contains("待接入池") })
    }

    @Test(
        "a question that is about more than the queue is none about the queue",
        arguments: ["退款要多久", "多久发货", "在吗 我要退款", "第几位客户有优惠", "排队买票怎么买"]
    )
    func otherQuestions(question: String) {
        #expect(!QueueQuestion.asksForPlace(RequestText(question)))
    }

    @Test("a question that the base knows is answered in the queue, and the place is kept")
    func answered() throws {
        try queue("1")
        try queue("2")
        #expect(try staff.say("怎么退货", "1") == .queued(ahead: 0))
        #expect(staff.texts("1").last == "七天内可退。")
        #expect(try staff.state("1") == .waiting)
        // An entry that hands over, a menu and a miss leave the customer where they are.
        let count = staff.texts("1").count
        for text in ["我要投保", "运费多少", "没有的问题"] {
            #expect(try staff.say(text, "1") == .queued(ahead: 0))
        }
        #expect(staff.texts("1").count == count)
        try staff.wait(61)
        _ = try staff.say("没有的问题二", "1")
        #expect(staff.texts("1").last == texts.waitingNext)
    }

    @Test("where people alone receive, the bot answers nobody who waits")
    func peopleOnly() throws {
        staff.configuration.policy.mode = .servicers
        try staff.put("a", .onBreak)
        #expect(try staff.say("怎么退货", "1") == .queued(ahead: 0))
        #expect(try staff.say("怎么退货", "1") == .queued(ahead: 0))
        #expect(!staff.texts("1").contains("七天内可退。"))
    }

    @Test("with nobody at work the bot goes on, takes messages, and people find them later")
    func nobodyAtWork() throws {
        #expect(try staff.say("讲个笑话") == .answered)
        #expect(try staff.say("唱首歌") == .taken)
        #expect(staff.texts().last == texts.nobodyAtWork)
        #expect(try staff.say("怎么退货") == .answered)
        #expect(staff.texts().last == "七天内可退。")
        #expect(try staff.say("再来一个") == .taken)
        #expect(staff.texts().last == texts.messageTaken)
        #expect(try staff.session().bot.leftCount == 3)
        try staff.put("a", .stopped)
        try staff.wait(600)
        #expect(try staff.state() == .bot)
        try staff.put("a", .available)
        try staff.wait(300)
        #expect(try staff.session().servicer == "a")
        #expect(staff.texts().last == texts.resumed)
    }

    @Test("who receives is who greets")
    func welcome() throws {
        staff.configuration.policy.mode = .servicers
        staff.configuration.name = "售后"
        staff.configuration.texts.welcomePeople = "您好，这里是{{name}}。"
        _ = try staff.send(.opened, "1")
        #expect(staff.texts("1") == [texts.nobodyAtWork])
        try staff.put("a")
        _ = try staff.send(.opened, "2")
        #expect(staff.texts("2") == ["您好，这里是售后。"])
        staff.configuration.policy.mode = .bot(.allDay)
        _ = try staff.send(.opened, "3")
        #expect(staff.texts("3") == [texts.welcome])
        staff.configuration.policy.mode = .servicers
        staff.configuration.hours.weekly = [:]
        _ = try staff.send(.opened, "4")
        #expect(staff.texts("4").count == 1 && !staff.texts("4")[0].contains("{{"))
        #expect(!staff.texts("4")[0].contains("智能客服"))
    }

    @Test(
        "who wants no person gets none",
        arguments: ["不用转人工", "别转人工了", "不要人工", "不需要人工客服，谢谢", "我不想找人工"]
    )
    func declined(text: String) throws {
        try staff.put("a")
        #expect(try staff.say(text) == .answered)
        #expect(staff.texts() == [texts.handoffDeclined])
        #expect(try staff.state() == .bot)
    }
}
