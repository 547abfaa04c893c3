/// Which column of a table holds what.
struct TableColumns {
    /// One column.
    struct Column: Equatable {
        /// The header as it stands.
        var header: String
        /// What it holds; `nil` for what goes to `extra`.
        var field: EntryField?
    }

    /// The columns from the first on.
    var columns: [Column]
    /// Whether the table is one that we wrote: its cells are then taken as they stand.
    var isNative: Bool

    /// Whether rows of vocabulary may stand among the entries.
    var hasVocabulary: Bool { columns.contains { $0.header == EntryField.type.rawValue } }

    /// The headers.
    var headers: [String] { columns.map(\.header) }

    /// The header of the first column with a field, or the field's name.
    func name(_ field: EntryField) -> String {
        columns.first { $0.field == field }?.header ?? field.rawValue
    }

    /// Reads a row as a header; `nil` unless it names a question and at least one other field, or
    /// words of a vocabulary.
    ///
    /// - Parameters:
    ///   - row: The row.
    ///   - field: What a header means in this form.
    init?(header row: TableRow, field: (String) -> EntryField?) {
        var columns: [Column] = []
        var hasQuestion = false
        for index in row.cells.indices {
            let header = row.trimmed(index)
            var found = header.isEmpty ? nil : field(header)
            if found == .question {
                // `question1`, `question2`, …: the first is the question, the others are like it.
                if hasQuestion { found = .similar }
                hasQuestion = true
            }
            columns.append(Column(header: header, field: found))
        }
        let known = columns.compactMap(\.field)
        let isVocabulary = columns.map(\.header) == Self.vocabularyHeaders
        guard isVocabulary || (hasQuestion && Set(known).count > 1) else { return nil }
        self.columns = columns
        let headers = Set(columns.map(\.header))
        isNative =
            isVocabulary
            || EntryField.native.allSatisfy { $0 == .type || headers.contains($0.rawValue) }
    }

    /// Takes columns by their position.
    init(positions: [EntryField?], headers: [String] = []) {
        columns = positions.enumerated().map { index, field in
            Column(
                header: index < headers.count && !headers[index].isEmpty
                    ? headers[index] : "\(index + 1)",
                field: field
            )
        }
        isNative = false
    }

    /// The headers of the sheet on which a workbook of ours holds the vocabulary.
    static let vocabularyHeaders = ["type", "words"]
}
