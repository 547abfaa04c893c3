import KFBotTesting
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

    /// Clauses by characters, as ``FillerWords/stripped(_:)`` is specified.
    private static func core(of text: String) -> String {
        let ends = Set("，。！？、；：…～~,!?;".unicodeScalars)
        let clauses = text.split { character in
            character.unicodeScalars.first.map {
                ends.contains($0) || $0.properties.isEmojiPresentation || $0.properties.isWhitespace
            } ?? false
        }
        let kept = clauses.filter { !FillerWords.standard.isOnlyFiller(String($0)) }
        guard let first = kept.first, let last = kept.last, kept.count < clauses.count else {
            return text
        }
        return String(text[first.startIndex..<last.endIndex])
    }

    @Test("clauses end where characters do, whatever scalars they are made of", arguments: 1...5)
    func clausesOfAnyText(_ seed: UInt64) {
        let pieces = [
            "你好", "谢谢", "怎么退款", "，", "？", "！", "\u{FE0F}", "\u{200D}", "😭", "👍🏽", "👨‍👩‍👧", "e\u{301}",
            "\r\n", "\n", " ",
            "3.5", "……", "～", "「", "ｶﾞ", "\u{302A}", "？\u{301}", "Wi-Fi", "在吗", "、", "〇", "\u{3099}",
            "한", "🇨🇳",
        ]
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...6, using: &generator))
                .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            #expect(
                FillerWords.standard.stripped(text) == Self.core(of: text),
                "seed \(seed), \(text.unicodeScalars.map(\.value))"
            )
        }
    }

    @Test("an emoticon is no question, a word in brackets may be one")
    func emoticons() {
        #expect(FillerWords.standard.isOnlyFiller("[微笑][抱拳]你好"))
        #expect(!FillerWords.standard.isOnlyFiller("[退款]"))
    }
}
