/// Adds the reading of each Han character, and of Latin words that are typed pinyin (拼音).
///
/// Stored text gets a syllable beside each character. Looked-up text gets, for `tuikuan`, the
/// syllables `tui` and `kuan` at the place of the word, for use as single terms.
struct PinyinFilter: TokenFilter {
    func apply(to tokens: inout TokenBuffer, of text: FoldedText, for purpose: TextAnalyzer.Purpose)
    {
        for index in 0..<tokens.items.count {
            let item = tokens.items[index]
            switch (item.kind, purpose) {
            case (.character, .document):
                let bytes = tokens.slice(item)
                guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first,
                    let syllable = Pinyin.shared.syllable(of: scalar)
                else { continue }
                append(syllable, to: &tokens, beside: item)
            case (.latin, .query):
                let word = String(decoding: tokens.slice(item), as: UTF8.self)
                for syllable in Pinyin.shared.syllables(in: word) ?? [] {
                    append(syllable, to: &tokens, beside: item)
                }
            default: continue
            }
        }
    }

    private func append(
        _ syllable: String,
        to tokens: inout TokenBuffer,
        beside item: TokenBuffer.Item
    ) {
        tokens.append(
            .pinyin,
            text: syllable.utf8,
            position: item.position,
            start: item.start,
            end: item.end
        )
    }
}

extension TokenBuffer {
    /// The bytes of an item's text.
    func slice(_ item: Item) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: text.base + Int(item.textStart),
            count: Int(item.textEnd - item.textStart)
        )
    }
}
