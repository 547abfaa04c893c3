/// Codes whole, joined without hyphens, and in their parts.
///
/// `CH-326` gives `ch-326`, `ch326` and `ch` at one position and `326` at the next, so that it is
/// found as written, as `CH326` and by either part. A single word or plain number is no code.
struct CodeSegmenter: Segmenter {
    /// The longest code kept whole, in bytes; longer ones are findable by their parts.
    static let longestCode = 256

    func segment(
        _ run: TextRun,
        of text: FoldedText,
        for purpose: TextAnalyzer.Purpose,
        into tokens: inout TokenBuffer
    ) {
        var pieces = 0
        var hyphens = false
        let first = tokens.positionCount
        var index = run.range.lowerBound
        while index < run.range.upperBound {
            guard isAlphanumeric(text, index) else {
                if tokens.positionCount > first {
                    tokens.cover(index, with: tokens.positionCount - 1)
                }
                hyphens = hyphens || Self.hyphens.contains(text.scalars[index])
                index += 1
                continue
            }
            let piece = CodeScanner.piece(in: text, at: index)
            appendPiece(piece, of: text, into: &tokens)
            pieces += 1
            index = piece.range.upperBound
        }
        let isWhole =
            pieces == 1
            && run.range.count
                == CodeScanner.piece(in: text, at: run.range.lowerBound).range.count
        guard !isWhole else { return }
        let bytes =
            text.utf8Starts[run.range.upperBound] - text.utf8Starts[run.range.lowerBound]
        guard bytes <= Self.longestCode else { return }
        if tokens.positions[run.range.lowerBound] == TokenBuffer.noPosition {
            tokens.cover(run.range.lowerBound, with: first)
        }
        if SignScanner.isMinus(in: text, at: run.range.lowerBound) {
            appendNegative(run.range, of: text, position: first, into: &tokens)
        } else {
            tokens.append(.code, run.range, of: text, position: first)
        }
        if hyphens, pieces > 1 { appendJoined(run.range, of: text, position: first, into: &tokens) }
    }

    /// `-` and `_`, which people leave out when they type a code from memory.
    private static let hyphens: Set<UInt32> = [0x2D, 0x5F]
    private static let comma: UInt32 = 0x2C
    private static let dot: UInt32 = 0x2E

    private func appendPiece(
        _ piece: CodeScanner.Piece,
        of text: FoldedText,
        into tokens: inout TokenBuffer
    ) {
        guard piece.isNumber else {
            let position = tokens.takePosition(for: piece.range)
            tokens.append(.latin, piece.range, of: text, position: position)
            return
        }
        let signs = piece.range.filter { !isAlphanumeric(text, $0) }
        if signs.contains(where: { text.scalars[$0] == Self.comma }) {
            let position = tokens.takePosition(for: piece.range)
            let digits = piece.range.lazy.filter { text.scalars[$0] != Self.comma }
                .map { UInt8(truncatingIfNeeded: text.scalars[$0]) }
            tokens.append(
                .number,
                text: Array(digits),
                position: position,
                start: text.starts[piece.range.lowerBound],
                end: text.ends[piece.range.upperBound - 1]
            )
        } else if signs.count > 1 {
            // A version or network address: its parts have places of their own.
            let first = tokens.positionCount
            var start = piece.range.lowerBound
            for end in signs + [piece.range.upperBound] {
                let position = tokens.takePosition(for: start..<end)
                tokens.append(.number, start..<end, of: text, position: position)
                start = end + 1
            }
            for sign in signs { tokens.cover(sign, with: tokens.positions[sign - 1]) }
            tokens.append(.code, piece.range, of: text, position: first)
        } else {
            let position = tokens.takePosition(for: piece.range)
            tokens.append(.number, piece.range, of: text, position: position)
        }
    }

    /// A number below zero has the plain `-` in front, whichever minus sign was typed.
    private func appendNegative(
        _ range: Range<Int>,
        of text: FoldedText,
        position: UInt32,
        into tokens: inout TokenBuffer
    ) {
        let digits = text.utf8Starts[range.lowerBound + 1]..<text.utf8Starts[range.upperBound]
        tokens.append(
            .code,
            text: [UInt8(ascii: "-")] + digits.map { text.utf8[Int($0)] },
            position: position,
            start: text.starts[range.lowerBound],
            end: text.ends[range.upperBound - 1]
        )
    }

    private func appendJoined(
        _ range: Range<Int>,
        of text: FoldedText,
        position: UInt32,
        into tokens: inout TokenBuffer
    ) {
        let scalars = range.lazy.map { text.scalars[$0] }.filter { !Self.hyphens.contains($0) }
        guard scalars.allSatisfy({ $0 < 0x80 }) else { return }
        tokens.append(
            .code,
            text: scalars.map { UInt8(truncatingIfNeeded: $0) },
            position: position,
            start: text.starts[range.lowerBound],
            end: text.ends[range.upperBound - 1]
        )
    }

    private func isAlphanumeric(_ text: FoldedText, _ index: Int) -> Bool {
        let scalarClass = text.classes[index]
        return scalarClass == ScalarClass.latin.rawValue
            || scalarClass == ScalarClass.digit.rawValue
    }
}

extension TokenBuffer {
    /// Gives a sign inside a code the position of the piece beside it.
    mutating func cover(_ index: Int, with position: UInt32) {
        positions[index] = position
    }
}
