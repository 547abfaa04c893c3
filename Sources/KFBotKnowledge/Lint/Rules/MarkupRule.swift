import KFBotModel

/// Answers that hold what only a browser shows as it is meant.
struct MarkupRule: EntryRule {
    let codes: [LintCode] = [.markup]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        subject.forEachPart { part, field in
            guard case .text(let text) = part, TextMarkup.isMarked(text) else { return }
            findings.append(
                LintFinding(
                    .markup,
                    .warning,
                    entry: subject.entry.id,
                    field: field,
                    "The text holds \(Self.kind(of: text)), which customers see as it is typed. Write "
                        + "line breaks, addresses and plain words instead."
                )
            )
        }
    }

    private static func kind(of text: String) -> String {
        if TextMarkup.hasTags(text) || TextMarkup.hasEntities(text) { return "HTML" }
        return TextMarkup.hasMarkdown(text) ? "Markdown" : "line breaks written as \\n"
    }
}

/// Questions and answers that a spreadsheet could not compute.
struct SpreadsheetErrorRule: EntryRule {
    let codes: [LintCode] = [.spreadsheetError]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        func add(_ text: String, _ field: String) {
            guard SpreadsheetError.isOne(text) else { return }
            findings.append(
                LintFinding(
                    .spreadsheetError,
                    .error,
                    entry: subject.entry.id,
                    field: field,
                    "This is the error \(text.trimmingWhitespace()) of a spreadsheet. Write what should "
                        + "stand there."
                )
            )
        }
        for (ordinal, phrasing) in subject.entry.phrasings.enumerated() {
            add(phrasing, LintText.field(ofPhrasing: ordinal))
        }
        subject.forEachPart { part, field in
            if case .text(let text) = part { add(text, field) }
        }
    }
}
