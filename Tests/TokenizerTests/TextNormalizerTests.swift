import KFBotTesting
import Testing
import Tokenizer

struct TextNormalizerTests {
    @Test(
        "text is rewritten to its compared form",
        arguments: [
            ("ＡＢＣ１２３", "abc123"), ("請問計畫", "请问计划"), ("甚麼", "什么"), ("乾坤", "乾坤"), ("乾杯", "干杯"),
            ("著名", "著名"),
            ("退\u{200B}款", "退款"), ("怎么？？？！！", "怎么?!"), ("a\t\n b", "a b"), ("a\0b", "a b"),
            ("ﷺ", "صلى الله عليه وسلم"),
            ("e\u{301}", "é"), ("か\u{3099}", "が"), ("⼀", "一"), ("①", "1"), ("Straße", "strasse"),
            ("", ""), ("車", "车"),
            ("退。。。", "退。"), ("1..2", "1..2"),
        ]
    )
    func normalized(text: String, expected: String) {
        #expect(TextNormalizer().normalize(text).text == expected)
    }

    @Test("the map leads back to the bytes that each part came from")
    func map() {
        let text = "Ａ退\u{200B}款e\u{301}？？"
        let normalized = TextNormalizer().normalize(text)
        #expect(normalized.text == "a退款é?")
        #expect(normalized.originalRange(of: 0..<1) == 0..<3)
        #expect(normalized.originalRange(of: 1..<4) == 3..<9)
        #expect(normalized.originalRange(of: 4..<7) == 9..<12)
        #expect(normalized.originalRange(of: 7..<9) == 12..<15)
        #expect(normalized.originalRange(of: 9..<10) == 15..<21)
        #expect(normalized.originalRange(of: 1..<7) == 3..<12)
        #expect(normalized.originalRange(of: 0..<0) == 0..<0)
        #expect(normalized.originalRange(of: 10..<10) == 21..<21)
    }

    @Test("normalizing twice changes nothing more, on random text")
    func idempotent() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            let text = String(decoding: RandomText.bytes(using: &generator), as: UTF8.self)
            let once = TextNormalizer().normalize(text).text
            #expect(TextNormalizer().normalize(once).text == once, "\(text.debugDescription)")
        }
    }
}
