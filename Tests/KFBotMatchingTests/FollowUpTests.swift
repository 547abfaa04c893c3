import CustomDump
import KFBot
import KFBotTesting
import Testing

struct FollowUpTests {
    private let matcher = SampleKnowledge.matcher([
        SampleKnowledge.entry("open", ["怎么开通国际漫游", "开国际漫游"]),
        SampleKnowledge.entry("close", ["怎么取消国际漫游", "国际漫游不要了"]),
        SampleKnowledge.entry("esim", ["怎么取消eSIM", "取消eSIM"]),
        SampleKnowledge.entry("pay", ["怎么充话费", "话费在哪里充"]),
        SampleKnowledge.entry("late", ["充话费多久到账"]),
        SampleKnowledge.entry("bill", ["怎么开发票", "我要发票"]),
    ])

    private func ask(_ query: String, after previous: String) -> MatchResult {
        guard case .answer(let answer) = matcher.ask(previous).outcome else {
            Issue.record("\(previous) is not answered")
            return matcher.ask(query)
        }
        return matcher.match(
            query,
            following: PreviousQuestion(text: previous, entry: answer.entry),
            at: SampleKnowledge.now,
            explains: true
        )
    }

    @Test("what a short question leaves out is taken from the one before")
    func ellipsis() throws {
        #expect(matcher.ask("那怎么取消呢").candidates.first?.entry == "esim")
        let result = ask("那怎么取消呢", after: "怎么开通国际漫游")
        #expect(result.candidates.first?.entry == "close")
        #expect(result.outcome.name == "answer")
        let explanation = try #require(result.explanation)
        #expect(explanation.previous == "怎么开通国际漫游")
        #expect(explanation.sentence.contains("上一个问题"))
    }

    @Test(
        "a question that stands by itself is answered as if nothing had come before",
        arguments: ["怎么开发票", "请问发票怎么开", "今天天气怎么样", "你好", "那你吃饭了吗", "我想问一下我要发票的话应该怎么弄"]
    )
    func own(_ query: String) {
        let alone = matcher.ask(query)
        let after = ask(query, after: "怎么开通国际漫游")
        expectNoDifference(after.candidates, alone.candidates)
        expectNoDifference(after.outcome, alone.outcome)
        #expect(after.explanation?.previous == nil)
    }

    @Test("the policy can switch it off")
    func switchedOff() {
        var matcher = self.matcher
        matcher.policy.followsUp = false
        let previous = PreviousQuestion(text: "怎么开通国际漫游", entry: "open")
        let result = matcher.match("那怎么取消呢", following: previous, at: SampleKnowledge.now)
        expectNoDifference(result.candidates, matcher.ask("那怎么取消呢").candidates)
    }
}
