import Foundation
import KFBot
import KFBotTesting
import Testing

struct ExplanationTests {
    private static let queries = [
        "請問要怎樣申請退款？", "退款几天到账", "iPhone14支持无线充电吗", "能修改收货地址吗", "今天天气怎么样", "退", "怎么申请退宽",
        "发票怎么开", "你好", "税号填哪里", "我的钱什么时候能退到",
    ]

    @Test("the parts add up to the score, the leads to the difference", arguments: queries)
    func addsUp(_ query: String) throws {
        let result = SampleKnowledge.matcher().ask(query)
        let explanation = try #require(result.explanation)
        #expect(!explanation.sentence.isEmpty)
        guard let first = result.candidates.first else { return }
        let sum = explanation.parts.reduce(0) { $0 + $1.contribution }
        #expect(abs(sum - first.score) < 1e-9)
        #expect(explanation.score == first.score)
        let signal = explanation.share * (explanation.cosine + 1 - explanation.substitution) / 2
        #expect(abs(signal - explanation.signal) < 1e-12)
        #expect(
            abs(
                explanation.calibrator.probability(
                    of: explanation.signal,
                    length: explanation.length
                ) - explanation.probability
            )
                < 1e-12
        )
        #expect(explanation.confidence == result.confidence)
        if let runnerUp = explanation.runnerUp {
            let lead = runnerUp.lead.reduce(0) { $0 + $1.contribution }
            #expect(abs(lead - (first.score - runnerUp.score)) < 1e-9)
        }
    }

    @Test("parts carry the earlier name of a feature as alias, and the calibrator its earlier key")
    func aliases() throws {
        let explanation = try #require(SampleKnowledge.matcher().ask("退款几天到账").explanation)
        let data = try JSONEncoder().encode(explanation)
        let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let parts = try #require(json["parts"] as? [[String: Any]])
        #expect(parts.first?["name"] as? String == "phrasings_bm25")
        #expect(parts.first?["alias"] as? String == "r_bmcat")
        #expect(Set(parts.compactMap { $0["alias"] as? String }).count == parts.count)
        #expect((json["curve"] as? [String: Any])?["version"] as? String == "recipe-2")
    }

    @Test("the sentence names what stood in the way")
    func sentence() {
        let matcher = SampleKnowledge.matcher()
        #expect(matcher.ask("iPhone14支持无线充电吗").explanation?.sentence.contains("数字不同") == true)
        #expect(matcher.ask("发票怎么开").explanation?.sentence.contains("一字不差") == true)
        #expect(matcher.ask("谢谢").explanation?.sentence.contains("打招呼") == true)
    }
}
