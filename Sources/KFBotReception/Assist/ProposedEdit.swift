import FoundationEssentials
public import KFBotKnowledge
public import KFBotModel

/// The edit that a proposal would make, as of now.
public struct ProposedEdit: Sendable {
    /// The base that would change.
    public let base: KnowledgeBaseID
    /// The entry as it is; `nil` if the proposal would create it.
    public let before: Entry?
    /// The version of ``before``; 0 for a new entry.
    public let version: Int
    /// The entry as it would be.
    public let after: Entry
    /// What others have changed since the proposal came up, in the fields that the proposal depends
    /// on.
    public let meanwhile: [FieldChange]
    /// What `kfbot lint` would report because of the edit; findings that are there without it are
    /// left out.
    public let findings: [LintFinding]

    /// What would change; empty if the entry already is as proposed.
    public var changes: [FieldChange] { FieldChange.changes(from: before, to: after) }

    var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

/// Thrown if lint finds errors that an edit would bring into the base.
public struct LintRefusal: Error, CustomStringConvertible {
    /// All findings, not the errors alone.
    public let findings: [LintFinding]

    /// A heading, and the findings one a line.
    public var description: String {
        let lines = findings.map { "  \($0.severity.rawValue) \($0.code.rawValue)  \($0)" }
        return (["The edit would bring errors into the base:"] + lines).joined(separator: "\n")
    }
}

/// The result of an accepted proposal or a quick edit.
public struct AcceptedEdit: Sendable {
    /// The entry that was changed or created.
    public let entry: EntryID
    /// What changed; empty if the entry already was as wanted.
    public let changes: [FieldChange]
    /// The revision in which it is live.
    public let revision: Int
    /// What lint reports about the edit, for a person to look at.
    public let findings: [LintFinding]
}

extension Proposal.Change {
    /// The fields that the change depends on.
    ///
    /// If others change one of them, a person must look again.
    var fields: Set<String> {
        switch self {
        case .answer: ["answer", "answers", "strategy"]
        case .similar: ["question", "answer", "answers"]
        case .entry: []
        }
    }

    /// The entry with the change made; for a new entry, pass an empty one.
    ///
    /// Variables are filled in as for the account where the change came up. `nil` if the text that
    /// is replaced is not there, and if a new entry is there already and says something else.
    func applied(to entry: Entry, for account: AccountConfiguration) -> Entry? {
        var entry = entry
        switch self {
        case .answer(_, _, let old, let new):
            if entry.says(new, for: account) { return entry }
            return entry.replaceText(old, with: new, for: account) ? entry : nil
        case .entry(let question, let answer):
            guard entry.question.isEmpty else {
                // One that says the same is there already; another answer must not be lost.
                let asksTheSame = Fingerprint.of(entry.question) == Fingerprint.of(question)
                return asksTheSame && entry.says(answer, for: account) ? entry : nil
            }
            entry.question = question.trimmingWhitespace()
            entry.answers = [Answer(text: answer)]
        case .similar(_, let question):
            let fingerprint = Fingerprint.of(question)
            if entry.phrasings.contains(where: { Fingerprint.of($0) == fingerprint }) {
                return entry
            }
            entry.similarQuestions.append(question.trimmingWhitespace())
        }
        return entry
    }
}

extension Entry {
    /// Whether the text is that of a part or of a whole answer, once variables are filled in.
    fileprivate func says(_ text: String, for account: AccountConfiguration) -> Bool {
        var copy = self
        return copy.replaceText(text, with: text, for: account)
    }

    /// Replaces the text of a part, or all texts of an answer by one; false if neither is the old
    /// text.
    fileprivate mutating func replaceText(
        _ old: String,
        with new: String,
        for account: AccountConfiguration
    ) -> Bool {
        for place in answers.indices {
            let texts = answers[place].parts.indices.filter {
                if case .text = answers[place].parts[$0] { true } else { false }
            }
            for part in texts
            where Self.filled(answers[place].parts[part], account) == old {
                answers[place].parts[part] = answers[place].parts[part].unfilled(new, for: account)
                return true
            }
            guard texts.count > 1, let first = texts.first else { continue }
            let all = texts.compactMap { Self.filled(answers[place].parts[$0], account) }
            guard all.joined(separator: "\n") == old else { continue }
            let source = texts.map { answers[place].parts[$0] }
            answers[place].parts[first] = source.reduce(.text(new)) { result, part in
                guard case .text(let text) = result else { return result }
                return part.unfilled(text, for: account)
            }
            for part in texts.dropFirst().reversed() { answers[place].parts.remove(at: part) }
            return true
        }
        return false
    }

    private static func filled(_ part: AnswerPart, _ account: AccountConfiguration) -> String? {
        let context = AnswerContext(nil, account, at: .distantPast)
        guard case .text(let text) = AnswerComposer.filled(part, in: context) else { return nil }
        return text
    }
}

extension AnswerPart {
    /// Turns values in a text back into the variables that this part holds.
    fileprivate func unfilled(_ text: String, for account: AccountConfiguration) -> AnswerPart {
        guard case .text(let source) = self else { return .text(text) }
        let context = AnswerContext(nil, account, at: .distantPast)
        return .text(
            AnswerVariable.allCases.reduce(text) { text, variable in
                guard source.contains(variable.placeholder),
                    let value = context.variables[variable], !value.isEmpty
                else { return text }
                return text.replacing(value, with: variable.placeholder)
            }
        )
    }
}
