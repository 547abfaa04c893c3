import Tokenizer

/// A hash of what a question says, whatever its punctuation, width, case and script.
enum Fingerprint {
    private static let analyzer: TextAnalyzer = {
        var options = TextAnalyzer.Options(.matching)
        options.synonyms = nil
        return TextAnalyzer(.matching, options: options)
    }()

    /// FNV-1a over the plain units; texts without any unit are hashed as they are normalized.
    static func of(_ text: String) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        var isEmpty = true
        var source = text
        source.withUTF8 { bytes in
            analyzer.forEachToken(inUTF8: bytes, for: .document) { token in
                guard token.kind != .bigram else { return true }
                isEmpty = false
                token.utf8.forEach(mix)
                mix(0x1F)
                return true
            }
        }
        if isEmpty { TextNormalizer().normalize(text).text.utf8.forEach(mix) }
        return Int64(bitPattern: hash)
    }
}
