import KFBotModel
import Tokenizer

/// A check that looks at one entry alone; cheap enough to run on every row of an import.
protocol EntryRule: Sendable {
    /// The codes that the rule may report.
    var codes: [LintCode] { get }
    /// Adds what is wrong with an entry.
    func check(_ subject: LintSubject, into findings: inout [LintFinding])
}

/// A check that looks at all entries and the base's own words.
protocol BaseRule: Sendable {
    /// The codes that the rule may report.
    var codes: [LintCode] { get }
    /// Adds what is wrong with a base.
    func check(_ base: LintBase, into findings: inout [LintFinding])
}

/// The list of all rules.
///
/// A new rule is a type in `Rules/`, a line here, its codes in ``LintCode`` and a row in docs/lint.md.
enum LintRules {
    /// Those for one entry, in the order of their findings.
    static let entry: [any EntryRule] = [
        QuestionRule(), RepetitionRule(), NegativeRule(), AnswerRule(), MessageLimitsRule(),
        CardLimitsRule(), VariableRule(), MarkupRule(), SpreadsheetErrorRule(), ValidityRule(),
        SelfReferenceRule(),
    ]

    /// Those for a whole base, in the order of their findings.
    static let base: [any BaseRule] = [
        DuplicateRule(), NearnessRule(), RelatedRule(), SynonymRule(),
    ]
}

/// Texts of the knowledge base in messages.
enum LintText {
    /// A question in quotes, shortened to fit a line.
    static func quoted(_ text: String) -> String {
        let line = text.trimmingWhitespace().replacing("\n", with: " ")
        return line.count > 30 ? "“\(line.prefix(29))…”" : "“\(line)”"
    }

    /// The field of a phrasing: the question, then the similar ones.
    static func field(ofPhrasing ordinal: Int) -> String {
        ordinal == 0 ? "question" : "similar[\(ordinal - 1)]"
    }
}
