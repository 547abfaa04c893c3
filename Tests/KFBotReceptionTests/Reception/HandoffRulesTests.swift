import KFBot
import Testing

struct HandoffRulesTests {
    @Test(
        "wishes for a person, in whatever words",
        arguments: [
            "转人工", "人工", "人工客服", "我要找人", "转 人 工！", "轉人工", "我要人工客服", "请帮我转接一下人工", "找个真人", "能不能转人工啊",
            "怎么转人工",
            "zhuanrengong", "转入工", "专人工", "人工人工", "给我接客服人员", "我要投诉", "人工服务在哪里", "你好，转人工谢谢",
        ]
    )
    func request(_ text: String) {
        #expect(HandoffRules(keywords: ["人工", "投诉", "转人工"]).request(in: text) != nil)
    }

    @Test(
        "what only looks like one",
        arguments: [
            "人工智能怎么收费", "不用转人工了", "别给我转人工", "有人吗", "找人代付怎么弄", "我要退款", "人", "", "。。。", "客服", "你好",
            "转账给别人多久到",
            "人工成本多少", "家里没人收快递",
        ]
    )
    func other(_ text: String) {
        #expect(HandoffRules(keywords: ["人工", "投诉", "转人工"]).request(in: text) == nil)
    }

    @Test("without fuzziness only the words themselves count")
    func strict() {
        let rules = HandoffRules(keywords: ["转人工"], isFuzzy: false)
        #expect(rules.request(in: "请转人工") == .keyword("转人工"))
        #expect(rules.request(in: "转入工") == nil)
        #expect(rules.request(in: "我要找人") == nil)
    }

    @Test("counters hand over at the limit, not before, and a hit resets them")
    func counters() {
        let rules = HandoffRules()
        var counters = HandoffCounters()
        counters.countMiss()
        #expect(rules.reason(for: counters) == nil)
        counters.countMiss()
        #expect(rules.reason(for: counters) == .misses(2))
        counters.countHit()
        #expect(rules.reason(for: counters) == nil)
        for _ in 0..<2 { counters.countInvalidQuestion() }
        #expect(rules.reason(for: counters) == nil)
        counters.countInvalidQuestion()
        #expect(rules.reason(for: counters) == .invalidQuestions(3))
    }

    @Test("the same question in other punctuation and script is a repetition")
    func repeats() {
        var counters = HandoffCounters()
        counters.countQuestion("怎么退货")
        counters.countQuestion("怎么退货？？")
        #expect(HandoffRules().reason(for: counters) == nil)
        counters.countQuestion("怎麼退貨")
        #expect(HandoffRules().reason(for: counters) == .repeatedQuestion(3))
        counters.countQuestion("怎么换货")
        #expect(HandoffRules().reason(for: counters) == nil)
    }

    @Test("rules that are off never hand over")
    func off() {
        let rules = HandoffRules(misses: nil, invalidQuestions: nil, repeats: nil)
        var counters = HandoffCounters()
        for _ in 0..<50 {
            counters.countQuestion("嗯")
            counters.countMiss()
            counters.countInvalidQuestion()
        }
        #expect(rules.reason(for: counters) == nil)
    }
}
