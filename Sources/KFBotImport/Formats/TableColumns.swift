import KFBotModel

/// Which column of a table holds what.
struct TableColumns {
    /// One column.
    struct Column: Equatable {
        /// The header as it stands.
        var header: String
        /// What it holds; `nil` for what goes to `extra`.
        var field: EntryField?
        /// Why.
        var origin = ImportColumn.Origin.known
    }

    /// What a form and a person say about names.
    struct Names {
        /// What a header means in this form; `nil` for what the usual names say.
        var special: (String) -> EntryField? = { _ in nil }
        /// What a person said.
        var mapping = ColumnMapping()

        func find(_ header: String) -> (field: EntryField, isWeak: Bool, isMapped: Bool)? {
            if let field = mapping.field(of: header) { return (field, false, true) }
            if let field = special(header) { return (field, false, false) }
            return EntryField.lookUp(header).map { ($0.field, $0.isWeak, false) }
        }
    }

    /// The columns from the first on.
    var columns: [Column]
    /// Whether the table is one that we wrote: its cells are then taken as they stand.
    var isNative: Bool

    /// The columns of each table, if several stand side by side under one header row.
    private(set) var tables: [Range<Int>] = []

    /// Whether rows of vocabulary may stand among the entries.
    var hasVocabulary: Bool { columns.contains { $0.header == EntryField.type.rawValue } }

    /// The headers.
    var headers: [String] { columns.map(\.header) }

    /// The header of the first column with a field, or the field's name.
    func name(_ field: EntryField) -> String {
        columns.first { $0.field == field }?.header ?? field.rawValue
    }

    /// The index of the first column with a field.
    func index(of field: EntryField) -> Int? { columns.firstIndex { $0.field == field } }

    /// Reads a row as a header; `nil` unless it names a question and at least one other field, or
    /// words of a vocabulary.
    ///
    /// The first row of a table is taken for a header as well if it names a question or an answer and
    /// holds nothing but short names; the columns that are missing are then guessed.
    ///
    /// - Parameters:
    ///   - row: The row.
    ///   - names: What headers mean.
    ///   - isFirst: Whether no row stands above it.
    init?(header row: TableRow, names: Names, isFirst: Bool = false) {
        var columns: [Column] = []
        var weak: [(index: Int, field: EntryField)] = []
        for index in row.cells.indices {
            let header = row.trimmed(index)
            var column = Column(header: header, field: nil, origin: .unknown)
            if !header.isEmpty, let found = names.find(header) {
                if found.isWeak {
                    weak.append((index, found.field))
                } else {
                    column.field = found.field
                    column.origin = found.isMapped ? .mapped : .known
                }
            }
            columns.append(column)
        }
        for (index, field) in weak {
            let isTaken = columns.contains { $0.field == field }
            // Beside the standard question, what customers say is another way to ask it.
            guard !isTaken || field == .question && Self.isOfCustomers(columns[index].header) else {
                continue
            }
            columns[index].field = isTaken ? .similar : field
            columns[index].origin = .known
        }
        self.columns = columns
        isNative = false
        let isVocabulary = columns.map(\.header) == Self.vocabularyHeaders
        if !isVocabulary, !isComplete {
            guard isFirst, row.cells.indices.count(where: { !row.trimmed($0).isEmpty }) > 1,
                row.cells.allSatisfy({ Self.isName($0) })
            else { return nil }
            guard guess() else { return nil }
        }
        tables = tablesSideBySide()
        if tables.count == 1 { moveFurtherQuestions() }
        let headers = Set(columns.map(\.header))
        isNative =
            isVocabulary
            || EntryField.native.allSatisfy { $0 == .type || headers.contains($0.rawValue) }
    }

    /// Whether a header names what customers say.
    private static func isOfCustomers(_ header: String) -> Bool {
        let header = EntryField.folded(header)
        return ["用户", "客户", "顾客", "user", "customer"].contains { header.hasPrefix($0) }
    }

    /// Takes columns by their position.
    init(positions: [EntryField?], headers: [String] = [], origin: ImportColumn.Origin = .known) {
        columns = positions.enumerated().map { index, field in
            Column(
                header: index < headers.count && !headers[index].isEmpty
                    ? headers[index] : "\(index + 1)",
                field: field,
                origin: field == nil ? .unknown : origin
            )
        }
        isNative = false
        tables = [0..<columns.count]
    }

    /// The headers of the sheet on which a workbook of ours holds the vocabulary.
    static let vocabularyHeaders = ["type", "words"]

    /// Whether a question and one more field are named.
    private var isComplete: Bool {
        let known = Set(columns.compactMap(\.field)).subtracting([.remark, .ignored])
        return known.contains(.question) && known.count > 1
    }

    /// The columns of one of ``tables``; those of the others have no name.
    func only(_ range: Range<Int>) -> TableColumns {
        var part = self
        part.columns = columns[..<range.upperBound].enumerated().map { index, column in
            range.contains(index) ? column : Column(header: "", field: nil, origin: .unknown)
        }
        part.tables = [range]
        part.moveFurtherQuestions()
        return part
    }

    /// Finds tables side by side: questions and answers take turns, one table after the other.
    ///
    /// The next table begins where the first header comes again, behind an empty column, or with its
    /// question (or answer).
    private func tablesSideBySide() -> [Range<Int>] {
        let whole = [0..<columns.count]
        var runs: [(field: EntryField?, columns: ClosedRange<Int>)] = []
        for (index, column) in columns.enumerated()
        where column.field == .question || column.field == .answer {
            if let last = runs.last, last.field == column.field {
                runs[runs.count - 1].columns = last.columns.lowerBound...index
            } else {
                runs.append((column.field, index...index))
            }
        }
        guard runs.count > 2, runs.count.isMultiple(of: 2) else { return whole }
        let opening = columns.first { !$0.header.isEmpty }?.header
        var tables: [Range<Int>] = []
        var start = 0
        for run in stride(from: 2, to: runs.count, by: 2) {
            let gap = (runs[run - 1].columns.upperBound + 1)...runs[run].columns.lowerBound
            let next =
                gap.first { columns[$0].header == opening }
                ?? gap.first { columns[$0].header.isEmpty }.map { $0 + 1 } ?? gap.upperBound
            tables.append(start..<next)
            start = next
        }
        return tables + [start..<columns.count]
    }

    /// `question1`, `question2`, …: the first is the question, the others are like it.
    private mutating func moveFurtherQuestions() {
        guard let first = index(of: .question) else { return }
        for index in columns.indices where index > first && columns[index].field == .question {
            columns[index].field = .similar
        }
    }

    /// Finds the question or the answer that no known name stands for; whether both are there then.
    private mutating func guess() -> Bool {
        let isSpoken = columns.contains { $0.field?.isSpoken == true }
        for (field, stems) in [
            (EntryField.question, ["问题", "提问", "问法", "疑问", "咨询", "question"]),
            (
                .answer,
                [
                    "答案", "解答", "答复", "回答", "回复", "应答", "话术", "解决", "处理", "answer",
                    "reply",
                ]
            ),
        ] where index(of: field) == nil {
            for index in columns.indices where columns[index].field == nil {
                let name = EntryField.folded(columns[index].header)
                guard stems.contains(where: { name.contains($0) }) else { continue }
                columns[index].field = field
                columns[index].origin = .guessed
                break
            }
        }
        // Without any known name both must be found by what their names hold.
        guard isSpoken else { return index(of: .question) != nil && index(of: .answer) != nil }
        for field in [EntryField.question, .answer] where index(of: field) == nil {
            if field == .answer, index(of: .answers) != nil { continue }
            let rest = columns.indices.filter {
                columns[$0].field == nil && !columns[$0].header.isEmpty
            }
            // One column that can be it; of several, none is taken for an answer by chance.
            guard rest.count == 1, let only = rest.first else { continue }
            columns[only].field = field
            columns[only].origin = .guessed
        }
        return index(of: .question) != nil
    }

    /// Whether a cell may be the name of a column rather than what stands below one.
    private static func isName(_ cell: String) -> Bool {
        cell.count <= 24 && !cell.contains { "?？!！。；;".contains($0) }
    }
}
