/// A stretch of a folded text that one kind of segmenter cuts.
struct TextRun {
    enum Kind {
        /// Han characters only.
        case han
        /// ASCII letters and digits, with the signs that join them to a code.
        case code
        /// Letters and marks of other scripts, and the ASCII letters among them.
        case letters
        /// Pictographs.
        case emoji
    }

    let kind: Kind
    /// Indices of folded scalars, never empty.
    let range: Range<Int>
}

extension TextRun {
    /// The first run at or after an index; `nil` when only separators are left.
    static func next(in text: FoldedText, from index: Int) -> TextRun? {
        var start = index
        while start < text.count {
            switch ScalarClass(rawValue: text.classes[start]) {
            case .han:
                return TextRun(kind: .han, range: start..<end(of: .han, in: text, from: start))
            case .emoji:
                return TextRun(kind: .emoji, range: start..<end(of: .emoji, in: text, from: start))
            case .letter:
                return TextRun(
                    kind: .letters,
                    range: start..<endOfLetters(in: text, from: start).end
                )
            case .latin, .digit:
                let (end, isASCII) = endOfLetters(in: text, from: start)
                guard isASCII else { return TextRun(kind: .letters, range: start..<end) }
                return TextRun(kind: .code, range: start..<CodeScanner.end(in: text, from: start))
            case .separator, .space, nil:
                if CodeScanner.isPrice(in: text, at: start)
                    || SignScanner.isMinus(in: text, at: start)
                {
                    return TextRun(
                        kind: .code,
                        range: start..<CodeScanner.end(in: text, from: start + 1)
                    )
                }
                start += 1
            }
        }
        return nil
    }

    @inline(__always)
    private static func end(
        of scalarClass: ScalarClass,
        in text: FoldedText,
        from start: Int
    ) -> Int {
        var end = start + 1
        while end < text.count, text.classes[end] == scalarClass.rawValue { end += 1 }
        return end
    }

    private static func endOfLetters(
        in text: FoldedText,
        from start: Int
    ) -> (end: Int, isASCII: Bool) {
        var end = start
        var isASCII = true
        while end < text.count {
            switch ScalarClass(rawValue: text.classes[end]) {
            case .latin, .digit: break
            case .letter: isASCII = false
            default: return (end, isASCII)
            }
            end += 1
        }
        return (end, isASCII)
    }
}
