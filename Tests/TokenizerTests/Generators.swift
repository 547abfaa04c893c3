import KFBotTesting

/// Random texts that hold what real ones do and what attackers send.
enum RandomText {
    private static let pieces: [String] = [
        "退款", "怎么", "連", "電話", "甚麼", "計畫", "三十", "二〇二六", "百分之五", "1.5万", "iPhone15Pro", "CH-326",
        "ｗｉｆｉ",
        "400-800-1234", "￥1,299", "99.5%", "https://a.cn/b?c=1", "v2.1.3", "，", "？？！！", "。", " ",
        "\t\n", "\0",
        "\u{200B}", "\u{FE0F}", "👨‍👩‍👧", "👍🏽", "🇨🇳", "e\u{301}", "\u{301}", "한국어", "ㄱ", "カメラ", "が",
        "か\u{3099}",
        "مرحبا", "ไทย", "𠀀𠮷", "\u{2F00}", "ﷺ", "ﬃ", "İ", "ß", "Ω", "①", "㌖", "\u{10FFFF}",
        "\u{E000}", "~", "\"", "a", "0",
        ".", "-", "//", ",", "\u{1E}", "\u{1F}",
    ]
    private static let han = Array(
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理理世车价退款货"
    )

    /// UTF-8 that may be invalid.
    static func bytes(using generator: inout SeededGenerator, maxPieces: Int = 12) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...maxPieces, using: &generator) {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: bytes.append(UInt8.random(in: 0...255, using: &generator))
            case 1:
                bytes += Array([0xED, 0xA0, 0x80].prefix(Int.random(in: 1...3, using: &generator)))
            case 2: bytes += Array(String(scalar(using: &generator)).utf8)
            case 3: bytes += Array(hanText(using: &generator, maxLength: 8).utf8)
            default: bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
            }
        }
        return bytes
    }

    /// Han text with punctuation now and then.
    static func hanText(using generator: inout SeededGenerator, maxLength: Int) -> String {
        String(
            (0..<Int.random(in: 1...maxLength, using: &generator)).map { _ in
                Int.random(in: 0..<12, using: &generator) == 0
                    ? "，" : han.randomElement(using: &generator) ?? "一"
            }
        )
    }

    private static func scalar(using generator: inout SeededGenerator) -> Unicode.Scalar {
        while true {
            if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator)) {
                return scalar
            }
        }
    }
}
