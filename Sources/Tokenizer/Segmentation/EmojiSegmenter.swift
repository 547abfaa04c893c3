/// Pictographs, one token each; a flag is its two regional indicators together.
///
/// Variation selectors and joiners are gone after folding and skin tones are dropped here, so 👍🏽 and
/// 👍 are one term and a family is found by its members.
struct EmojiSegmenter: Segmenter {
    func segment(
        _ run: TextRun,
        of text: FoldedText,
        for purpose: TextAnalyzer.Purpose,
        into tokens: inout TokenBuffer
    ) {
        var index = run.range.lowerBound
        while index < run.range.upperBound {
            let isFlag =
                index + 1 < run.range.upperBound && isRegionalIndicator(text.scalars[index])
                && isRegionalIndicator(text.scalars[index + 1])
            var end = index + (isFlag ? 2 : 1)
            let glyph = index..<end
            while end < run.range.upperBound, isSkinTone(text.scalars[end]) { end += 1 }
            let position = tokens.takePosition(for: index..<end)
            tokens.append(.emoji, glyph, of: text, position: position)
            index = end
        }
    }

    private func isRegionalIndicator(_ scalar: UInt32) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar)
    }

    private func isSkinTone(_ scalar: UInt32) -> Bool {
        (0x1F3FB...0x1F3FF).contains(scalar)
    }
}
