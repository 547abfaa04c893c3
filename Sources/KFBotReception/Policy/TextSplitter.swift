import KFBotModel

/// Cuts long text into messages, at the end of a line or sentence if one is near.
enum TextSplitter {
    /// The pieces of a text, each of at most `bytes` UTF-8 bytes and none of them blank.
    ///
    /// White space around a cut is left out, but nothing else. A character is only cut if it alone
    /// is larger than a piece; a scalar is never cut.
    ///
    /// - Complexity: O(*n*), *n* the length of the text in bytes.
    static func split(_ text: String, bytes: Int) -> [String] {
        precondition(bytes >= 4, "A piece must hold any scalar.")
        var pieces: [String] = []
        var rest = Substring(text.trimmingWhitespace())
        while rest.utf8.count > bytes {
            let cut = cut(rest, bytes)
            pieces.append(String(rest[..<cut]).trimmingWhitespace())
            rest = rest[cut...].drop(while: \.isWhitespace)
        }
        if !rest.isEmpty { pieces.append(String(rest)) }
        return pieces
    }

    /// How good a place is for a cut; the last is the best.
    private enum Quality: Int, CaseIterable {
        case character
        case clause
        case sentence
    }

    private static let sentenceEnds: Set<Character> = [
        "。", "！", "？", "!", "?", "；", ";", "…", "\n", "\r\n",
    ]
    private static let clauseEnds: Set<Character> = ["，", ",", "、", "：", ":", " ", "\t", "—"]
    /// Characters that may follow the full stop of a sentence and still belong to it.
    private static let closers: Set<Character> = ["”", "’", "」", "』", "）", ")", "】", "》", "\""]

    private static func cut(_ text: Substring, _ bytes: Int) -> Substring.Index {
        var best: [Substring.Index?] = [nil, nil, nil]
        var used = 0
        var quality = Quality.character
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            used += character.utf8.count
            guard used <= bytes else { break }
            if sentenceEnds.contains(character) || (character == "." && isStop(text, index)) {
                quality = .sentence
            } else if !(quality == .sentence && closers.contains(character)) {
                quality = clauseEnds.contains(character) ? .clause : .character
            }
            index = text.index(after: index)
            // A cut in the first quarter would waste most of a message.
            if quality == .character || used * 4 >= bytes { best[quality.rawValue] = index }
        }
        for quality in Quality.allCases.reversed() {
            if let place = best[quality.rawValue] { return place }
        }
        return scalarCut(text, bytes)
    }

    /// Whether a dot ends a sentence rather than standing in a number or an address.
    private static func isStop(_ text: Substring, _ index: Substring.Index) -> Bool {
        let next = text.index(after: index)
        return next == text.endIndex || text[next].isWhitespace
    }

    private static func scalarCut(_ text: Substring, _ bytes: Int) -> Substring.Index {
        var used = 0
        var index = text.startIndex
        while index < text.endIndex {
            used += UTF8.width(text.unicodeScalars[index])
            guard used <= bytes else { break }
            index = text.unicodeScalars.index(after: index)
        }
        return index
    }
}
