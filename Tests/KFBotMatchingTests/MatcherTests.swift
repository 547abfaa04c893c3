import CustomDump
import Foundation
import KFBot
import KFBotTesting
import Testing

struct MatcherTests {
    private let matcher = SampleKnowledge.matcher()

    @Test(
        "a stored phrasing asked verbatim is answered with confidence 1",
        arguments: [
            "怎么申请退款", "如何退钱", "退款多久到账？", "ＩＰＨＯＮＥ１５支持无线充电吗", "發票怎麼開", " 发票，怎么开！！",
        ]
    )
    func verbatim(_ query: String) {
        let result = matcher.ask(query)
        #expect(result.outcome.name == "answer")
        #expect(result.confidence == 1)
        #expect(result.explanation?.isVerbatim == true)
    }

    @Test("a phrasing that two entries hold gives a menu of both")
    func verbatimTwice() {
        let twice = SampleKnowledge.example + [SampleKnowledge.entry("F", ["开发票问题", "发票怎么开"])]
        let result = SampleKnowledge.matcher(twice).ask("发票怎么开")
        guard case .clarify(let menu) = result.outcome else {
            Issue.record("\(result.outcome.name)")
            return
        }
        expectNoDifference(menu.prefix(2).map(\.entry), ["C", "F"])
        #expect(result.candidates.allSatisfy { $0.confidence <= 1 })
    }

    struct Case: CustomTestStringConvertible {
        let query: String
        let brief: String
        var testDescription: String { query }
    }

    @Test(
        "queries as customers write them",
        arguments: [
            Case(query: "请问一下，退款怎么弄呢😭😭", brief: "answer A"),
            Case(query: "退錢要怎麼弄", brief: "answer A"),
            Case(query: "zenme shenqing tuikuan", brief: "answer A"),
            Case(query: "zenmeshenqingtuikuan", brief: "answer A"),
            Case(query: "lanmao zenme shenqing tuikuan", brief: "answer A"),
            Case(query: "你好，[微笑]，怎么申请退款，谢谢啦🙏", brief: "answer A"),
            Case(query: "怎么申请退宽", brief: "answer A"),
            Case(query: "怎么审请退款", brief: "answer A"),
            Case(query: "ｉＰｈｏｎｅ１４支持无线充电吗", brief: "clarify D"),
            Case(query: "你好", brief: "smalltalk -"),
            Case(query: "在吗？谢谢🙏", brief: "smalltalk D"),
            Case(query: "", brief: "smalltalk -"),
            Case(query: "🙏", brief: "smalltalk -"),
            Case(query: "北京天安门", brief: "miss -"),
        ]
    )
    func outcomes(_ test: Case) {
        #expect(matcher.brief(test.query) == test.brief)
    }

    @Test("发票: one word finds its entry first")
    func shortQuery() {
        #expect(matcher.ask("发票").candidates.first?.entry == "C")
    }

    @Test("a long story finds the point at its end")
    func longQuery() {
        let story =
            "你们好我上个星期在你们店里给孩子买了两件衣服结果快递一直没有动后来就取消了，钱到现在也没看到，"
            + "我想知道的是退款多久到账"
        #expect(matcher.ask(story).candidates.first?.entry == "B")
        // Several messages behind each other, which are more than 2,048 bytes.
        let longer = String(repeating: "今天天气不错我们去公园玩，", count: 60) + story
        #expect(longer.utf8.count > 2_048)
        #expect(matcher.ask(longer).candidates.first?.entry == "B")
        let endless = String(repeating: "今天天气不错我们去公园玩，", count: 400)
        #expect(matcher.ask(endless).candidates.count <= 10)
    }

    @Test("the outcome does not depend on how many candidates are asked for")
    func topOnlyCuts() {
        for query in ["退款", "修改地址", "怎么弄", "iPhone14 无线充电"] {
            let all = matcher.ask(query, top: 100)
            for top in 1...3 {
                let some = matcher.ask(query, top: top)
                expectNoDifference(some.outcome, all.outcome)
                expectNoDifference(some.candidates, Array(all.candidates.prefix(top)))
                expectNoDifference(some.explanation, all.explanation)
            }
        }
    }

    @Test("many threads get what one gets")
    func concurrency() async {
        let queries = ["退款几天到账", "怎么退钱", "能修改收货地址吗", "今天天气怎么样"]
        let matcher = self.matcher
        let expected = queries.map { matcher.ask($0).candidates }
        await withTaskGroup(of: [[Candidate]].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<50).flatMap { _ in queries.map { matcher.ask($0).candidates } }
                }
            }
            for await results in group {
                for (place, result) in results.enumerated() {
                    expectNoDifference(result, expected[place % queries.count])
                }
            }
        }
    }

    @Test("equal entries keep the order of the base")
    func ties() {
        let entries = ["x", "b", "a", "c"].map { SampleKnowledge.entry($0, ["怎么开通会员 \($0)"]) }
        let found = SampleKnowledge.matcher(entries).ask("开通会员要怎么做").candidates.map(\.entry)
        expectNoDifference(found, ["x", "b", "a", "c"])
    }

    @Test("disabled, expired and other accounts' entries are not found")
    func availability() {
        var entries = SampleKnowledge.example
        entries[0].isEnabled = false
        entries[1].validUntil = SampleKnowledge.now
        entries[2].validFrom = SampleKnowledge.now
        entries[3].accounts = ["kf1"]
        let matcher = SampleKnowledge.matcher(entries)
        #expect(matcher.brief("怎么申请退款") == "miss -" || !matcher.brief("怎么申请退款").hasSuffix("A"))
        #expect(!matcher.ask("退款多久到账").candidates.contains { $0.entry == "B" })
        #expect(matcher.brief("发票怎么开") == "answer C")
        let query = "iPhone15支持无线充电吗"
        #expect(matcher.ask(query, account: "kf1").outcome.name == "answer")
        #expect(!matcher.ask(query, account: "kf2").candidates.contains { $0.entry == "D" })
        #expect(matcher.ask(query).outcome.name == "answer")
    }

    @Test("the base's own synonyms win over the shipped ones")
    func synonyms() {
        let entries = [
            SampleKnowledge.entry("x", ["怎么查询积分"]), SampleKnowledge.entry("y", ["怎么查询余额"]),
        ]
        let plain = SampleKnowledge.matcher(entries).ask("怎么查询点数")
        #expect(plain.outcome.name != "answer")
        let own = SampleKnowledge.matcher(entries, Vocabulary(synonyms: [["积分", "点数"]]))
        #expect(own.brief("怎么查询点数") == "answer x")
    }

    @Test("the base's own fillers are small talk")
    func fillers() {
        let vocabulary = Vocabulary(fillers: ["小澄小澄"])
        #expect(
            SampleKnowledge.matcher(SampleKnowledge.example, vocabulary).brief("小澄小澄")
                == "smalltalk -"
        )
        #expect(matcher.brief("小澄小澄") == "miss -")
    }

    @Test("an empty base misses everything but small talk")
    func emptyBase() {
        let empty = SampleKnowledge.matcher([])
        #expect(empty.brief("怎么退款") == "miss -")
        #expect(empty.brief("你好") == "smalltalk -")
    }
}
