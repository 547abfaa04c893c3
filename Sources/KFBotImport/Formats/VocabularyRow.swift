import KFBotModel

/// A row of words among the rows of a table of ours, or on its sheet of vocabulary.
enum VocabularyRow {
    /// Reads a row; whether it is one of words.
    static func read(
        _ row: TableRow,
        _ columns: TableColumns,
        at location: SourceLocation,
        into sink: RecordSink
    ) throws -> Bool {
        guard let index = columns.columns.firstIndex(where: { $0.field == .type }) else {
            return false
        }
        let isSheet = columns.headers == TableColumns.vocabularyHeaders
        let list = isSheet ? 1 : columns.columns.firstIndex { $0.field == .similar } ?? 1
        let cell = list < row.cells.count ? row.cells[list] : ""
        let words = ListCell.items(cell, .names)
        switch row.trimmed(index).lowercased() {
        case "", "entry": return isSheet
        case "synonyms": try sink.vocabulary(Vocabulary(synonyms: [words]), at: location)
        case "dictionary", "words":
            try sink.vocabulary(Vocabulary(words: words), at: location)
        case "fillers": try sink.vocabulary(Vocabulary(fillers: words), at: location)
        default:
            guard
                isSheet || row.cells.indices.allSatisfy({ $0 == index || row.trimmed($0).isEmpty })
            else { return false }
            try sink.problem(
                .badValue,
                "Use entry, synonyms, dictionary or fillers.",
                at: location,
                column: columns.headers[index]
            )
        }
        return true
    }
}
