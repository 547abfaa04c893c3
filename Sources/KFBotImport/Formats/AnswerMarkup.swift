import KFBotModel

/// Turns HTML and Markdown of answers into what a chat shows: text with line breaks, addresses behind
/// what they are called, and pictures as parts of their own.
struct AnswerMarkup {
    /// What a text becomes; `nil` if it holds no markup.
    static func parts(of text: String) -> [AnswerPart]? {
        guard text.utf8.count <= TextMarkup.maximumLength,
            text.utf8.contains(where: { "<&*[#`~".utf8.contains($0) })
        else { return nil }
        let hasTags = TextMarkup.hasTags(text)
        let hasEntities = TextMarkup.hasEntities(text)
        guard hasTags || hasEntities || TextMarkup.hasMarkdown(text) else { return nil }
        var markup = AnswerMarkup()
        if hasTags {
            markup.readHTML(text)
        } else {
            markup.append(hasEntities ? decoded(text) : text)
        }
        markup.endText()
        return markup.parts.flatMap { part -> [AnswerPart] in
            guard case .text(let text) = part else { return [part] }
            return markdown(text)
        }
    }

    private var parts: [AnswerPart] = []
    private var text = ""

    private mutating func append(_ more: String) { text += more }

    /// Ends a line, unless it is empty.
    private mutating func breakLine() {
        while text.last == " " { text.removeLast() }
        if !text.isEmpty, text.last != "\n" { text += "\n" }
    }

    private mutating func endText() {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).trimmingWhitespace() }
        text = ""
        var kept: [String] = []
        for line in lines where !(line.isEmpty && (kept.last ?? "").isEmpty) { kept.append(line) }
        while kept.last?.isEmpty == true { kept.removeLast() }
        if !kept.isEmpty { parts.append(.text(kept.joined(separator: "\n"))) }
    }

    private mutating func addImage(_ address: String, named name: String?) {
        guard isAddress(address) else {
            append(name.flatMap { $0.isEmpty ? nil : $0 } ?? "[图片]")
            return
        }
        endText()
        parts.append(.image(.init(url: address, name: name?.isEmpty == false ? name : nil)))
    }

    private func isAddress(_ text: String) -> Bool {
        text.lowercased().hasPrefix("http://") || text.lowercased().hasPrefix("https://")
    }

    // MARK: HTML

    private static let blocks: Set<String> = [
        "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figure", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "ol", "p", "pre", "section", "table",
        "tbody", "tfoot", "thead", "tr", "ul",
    ]

    /// What stands in these is no text.
    private static let hidden: Set<String> = ["head", "script", "style", "title", "iframe"]

    private mutating func readHTML(_ html: String) {
        let pieces = TextMarkup.pieces(of: html)
        let hasBlocks = pieces.contains { piece in
            guard case .tag(let name, _, _) = piece else { return false }
            return name == "br" || Self.blocks.contains(name)
        }
        var depthOfHidden = 0
        var links: [(address: String, start: Int)] = []
        var lists: [Int?] = []
        for piece in pieces {
            switch piece {
            case .text(let raw):
                guard depthOfHidden == 0 else { continue }
                let text = Self.decoded(hasBlocks ? Self.collapsed(raw) : String(raw))
                let isAtStart = self.text.isEmpty || self.text.last == "\n"
                append(isAtStart && hasBlocks ? String(text.drop { $0 == " " }) : text)
            case .tag(let name, let isClosing, _) where Self.hidden.contains(name):
                depthOfHidden = max(depthOfHidden + (isClosing ? -1 : 1), 0)
            case .tag where depthOfHidden > 0: continue
            case .tag("br", _, _): append("\n")
            case .tag("img", _, let attributes):
                addImage(Self.decoded(attributes["src"] ?? ""), named: attributes["alt"])
                links = links.map { ($0.address, 0) }
            case .tag("a", false, let attributes):
                links.append((Self.decoded(attributes["href"] ?? ""), text.utf8.count))
            case .tag("a", true, _):
                if let link = links.popLast() { close(link) }
            case .tag("td", true, _), .tag("th", true, _): append(" ")
            case .tag(let name, let isClosing, _) where Self.blocks.contains(name):
                breakLine()
                if name == "ol" || name == "ul" {
                    if isClosing {
                        _ = lists.popLast()
                    } else {
                        lists.append(name == "ol" ? 1 : nil)
                    }
                } else if name == "li", !isClosing, let last = lists.last {
                    append(last.map { "\($0). " } ?? "· ")
                    lists[lists.count - 1] = last.map { $0 + 1 }
                }
            case .tag: continue
            }
        }
    }

    /// Writes an address behind what it is called.
    private mutating func close(_ link: (address: String, start: Int)) {
        guard isAddress(link.address) else { return }
        let start = text.utf8.index(text.startIndex, offsetBy: min(link.start, text.utf8.count))
        let name = String(text[start...]).trimmingWhitespace()
        if name.isEmpty {
            append(link.address)
        } else if name != link.address {
            append("（\(link.address)）")
        }
    }

    /// Runs of white space count as one in HTML, and as none between Chinese characters of two lines.
    private static func collapsed(_ text: Substring) -> String {
        var result = ""
        var space: (isBroken: Bool, isThere: Bool) = (false, false)
        for character in text {
            if character.isWhitespace, character != "\u{3000}" {
                space = (space.isBroken || character.isNewline, true)
                continue
            }
            if space.isThere {
                let isTight =
                    space.isBroken && (result.last?.isASCII != true || !character.isASCII)
                if !isTight { result += " " }
                space = (false, false)
            }
            result.append(character)
        }
        return space.isThere && !space.isBroken ? result + " " : result
    }

    private static let entities: [String: String] = [
        "nbsp": " ", "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "ldquo": "“",
        "rdquo": "”", "lsquo": "‘", "rsquo": "’", "hellip": "…", "mdash": "—", "ndash": "–",
        "middot": "·", "bull": "•", "copy": "©", "reg": "®", "yen": "¥", "times": "×",
        "divide": "÷", "deg": "°", "emsp": "　", "ensp": " ", "thinsp": " ", "rarr": "→",
        "larr": "←", "zwnj": "", "zwj": "",
    ]

    /// Writes characters that stand there by name or number; unknown names stay.
    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing(/&(#?[0-9a-zA-Z]{1,8});/) { match -> String in
            let name = match.output.1
            if let known = entities[String(name)] { return known }
            let number =
                name.hasPrefix("#x") || name.hasPrefix("#X")
                ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
            guard name.hasPrefix("#"), let scalar = number.flatMap(Unicode.Scalar.init) else {
                return String(match.output.0)
            }
            return scalar == "\u{A0}" ? " " : String(Character(scalar))
        }
    }

    // MARK: Markdown

    /// What is left of a text of Markdown; pictures stand where they were.
    private static func markdown(_ text: String) -> [AnswerPart] {
        guard TextMarkup.hasMarkdown(text) else { return [.text(text)] }
        var markup = AnswerMarkup()
        var rest = text[...]
        while let match = rest.firstMatch(of: /!\[([^\[\]\n]*)\]\(([^()\s]+)\)/) {
            markup.append(withoutMarks(String(rest[..<match.range.lowerBound])))
            markup.addImage(String(match.output.2), named: String(match.output.1))
            rest = rest[match.range.upperBound...]
        }
        markup.append(withoutMarks(String(rest)))
        markup.endText()
        return markup.parts
    }

    private static func withoutMarks(_ text: String) -> String {
        text.replacing(/\[([^\[\]\n]*)\]\(([^()\s]+)\)/) { match -> String in
            let (name, address) = (match.output.1, match.output.2)
            let isSame = name.isEmpty || name == address
            guard address.lowercased().hasPrefix("http") else { return String(name) }
            return isSame ? String(address) : "\(name)（\(address)）"
        }
        .replacing(/\*\*([^\s*][^*\n]*)\*\*/) { String($0.output.1) }
        .replacing(/~~([^\s~][^~\n]*)~~/) { String($0.output.1) }
        .replacing(/(^|\n)#{1,6} +/) { String($0.output.1) }
        .replacing(/(^|\n)```[^\n]*/) { String($0.output.1) }
    }
}
