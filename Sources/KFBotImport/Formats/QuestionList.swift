import KFBotModel

/// How cells are taken that may hold one question or a list of them.
public enum ListRule: String, Hashable, Sendable, CaseIterable {
    /// Lists are cut where they are clearly lists; a cell in doubt is one question, with a warning.
    case auto
    /// Every `、`, `，` and `,` and every number ends a question.
    case split
    /// Only line breaks, `##`, `|` and `;` end a question.
    case keep
}

/// Several questions in one cell, as people write them.
struct QuestionList {
    /// The questions.
    var items: [String]
    /// Whether the cell may be a list that was not cut.
    var isDoubtful = false

    /// Reads a cell of similar questions.
    init(_ cell: String, _ rule: ListRule) {
        let plain = ListCell.items(cell, .texts)
        guard rule != .keep else {
            items = plain
            return
        }
        if plain.count > 1 {
            items = Self.withoutNumbers(plain) ?? plain
            return
        }
        guard let only = plain.first else {
            items = []
            return
        }
        if let parts = Self.numbered(only) {
            items = parts
            return
        }
        let parts = only.split { "、，,".contains($0) }.map { String($0).trimmingWhitespace() }
            .filter { !$0.isEmpty }
        guard parts.count > 1 else {
            items = [only]
            return
        }
        let asking = parts.count(where: Self.asks)
        let areShort = parts.allSatisfy { (2...8).contains($0.count) }
        if rule == .split || asking == parts.count || (asking == 0 && areShort) {
            items = parts
        } else {
            items = [only]
            isDoubtful = asking > 1 || only.contains("、")
        }
    }

    /// Reads a cell of the question, whose further lines may be similar ones.
    init(lines cell: String, _ rule: ListRule) {
        let lines = cell.split(whereSeparator: \.isNewline).map { String($0).trimmingWhitespace() }
            .filter { !$0.isEmpty }
        guard lines.count > 1, rule != .keep else {
            items = cell.isEmpty ? [] : [cell]
            return
        }
        let parts = Self.withoutNumbers(lines) ?? lines
        let asking = parts.count(where: Self.asks)
        if rule == .split || asking == parts.count {
            items = parts
        } else {
            items = [cell]
            isDoubtful = asking > 1
        }
    }

    private static let askingWords = [
        "怎么", "怎样", "如何", "什么", "多少", "多久", "哪", "为何", "几", "吗", "呢", "是否", "能不能",
        "可不可以", "可以", "有没有", "会不会", "咋", "啥", "?", "？", "怎麼", "什麼", "嗎", "為何", "哪裡",
        "幾", "how", "what", "where", "when", "why", "can ",
    ]

    /// Whether a text is a question by its words.
    static func asks(_ text: String) -> Bool {
        let text = text.lowercased()
        return askingWords.contains { text.contains($0) }
    }

    /// Cuts `1.…2.…`, `(1)…(2)…` or `①…②…` at numbers that count from 1; `nil` if it does not begin so.
    private static func numbered(_ text: String) -> [String]? {
        var starts: [(mark: String.Index, text: String.Index)] = []
        var index = text.startIndex
        while index < text.endIndex {
            if let end = mark(starts.count + 1, in: text, at: index) {
                starts.append((index, end))
                index = end
            } else {
                index = text.index(after: index)
            }
        }
        guard starts.count > 1, starts[0].mark == text.startIndex else { return nil }
        let ends = starts.dropFirst().map(\.mark) + [text.endIndex]
        let items = zip(starts, ends).map { start, end in
            String(text[start.text..<end]).trimmingWhitespace()
                .trimmingSuffix(while: { "、，,;；。".contains($0) || $0.isWhitespace })
        }
        return items.allSatisfy({ $0.count > 1 }) ? items : nil
    }

    /// Lines without the numbers before them; `nil` unless these count from 1.
    private static func withoutNumbers(_ lines: [String]) -> [String]? {
        var items: [String] = []
        for (place, line) in lines.enumerated() {
            guard let end = mark(place + 1, in: line, at: line.startIndex) else { return nil }
            let item = String(line[end...]).trimmingWhitespace()
            guard !item.isEmpty else { return nil }
            items.append(item)
        }
        return items
    }

    /// Where the text behind a number begins: `1.`, `1、`, `1)`, `(1)`, `①`; `nil` if there is none here.
    private static func mark(
        _ number: Int,
        in text: String,
        at start: String.Index
    ) -> String.Index? {
        if start > text.startIndex, text[text.index(before: start)].isNumber { return nil }
        let rest = text[start...]
        if (1...20).contains(number), let circled = Unicode.Scalar(0x245F + UInt32(number)),
            rest.unicodeScalars.first == circled
        {
            return text.index(after: start)
        }
        for (open, closing) in [("(", ")）"), ("（", ")）"), ("", ".．、)）:：")] {
            let head = open + "\(number)"
            guard rest.hasPrefix(head) else { continue }
            let behind = text.index(start, offsetBy: head.count)
            guard behind < text.endIndex, closing.contains(text[behind]) else { continue }
            let next = text.index(after: behind)
            // `1.5` is a number, not the first of a list.
            if next < text.endIndex, text[next].isNumber, open.isEmpty { continue }
            return next
        }
        return nil
    }
}

extension String {
    /// The text without what fits at its end.
    func trimmingSuffix(while fits: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, fits(last) { text.removeLast() }
        return String(text)
    }
}
