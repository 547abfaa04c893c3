import KFBotModel

/// Takes what a format finds in a file, checks it and hands it on.
final class RecordSink {
    /// What the columns of a form are called, for problems that name one.
    struct Names {
        var question = "question"
        var similar = "similar"
        var answer = "answer"
    }

    /// The longest question, in characters (Unicode scalars): what matching looks at.
    static let maximumQuestionLength = 2_000
    /// The longest text of an answer, in characters (Unicode scalars); far above what channels send.
    static let maximumTextLength = 100_000
    /// The longest name of an entry, in characters (Unicode scalars).
    static let maximumIDLength = 128

    /// The file as problems name it.
    let file: String
    /// What a person said about the file.
    let options: ImportReader.Options
    /// Whether answers may hold HTML or Markdown that is turned into what chats show.
    var turnsMarkup = false
    /// What became of the columns.
    private(set) var columns: [ImportColumn] = []
    /// How many records were handed on.
    private(set) var recordCount = 0
    private let body: (Result<ImportRecord, ImportProblem>) throws -> Void
    private var tallies: [Tally] = []

    /// Something that happens to many rows and is said once.
    private struct Tally {
        var code: ImportProblem.Code
        var first: SourceLocation
        var rows: [Int]
        var count = 1
        var message: (Int) -> String
    }

    /// How many rows of a tally are kept.
    private static let tallyLimit = 100_000

    /// Creates a sink that hands on to `body`.
    init(
        file: String,
        options: ImportReader.Options = ImportReader.Options(),
        _ body: @escaping (Result<ImportRecord, ImportProblem>) throws -> Void
    ) {
        self.file = file
        self.options = options
        self.body = body
    }

    /// Notes what became of columns.
    func note(_ columns: [ImportColumn]) { self.columns += columns }

    /// Counts a row among others of its kind, which ``finish()`` reports in one warning.
    ///
    /// - Parameters:
    ///   - code: The kind.
    ///   - location: The row; rows of different sheets and columns are counted apart.
    ///   - message: What is said, given how many there are.
    func tally(
        _ code: ImportProblem.Code,
        at location: SourceLocation,
        _ message: @escaping (Int) -> String
    ) {
        let known = tallies.firstIndex {
            $0.code == code && $0.first.file == location.file
                && $0.first.column == location.column
        }
        guard let known else {
            tallies.append(
                Tally(code: code, first: location, rows: [location.row], message: message)
            )
            return
        }
        tallies[known].count += 1
        if tallies[known].rows.count < Self.tallyLimit, tallies[known].rows.last != location.row {
            tallies[known].rows.append(location.row)
        }
    }

    /// Hands on what was counted.
    func finish() throws {
        for tally in tallies {
            try problem(
                ImportProblem(
                    at: tally.first,
                    code: tally.code,
                    message: tally.message(tally.count),
                    severity: .warning,
                    rows: tally.rows
                )
            )
        }
        tallies = []
    }

    /// Hands on a problem.
    func problem(_ problem: ImportProblem) throws { try body(.failure(problem)) }

    /// Hands on a problem at a place.
    func problem(
        _ code: ImportProblem.Code,
        _ message: String,
        at location: SourceLocation,
        column: String? = nil,
        severity: ImportProblem.Severity = .error
    ) throws {
        var place = location
        place.column = column ?? location.column
        try problem(ImportProblem(at: place, code: code, message: message, severity: severity))
    }

    /// Runs the reading of one record; a problem that it throws is handed on instead.
    func record(at location: SourceLocation, _ read: () throws -> Void) throws {
        do {
            try read()
        } catch let found as ImportProblem {
            try problem(found)
        } catch let error as FieldError {
            try problem(.badValue, error.message, at: location, column: error.path)
        }
    }

    /// Checks an entry and hands it on, or a problem instead.
    ///
    /// - Parameters:
    ///   - draft: What the file says.
    ///   - names: What the form calls its columns.
    ///   - isPart: Whether the draft may lack its question because another file holds it.
    /// - Throws: What the taker of the drafts throws.
    func entry(_ draft: EntryDraft, names: Names = Names(), isPart: Bool = false) throws {
        var draft = draft
        if turnsMarkup, !options.keepsMarkup { turnMarkup(in: &draft, names) }
        var place = draft.location
        place.column = nil
        if !isPart, (draft.question ?? "").allSatisfy(\.isWhitespace) {
            try problem(
                .emptyQuestion,
                "The question is empty. Write one or delete the row.",
                at: place,
                column: names.question
            )
            return
        }
        guard try hasValidLengths(draft, names, place), try hasValidID(draft, place) else { return }
        let isAnswered = draft.answers?.contains { answer in
            answer.parts.contains { part in
                guard case .text(let text) = part else { return true }
                return !text.allSatisfy(\.isWhitespace)
            }
        }
        if isAnswered != true, draft.handsOff != true, !(isPart && draft.answers == nil) {
            try problem(
                .emptyAnswer,
                "The entry has no answer. It is read, but can answer nobody.",
                at: place,
                column: names.answer,
                severity: .warning
            )
        }
        recordCount += 1
        try body(.success(.entry(draft)))
    }

    /// Turns markup of answers into what chats show.
    private func turnMarkup(in draft: inout EntryDraft, _ names: Names) {
        guard let answers = draft.answers else { return }
        var isTurned = false
        draft.answers = answers.map { answer in
            var answer = answer
            answer.parts = answer.parts.flatMap { part -> [AnswerPart] in
                guard case .text(let text) = part, let parts = AnswerMarkup.parts(of: text) else {
                    return [part]
                }
                isTurned = true
                return parts
            }
            return answer
        }
        guard isTurned else { return }
        var place = draft.location
        place.column = names.answer
        tally(.markup, at: place) { count in
            "\(count == 1 ? "One answer holds" : "\(count) answers hold") HTML or Markdown, which chats "
                + "show as it is typed. It is turned into text, addresses and pictures."
        }
    }

    /// Hands on words, unless there are none.
    func vocabulary(_ vocabulary: Vocabulary, at location: SourceLocation) throws {
        guard !vocabulary.isEmpty else { return }
        recordCount += 1
        try body(.success(.vocabulary(vocabulary, location)))
    }

    /// Reports what is wrong with a row as such; whether the row can be read.
    func accepts(_ row: TableRow, at location: SourceLocation, headers: [String]) throws -> Bool {
        if let defect = row.defect {
            try report(defect, at: location)
            return false
        }
        if row.isUnterminated {
            try problem(
                .syntax,
                "A quote that begins in this row is never closed, so the rest of the file is one "
                    + "cell. Close it, or double it if it belongs to the text.",
                at: location
            )
            return false
        }
        for (index, note) in row.notes.sorted(by: { $0.key < $1.key }) {
            let column = index < headers.count ? headers[index] : "\(index + 1)"
            switch note {
            case .error:
                try problem(
                    .errorCell,
                    "The cell holds the spreadsheet error \(row.trimmed(index)) and counts as empty. "
                        + "Correct the formula.",
                    at: location,
                    column: column,
                    severity: .warning
                )
            case .imprecise:
                try problem(
                    .imprecise,
                    "The cell holds a number of more than 15 digits, of which spreadsheets keep 15; "
                        + "the last ones are lost. Format the cell as text (文本) and type it again.",
                    at: location,
                    column: column,
                    severity: .warning
                )
            case .formulaWithoutValue:
                try problem(
                    .formulaWithoutValue,
                    "The cell holds a formula whose result was not saved. Open the file in Excel "
                        + "or WPS and save it.",
                    at: location,
                    column: column,
                    severity: .warning
                )
            }
        }
        return true
    }

    /// Reports bytes that are no text.
    func report(_ defect: TextDefect, at location: SourceLocation) throws {
        try problem(
            .invalidBytes,
            "Line \(defect.line) holds bytes that are no text in the file's encoding, the first "
                + "at byte \(defect.offset). Save the file as UTF-8 or correct the line.",
            at: location
        )
    }

    private func hasValidLengths(
        _ draft: EntryDraft,
        _ names: Names,
        _ place: SourceLocation
    ) throws -> Bool {
        let fields = [
            (names.question, [draft.question ?? ""]), (names.similar, draft.similarQuestions ?? []),
            ("negative", draft.negativeQuestions ?? []),
        ]
        for (column, texts) in fields {
            for text in texts where Self.isLonger(text, than: Self.maximumQuestionLength) {
                try problem(
                    .tooLong,
                    "The question has more than 2,000 characters. Shorten it.",
                    at: place,
                    column: column
                )
                return false
            }
        }
        for answer in draft.answers ?? [] {
            for case .text(let text) in answer.parts
            where Self.isLonger(text, than: Self.maximumTextLength) {
                try problem(
                    .tooLong,
                    "The answer has more than 100,000 characters. Split it.",
                    at: place,
                    column: names.answer
                )
                return false
            }
        }
        return true
    }

    private func hasValidID(_ draft: EntryDraft, _ place: SourceLocation) throws -> Bool {
        guard let id = draft.id?.rawValue else { return true }
        let isValid =
            !id.isEmpty && !Self.isLonger(id, than: Self.maximumIDLength)
            && !id.unicodeScalars.contains { $0.properties.generalCategory == .control }
        if !isValid {
            try problem(
                .badID,
                "The id must have 1 to \(Self.maximumIDLength) characters and no control "
                    + "characters.",
                at: place,
                column: "id"
            )
        }
        return isValid
    }

    private static func isLonger(_ text: String, than limit: Int) -> Bool {
        text.utf8.count > limit && text.unicodeScalars.count > limit
    }
}

extension String {
    /// The text in quotation marks for a message, cut where it is long.
    var quoted: String { count > 20 ? "“\(prefix(19))…”" : "“\(self)”" }
}
