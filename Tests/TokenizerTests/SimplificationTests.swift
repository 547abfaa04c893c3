import CICU
import Testing
import Tokenizer

struct SimplificationTests {
    @Test("every Han character simplifies as ICU's Traditional-Simplified does")
    func characters() throws {
        var status: Int32 = 0
        let icu = try #require(kficu_transliterator_open("Traditional-Simplified", &status))
        defer { kficu_transliterator_close(icu) }
        var different: [String] = []
        for value in UInt32(0x3400)...0x9FFF {
            let scalar = try #require(Unicode.Scalar(value))
            var units: [UInt16] = [UInt16(value), 0, 0, 0]
            let length = kficu_transliterate(icu, &units, 1, 4, &status)
            let expected = String(decoding: units[..<Int(length)], as: UTF16.self)
            if TextNormalizer().normalize(String(scalar)).text != expected {
                different.append("\(scalar)")
            }
        }
        #expect(
            different.isEmpty,
            "Run scripts/generate-simplification.sh: \(different.prefix(20))"
        )
    }

    @Test(
        "words simplify as ICU simplifies them together",
        arguments: [
            "計畫開通", "規畫", "甚麼時候", "乾坤", "著作權", "土著", "憑藉", "沈默", "項鍊", "螢幕", "計畫書", "顯著", "鞦韆",
            "響應",
        ]
    )
    func words(text: String) throws {
        var status: Int32 = 0
        let icu = try #require(kficu_transliterator_open("Traditional-Simplified", &status))
        defer { kficu_transliterator_close(icu) }
        var units = Array(text.utf16) + [UInt16](repeating: 0, count: 16)
        let length = kficu_transliterate(
            icu,
            &units,
            Int32(text.utf16.count),
            Int32(units.count),
            &status
        )
        let expected = String(decoding: units[..<Int(length)], as: UTF16.self)
        #expect(TextNormalizer().normalize(text).text == expected)
    }
}
