import KFBotModel

/// Cuts long text into messages, at the end of a line or sentence if one is near.
enum TextSplitter {
    /// The pieces of a text, each of at most `bytes` UTF-8 bytes and none of them blank.
    ///
    /// White space around a cut is left out; nothing else is. A character is never cut, unless it
    /// alone is larger than a piece; then a scalar is not.
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

    /// How good a place for a cut is; larger is better.
    private enum Quality: Int, CaseIterable {
        case character
        case clause
        case sentence
    }

    private static let sentenceEnds: Set<Character> = [
        "。", "！", "？", "!", "?", "；", ";", "…", "\n", "\r\n",
    ]
    private static let clauseEnds: Set<Character> = ["，", ",", "、", "：", ":", " ", "\t", "—"]
    /// What closes a sentence behind its full stop.
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
            // A cut in the first quarter would waste a message.
            if quality == .character || used * 4 >= bytes { best[quality.rawValue] = index }
        }
        for quality in Quality.allCases.reversed() {
            if let place = best[quality.rawValue] { return place }
        }
        return scalarCut(text, bytes)
    }

    /// A full stop, not the point of a number or an address.
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
