/// Single characters and overlapping pairs of a Han run.
///
/// Stored text gets both at each place, so that any stretch of it can be found. A looked-up run of
/// *n* characters needs only its *n* - 1 pairs: in a phrase they stand for exactly that stretch. Its
/// last character is added where more text follows, because positions may leave no gap.
struct HanBigramSegmenter: Segmenter {
    func segment(
        _ run: TextRun,
        of text: FoldedText,
        for purpose: TextAnalyzer.Purpose,
        into tokens: inout TokenBuffer
    ) {
        tokens.takePositions(forEachOf: run.range)
        let last = run.range.upperBound - 1
        tokens.reserve(run.range.count * 2)
        switch purpose {
        case .document:
            for index in run.range {
                let position = tokens.positions[index]
                if index < last {
                    tokens.append(.bigram, index..<index + 2, of: text, position: position)
                }
                tokens.append(.character, index..<index + 1, of: text, position: position)
            }
        case .query:
            for index in run.range where index < last {
                let position = tokens.positions[index]
                tokens.append(.bigram, index..<index + 2, of: text, position: position)
            }
            let isFollowed = TextRun.next(in: text, from: last + 1) != nil
            if run.range.count == 1 || isFollowed {
                tokens.append(
                    .character,
                    last..<last + 1,
                    of: text,
                    position: tokens.positions[last]
                )
            }
        }
    }
}
