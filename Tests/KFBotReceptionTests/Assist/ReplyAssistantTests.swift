import Foundation
import KFBot
import KFBotTesting
import Testing

struct ReplyAssistantTests {
    @Test("a servicer gets the reply, ready to send, with the reason in Chinese")
    func suggestion() throws {
        let fixture = try AssistFixture()
        #expect(try fixture.say("我想申请退款怎么弄", "1") == .delivered("s"))
        let set = try #require(try fixture.suggested().first?.set)
        #expect(set.servicer == "s" && set.base == .main && !set.isMiss && set.revision == 1)
        #expect(set.questions.map(\.message) == ["1"])
        #expect(set.questions[0].text == "我想申请退款怎么弄")
        #expect(set.questions[0].first?.entry == "refund")
        let first = try #require(set.suggestions.first)
        #expect(first.entry == "refund" && first.confidence > 0.3)
        #expect(first.parts == [.text("在订单页点退款，三天内到账。")])
        #expect(first.related.map(\.entry) == ["fee"], "what does not exist is left out")
        #expect(first.reason.hasPrefix("客户问的与“怎么申请退款”接近，把握"))
        #expect(set.suggestions.count <= ReplyAssistant.most)
        #expect(
            zip(set.suggestions, set.suggestions.dropFirst()).allSatisfy {
                $0.confidence >= $1.confidence
            }
        )
    }

    @Test("variables are filled in, and the reason says if a phrasing was asked word for word")
    func variables() throws {
        let fixture = try AssistFixture()
        try fixture.say("人工客服几点上班？", "1")
        let first = try #require(try fixture.suggested().first?.set.suggestions.first)
        #expect(first.text.contains("09:00-18:00") && !first.text.contains("{{"))
        #expect(first.confidence == 1 && first.reason == "客户问的与“人工客服几点上班”一字不差。")
    }

    @Test("pieces are joined; greetings and requests for a person are no questions")
    func pieces() throws {
        let fixture = try AssistFixture()
        for (id, text) in [("1", "你好"), ("2", "转人工"), ("3", "人呢")] {
            try fixture.say(text, MessageID(rawValue: id))
        }
        #expect(try fixture.suggested().isEmpty)
        try fixture.say("那个发票", "4")
        try fixture.say("怎么开", "5")
        let set = try #require(try fixture.suggested().last?.set)
        #expect(set.asked == "那个发票，怎么开")
        #expect(set.suggestions.first?.entry == "invoice")
        #expect(set.questions.count == 5)
    }

    @Test("the newest question comes first, older open ones stay")
    func order() throws {
        let fixture = try AssistFixture()
        try fixture.say("怎么申请退款？", "1")
        try fixture.say("运费多少钱？", "2")
        let set = try #require(try fixture.suggested().last?.set)
        #expect(set.suggestions.map(\.entry).prefix(2) == ["fee", "refund"])
        #expect(set.suggestions[1].reason.hasPrefix("客户之前问的“怎么申请退款？”与"))
        #expect(set.suggestions[1].asked == "怎么申请退款？")
    }

    @Test("nothing is suggested if nothing matches, and that is a miss")
    func noise() throws {
        let fixture = try AssistFixture()
        try fixture.say("海豚会跳舞", "1")
        let set = try #require(try fixture.suggested().first?.set)
        #expect(set.suggestions.isEmpty && set.isMiss)
    }

    @Test("the reason says what speaks against a suggestion")
    func objection() throws {
        let fixture = try AssistFixture()
        try fixture.say("怎么开通自动续费", "1")
        let first = try #require(try fixture.suggested().first?.set.suggestions.first)
        #expect(first.entry == "stop" && first.reason.contains("但两边说的方向相反"))
    }

    @Test("while typing, replies are found by what is typed, and nothing is stored")
    func typing() throws {
        let fixture = try AssistFixture()
        let found = try fixture.workspace.assistant.suggestions(
            whileTyping: "运费",
            account: "A",
            at: AssistFixture.start
        )
        #expect(found.first?.entry == "fee")
        #expect(found.first?.reason.hasPrefix("您输入的与") == true)
        #expect(try fixture.suggested().isEmpty)
    }

    @Test(
        "a servicer gets replies by typed words, else by the customer's, and for own customers only"
    )
    func servicerAsks() throws {
        let fixture = try AssistFixture()
        try fixture.say("怎么申请退款？", "1")
        func ask(_ text: String, _ servicer: ServicerID = "s") throws -> [EntryID]? {
            let found = try fixture.workspace.assistant.suggestions(
                whileTyping: text,
                for: servicer,
                serving: "c",
                of: "A",
                in: fixture.workspace.sessions,
                at: AssistFixture.start
            )
            switch found {
            case .success(let suggestions): return suggestions.map(\.entry)
            case .failure(let refusal):
                #expect(refusal == .notServing(servicer))
                return nil
            }
        }
        #expect(try ask("运费")?.first == "fee")
        #expect(try ask(" ")?.first == "refund")
        try fixture.reply("在订单页点退款，三天内到账。", "r")
        #expect(try ask("")?.first == "refund", "answered, but still the customer's last words")
        #expect(try ask("运费", "t") == nil)
        #expect(try fixture.suggested().count == 1)
        let silent = try AssistFixture("accounts: {A: {mode: servicers, assist: silent}}")
        try silent.say("怎么申请退款？", "1")
        let none = try silent.workspace.assistant.suggestions(
            whileTyping: "",
            for: "s",
            serving: "c",
            of: "A",
            in: silent.workspace.sessions,
            at: AssistFixture.start
        )
        #expect(none == .success([]))
    }

    @Test("silent finds and shows nothing, off does nothing")
    func modes() throws {
        for mode in ["silent", "off", "false"] {
            let fixture = try AssistFixture("accounts: {A: {mode: servicers, assist: \(mode)}}")
            try fixture.say("怎么申请退款？", "1")
            #expect(try fixture.suggested().isEmpty)
            let typed = try fixture.workspace.assistant.suggestions(
                whileTyping: "运费",
                account: "A",
                at: AssistFixture.start
            )
            #expect(typed.isEmpty)
            try fixture.reply("在订单页点退款，三天内到账。", "2")
            let expected: [EntryUse: Int] = mode == "silent" ? [.considered: 1, .agreed: 1] : [:]
            #expect(try fixture.counts("refund") == expected)
        }
    }

    @Test("an unknown mode is refused with line and field")
    func unknownMode() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ReceptionConfiguration(yaml: "defaults:\n  assist: loud\n") { _ in "" }
        }
        #expect(error?.line == 2 && error?.field == "defaults.assist")
        #expect(error?.message == "one of suggest, silent, off is expected here")
    }

    @Test("another process sees suggestions as they come")
    func stream() async throws {
        let fixture = try AssistFixture()
        let other = try Workspace(directory: fixture.directory.path)
        let feed = SessionFeed(other.sessions, tick: .milliseconds(5))
        let items = feed.items(account: "A", customer: "c", after: 0)
        try fixture.say("怎么申请退款？", "1")
        for try await item in items {
            guard case .suggested(let set) = item.content else { continue }
            #expect(set.suggestions.first?.entry == "refund")
            break
        }
    }

    @Test("an edit by another process is suggested with the next message")
    func liveEdit() throws {
        let fixture = try AssistFixture()
        let other = try Workspace(directory: fixture.directory.path)
        try other.knowledge.write(to: .main, by: AssistFixture.author) { writer in
            try writer.put(
                Entry(id: "fee", question: "运费多少钱", answers: [Answer(text: "免运费。")])
            )
        }
        try fixture.say("运费多少钱？", "1")
        #expect(try fixture.suggested().first?.set.suggestions.first?.text == "免运费。")
    }

    @Test("nothing is ever sent by suggestions, whatever is asked and noted")
    func neverSends() throws {
        let fixture = try AssistFixture()
        try fixture.say("怎么申请退款？", "0")
        let greeting = try fixture.workspace.sessions.unsentMessages(limit: 100).count
        var generator = SeededGenerator(seed: 7)
        let texts = AssistFixture.entries.flatMap(\.phrasings) + ["转人工", "你好", "？", "天气"]
        for number in 1...60 {
            let text = texts.randomElement(using: &generator) ?? ""
            try fixture.say(text, MessageID(rawValue: "\(number)"))
            if let (item, set) = try fixture.suggested().last,
                let suggestion = set.suggestions.randomElement(using: &generator)
            {
                try fixture.workspace.sessions.note(
                    .used,
                    on: suggestion.entry,
                    item: item,
                    day: CalendarDay(number: 20_000),
                    at: AssistFixture.start
                )
            }
        }
        let sent = try fixture.workspace.sessions.unsentMessages(limit: 100)
        #expect(sent.count == greeting)
        #expect(sent.allSatisfy { $0.message.kind == .assigned })
        #expect(try fixture.suggested().count > 40)
    }
}
