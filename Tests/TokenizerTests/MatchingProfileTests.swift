import CustomDump
import KFBotTesting
import Testing
import Tokenizer

struct MatchingProfileTests {
    private let canonical = TextAnalyzer(.matching)

    private func plain() -> TextAnalyzer {
        var options = TextAnalyzer.Options(.matching)
        options.synonyms = nil
        return TextAnalyzer(.matching, options: options)
    }

    private func units(_ text: String, _ analyzer: TextAnalyzer) -> [String] {
        analyzer.tokens(in: text).filter { $0.kind != .bigram }.map(\.text)
    }

    struct Case: CustomTestStringConvertible {
        let text: String
        let units: String
        var testDescription: String { text }
    }

    @Test(
        "plain units: Han characters, letter runs, numbers with dots, other letters",
        arguments: [
            Case(text: "iPhone15怎么退？", units: "iphone 15 怎 么 退"),
            Case(text: "Ｖ２．１．３版", units: "v 2.1.3 版"),
            Case(text: "退，款。", units: "退 款"),
            Case(text: "請問", units: "请 问"),
            Case(text: "5.", units: "5"),
            Case(text: "a_b", units: "a b"),
            Case(text: "한국𠮷〇", units: "한 국 𠮷 〇"),
            Case(text: "β-胡萝卜素", units: "β 胡 萝 卜 素"),
            Case(text: "1️⃣退", units: "1 退"),
            Case(text: "？？", units: ""),
        ]
    )
    func plainUnits(_ test: Case) {
        #expect(units(test.text, plain()).joined(separator: " ") == test.units)
    }

    @Test(
        "signs are units where they tell names and numbers apart",
        arguments: [
            Case(text: "-5度", units: "- 5 度"),
            Case(text: "−5 °C", units: "- 5 c"),
            Case(text: "零下5度", units: "- 5 度"),
            Case(text: "负5度", units: "- 5 度"),
            Case(text: "自负5%", units: "自 负 5 %"),
            Case(text: "气温-5度", units: "气 温 - 5 度"),
            Case(text: "余额为-5元", units: "余 额 为 - 5 元"),
            Case(text: "流量包-5元", units: "流 量 包 5 元"),
            Case(text: "10-20元", units: "10 20 元"),
            Case(text: "CH-326", units: "ch 326"),
            Case(text: "Pro+怎么", units: "pro + 怎 么"),
            Case(text: "Pro＋", units: "pro +"),
            Case(text: "1+1", units: "1 1"),
            Case(text: "A + B", units: "a b"),
            Case(text: "C++11和C#", units: "c ++ 11 和 c #"),
            Case(text: "#话题#", units: "话 题"),
            Case(text: "5#楼", units: "5 # 楼"),
            Case(text: "减5%", units: "减 5 %"),
            Case(text: "年龄≥18", units: "年 龄 ≥ 18"),
            Case(text: "年龄>=18", units: "年 龄 ≥ 18"),
            Case(text: "设置->5", units: "设 置 5"),
            Case(text: "A-级", units: "a - 级"),
            Case(text: "T-恤", units: "t 恤"),
            Case(text: "$5和5元", units: "$ 5 和 5 元"),
            Case(text: "￥5", units: "5"),
        ]
    )
    func signs(_ test: Case) {
        #expect(units(test.text, plain()).joined(separator: " ") == test.units)
    }

    @Test("the head of a class keeps its signs")
    func signsOfHeads() {
        var options = TextAnalyzer.Options(.matching)
        options.synonyms = SynonymTable([["C++", "cpp"], ["C#", "csharp"]])
        let analyzer = TextAnalyzer(.matching, options: options)
        #expect(units("cpp怎么学", analyzer) == ["c", "++", "怎", "么", "学"])
        #expect(units("csharp怎么学", analyzer) == ["c", "#", "怎", "么", "学"])
    }

    @Test(
        "members that are words of their own stay inside longer words",
        arguments: [
            Case(text: "手提怎么退", units: "手 机 怎 么 退"),
            Case(text: "手提包怎么退", units: "手 提 包 怎 么 退"),
            Case(text: "手提包裹", units: "手 机 包 裹"),
            Case(text: "苹果汁", units: "苹 果 汁"),
            Case(text: "苹果充电", units: "iphone 充 电"),
            Case(text: "手提电源", units: "手 提 电 源"),
            Case(text: "我的手提", units: "我 的 手 机"),
        ]
    )
    func wholeWords(_ test: Case) {
        var options = TextAnalyzer.Options(.matching)
        options.synonyms = SynonymTable(
            [["手机", "手提"], ["iPhone", "苹果"]],
            wholeWords: ["手提", "苹果"],
            kept: ["手提电源"]
        )
        let analyzer = TextAnalyzer(.matching, options: options)
        #expect(units(test.text, analyzer).joined(separator: " ") == test.units)
    }

    @Test(
        "canonical units: members become heads, longest first, heads stay",
        arguments: [
            Case(text: "怎样退钱", units: "怎 么 退 款"),
            Case(text: "为什么", units: "为 什 么"),
            Case(text: "什么时候", units: "什 么 时 候"),
            Case(text: "咋弄", units: "怎 么 弄"),
            Case(text: "怎么样", units: "怎 么"),
            Case(text: "下载apple", units: "下 载 apple"),
            Case(text: "这个App", units: "这 个 软 件"),
            Case(text: "換手機", units: "换 手 机"),
        ]
    )
    func canonicalUnits(_ test: Case) {
        #expect(units(test.text, canonical).joined(separator: " ") == test.units)
    }

    @Test("pairs reach across punctuation and borders of runs")
    func pairs() {
        let tokens = canonical.tokens(in: "退，款15A")
        expectNoDifference(
            tokens.map { "\($0.position) \($0.kind) \($0.text)" },
            [
                "0 bigram 退款", "0 character 退", "1 bigram 款\u{1F}15", "1 character 款",
                "2 bigram 15\u{1F}a", "2 number 15", "3 latin a",
            ]
        )
        #expect(tokens.map(\.isColocated) == [false, true, false, true, false, true, false])
    }

    @Test("a replaced member covers its whole source")
    func sourceOfHead() {
        let tokens = canonical.tokens(in: "我要退钱")
        #expect(
            tokens.filter { $0.kind == .character }.map(\.utf8Range) == [
                0..<3, 3..<6, 6..<12, 6..<12,
            ]
        )
    }

    @Test("units equal those of a plain reading of the rules on random text")
    func agreesWithRules() {
        var generator = SeededGenerator(seed: 20_261_122)
        let plain = plain()
        for _ in 0..<3_000 {
            let text =
                RandomText.hanText(using: &generator, maxLength: 10) + "iPhone 15.3x，"
                + RandomText.hanText(using: &generator, maxLength: 6)
            let expected = Self.reference(TextNormalizer().normalize(text).text)
            expectNoDifference(units(text, plain), expected, text)
        }
    }

    /// `[Han] | [a-z]+ | [0-9]+(\.[0-9]+)*` as a regular expression, for text of common characters.
    private static func reference(_ normalized: String) -> [String] {
        let pattern = /[一-鿿]|[a-z]+|[0-9]+(?:\.[0-9]+)*/
        return normalized.matches(of: pattern).map { String($0.output) }
    }
}
