import CustomDump
import KFBot
import KFBotTesting
import Testing

struct ClauseTests {
    private let matcher = SampleKnowledge.matcher([
        SampleKnowledge.entry("refund", ["怎么申请退款", "退款怎么弄", "如何退钱"]),
        SampleKnowledge.entry("arrival", ["退款多久到账", "退的钱什么时候到"]),
        SampleKnowledge.entry("bill", ["发票怎么开", "怎么开发票"]),
        SampleKnowledge.entry("address", ["怎么修改收货地址"]),
        SampleKnowledge.entry("phone", ["怎么更换绑定的手机号"]),
        SampleKnowledge.entry("coupon", ["优惠券在哪里领"]),
    ])
    private let story = "上次在你们家买东西收货地址写错了，优惠券也没领到，后来只好换了个手机号重新下单，又申请了一次，"

    @Test("a story around a question does not make its answer less sure than the clause that asks")
    func confirmed() throws {
        let clause = try #require(matcher.ask("想问下退款要多久到账呢？").explanation)
        let result = matcher.ask(story + "想问下退款要多久到账呢？")
        let explanation = try #require(result.explanation)
        #expect(result.candidates.first?.entry == "arrival")
        #expect(explanation.adjustments.map(\.kind) == [.clause])
        #expect(abs(result.confidence - clause.confidence * 0.95) < 1e-9)
        #expect(result.confidence > explanation.probability)
    }

    @Test("the order of the entries is that of the whole text")
    func order() {
        let query = story + "想问下退款要多久到账呢？"
        var cautious = matcher
        cautious.policy.answerThreshold = 0
        expectNoDifference(
            matcher.ask(query).candidates.map(\.entry),
            cautious.ask(query).candidates.map(\.entry)
        )
    }

    @Test(
        "clauses that ask nothing, or another thing than the whole, confirm nothing",
        arguments: [
            "上次在你们家买东西收货地址写错了，优惠券也没领到，后来只好换了个手机号重新下单，退款到账了",
            "上次在你们家买东西收货地址写错了，优惠券也没领到，后来只好换了个手机号重新下单，你吃饭了吗？",
        ]
    )
    func unconfirmed(_ query: String) {
        #expect(matcher.ask(query).explanation?.adjustments.isEmpty == true)
    }

    @Test("short questions are matched as a whole only")
    func short() {
        let result = matcher.ask("你好呀，想问下退款要多久到账呢？")
        #expect(result.explanation?.adjustments.contains { $0.kind == .clause } == false)
    }
}
