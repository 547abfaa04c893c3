import KFBot
import KFBotMatching
import KFBotTesting
import Testing
import Tokenizer

/// What a damaged file may say of how often terms occur.
struct InconsistentFrequencyTests {
    private static let pieces = [
        "退款", "怎么", "到账", "发票", "多久", "会员", "地址", "快递", "吗", "积分", "15", "不能",
    ]

    private static func entry(_ id: Int, using generator: inout SeededGenerator) -> Entry {
        let texts = (0..<3).map { _ in
            (0..<Int.random(in: 1...4, using: &generator))
                .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
        }
        return SampleKnowledge.entry("e\(id)", Array(texts.prefix(2)), texts[2])
    }

    private static func number(using generator: inout SeededGenerator) -> Int {
        let numbers = [0, 1, 2, 7, 500, 1_000_000, Int(Int32.max), -1, -500, Int(Int32.min)]
        return numbers.randomElement(using: &generator) ?? 0
    }

    @Test(
        "no frequencies stop a query or give a confidence that is no probability",
        arguments: 1...40
    )
    func everyFrequencyIsSurvived(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        func number() -> Int { Self.number(using: &generator) }
        let whole = MatchIndex((0..<150).map { Self.entry($0, using: &generator) })
        let entries = (0..<150).map { place in
            whole.analyzer.analyze(
                Self.entry(place, using: &generator),
                number: UInt32(place)
            )
        }
        var terms: [TermKey: TermFrequency] = [:]
        for units in entries.flatMap(\.phrasings).map(\.canonical) {
            let keys =
                units.map { TermKey($0) } + zip(units, units.dropFirst()).map { TermKey($0, $1) }
            for key in keys where Bool.random(using: &generator) {
                terms[key] = TermFrequency(
                    plain: Int32(number()),
                    canonical: Int32(number()),
                    postings: Int32(number()),
                    answer: Int32(number())
                )
            }
        }
        let totals = BaseTotals(
            entryCount: number(),
            answerCount: number(),
            phrasingCount: number(),
            bagLength: number(),
            answerLength: number()
        )
        let index = whole.excerpt(of: entries, totals: totals, terms: terms, words: [:])
        let matcher = Matcher(index: index)
        for query in ["退款多久到账", "发票怎么开", "会员积分15", "怎么退款到我的会员地址", "吗"] {
            let result = matcher.match(query, at: SampleKnowledge.now, explains: true)
            #expect((0...1).contains(result.confidence), "seed \(seed), \(query)")
            #expect(result.candidates.allSatisfy { $0.score.isFinite }, "seed \(seed), \(query)")
        }
    }

    @Test("a stored calibrator of impossible numbers makes nothing sure")
    func impossibleCalibrator() {
        var policy = MatchPolicy()
        policy.calibrator = Calibrator(
            version: "damaged",
            slope: 1,
            intercept: 0,
            unanswerableShare: 2
        )
        let matcher = Matcher(index: MatchIndex(SampleKnowledge.example), policy: policy)
        let result = matcher.ask("退款几天到账")
        #expect(result.confidence == 0)
        #expect(result.outcome == .miss)
    }
}
