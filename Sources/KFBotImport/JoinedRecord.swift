import KFBotModel

/// One entry from several records of an import: rows of a table, examples and answers of two files.
struct JoinedRecord {
    /// The entry with what the further record adds.
    private(set) var entry: Entry
    /// What is to be said of the further record; `nil` if it is a part that belongs there.
    private(set) var note: ImportProblem?

    /// Adds a record to an entry of the same import that has its name or asks the same.
    ///
    /// - Parameters:
    ///   - draft: The further record.
    ///   - entry: What came before it.
    ///   - first: Where that came from.
    ///   - asksTheSame: Whether the record has no question, or the entry's.
    ///   - rule: What happens to another answer.
    /// - Throws: ``ImportProblem`` if they cannot be one.
    init(
        _ draft: EntryDraft,
        to entry: Entry,
        from first: SourceLocation,
        asksTheSame: Bool,
        rule: KnowledgeImporter.DuplicateRule
    ) throws {
        self.entry = entry
        if draft.isPart {
            addPart(draft, asksTheSame: asksTheSame)
            return
        }
        let place = "\(first.file):\(first.row)"
        guard asksTheSame else {
            throw ImportProblem(
                at: draft.location,
                code: .duplicate,
                message: "Entry “\(entry.id)” stands in this import already, at \(place), with "
                    + "another question. Give each entry an id of its own."
            )
        }
        let answersTheSame =
            draft.answers == nil || draft.answers == entry.answers
            || draft.answers?.allSatisfy { entry.answers.contains($0) } == true
        if !answersTheSame, rule == .reject {
            throw ImportProblem(
                at: draft.location,
                code: .duplicate,
                message:
                    "The same question stands in this import already, at \(place), with another "
                    + "answer. Remove one of them or join them."
            )
        }
        let addsAnswer = !answersTheSame && (rule == .merge || entry.answers.isEmpty)
        addPhrasings(of: draft)
        if addsAnswer { addVariants(draft.answers ?? []) }
        note = ImportProblem(
            at: draft.location,
            code: answersTheSame ? .duplicate : .otherAnswer,
            message: Self.message(answersTheSame: answersTheSame, rule: rule, place: place),
            severity: .warning
        )
    }

    /// A part of an entry whose records may stand in several files.
    private mutating func addPart(_ draft: EntryDraft, asksTheSame: Bool) {
        if let question = draft.question, !asksTheSame { addSimilar([question]) }
        if let answers = draft.answers { entry.answers = answers }
        if let strategy = draft.strategy { entry.strategy = strategy }
        addSimilar(draft.similarQuestions ?? [])
    }

    private mutating func addVariants(_ answers: [Answer]) {
        if entry.answers.count == 1, entry.strategy == .all { entry.strategy = .random }
        entry.answers += answers.filter { !entry.answers.contains($0) }
    }

    private mutating func addPhrasings(of draft: EntryDraft) {
        addSimilar(draft.similarQuestions ?? [])
        entry.negativeQuestions += (draft.negativeQuestions ?? []).filter {
            !entry.negativeQuestions.contains($0)
        }
    }

    private mutating func addSimilar(_ questions: [String]) {
        for question in questions where !entry.phrasings.contains(question) {
            entry.similarQuestions.append(question)
        }
    }

    private static func message(
        answersTheSame: Bool,
        rule: KnowledgeImporter.DuplicateRule,
        place: String
    ) -> String {
        if answersTheSame {
            return
                "The question and its answer stand in this import already, at \(place); they are one entry."
        }
        return "The question stands in this import already, at \(place), with another answer; "
            + (rule == .merge
                ? "customers get one of them by chance." : "that one holds, this one is left out.")
    }
}
