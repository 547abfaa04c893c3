import KFBot
import KFBotTesting
import Testing

/// The golden figures of the worked example in docs/matching.md, before rules 1 and 2.
struct WorkedExampleTests {
    struct Case: CustomTestStringConvertible {
        let query: String
        let entry: String
        let matched: String
        let features: [Features.Name: Double]
        let score: Double
        let share: Double
        let cosine: Double
        let signal: Double
        let probability: Double
        var testDescription: String { query }
    }

    private static let cases = [
        Case(
            query: "請問要怎樣申請退款？",
            entry: "A",
            matched: "怎么申请退款",
            features: [.phrasings: 1, .answer: 1, .order: 0.8, .answerWords: 0.143, .missing: 1],
            score: 7.145,
            share: 0.999,
            cosine: 0.579,
            signal: 0.789,
            probability: 0.984
        ),
        Case(
            query: "退款几天到账",
            entry: "B",
            matched: "退款多久到账",
            features: [.phrasings: 1, .answer: 1, .order: 1, .answerWords: 0.143, .missing: 1],
            score: 7.685,
            share: 1,
            cosine: 1,
            signal: 1,
            probability: 0.997
        ),
        Case(
            query: "ｉＰｈｏｎｅ１４支持无线充电吗",
            entry: "D",
            matched: "iPhone15支持无线充电吗",
            features: [
                .phrasings: 1, .answer: 1, .substitution: 0.142, .order: 0.889,
                .answerWords: 0.345, .missing: 1, .numbers: 1,
            ],
            score: 6.533,
            share: 1,
            cosine: 0.796,
            signal: 0.827,
            probability: 0.988
        ),
        Case(
            query: "能修改收货地址吗",
            entry: "E",
            matched: "为什么不能修改收货地址",
            features: [
                .phrasings: 1, .answer: 1, .substitution: 0.189, .order: 0.737,
                .answerWords: 0.294, .missing: 0.558, .negation: 1,
            ],
            score: 6.642,
            share: 1,
            cosine: 0.805,
            signal: 0.808,
            probability: 0.986
        ),
        // The recipe's own figures here are those of candidates found in plain form (退款怎么弄, .217);
        // found in canonical form, as its section 3 asks, 如何退钱 is nearer.
        Case(
            query: "今天天气怎么样",
            entry: "A",
            matched: "如何退钱",
            features: [.phrasings: 1, .substitution: 0.627, .order: 0.4, .missing: 1],
            score: 2.026,
            share: 0.736,
            cosine: 0.125,
            signal: 0.183,
            probability: 0.331
        ),
    ]

    @Test("the figures of the worked example", arguments: cases)
    func figures(_ test: Case) throws {
        let result = SampleKnowledge.exampleMatcher().ask(test.query)
        let first = try #require(result.candidates.first)
        let explanation = try #require(result.explanation)
        #expect(first.entry.rawValue == test.entry)
        #expect(first.matched == test.matched)
        for name in Features.Name.allCases {
            #expect(abs(first.features[name] - (test.features[name] ?? 0)) < 0.001, "\(name)")
        }
        #expect(abs(first.score - test.score) < 0.002)
        #expect(abs(explanation.share - test.share) < 0.001)
        #expect(abs(explanation.cosine - test.cosine) < 0.001)
        #expect(abs(explanation.signal - test.signal) < 0.001)
        #expect(abs(explanation.probability - test.probability) < 0.001)
    }

    @Test("税号填哪里: words that only an answer holds find nothing")
    func answerOnlyWords() {
        #expect(SampleKnowledge.exampleMatcher().ask("税号填哪里").candidates.isEmpty)
    }
}
