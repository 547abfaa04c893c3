/// Words that carry no question: greetings, thanks, forms of address (客套话、语气词).
public struct FillerWords: Sendable {
    /// The words shipped with the product, our own list.
    public static let standard = FillerWords(standardWords)

    /// Changes when, and only when, the set of words does: 16 hexadecimal digits.
    public let revision: String

    let trie: WordTrie

    /// Makes a list of fillers from words in any writing.
    public init(_ words: some Sequence<String>) {
        let folded = FoldedWords(words).scalars
        trie = WordTrie(folded.map { ($0, 0) })
        revision = ContentHash.hexadecimal(
            of: Set(folded).sorted { $0.lexicographicallyPrecedes($1) }
        )
    }

    /// Whether a text says nothing but filler, punctuation and emoji.
    ///
    /// Empty text is only filler as well.
    public func isOnlyFiller(_ text: String) -> Bool {
        var folded = FoldedText()
        defer { folded.deallocate() }
        var text = Emoticons.removed(from: text)
        text.withUTF8 { folded.fold($0) }
        return isOnlyFiller(folded)
    }

    /// The text without emoticons such as [微笑] and without clauses that are only filler.
    ///
    /// Clauses end at punctuation, white space and emoji. A filler inside a clause stays: whether
    /// 客服 is one in 怎么联系客服 only the base can tell.
    ///
    /// - Returns: The text as it is where nothing goes, or where nothing else would be left.
    public func stripped(_ text: String) -> String {
        let plain = Emoticons.removed(from: text)
        let clauses = Self.clauses(of: plain)
        let kept = clauses.filter { !isOnlyFiller(String($0)) }
        guard !kept.isEmpty, kept.count < clauses.count || plain != text else { return text }
        guard let first = kept.first, let last = kept.last else { return text }
        // Clauses in the middle stay, and with them what is between: 3.5, Wi-Fi, a list.
        return String(plain[first.startIndex..<last.endIndex])
    }

    private static func clauses(of text: String) -> [Substring] {
        // To find out where characters end costs more than all the rest, and is needed only where
        // scalars join: most texts have none that do.
        guard text.unicodeScalars.allSatisfy(standsAlone) else {
            return text.split(whereSeparator: endsClause)
        }
        return text.unicodeScalars.split(whereSeparator: endsClause).map { Substring($0) }
    }

    /// Whether a scalar is a character by itself beside others that are: ASCII but for controls,
    /// Chinese characters and the usual Chinese punctuation.
    private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0x3001...0x3011, 0x4E00...0x9FFF, 0xFF01...0xFF5E: true
        case 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026: true
        default: false
        }
    }

    @inline(__always)
    private static func endsClause(_ scalar: Unicode.Scalar) -> Bool {
        // No Chinese character ends a clause; most scalars are one.
        if (0x4E00...0x9FFF).contains(scalar.value) { return false }
        return clauseEnds.contains(scalar) || scalar.properties.isEmojiPresentation
            || scalar.properties.isWhitespace
    }

    private static func endsClause(_ character: Character) -> Bool {
        character.unicodeScalars.first.map(endsClause) ?? false
    }

    private static let clauseEnds = Set("，。！？、；：…～~,!?;".unicodeScalars)

    /// Turns the fillers of a text into white space, unless nothing else would be left.
    func blank(_ text: FoldedText) {
        guard !isOnlyFiller(text) else { return }
        text.forEachLongestMatch(of: trie.finder) { range, _ in text.blank(range) }
    }

    func isOnlyFiller(_ text: FoldedText) -> Bool {
        var index = 0
        while index < text.count {
            if let match = text.longestWord(of: trie.finder, at: index) {
                index = match.end
                continue
            }
            switch ScalarClass(rawValue: text.classes[index]) {
            case .separator, .space, .emoji, nil: index += 1
            case .han, .latin, .digit, .letter: return false
            }
        }
        return true
    }

    /// The standard words, for lists that add to them.
    public static let standardWords: [String] = """
        你好 您好 你好啊 您好啊 你们好 大家好 哈喽 哈啰 嗨 喂 hi hello hey 在吗 在么 在嘛 在不在 有人吗 有人么 有人在吗
        有人没 人呢 早 早上好 上午好 中午好 下午好 晚上好 早安 晚安 请问 请问一下 请教 请教一下 问一下 问下 想问 想问下
        想问一下 我想问 我想问下 我想问一下 咨询 咨询一下 咨询下 我想咨询 我想咨询一下 打扰了 打扰一下 打扰下 麻烦问一下
        麻烦了 麻烦您 麻烦你 谢谢 谢谢你 谢谢您 谢谢了 多谢 感谢 非常感谢 谢啦 辛苦了 辛苦啦 拜托 拜托了 不好意思
        亲 亲亲 亲爱的 老师 小姐姐 小哥哥 美女 帅哥 老板 掌柜 掌柜的 客服 客服你好 客服您好 客服在吗 好的 好 好滴 好嘞
        谢谢啦 谢谢啊 谢谢哦 谢了 拜托了 拜托啦 在线等 急 急急 急急急 想问问 问问 呀 啦
        嗯 嗯嗯 恩 恩恩 哦 哦哦 噢 啊 呀 呢 吧 哈 哈哈 哈哈哈 嘿嘿 呵呵 ok okay 知道了 明白了 收到 再见 拜拜 bye
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}
