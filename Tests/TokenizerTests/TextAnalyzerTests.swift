import CustomDump
import Testing
import Tokenizer

struct TextAnalyzerTests {
    private let analyzer = TextAnalyzer(.search)

    @Test("iPhone15Pro怎么連WiFi？ gives codes, words, pairs and the simplified form")
    func mixedQuestion() {
        expectNoDifference(
            analyzer.tokens(in: "iPhone15Pro怎么連WiFi？").map(Row.init),
            [
                Row(0, .code, "iphone15pro", 0..<11), Row(0, .latin, "iphone", 0..<6),
                Row(1, .number, "15", 6..<8), Row(2, .latin, "pro", 8..<11),
                Row(3, .word, "怎么", 11..<17), Row(3, .bigram, "怎么", 11..<17),
                Row(3, .character, "怎", 11..<14), Row(4, .bigram, "么连", 14..<20),
                Row(4, .character, "么", 14..<17), Row(5, .character, "连", 17..<20),
                Row(6, .latin, "wifi", 20..<24),
            ]
        )
    }

    struct CodeCase: CustomTestStringConvertible {
        let text: String
        let terms: [String]
        var testDescription: String { text }
    }

    @Test(
        "codes are kept whole and in parts",
        arguments: [
            CodeCase(text: "CH-326", terms: ["ch-326", "ch326", "ch", "326"]),
            CodeCase(
                text: "400-800-1234",
                terms: ["400-800-1234", "4008001234", "400", "800", "1234"]
            ),
            CodeCase(text: "V2.1.3", terms: ["v2.1.3", "v", "2.1.3", "2", "1", "3"]),
            CodeCase(
                text: "https://a.cn/b?c=1",
                terms: ["https://a.cn/b?c=1", "https", "a", "cn", "b", "c", "1"]
            ),
            CodeCase(text: "99.5%", terms: ["99.5%", "99.5"]),
            CodeCase(text: "￥1,299", terms: ["¥1,299", "1299"]),
            CodeCase(text: "me@example.com", terms: ["me@example.com", "me", "example", "com"]),
            CodeCase(text: "C++", terms: ["c++", "c"]),
            CodeCase(text: "Pro+", terms: ["pro+", "pro"]),
            CodeCase(text: "5#", terms: ["5#", "5"]),
            CodeCase(text: "A-", terms: ["a-", "a"]),
            CodeCase(text: "-5", terms: ["-5", "5"]),
            CodeCase(text: "−5", terms: ["-5", "5"]),
            CodeCase(text: "5G", terms: ["5g", "5", "g"]),
            CodeCase(text: "12:30", terms: ["12:30", "12", "30"]),
            CodeCase(text: "wifi", terms: ["wifi"]),
            CodeCase(text: "end. Next", terms: ["end", "next"]),
        ]
    )
    func codes(_ test: CodeCase) {
        #expect(analyzer.tokens(in: test.text).map(\.text) == test.terms)
    }

    @Test(
        "Chinese numerals have the digits beside them",
        arguments: [
            ("三十天", "30"), ("一百零五块", "105"), ("两千三", "2300"), ("二〇二六年", "2026"), ("百分之三十", "30%"),
            ("1.5万", "15000"), ("第三", "3"), ("贰仟", "2000"), ("一亿两千万", "120000000"), ("十二个月", "12"),
        ]
    )
    func numerals(text: String, digits: String) {
        let numbers = analyzer.tokens(in: text).filter { $0.kind == .number }.map(\.text)
        #expect(numbers.contains(digits), "\(numbers)")
    }

    @Test(
        "what only looks like a numeral stays text",
        arguments: ["一些", "万一", "千万不要", "三五天", "四川", "百度", "一起"]
    )
    func noNumerals(text: String) {
        #expect(!analyzer.tokens(in: text).contains { $0.kind == .number })
    }

    @Test("a looked-up run is its pairs; its last character follows where text goes on")
    func queryTokens() {
        #expect(analyzer.tokens(in: "退款", for: .query).map(\.text) == ["退款"])
        #expect(analyzer.tokens(in: "退", for: .query).map(\.text) == ["退"])
        #expect(analyzer.tokens(in: "退款pay", for: .query).map(\.text) == ["退款", "款", "pay"])
    }

    @Test("emoji are tokens without selectors, joiners and skin tones")
    func emoji() {
        #expect(analyzer.tokens(in: "👍🏽").map(\.text) == ["👍"])
        #expect(analyzer.tokens(in: "👨‍👩‍👧").map(\.text) == ["👨", "👩", "👧"])
        #expect(analyzer.tokens(in: "🇨🇳❤️").map(\.text) == ["🇨🇳", "❤"])
    }

    @Test("dictionary words win over ICU's and bring the words inside them")
    func dictionary() {
        var options = TextAnalyzer.Options()
        options.dictionary = WordDictionary(["微信客服", "客服", "FS-200"])
        let tokens = TextAnalyzer(.search, options: options).tokens(in: "微信客服和fs-200")
        #expect(
            tokens.filter { $0.kind == .dictionaryWord }.map(\.text) == ["微信客服", "客服", "fs-200"]
        )
        #expect(tokens.first?.text == "微信客服")
    }

    @Test("a word with digits is not found inside a longer code")
    func dictionaryBorders() {
        var options = TextAnalyzer.Options()
        options.dictionary = WordDictionary(["app", "20"])
        let tokens = TextAnalyzer(.search, options: options).tokens(in: "apple 200 app20")
        #expect(tokens.filter { $0.kind == .dictionaryWord }.map(\.text) == ["app", "20"])
    }

    @Test("synonyms are added on one side only")
    func synonyms() {
        var options = TextAnalyzer.Options()
        options.synonyms = SynonymTable([["快递", "物流", "包裹"]])
        let both = TextAnalyzer(.search, options: options)
        #expect(both.tokens(in: "物流").allSatisfy { $0.kind != .synonym })
        let added = both.tokens(in: "查物流", for: .query).filter { $0.kind == .synonym }
        #expect(added.map(\.text) == ["快递", "包裹"])
        #expect(added.allSatisfy { $0.position == 1 && $0.isColocated })
    }

    @Test("pinyin never mixes with Latin words")
    func pinyin() {
        var options = TextAnalyzer.Options()
        options.pinyin = true
        let reading = TextAnalyzer(.search, options: options)
        let tokens = reading.tokens(in: "妈ma")
        #expect(tokens.filter { $0.kind == .pinyin }.map(\.term) == ["~ma"])
        #expect(tokens.filter { $0.kind == .latin }.map(\.term) == ["ma"])
        #expect(reading.terms(in: "tuikuan") == ["tuikuan", "~tui", "~kuan"])
        #expect(Pinyin.shared.syllables(in: "zenmetuikuan") == ["zen", "me", "tui", "kuan"])
        #expect(Pinyin.shared.syllables(in: "wifi") == nil)
    }

    @Test("fillers are dropped from looked-up text, unless there is nothing else")
    func fillers() {
        var options = TextAnalyzer.Options()
        options.fillers = .standard
        let polite = TextAnalyzer(.search, options: options)
        #expect(polite.tokens(in: "请问退款", for: .query).map(\.text) == ["退款"])
        #expect(polite.tokens(in: "在吗", for: .query).map(\.text) == ["在吗"])
        #expect(FillerWords.standard.isOnlyFiller("你好，在吗？😀"))
        #expect(!FillerWords.standard.isOnlyFiller("你好，退款"))
    }

    @Test("the signature changes with whatever changes tokens")
    func signature() {
        var options = TextAnalyzer.Options()
        options.dictionary = WordDictionary(["微信"])
        let one = TextAnalyzer(.search, options: options).signature
        options.dictionary = WordDictionary(["微信 ", "微信"])
        #expect(TextAnalyzer(.search, options: options).signature == one)
        options.dictionary = WordDictionary(["微信", "客服"])
        #expect(TextAnalyzer(.search, options: options).signature != one)
        #expect(analyzer.signature != one)
    }

    @Test("100,000 dictionary words are each found")
    func largeDictionary() {
        let words = (0..<100_000).map { number in
            String(
                String.UnicodeScalarView(
                    [5, 10, 15, 20].compactMap { shift in
                        Unicode.Scalar(
                            0x4E00 + UInt32(number >> (shift - 5) & 31) * 97 + UInt32(shift)
                        )
                    }
                )
            )
        }
        var options = TextAnalyzer.Options()
        let dictionary = WordDictionary(words)
        options.dictionary = dictionary
        #expect(dictionary.count == Set(words.map { TextNormalizer().normalize($0).text }).count)
        let large = TextAnalyzer(.search, options: options)
        for word in stride(from: 0, to: words.count, by: 9_973).map({ words[$0] }) {
            let normalized = TextNormalizer().normalize(word).text
            let found = large.tokens(in: word).filter { $0.kind == .dictionaryWord }.map(\.text)
            #expect(found.contains(normalized), "\(word)")
        }
    }
}

/// What a test compares of a token.
private struct Row: Equatable {
    let position: Int
    let kind: Token.Kind
    let text: String
    let range: Range<Int>

    init(_ position: Int, _ kind: Token.Kind, _ text: String, _ range: Range<Int>) {
        (self.position, self.kind, self.text, self.range) = (position, kind, text, range)
    }

    init(_ token: Token) {
        self.init(token.position, token.kind, token.text, token.utf8Range)
    }
}
