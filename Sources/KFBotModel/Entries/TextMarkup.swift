/// HTML and Markdown in a text: chats show both as they are typed.
package enum TextMarkup {
    /// A piece of text with tags.
    package enum Piece: Hashable, Sendable {
        /// What stands between tags, as it is written.
        case text(Substring)
        /// A tag by its name in small letters, with the attributes that an opening one has.
        case tag(String, isClosing: Bool, attributes: [String: String])
    }

    /// The tags that editors write.
    ///
    /// A `<` before anything else is text, such as a mark of `<重要>`.
    private static let tags: Set<String> = [
        "a", "abbr", "article", "b", "big", "blockquote", "body", "br", "center", "code", "dd",
        "div", "dl", "dt", "em", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "head",
        "header", "hr", "html", "i", "iframe", "img", "ins", "label", "li", "link", "meta", "ol",
        "p", "pre", "s", "script", "section", "small", "span", "strike", "strong", "style", "sub",
        "sup", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "u", "ul", "video",
    ]

    /// How many `<` may begin no tag: looking for the end of each takes time that grows with the text.
    private static let failureLimit = 200

    /// The longest text that is looked at, in bytes.
    package static let maximumLength = 1 << 20

    /// Cuts a text at its tags and comments; comments are left out.
    package static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var start = text.startIndex
        var index = start
        func passText(upTo end: String.Index) {
            if start < end { pieces.append(.text(text[start..<end])) }
        }
        var failures = 0
        while failures < failureLimit,
            let open = text.utf8[index...].firstIndex(of: UInt8(ascii: "<"))
        {
            if text[open...].hasPrefix("<!--") {
                passText(upTo: open)
                let end = text[open...].firstRange(of: "-->")?.upperBound ?? text.endIndex
                start = end
                index = end
            } else if let (piece, end) = tag(in: text, at: open) {
                passText(upTo: open)
                pieces.append(piece)
                start = end
                index = end
            } else {
                index = text.utf8.index(after: open)
                failures += 1
            }
        }
        passText(upTo: text.endIndex)
        return pieces
    }

    /// Whether a text holds tags, Markdown's marks or escapes that a chat would show.
    package static func isMarked(_ text: String) -> Bool {
        guard text.utf8.count <= maximumLength,
            text.utf8.contains(where: { "<&*[#`~\\".utf8.contains($0) })
        else { return false }
        return hasTags(text) || hasEntities(text) || hasMarkdown(text) || hasEscapes(text)
    }

    /// Whether a text holds a tag that an editor writes.
    package static func hasTags(_ text: String) -> Bool {
        pieces(of: text).contains { piece in
            if case .tag = piece { return true }
            return false
        }
    }

    /// Whether a text holds characters by name, such as `&nbsp;`.
    package static func hasEntities(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return false }
        return text.contains(/&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});/)
    }

    /// Whether a text holds links, pictures, headings, bold or struck text or blocks of Markdown.
    package static func hasMarkdown(_ text: String) -> Bool {
        text.contains(/\[[^\[\]\n]*\]\([^()\s]+\)/) || text.contains(/\*\*[^\s*][^*\n]*\*\*/)
            || text.contains(/(?:^|\n)#{1,6} +\S/) || text.contains(/~~[^\s~][^~\n]*~~/)
            || text.contains("```")
    }

    /// Whether line breaks stand in a text as `\n`.
    ///
    /// A path such as `C:\new` is none.
    package static func hasEscapes(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return false }
        return text.contains(/\\n/) && !text.contains(/[A-Za-z]:\\/)
    }

    /// The tag that begins at `<`, and where it ends; `nil` if that is none.
    private static func tag(
        in text: String,
        at open: String.Index
    ) -> (piece: Piece, end: String.Index)? {
        var index = text.utf8.index(after: open)
        func byte() -> UInt8? { index < text.endIndex ? text.utf8[index] : nil }
        let isClosing = byte() == UInt8(ascii: "/")
        if isClosing { index = text.utf8.index(after: index) }
        let nameStart = index
        while let byte = byte(), isNameByte(byte) { index = text.utf8.index(after: index) }
        let name = text[nameStart..<index].lowercased()
        guard tags.contains(name), let next = byte(), " \t\r\n/>".utf8.contains(next) else {
            return nil
        }
        var attributes: [String: String] = [:]
        while let next = byte() {
            if next == UInt8(ascii: ">") {
                let piece = Piece.tag(name, isClosing: isClosing, attributes: attributes)
                return (piece, text.utf8.index(after: index))
            }
            guard !" \t\r\n/\"'=".utf8.contains(next) else {
                index = text.utf8.index(after: index)
                continue
            }
            let start = index
            while let byte = byte(), !" \t\r\n/>=\"'".utf8.contains(byte) {
                index = text.utf8.index(after: index)
            }
            let attribute = text[start..<index].lowercased()
            attributes[attribute] = value(in: text, at: &index)
        }
        return nil
    }

    /// Reads `="…"`, `='…'` or `=…`; empty if no value follows.
    private static func value(in text: String, at index: inout String.Index) -> String {
        let rest = text[index...]
        guard rest.utf8.first == UInt8(ascii: "=") else { return "" }
        index = text.utf8.index(after: index)
        guard index < text.endIndex else { return "" }
        let quote = text.utf8[index]
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        if isQuoted { index = text.utf8.index(after: index) }
        let start = index
        let end =
            text.utf8[start...].firstIndex {
                isQuoted ? $0 == quote : " \t\r\n>".utf8.contains($0)
            } ?? text.endIndex
        index = isQuoted && end < text.endIndex ? text.utf8.index(after: end) : end
        return String(text[start..<end])
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
