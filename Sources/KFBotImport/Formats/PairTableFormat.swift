import KFBotModel

/// Tables without a header: question and answer in the first two cells of a row that are not empty.
///
/// RAGFlow's Q&A method writes them so, with `问题：` or `Q:` before the question if it likes, and a
/// row with one cell goes on with the answer above; nlp.js as well, without either.
final class PairTableFormat: TableFormat {
    private let sink: RecordSink
    private let stripsPrefixes: Bool
    private var label = ""
    private var pending: (question: String, answer: String, location: SourceLocation)?

    /// Creates a reader; `stripsPrefixes` as RAGFlow does.
    init(sink: RecordSink, stripsPrefixes: Bool) {
        self.sink = sink
        self.stripsPrefixes = stripsPrefixes
    }

    func beginSheet(_ name: String, label: String) {
        self.label = label
        sink.turnsMarkup = true
    }

    func row(_ row: TableRow) throws {
        let location = SourceLocation(file: label, row: row.number)
        guard try sink.accepts(row, at: location, headers: []) else { return }
        var cells = row.cells.map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }
        // A number before two texts counts the rows.
        if cells.count > 2, RowNumbers.number(cells[0]) != nil { cells.removeFirst() }
        if cells.count == 1, stripsPrefixes, pending != nil {
            pending?.answer += "\n" + cells[0]
            return
        }
        try endSheet()
        guard cells.count >= 2 else {
            try sink.problem(
                .emptyAnswer,
                "The row has a question and no answer.",
                at: location,
                column: "2",
                severity: .error
            )
            return
        }
        pending = (
            strip(cells[0], Self.questionMarks), strip(cells[1], Self.answerMarks), location
        )
    }

    func endSheet() throws {
        guard let (question, answer, location) = pending else { return }
        pending = nil
        var draft = EntryDraft(at: location)
        draft.question = question
        draft.answers = [Answer(text: answer)]
        draft.isRow = true
        try sink.entry(draft, names: .init(question: "1", answer: "2"))
    }

    func finish() {}

    private static let questionMarks = ["问题", "question", "q", "问", "user"]
    private static let answerMarks = ["答案", "回答", "answer", "a", "答", "assistant"]

    private func strip(_ text: String, _ marks: [String]) -> String {
        guard stripsPrefixes else { return text }
        let lower = text.lowercased()
        for mark in marks where lower.hasPrefix(mark) {
            let rest = text.dropFirst(mark.count).drop { $0 == " " || $0 == "\t" }
            if let first = rest.first, first == ":" || first == "：" {
                return String(rest.dropFirst()).trimmingWhitespace()
            }
        }
        return text
    }
}
