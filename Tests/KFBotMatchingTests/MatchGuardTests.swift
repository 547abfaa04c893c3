import KFBot
import KFBotTesting
import Testing

struct MatchGuardTests {
    @Test("iPhone14 against iPhone15: a number conflict leads to a menu at most")
    func numbers() {
        let result = SampleKnowledge.matcher().ask("iPhone14支持无线充电吗")
        #expect(result.candidates.first?.guards.contains { $0.kind == .numbers } == true)
        #expect(result.confidence == MatchPolicy().conflictCap)
        #expect(result.outcome.name == "clarify")
    }

    struct SignCase: CustomTestStringConvertible {
        let held: String
        let asked: String
        var testDescription: String { "\(asked) against \(held)" }
    }

    @Test(
        "a sign that the entry's name or number lacks leads to a menu at most",
        arguments: [
            SignCase(held: "5度能开机吗", asked: "-5度能开机么"),
            SignCase(held: "零下5度能开机吗", asked: "5度能开机么"),
            SignCase(held: "红米 Note13 Pro 怎么保修", asked: "红米 Note13 Pro+ 如何保修"),
            SignCase(held: "红米 Note13 Pro+ 怎么保修", asked: "红米 Note13 Pro 如何保修"),
            SignCase(held: "C 语言课程多少钱", asked: "C++ 语言课程多少费用"),
            SignCase(held: "C++ 课程多少钱", asked: "C# 课程多少费用"),
            SignCase(held: "年龄<18能办吗", asked: "年龄>18能办么"),
            SignCase(held: "满100减5怎么用", asked: "满100减5%如何用"),
        ]
    )
    func signs(_ test: SignCase) {
        let entries = [
            SampleKnowledge.entry("x", [test.held]), SampleKnowledge.entry("y", ["会员怎么退款"]),
            SampleKnowledge.entry("z", ["地址怎么修改"]),
        ]
        let result = SampleKnowledge.matcher(entries).ask(test.asked)
        #expect(result.candidates.first?.entry == "x")
        #expect(result.candidates.first?.guards.contains { $0.kind == .signs } == true)
        #expect(result.outcome.name != "answer")
        let own = SampleKnowledge.matcher(
            entries + [SampleKnowledge.entry("own", [test.asked])]
        )
        #expect(own.ask(test.asked).candidates.first?.entry == "own")
        #expect(own.ask(test.asked).outcome.name == "answer")
        #expect(own.ask(test.held).candidates.first?.entry == "x")
    }

    @Test("零下5度 and -5度 are the same question; a sign that both have stands against nothing")
    func sameSigns() {
        let matcher = SampleKnowledge.matcher([
            SampleKnowledge.entry("below", ["零下5度能开机吗"]),
            SampleKnowledge.entry("above", ["5度能开机吗"]),
        ])
        for query in ["-5度能开机吗", "−5度能开机吗", "负5度能开机吗", "零下5度能开机吗"] {
            let result = matcher.ask(query)
            #expect(result.candidates.first?.entry == "below" && result.confidence == 1, "\(query)")
        }
        #expect(matcher.ask("5度能开机吗").candidates.first?.entry == "above")
    }

    @Test("开通 against 关闭: a direction conflict leads to a menu at most")
    func direction() {
        let entries = [
            SampleKnowledge.entry("x", ["怎么关闭自动续费"]), SampleKnowledge.entry("y", ["会员多少钱"]),
        ]
        let result = SampleKnowledge.matcher(entries).ask("怎么开通自动续费")
        let fired = result.candidates.first?.guards.first { $0.kind == .direction }
        #expect(fired?.detail == "开通 / 关闭")
        #expect(result.outcome.name != "answer")
    }

    @Test("能 against 不能: negation lowers, and caps only under the careful policy")
    func negation() {
        var matcher = SampleKnowledge.exampleMatcher()
        let query = "能修改收货地址吗"
        #expect(matcher.ask(query).candidates.first?.features[.negation] == 1)
        #expect(matcher.ask(query).outcome.name == "answer")
        matcher.policy = .careful
        #expect(matcher.ask(query).outcome.name == "clarify")
    }

    @Test("a negative question asked verbatim never gets its entry, a nearer one no answer")
    func negativeQuestions() {
        var entries = SampleKnowledge.example
        entries[0].negativeQuestions = ["怎么申请退款保险"]
        let matcher = SampleKnowledge.matcher(entries)
        #expect(matcher.ask("怎么申请退款").outcome.name == "answer")
        let verbatim = matcher.ask("怎么申请退款保险？")
        #expect(verbatim.candidates.first?.entry != "A" || verbatim.confidence == 0)
        #expect(verbatim.outcome.name != "answer")
        let near = matcher.ask("请问怎么申请退款保险呢")
        #expect(near.outcome.name != "answer")
    }

    @Test("thresholds are reached at equality, and not just below")
    func thresholds() throws {
        var matcher = SampleKnowledge.exampleMatcher()
        matcher.policy.conflictCap = 1
        let confidence = matcher.ask("能修改收货地址吗").confidence
        matcher.policy.answerThreshold = confidence
        #expect(matcher.ask("能修改收货地址吗").outcome.name == "answer")
        matcher.policy.answerThreshold = confidence.nextUp
        #expect(matcher.ask("能修改收货地址吗").outcome.name == "clarify")
        matcher.policy.clarifyThreshold = confidence
        #expect(matcher.ask("能修改收货地址吗").outcome.name == "clarify")
        let together = try #require(matcher.ask("能修改收货地址吗").explanation?.together)
        let likelier = max(together, confidence)
        matcher.policy.clarifyThreshold = likelier
        #expect(matcher.ask("能修改收货地址吗").outcome.name == "clarify")
        matcher.policy.clarifyThreshold = likelier.nextUp
        #expect(matcher.ask("能修改收货地址吗").outcome.name == "miss")
    }

    @Test("the defaults are those of docs/quality.md")
    func defaults() {
        let policy = MatchPolicy()
        #expect(policy.answerThreshold == 0.85)
        #expect(policy.clarifyThreshold == 0.35)
        #expect(policy.longClarifyThreshold == 0.25)
        #expect(policy.menuSize == 5)
    }

    @Test("a menu holds at most five entries and no near copies")
    func menu() {
        var entries = (1...8).map { SampleKnowledge.entry("m\($0)", ["会员权益第\($0)档是什么"]) }
        entries += [SampleKnowledge.entry("copy", ["会员权益第1档是什么呢"])]
        var matcher = SampleKnowledge.matcher(entries)
        matcher.policy.clarifyThreshold = 0
        guard case .clarify(let menu) = matcher.ask("会员权益").outcome else {
            Issue.record("no menu")
            return
        }
        #expect(menu.count <= 5)
        #expect(Set(menu.map(\.entry)).isSubset(of: Set(entries.map(\.id))))
        #expect(!menu.contains { $0.entry == "copy" } || !menu.contains { $0.entry == "m1" })
    }

    @Test(
        "a base of one to three entries is silent off its subject and answers on it",
        arguments: [1, 2, 3]
    )
    func tinyBases(_ size: Int) {
        let matcher = SampleKnowledge.matcher(Array(SampleKnowledge.example.prefix(size)))
        for query in [
            "今天天气怎么样", "你们公司怎么招聘", "怎么去火车站", "明天几点上课", "这个菜怎么做才好吃", "我家的猫怎么不吃饭",
        ] {
            let result = matcher.ask(query)
            #expect(result.outcome.name == "miss", "\(query): \(result.confidence)")
        }
        for query in ["怎么申请退款呢", "我要怎么退钱", "请问退款怎么弄"] {
            #expect(matcher.brief(query) == "answer A", "\(query)")
        }
    }

    @Test("five entries have rivals enough, four have not")
    func missingRivals() throws {
        let five = SampleKnowledge.matcher().ask("今天天气怎么样")
        #expect(five.explanation?.missingRivals == 0)
        let four = SampleKnowledge.matcher(Array(SampleKnowledge.example.prefix(4)))
            .ask("今天天气怎么样")
        #expect(try #require(four.explanation?.missingRivals) > 0)
    }
}
