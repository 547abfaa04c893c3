import KFBotModel

/// One entry from several rows of a table: what was read of it so far.
///
/// Rows that only go on with the entry above are added to it: rows without a question, rows whose question
/// is merged with the one above, and rows that repeat its question or its number and answer.
struct GrowingEntry {
    /// What a row added.
    enum Addition {
        /// Nothing: it begins an entry of its own.
        case none
        /// Phrasings, or what the entry has already.
        case phrasings
        /// Further lines of the answer.
        case answer
    }

    /// The entry; `nil` between entries.
    private var draft: EntryDraft?
    /// What stood in the column that counts the rows.
    private var number = ""

    /// Begins an entry with its first row.
    mutating func begin(_ draft: EntryDraft, number: String) {
        self.draft = draft
        self.number = number
    }

    /// Ends the entry and gives it away.
    mutating func take() -> EntryDraft? {
        defer { (draft, number) = (nil, "") }
        return draft
    }

    /// Adds a row if it only goes on with the entry.
    ///
    /// - Parameters:
    ///   - further: What the row says.
    ///   - row: The row.
    ///   - columns: What its cells are.
    /// - Returns: What it added.
    mutating func add(
        _ further: EntryDraft,
        _ row: TableRow,
        _ columns: TableColumns
    ) -> Addition {
        func isContinued(_ field: EntryField) -> Bool {
            columns.index(of: field).map { row.continued.contains($0) } ?? false
        }
        guard var entry = draft, entry.question != nil,
            further.id == nil || further.id == entry.id
        else { return .none }
        let rowNumber = columns.index(of: .rowNumber).map { row.trimmed($0) } ?? ""
        let similar = further.similarQuestions ?? []
        let addsAnswer =
            further.answers != nil && further.answers != entry.answers && !isContinued(.answer)
        if let question = further.question, question != entry.question {
            // One number before several questions with one answer.
            guard !rowNumber.isEmpty, rowNumber == number, !addsAnswer else { return .none }
            entry.addSimilar([question] + similar)
            draft = entry
            return .phrasings
        }
        let isOwn = further.question != nil && !isContinued(.question)
        guard addsAnswer else {
            guard !similar.isEmpty || (!isOwn && further.negativeQuestions?.isEmpty == false)
            else { return .none }
            entry.addSimilar(similar)
            if let negative = further.negativeQuestions {
                entry.negativeQuestions = (entry.negativeQuestions ?? []) + negative
            }
            draft = entry
            return .phrasings
        }
        guard !isOwn, rowNumber.isEmpty || rowNumber == number,
            !Self.isOfItsOwn(row, columns)
        else { return .none }
        entry.appendAnswers(further.answers ?? [])
        entry.addSimilar(similar)
        draft = entry
        return .answer
    }

    /// Whether a row without a question says more of itself than what an answer is made of.
    private static func isOfItsOwn(_ row: TableRow, _ columns: TableColumns) -> Bool {
        row.cells.indices.contains { index in
            guard index < columns.columns.count, !row.continued.contains(index),
                !row.trimmed(index).isEmpty
            else { return false }
            switch columns.columns[index].field {
            case nil, .answer, .answers, .similar, .negative, .question, .remark, .extra,
                .rowNumber, .ignored:
                return false
            default: return true
            }
        }
    }
}

extension EntryDraft {
    /// Adds what a further row says to the answer.
    fileprivate mutating func appendAnswers(_ more: [Answer]) {
        var answers = self.answers ?? []
        for answer in more {
            guard case .text(let text)? = answer.parts.first, answer.parts.count == 1,
                case .text(let before)? = answers.last?.parts.last
            else {
                answers.append(answer)
                continue
            }
            let last = answers.count - 1
            let part = answers[last].parts.count - 1
            answers[last].parts[part] = .text(before + "\n" + text)
        }
        self.answers = answers
    }
}
