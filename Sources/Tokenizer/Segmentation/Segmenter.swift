/// A way of cutting one run of folded text into tokens (切分).
///
/// Rules for a segmenter: it cuts and never rewrites, so each token is a slice of the folded text;
/// the first segmenter of a kind of run gives every scalar of the run its position, in reading
/// order without gaps, and the others use those.
protocol Segmenter {
    /// Cuts a run.
    ///
    /// - Parameters:
    ///   - run: A run of a kind that this segmenter is registered for.
    ///   - text: The text that holds the run.
    ///   - purpose: Whether the text is to be stored or looked up.
    ///   - tokens: Receives the tokens.
    func segment(
        _ run: TextRun,
        of text: FoldedText,
        for purpose: TextAnalyzer.Purpose,
        into tokens: inout TokenBuffer
    )
}

extension TokenBuffer {
    /// Appends a token that is a slice of the folded text.
    @inline(__always)
    mutating func append(
        _ kind: Token.Kind,
        _ range: Range<Int>,
        of text: FoldedText,
        position: UInt32
    ) {
        append(
            Item(
                kind: kind,
                position: position,
                start: text.starts[range.lowerBound],
                end: text.ends[range.upperBound - 1],
                textStart: text.utf8Starts[range.lowerBound],
                textEnd: text.utf8Starts[range.upperBound]
            )
        )
    }
}
