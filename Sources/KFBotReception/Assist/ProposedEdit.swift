import FoundationEssentials
public import KFBotKnowledge
public import KFBotModel

/// What a proposal comes to, looked at now.
public struct ProposedEdit: Sendable {
    /// The base that would change.
    public let base: KnowledgeBaseID
    /// The entry as it is; `nil` for a new one.
    public let before: Entry?
    /// The version of ``before``; 0 for a new entry.
    public let version: Int
    /// The entry as it would be.
    public let after: Entry
    /// What others changed since the proposal came up, of what it rests on.
    public let meanwhile: [FieldChange]
    /// What the edit would bring up in `kfbot lint`; what is there without it is left out.
    public let findings: [LintFinding]

    /// What would change; empty if the entry already is like that.
    public var changes: [FieldChange] { FieldChange.changes(from: before, to: after) }

    /// Whether ``findings`` hold an error.
    var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

/// An edit was refused because of what lint finds.
public struct LintRefusal: Error, CustomStringConvertible {
    /// What was found, errors and others.
    public let findings: [LintFinding]

    /// What was found and what to do.
    public var description: String {
        let lines = findings.map { "  \($0.severity.rawValue) \($0.code.rawValue)  \($0)" }
        return (["The edit would bring errors into the base:"] + lines).joined(separator: "\n")
    }
}

/// What became of an accepted proposal or a quick edit.
public struct AcceptedEdit: Sendable {
    /// The entry that changed or came.
    public let entry: EntryID
    /// What changed; empty if the entry was like that already.
    public let changes: [FieldChange]
    /// The revision in which it is live.
    public let revision: Int
    /// What lint finds about it, for a person to look at.
    public let findings: [LintFinding]
}

extension Proposal.Change {
    /// The fields on which the change rests: if others change them, it must be looked at again.
    var fields: Set<String> {
        switch self {
        case .answer: ["answer", "answers", "strategy"]
        case .similar: ["question", "answer", "answers"]
        case .entry: []
        }
    }

    /// The entry, which is an empty one for a new one, with the change made.
    ///
    /// Variables are filled in as for the account where the change came up. `nil` if the text that
    /// is replaced is not there.
    func applied(to entry: Entry, for account: AccountConfiguration) -> Entry? {
        var entry = entry
        switch self {
        case .answer(_, _, let old, let new):
            if entry.says(new, for: account) { return entry }
            return entry.replaceText(old, with: new, for: account) ? entry : nil
        case .entry(let question, let answer):
            guard entry.question.isEmpty else {
                return Fingerprint.of(entry.question) == Fingerprint.of(question) ? entry : nil
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
    /// Whether one of the answers' texts, or all of an answer's, is this once filled in.
    fileprivate func says(_ text: String, for account: AccountConfiguration) -> Bool {
        var copy = self
        return copy.replaceText(text, with: text, for: account)
    }

    /// Replaces the text of a part, or all texts of an answer by one; false if none is the old one.
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
    /// A text with the values of the variables that this part holds turned back into variables.
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
