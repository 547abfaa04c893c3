import KFBotModel

import struct Foundation.Date

/// Turns one row of a table into a draft.
struct TableEntryReader {
    /// How a form writes lists and answers.
    struct Style {
        /// Whether `##` is the only separator, as in WeKnora's form.
        var separatesByHashes = false
        /// Whether 是否全部回复 stands in the column of the strategy.
        var strategyIsFlag = false
        /// Whether cells behind the last header are further similar questions.
        var continuesSimilar = false
        /// Whether the first of the similar questions is the question where that is empty.
        var promotesSimilar = false
        /// Whether an empty answer makes the entry a draft that customers do not get.
        var disablesUnanswered = false
    }

    let columns: TableColumns
    var style = Style()

    /// Reads a row.
    ///
    /// - Throws: ``ImportProblem`` naming the column.
    func draft(_ row: TableRow, at location: SourceLocation) throws -> EntryDraft {
        var draft = EntryDraft(at: location)
        for (index, column) in columns.columns.enumerated() {
            let shown = index < row.cells.count ? row.cells[index] : ""
            // A date may be shown without its year.
            let isDate = column.field == .validFrom || column.field == .validUntil
            let raw = isDate ? row.moments[index] ?? shown : shown
            let cell = columns.isNative ? raw : raw.trimmingWhitespace()
            do {
                try set(column, cell, in: &draft)
            } catch let error as FieldError {
                var place = location
                place.column = column.header
                throw ImportProblem(at: place, code: .badValue, message: error.message)
            }
        }
        if style.continuesSimilar, row.cells.count > columns.columns.count {
            let more = row.cells[columns.columns.count...].map { $0.trimmingWhitespace() }
            draft.addSimilar(more.filter { !$0.isEmpty })
        }
        if style.promotesSimilar, draft.question == nil, let first = draft.similarQuestions?.first {
            draft.question = first
            draft.similarQuestions?.removeFirst()
        }
        if style.disablesUnanswered, draft.answers == nil, draft.question != nil {
            draft.isEnabled = false
        }
        return draft
    }

    private func set(
        _ column: TableColumns.Column,
        _ cell: String,
        in draft: inout EntryDraft
    ) throws {
        switch column.field {
        case nil:
            if !cell.isEmpty, !column.header.isEmpty {
                draft.addExtra(column.header, .string(cell))
            }
        case .id: if !cell.isEmpty { draft.id = EntryID(rawValue: cell) }
        case .group: draft.group = GroupPath(parsing: cell)
        case .question: if !cell.isEmpty { draft.question = cell }
        case .similar:
            if columns.isNative {
                draft.similarQuestions = items(cell)
            } else {
                draft.addSimilar(items(cell))
            }
        case .negative: draft.negativeQuestions = (draft.negativeQuestions ?? []) + items(cell)
        case .answer, .answers: try setAnswer(column, cell, in: &draft)
        case .tags: draft.tags = (draft.tags ?? []) + ListCell.items(cell, .names)
        case .accounts:
            draft.accounts = ListCell.items(cell, .names).map { AccountID(rawValue: $0) }
        case .related: draft.related = ListCell.items(cell, .names).map { EntryID(rawValue: $0) }
        case .extra: try setExtra(cell, in: &draft)
        case .validFrom: draft.validFrom = try date(cell, isEnd: false)
        case .validUntil: draft.validUntil = try date(cell, isEnd: true)
        case .type:
            if !columns.isNative, !cell.isEmpty, cell != "entry" {
                draft.addExtra(column.header, .string(cell))
            }
        case .strategy:
            guard !cell.isEmpty else { return }
            if style.strategyIsFlag, let isAll = FieldValue.bool(cell) {
                draft.strategy = isAll ? .all : .random
                return
            }
            guard let strategy = FieldValue.strategy(cell) else {
                throw FieldError(path: "", message: "Use all, random or conditional.")
            }
            draft.strategy = strategy
        case .enabled: draft.isEnabled = try flag(cell) ?? draft.isEnabled
        case .disabled: draft.isEnabled = try flag(cell).map { !$0 } ?? draft.isEnabled
        case .recommendable: draft.isRecommendable = try flag(cell)
        case .notRecommendable: draft.isRecommendable = try flag(cell).map { !$0 }
        case .handoff: draft.handsOff = try flag(cell)
        }
    }

    private func items(_ cell: String) -> [String] {
        style.separatesByHashes ? ListCell.itemsByHashes(cell) : ListCell.items(cell, .texts)
    }

    private func setAnswer(
        _ column: TableColumns.Column,
        _ cell: String,
        in draft: inout EntryDraft
    ) throws {
        guard !cell.isEmpty else { return }
        var answers = [Answer(text: cell)]
        if column.field == .answers, cell.utf8.first == UInt8(ascii: "[") {
            guard let elements = try json(cell).array else { return }
            answers = try elements.enumerated().map { index, element in
                try Answer(json: element, path: "[\(index)]")
            }
        } else if style.separatesByHashes {
            answers = ListCell.itemsByHashes(cell).map { Answer(text: $0) }
        }
        draft.answers = (draft.answers ?? []) + answers
    }

    private func setExtra(_ cell: String, in draft: inout EntryDraft) throws {
        guard !cell.isEmpty else {
            draft.extra = draft.extra ?? [:]
            return
        }
        guard cell.utf8.first == UInt8(ascii: "{") else {
            draft.addExtra("extra", .string(cell))
            return
        }
        guard case .object(let members) = try json(cell) else { return }
        draft.extra = members.merging(draft.extra ?? [:]) { own, _ in own }
    }

    private func json(_ cell: String) throws -> JSONValue {
        var parser = JSONParser(Array(cell.utf8))
        do {
            let value = try parser.value()
            guard !parser.skipSpace() else { throw parser.failure("text behind the value") }
            return value
        } catch let error as JSONParser.SyntaxError {
            throw FieldError(
                path: "",
                message: "The cell is not valid JSON (byte \(error.offset)): "
                    + "\(error.message)."
            )
        }
    }

    private func flag(_ cell: String) throws -> Bool? {
        if cell.isEmpty { return nil }
        guard let value = FieldValue.bool(cell) else {
            throw FieldError(path: "", message: "Write TRUE or FALSE, or 是 or 否.")
        }
        return value
    }

    private func date(_ cell: String, isEnd: Bool) throws -> Date?? {
        if cell.isEmpty { return columns.isNative ? .some(nil) : .none }
        guard let date = ISODate.date(cell, isEnd: isEnd) else {
            throw FieldError(
                path: "",
                message: "This is no date; write 2025-01-31 or 2025-01-31 08:00:00."
            )
        }
        return .some(date)
    }
}
