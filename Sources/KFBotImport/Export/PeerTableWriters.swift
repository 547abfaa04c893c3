import KFBotModel

/// A form of another system that is delimited text: what it can hold and how an entry is written.
struct PeerTableWriter: EntryWriter {
    let output: TextOutput
    let delimited: DelimitedWriter
    let headers: [String]
    let capabilities: FormCapabilities
    /// Whether the file begins with a byte order mark, by which Excel knows UTF-8.
    var hasMark = false
    let rows: (Entry, inout LossCounter) -> [[String]]

    mutating func begin() throws {
        try output.write((hasMark ? "\u{FEFF}" : "") + delimited.line(headers))
    }

    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws {
        capabilities.check(entry, &losses)
        let rows = rows(entry, &losses)
        if rows.contains(where: { $0.contains(where: FormulaGuard.isFormula) }) {
            losses.note(
                "text",
                "Cells that begin with = or @ are written as they are; a spreadsheet that opens the "
                    + "file runs them.",
                entry
            )
        }
        for row in rows { try output.write(delimited.line(row)) }
    }

    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws {
        losses.noteLost(vocabulary)
        try output.finish()
    }
}

extension PeerTableWriter {
    /// Dify annotations, and AnyQ with tabs: a row for each phrasing.
    static func pairs(_ output: TextOutput, delimiter: Character) -> PeerTableWriter {
        PeerTableWriter(
            output: output,
            delimited: DelimitedWriter(delimiter: delimiter, guardsFormulas: false),
            headers: ["question", "answer"],
            capabilities: FormCapabilities(fields: [.question, .answer])
        ) { entry, _ in
            let answer = entry.joinedAnswers
            return entry.phrasings.map { [$0, answer] }
        }
    }

    /// FastGPT: `q`, `a`, `indexes` and further columns without a header.
    static func fastgpt(_ output: TextOutput) -> PeerTableWriter {
        PeerTableWriter(
            output: output,
            delimited: DelimitedWriter(guardsFormulas: false),
            headers: ["q", "a", "indexes"],
            capabilities: FormCapabilities(fields: [.question, .similar, .answer])
        ) { entry, losses in
            if entry.similarQuestions.contains(where: { ListCell.items($0, .texts) != [$0] }) {
                losses.note(
                    "similar",
                    "Similar questions that hold a separator of lists are read apart.",
                    entry
                )
            }
            return [[entry.question, entry.joinedAnswers] + entry.similarQuestions]
        }
    }

    /// MaxKB: title, content, questions.
    static func maxkb(_ output: TextOutput) -> PeerTableWriter {
        PeerTableWriter(
            output: output,
            delimited: DelimitedWriter(guardsFormulas: false),
            headers: ["分段标题（选填）", "分段内容（必填，问题答案）", "问题（选填，单元格内一行一个）"],
            capabilities: FormCapabilities(fields: [.question, .similar, .answer])
        ) { entry, losses in
            if entry.phrasings.contains(where: { $0.unicodeScalars.count > 255 }) {
                losses.note("similar", "MaxKB cuts titles and questions at 255 characters.", entry)
            }
            return [
                [
                    entry.question, entry.joinedAnswers,
                    entry.similarQuestions.map(\.onOneLine).joined(separator: "\n"),
                ]
            ]
        }
    }

    /// WeKnora: lists by `##`, inverted flags.
    static func weknora(_ output: TextOutput) -> PeerTableWriter {
        PeerTableWriter(
            output: output,
            delimited: DelimitedWriter(guardsFormulas: false),
            headers: [
                "分类(必填)", "问题(必填)", "相似问题(选填-多个用##分隔)", "反例问题(选填-多个用##分隔)",
                "机器人回答(必填-多个用##分隔)", "是否全部回复(选填-默认FALSE)", "是否停用(选填-默认FALSE)",
                "是否禁止被推荐(选填-默认False 可被推荐)",
            ],
            capabilities: FormCapabilities(
                fields: [
                    .group, .question, .similar, .negative, .answer, .answers, .strategy, .enabled,
                    .recommendable,
                ],
                strategies: [.all, .random]
            ),
            // As WeKnora's own export does; its table is edited in Excel.
            hasMark: true
        ) { entry, losses in
            let answers = entry.answers.map { $0.plainText() }
            let texts = entry.similarQuestions + entry.negativeQuestions + answers
            if texts.contains(where: { $0.contains("##") }) {
                losses.note(
                    "answers",
                    "WeKnora cannot escape ##; texts that hold it are cut there.",
                    entry
                )
            }
            return [
                [
                    entry.group.description, entry.question,
                    entry.similarQuestions.joined(separator: "##"),
                    entry.negativeQuestions.joined(separator: "##"),
                    answers.joined(separator: "##"), entry.strategy == .all ? "TRUE" : "FALSE",
                    entry.isEnabled ? "FALSE" : "TRUE", entry.isRecommendable ? "FALSE" : "TRUE",
                ]
            ]
        }
    }

    /// QnA Maker: a row for each phrasing, with the number of its entry.
    ///
    /// - Parameters:
    ///   - output: Where it goes.
    ///   - entries: All entries; their ids become numbers, to which related entries refer.
    /// - Returns: The writer.
    static func qnamaker(_ output: TextOutput, entries: [Entry]) -> PeerTableWriter {
        let areNumbers = entries.allSatisfy { entry in
            Int(entry.id.rawValue).map { $0 > 0 && String($0) == entry.id.rawValue } ?? false
        }
        let numbers = entries.enumerated().map { index, entry in
            (entry.id, (areNumbers ? Int(entry.id.rawValue) : nil) ?? index + 1)
        }
        let numberByID = Dictionary(numbers) { first, _ in first }
        let questionByID = Dictionary(entries.map { ($0.id, $0.question) }) { first, _ in first }
        var fields: Set<EntryField> = [.question, .similar, .answer, .group, .tags, .related]
        if areNumbers { fields.insert(.id) }
        return PeerTableWriter(
            output: output,
            delimited: DelimitedWriter(delimiter: "\t", guardsFormulas: false),
            headers: [
                "Question", "Answer", "Source", "Metadata", "SuggestedQuestions", "IsContextOnly",
                "Prompts", "QnaId",
            ],
            capabilities: FormCapabilities(fields: fields)
        ) { entry, _ in
            var pairs = entry.tags.map { ("tag", ListCell.cell([$0])) }
            if entry.group != [] { pairs.insert(("group", entry.group.description), at: 0) }
            let metadata = pairs.map { name, value in
                JSONValue.object(["name": .string(name), "value": .string(value)])
            }
            var prompts: [JSONValue] = []
            for id in entry.related {
                guard let number = numberByID[id], let question = questionByID[id] else { continue }
                prompts.append(
                    .object([
                        "displayOrder": .integer(prompts.count), "qnaId": .integer(number),
                        "displayText": .string(question),
                    ])
                )
            }
            let rest = [
                entry.joinedAnswers, "Editorial", JSONWriter.text(.array(metadata)), "[]", "False",
                JSONWriter.text(.array(prompts)), String(numberByID[entry.id] ?? 0),
            ]
            return entry.phrasings.map { [$0] + rest }
        }
    }
}

extension Entry {
    /// The texts of all answers, one under the other.
    var joinedAnswers: String { answers.map { $0.plainText() }.joined(separator: "\n") }
}

extension String {
    /// The text with line breaks as spaces.
    var onOneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
