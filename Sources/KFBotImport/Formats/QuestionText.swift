import KFBotModel

/// Text of questions and answers: `Q: …` and `A: …`, 问：… and 答：…, headings of Markdown with what
/// stands below them, lines that stand before 答：…, or lines that end with a question mark.
///
/// Which of these holds is found out from the first lines. Questions that follow each other are one
/// entry's. Headings above other headings are groups.
final class QuestionText: TableFormat {
    /// How questions are marked.
    private enum Style {
        /// By `Q:` or 问：.
        case marks
        /// By headings.
        case headings
        /// By a number before and a question mark behind.
        case numbers
        /// By the answer below, which alone is marked.
        case answers
        /// By a question mark at the end of a line.
        case asking
    }

    private let sink: RecordSink
    private var label = ""
    private var style: Style?
    private var kept: [(line: String, number: Int)] = []
    private var draft: EntryDraft?
    private var answer: [String] = []
    private var hasAnswer = false
    private var headings: [(level: Int, text: String, row: Int)] = []
    private var found = false
    private var strayLines: [Int] = []
    private var isFenced = false
    /// A line that is the question if an answer follows, and goes on with the text above otherwise.
    private var held: (text: String, row: Int)?
    /// Questions that are marked in a text that marks no answer, and the line of the first one.
    private var unanswered: (count: Int, row: Int)?

    /// How many lines tell the style.
    private static let linesToJudgeBy = 400

    /// Creates a reader.
    init(sink: RecordSink) { self.sink = sink }

    /// Whether lines look like questions and answers of any style.
    ///
    /// - Parameters:
    ///   - lines: The first lines of a text.
    ///   - isCertain: Whether one heading is too little.
    /// - Returns: Whether they do.
    static func matches(_ lines: [String], isCertain: Bool = false) -> Bool {
        style(of: lines, headingsNeeded: isCertain ? 2 : 1) != nil
    }

    func beginSheet(_ name: String, label: String) {
        self.label = label
        sink.turnsMarkup = true
    }

    /// A line, or a cell of several lines.
    func row(_ row: TableRow) throws {
        let location = SourceLocation(file: label, row: row.number)
        guard try sink.accepts(row, at: location, headers: []) else { return }
        let cell = row.cells.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let lines = cell.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for line in lines { try take(String(line), row.number) }
    }

    func endSheet() throws {
        try settle()
        if let held { addLines(held.text, held.row) }
        held = nil
        try flush()
        reportStrayLines()
    }

    func finish() throws {
        guard found else {
            if let unanswered {
                throw ImportError(
                    .noQuestions,
                    "The text marks \(unanswered.count == 1 ? "a question" : "\(unanswered.count) questions") "
                        + "(line \(unanswered.row)) and no answer. Write “A: …” or “答：…” below each one.",
                    file: sink.file
                )
            }
            throw ImportError(
                .noQuestions,
                "The text holds no questions that are marked as such. Write “Q: …” and “A: …” or "
                    + "“问：…” and “答：…” before them, put each question in a heading (## …) with its "
                    + "answer below, or make a table with the columns 问题 and 答案.",
                file: sink.file
            )
        }
    }

    private func take(_ line: String, _ number: Int) throws {
        guard let style else {
            kept.append((line, number))
            if kept.count == Self.linesToJudgeBy { try settle() }
            return
        }
        try read(line, number, style)
    }

    private func settle() throws {
        let lines = kept
        kept = []
        if style == nil { style = Self.style(of: lines.map(\.line)) }
        guard let style else {
            let marked = lines.filter {
                Self.marked($0.line.trimmingWhitespace(), Self.questionMarks) != nil
            }
            if unanswered == nil, let first = marked.first {
                unanswered = (marked.count, first.number)
            }
            return
        }
        for (line, number) in lines { try read(line, number, style) }
    }

    // MARK: Lines

    private func read(_ line: String, _ number: Int, _ style: Style) throws {
        let text = line.trimmingWhitespace()
        switch style {
        case .marks:
            if let line = held {
                held = nil
                // A title if a question follows, a step of the answer otherwise.
                if text.isEmpty {
                    held = (line.text + "\n", line.row)
                    return
                } else if Self.marked(text, Self.questionMarks) != nil {
                    strayLines.append(line.row)
                } else {
                    addLines(line.text, line.row)
                }
            }
            if let marked = Self.marked(text, Self.questionMarks) {
                let (question, reply) = Self.parted(marked)
                try addQuestion(question, number)
                if let reply {
                    hasAnswer = true
                    answer.append(reply)
                }
            } else if let reply = Self.marked(text, Self.answerMarks) {
                if hasAnswer, draft != nil { answer.append("") }
                hasAnswer = true
                answer.append(reply)
            } else if let similar = Self.marked(text, Self.similarMarks), !hasAnswer {
                draft?.addSimilar(QuestionList(similar, sink.options.lists).items)
            } else if Self.isRule(text) || Self.heading(text) != nil && hasAnswer {
                try flush()
            } else if hasAnswer, held == nil, RowKind.isTitle(text) {
                held = (text, number)
            } else {
                addLine(text, number)
            }
        case .headings:
            if text.hasPrefix("```") { isFenced.toggle() }
            if !isFenced, let (level, heading) = Self.heading(text) {
                dropIntroduction(above: level)
                try flush()
                headings.removeAll { $0.level >= level }
                headings.append((level, heading, number))
            } else if !text.isEmpty, draft == nil, let last = headings.last {
                draft = EntryDraft(at: SourceLocation(file: label, row: last.row))
                draft?.question = last.text
                let above = headings.dropLast().map(\.text)
                if headings.first?.level == 1, above.count > 1 {
                    draft?.group = GroupPath(Array(above.dropFirst()))
                } else if !above.isEmpty, headings.first?.level != 1 {
                    draft?.group = GroupPath(above)
                }
                hasAnswer = true
                addLine(text, number)
            } else {
                addLine(text, number)
            }
        case .numbers:
            if let question = Self.numberedQuestion(text) {
                try flush()
                try addQuestion(question, number)
                hasAnswer = true
            } else {
                addLine(Self.marked(text, Self.answerMarks) ?? text, number)
            }
        case .answers: try readBeforeAnswer(text, number)
        case .asking:
            guard Self.isAsking(text) else {
                if draft != nil, !text.isEmpty { hasAnswer = true }
                return addLine(text, number)
            }
            try addQuestion(Self.withoutNumber(text), number)
            sink.tally(.guessedQuestions, at: SourceLocation(file: label, row: number)) { count in
                "\(count == 1 ? "A line" : "\(count) lines") that \(count == 1 ? "ends" : "end") with a "
                    + "question mark \(count == 1 ? "is" : "are") taken for questions, and what stands below "
                    + "for their answers."
            }
        }
    }

    /// Reads a line of a text that marks answers alone: the line before one is its question.
    private func readBeforeAnswer(_ text: String, _ number: Int) throws {
        guard let reply = Self.marked(text, Self.answerMarks) else {
            if text.isEmpty || Self.isRule(text) { return }
            if let held { addLine(held.text, held.row) }
            held = (text, number)
            return
        }
        if let question = held {
            try flush()
            let text = Self.heading(question.text)?.text ?? question.text
            try addQuestion(Self.withoutNumber(text), question.row)
        } else if hasAnswer, draft != nil {
            answer.append("")
        }
        held = nil
        hasAnswer = true
        answer.append(reply)
    }

    private func addQuestion(_ question: String, _ number: Int) throws {
        if hasAnswer { try flush() }
        if draft == nil {
            draft = EntryDraft(at: SourceLocation(file: label, row: number))
            draft?.question = question
        } else if draft?.question?.isEmpty == true {
            draft?.question = question
        } else {
            draft?.addSimilar([question])
        }
    }

    /// What stands between a title and the headings below it introduces them and answers nothing.
    private func dropIntroduction(above level: Int) {
        guard let draft, let last = headings.last, last.level < level,
            !QuestionList.asks(draft.question ?? "")
        else { return }
        strayLines.append(draft.location.row)
        self.draft = nil
        answer = []
        hasAnswer = false
    }

    /// Adds a line and the empty ones below it.
    private func addLines(_ text: String, _ number: Int) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            addLine(String(line), number)
        }
    }

    /// A line that goes on with what stands above it.
    private func addLine(_ text: String, _ number: Int) {
        guard draft != nil else {
            if !text.isEmpty, !Self.isRule(text) { strayLines.append(number) }
            return
        }
        if hasAnswer {
            answer.append(text)
        } else if !text.isEmpty {
            let question = draft?.question ?? ""
            draft?.question = question.isEmpty ? text : question + "\n" + text
        }
    }

    private func flush() throws {
        defer {
            draft = nil
            answer = []
            hasAnswer = false
        }
        guard var draft else { return }
        found = true
        while answer.first?.isEmpty == true { answer.removeFirst() }
        while let last = answer.last, last.isEmpty || Self.isRule(last) { answer.removeLast() }
        if !answer.isEmpty { draft.answers = [Answer(text: answer.joined(separator: "\n"))] }
        draft.isRow = true
        try sink.entry(draft)
    }

    private func reportStrayLines() {
        for line in strayLines {
            sink.tally(.remarkRow, at: SourceLocation(file: label, row: line)) { count in
                "\(count == 1 ? "A line stands" : "\(count) lines stand") before the first question or "
                    + "between entries; left out."
            }
        }
        strayLines = []
    }

    // MARK: Marks

    private static let questionMarks = [
        "question", "q", "问题", "问", "提问", "問題", "問", "提問",
    ]
    private static let answerMarks = [
        "answer", "a", "答案", "答", "回答", "答复", "回复", "解答", "答覆", "回覆", "回復",
    ]
    private static let similarMarks = ["相似问法", "相似问题", "相似问", "其他问法", "扩展问", "相似問法", "相似問題"]

    /// What stands behind `Q:`, `Q1.`, `**问：**` and the like; `nil` if no mark begins the line.
    static func marked(_ line: String, _ marks: [String]) -> String? {
        let isBold = line.hasPrefix("**")
        var rest = line[...].drop { "#*->• \t　".contains($0) }
        // A number before the mark: `1. Q: …`.
        if let first = rest.first, first.isNumber {
            let behind = rest.drop { $0.isNumber }
            if let mark = behind.first, ".．、)）".contains(mark) {
                rest = behind.dropFirst().drop { $0 == " " || $0 == "*" }
            }
        }
        if let open = rest.first, "【[".contains(open) { rest = rest.dropFirst() }
        let lower = rest.prefix(12).lowercased()
        for mark in marks where lower.hasPrefix(mark) {
            var behind = rest.dropFirst(mark.count)
            behind = behind.drop { $0.isNumber || $0 == " " || $0 == "】" || $0 == "]" || $0 == "*" }
            guard let sign = behind.first, ":：".contains(sign) else {
                // `【问】怎么退款`
                let closed = rest.dropFirst(mark.count).first.map { "】]".contains($0) } ?? false
                guard closed else { continue }
                return String(behind).trimmingWhitespace()
            }
            var text = String(behind.dropFirst()).trimmingWhitespace()
            if isBold, text.hasPrefix("**") {
                text = String(text.dropFirst(2)).trimmingWhitespace()
            }
            if isBold, text.hasSuffix("**"), !text.dropLast(2).contains("**") {
                text = String(text.dropLast(2))
            }
            return text
        }
        return nil
    }

    /// A question and the answer that follows it on the same line.
    private static func parted(_ text: String) -> (question: String, answer: String?) {
        guard let match = text.firstMatch(of: /[\s?？]+(?:A|答|答案|回答)\s*[0-9]*\s*[:：]/) else {
            return (text, nil)
        }
        let mark = text[match.range].prefix { $0 == "?" || $0 == "？" }
        let question = String(text[..<match.range.lowerBound] + mark).trimmingWhitespace()
        return question.isEmpty
            ? (text, nil) : (question, String(text[match.range.upperBound...]).trimmingWhitespace())
    }

    private static func heading(_ line: String) -> (level: Int, text: String)? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
        let text = String(line.dropFirst(level)).trimmingWhitespace()
            .trimmingSuffix(while: { $0 == "#" || $0 == " " }).replacing("**", with: "")
        guard !text.isEmpty else { return nil }
        return (level, marked(text, questionMarks) ?? text)
    }

    private static func numberedQuestion(_ line: String) -> String? {
        guard let last = line.last, "?？".contains(last), line.first?.isNumber == true else {
            return nil
        }
        let behind = line.drop { $0.isNumber }
        guard let mark = behind.first, ".．、)）".contains(mark) else { return nil }
        let question = String(behind.dropFirst()).trimmingWhitespace()
        return question.isEmpty ? nil : question
    }

    /// Whether a line alone asks: it ends with a question mark and is no sentence among others.
    private static func isAsking(_ line: String) -> Bool {
        guard let last = line.last, "?？".contains(last), line.count <= 60 else { return false }
        return !line.contains { "\t|,。；;{}".contains($0) } && heading(line) == nil
    }

    /// A line without the number before it.
    private static func withoutNumber(_ line: String) -> String {
        guard let match = line.prefixMatch(of: /[(（]?[0-9一二三四五六七八九十]{1,3}[)）.．、]+\s*/),
            match.range.upperBound < line.endIndex,
            !line[match.range.upperBound].isNumber
        else { return line }
        return String(line[match.range.upperBound...])
    }

    /// Whether lines mark questions and answers.
    static func marksBoth(_ lines: [String]) -> Bool { style(of: lines) == .marks }

    /// Whether lines mark questions, whatever becomes of the answers.
    static func marksQuestions(_ lines: [String]) -> Bool {
        lines.first { !$0.allSatisfy(\.isWhitespace) }
            .map { marked($0.trimmingWhitespace(), questionMarks) != nil } ?? false
    }

    private static func isRule(_ line: String) -> Bool {
        line.count > 2 && line.allSatisfy { "-=*_—".contains($0) }
    }

    private static func style(of lines: [String], headingsNeeded: Int = 1) -> Style? {
        var (questions, answers, headings, numbers) = (0, 0, 0, 0)
        var isHeading = false
        for line in lines.map({ $0.trimmingWhitespace() }) where !line.isEmpty {
            if let question = marked(line, questionMarks) {
                questions += 1
                if parted(question).answer != nil { answers += 1 }
            }
            if marked(line, answerMarks) != nil { answers += 1 }
            if numberedQuestion(line) != nil { numbers += 1 }
            let begins = heading(line) != nil
            if isHeading, !begins { headings += 1 }
            isHeading = begins
        }
        if questions > 0, answers > 0 { return .marks }
        if headings >= headingsNeeded { return .headings }
        if numbers > 1 { return .numbers }
        if questions == 0, answers > 0, firstAnswerFollows(lines) { return .answers }
        return questions == 0 && asksThroughout(lines) ? .asking : nil
    }

    /// Whether a line stands before the first answer.
    private static func firstAnswerFollows(_ lines: [String]) -> Bool {
        let text = lines.map { $0.trimmingWhitespace() }.filter { !$0.isEmpty && !isRule($0) }
        return text.firstIndex { marked($0, answerMarks) != nil }.map { $0 > 0 } ?? false
    }

    /// Whether at least two questions have a line each, with text below each, from the beginning on.
    private static func asksThroughout(_ lines: [String]) -> Bool {
        let asking = lines.map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }.map(isAsking)
        guard asking.prefix(3).contains(true), asking.last == false else { return false }
        return zip(asking, asking.dropFirst()).count { $0 && !$1 } > 1
    }
}
