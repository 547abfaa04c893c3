import Testing
import Tokenizer

struct FurtherWordsTests {
    private static func holds(_ word: String) -> Bool {
        let units = word.unicodeScalars.compactMap { UnitKey(han: $0) }
        return units.count == 2 && FurtherWords.shared.holds(units[0], units[1])
    }

    @Test("words that ICU's dictionary lacks are known", arguments: ["鱼缸", "期权", "话费", "家电", "外伤"])
    func words(word: String) {
        #expect(Self.holds(word))
    }

    @Test(
        "slips are not, nor what ICU joins, nor a word's halves the other way round",
        arguments: ["余缸", "笑符", "浴缸", "缸鱼", "鱼鱼"]
    )
    func others(word: String) {
        #expect(!Self.holds(word))
    }
}
