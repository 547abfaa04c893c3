/// Adds the value of numbers written in Chinese, so that 三十天 and 30天 meet.
///
/// The digits stand beside the first and the last character of the numeral: a phrase can then run
/// into it and out of it.
struct NumberFilter: TokenFilter {
    func apply(to tokens: inout TokenBuffer, of text: FoldedText, for purpose: TextAnalyzer.Purpose)
    {
        guard purpose == .document else { return }
        var index = 0
        while index < text.count {
            guard ChineseNumeral.mayStart(text.scalars[index]),
                tokens.positions[index] != TokenBuffer.noPosition,
                let numeral = ChineseNumeral(in: text, from: index)
            else {
                index += 1
                continue
            }
            let digits = Array(numeral.digits.utf8)
            let range = numeral.range
            let places = Set([
                tokens.positions[range.lowerBound], tokens.positions[range.upperBound - 1],
            ])
            for position in places.sorted() {
                tokens.append(
                    .number,
                    text: digits,
                    position: position,
                    start: text.starts[range.lowerBound],
                    end: text.ends[range.upperBound - 1]
                )
            }
            index = range.upperBound
        }
    }
}
