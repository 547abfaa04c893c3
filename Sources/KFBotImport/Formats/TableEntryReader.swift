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

    var columns: TableColumns
    var style = Style()
    /// How cells of similar questions are cut.
    var lists = ListRule.auto

    /// A draft, and what is to be said of its row.
    struct Result {
        var draft: EntryDraft
        /// The column whose cell may be a list that was not cut.
        var doubtfulList: String?
        /// Whether cells stood under no header.
        var hasUnnamedCells = false
    }

    /// Reads a row.
    ///
    /// - Throws: ``ImportProblem`` naming the column.
    func read(_ row: TableRow, at location: SourceLocation) throws -> Result {
        var draft = EntryDraft(at: location)
        var doubtful: String?
        for (index, column) in columns.columns.enumerated() {
            let shown = index < row.cells.count ? row.cells[index] : ""
            // A date may be shown without its year.
            let isDate = column.field == .validFrom || column.field == .validUntil
            let raw = isDate ? row.moments[index] ?? shown : shown
            let cell = columns.isNative ? raw : Self.cleaned(raw)
            do {
                if column.field == .similar, !columns.isNative, !style.separatesByHashes {
                    let list = QuestionList(cell, lists)
                    draft.addSimilar(list.items)
                    if list.isDoubtful { doubtful = column.header }
                    continue
                }
                if column.field == .question, !columns.isNative, !style.separatesByHashes {
                    let list = QuestionList(lines: cell, lists)
                    draft.question = list.items.first ?? draft.question
                    if list.items.count > 1 { draft.addSimilar(list.items.dropFirst()) }
                    if list.isDoubtful { doubtful = column.header }
                    continue
                }
                try set(column, cell, in: &draft)
            } catch let error as FieldError {
                var place = location
                place.column = column.header
                throw ImportProblem(at: place, code: .badValue, message: error.message)
            }
        }
        var hasUnnamedCells = false
        if style.continuesSimilar, row.cells.count > columns.columns.count {
            let more = row.cells[columns.columns.count...].map { $0.trimmingWhitespace() }
            draft.addSimilar(more.filter { !$0.isEmpty })
        } else {
            for index in row.cells.indices where !row.trimmed(index).isEmpty {
                let isNamed =
                    index < columns.columns.count
                    && !(columns.columns[index].field == nil
                        && columns.columns[index].header.isEmpty)
                if isNamed { continue }
                draft.addExtra("column \(index + 1)", .string(row.trimmed(index)))
                hasUnnamedCells = true
            }
        }
        setGroups(row, in: &draft)
        if style.promotesSimilar, draft.question == nil, let first = draft.similarQuestions?.first {
            draft.question = first
            draft.similarQuestions?.removeFirst()
        }
        if style.disablesUnanswered, draft.answers == nil, draft.question != nil {
            draft.isEnabled = false
        }
        return Result(
            draft: draft,
            doubtfulList: doubtful,
            hasUnnamedCells: hasUnnamedCells
        )
    }

    /// A cell without white space at its ends, and with line breaks of one kind.
    private static func cleaned(_ cell: String) -> String {
        let cell = cell.trimmingWhitespace()
        guard cell.utf8.contains(0x0D) else { return cell }
        return cell.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    /// Joins groups that stand in a column each, and those above them.
    private func setGroups(_ row: TableRow, in draft: inout EntryDraft) {
        var names: [String] = []
        for level in [EntryField.group1, .group2, .group3] {
            for index in columns.columns.indices where columns.columns[index].field == level {
                let name = row.trimmed(index)
                if !name.isEmpty { names.append(name) }
            }
        }
        guard !names.isEmpty else { return }
        draft.group = GroupPath((draft.group?.names ?? []) + names)
    }

    /// A path as people write it: `售后/退款`, `售后>退款`, `售后 - 退款`.
    private func group(_ cell: String) -> GroupPath {
        if columns.isNative || cell.contains("/") { return GroupPath(parsing: cell) }
        for separator in [">", "＞", "→", "»", "／", "\\", " - ", "——"]
        where cell.contains(separator) {
            let names = cell.split(separator: separator).map { String($0).trimmingWhitespace() }
            return GroupPath(names.filter { !$0.isEmpty })
        }
        return GroupPath(parsing: cell)
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
        case .remark:
            if !cell.isEmpty { draft.addExtra(column.header, .string(cell)) }
        case .rowNumber:
            // What is no number stands there for more than counting.
            if !cell.isEmpty, RowNumbers.number(cell) == nil {
                draft.addExtra(column.header, .string(cell))
            }
        case .group1, .group2, .group3, .ignored: break
        case .group: draft.group = group(cell)
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

    /// What stands in place of a date where there is none.
    private static let unbounded: Set<String> = [
        "长期", "长期有效", "長期", "長期有效", "永久", "永久有效", "一直有效", "无限期", "不限", "无", "無", "至今",
        "立即", "立即生效", "-", "—", "/", "N/A", "n/a",
    ]

    private func date(_ cell: String, isEnd: Bool) throws -> Date?? {
        if cell.isEmpty { return columns.isNative ? .some(nil) : .none }
        if !columns.isNative, Self.unbounded.contains(cell) { return .some(nil) }
        guard let date = ISODate.date(cell, isEnd: isEnd) else {
            throw FieldError(
                path: "",
                message: "This is no date; write 2025-01-31 or 2025-01-31 08:00:00, or 长期 for none."
            )
        }
        return .some(date)
    }
}
