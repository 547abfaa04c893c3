import Testing
import Tokenizer

struct FillerWordsTests {
    struct Case: CustomTestStringConvertible {
        let text: String
        let core: String
        var testDescription: String { text }
    }

    @Test(
        "clauses of fillers, emoji and emoticons around a question go, all else stays",
        arguments: [
            Case(text: "你好，怎么退款？谢谢啦🙏", core: "怎么退款"),
            Case(text: "[微笑]在不在 亲，怎么退款，急急急！！", core: "怎么退款"),
            Case(text: "怎么退款😭😭", core: "怎么退款😭😭"),
            Case(text: "怎么联系客服", core: "怎么联系客服"),
            Case(text: "我要退货，谢谢，还有 3.5 元运费", core: "我要退货，谢谢，还有 3.5 元运费"),
            Case(text: "点[我的订单]没反应", core: "点[我的订单]没反应"),
            Case(text: "你好，在吗", core: "你好，在吗"),
            Case(text: "[微笑]", core: "[微笑]"),
            Case(text: "", core: ""),
        ]
    )
    func stripped(_ test: Case) {
        #expect(FillerWords.standard.stripped(test.text) == test.core)
    }

    @Test("an emoticon is no question, a word in brackets may be one")
    func emoticons() {
        #expect(FillerWords.standard.isOnlyFiller("[微笑][抱拳]你好"))
        #expect(!FillerWords.standard.isOnlyFiller("[退款]"))
    }
}
