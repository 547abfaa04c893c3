import CICU
import Testing
import Tokenizer

struct PinyinTests {
    @Test("every Han character reads as ICU's Han-Latin says")
    func readings() throws {
        var status: Int32 = 0
        let icu = try #require(kficu_transliterator_open("Han-Latin; Latin-ASCII", &status))
        defer { kficu_transliterator_close(icu) }
        var different: [String] = []
        for value in UInt32(0x3400)...0x9FFF {
            let scalar = try #require(Unicode.Scalar(value))
            var units = [UInt16(value)] + [UInt16](repeating: 0, count: 31)
            let length = kficu_transliterate(icu, &units, 1, 32, &status)
            let reading = String(decoding: units[..<Int(length)], as: UTF16.self)
                .filter { $0 != " " }
            let expected = reading.utf8.allSatisfy { (0x61...0x7A).contains($0) } ? reading : nil
            if Pinyin.shared.syllable(of: scalar) != expected { different.append("\(scalar)") }
        }
        #expect(different.isEmpty, "Run scripts/generate-pinyin.sh: \(different.prefix(20))")
    }

    @Test(
        "typed pinyin is cut into as few syllables as possible",
        arguments: [
            ("zenmetuikuan", ["zen", "me", "tui", "kuan"]), ("xian", ["xian"]), ("LV", ["lu"]),
        ]
    )
    func syllables(word: String, expected: [String]) {
        #expect(Pinyin.shared.syllables(in: word) == expected)
    }

    @Test("other words are no pinyin", arguments: ["wifi", "iphone", "", "a1"])
    func noPinyin(word: String) {
        #expect(Pinyin.shared.syllables(in: word) == nil)
    }
}
