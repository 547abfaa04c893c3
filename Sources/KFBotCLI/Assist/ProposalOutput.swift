import Foundation
import KFBot

/// A proposal in the form in which the commands write it.
struct ProposalOutput: Encodable {
    let id: Int
    let state: Proposal.State
    let kind: String
    let base: KnowledgeBaseID
    let account: AccountID
    let entry: EntryID?
    let question: String
    /// What the assistant suggested; `nil` except for the kind `answer`.
    let suggested: String?
    /// What the servicer sent; `nil` for the kind `similar`.
    let answer: String?
    let times: Int
    let first: Date
    let last: Date
    let decision: Decision?

    /// Who decided, when and why.
    struct Decision: Encodable {
        let actor: String
        let date: Date
        let reason: String
        let revision: Int?
    }

    init(_ proposal: Proposal) {
        id = proposal.id
        state = proposal.state
        kind = proposal.change.kind
        base = proposal.base
        account = proposal.account
        entry = proposal.change.entry
        question = proposal.change.question
        switch proposal.change {
        case .answer(_, _, let old, let new): (suggested, answer) = (old, new)
        case .entry(_, let new): (suggested, answer) = (nil, new)
        case .similar: (suggested, answer) = (nil, nil)
        }
        times = proposal.times
        first = proposal.first
        last = proposal.last
        decision = proposal.decision.map {
            Decision(actor: $0.actor, date: $0.date, reason: $0.reason, revision: $0.revision)
        }
    }
}

/// A proposal with the edit that it would make.
struct ProposalReviewOutput: Encodable {
    struct Edit: Encodable {
        let entry: EntryID
        let version: Int
        let changes: [FieldChange]
        let meanwhile: [FieldChange]
        let findings: [LintFinding]
    }

    let proposal: ProposalOutput
    let edit: Edit?

    init(_ proposal: Proposal, _ edit: ProposedEdit?) {
        self.proposal = ProposalOutput(proposal)
        self.edit = edit.map { edit in
            Edit(
                entry: edit.after.id,
                version: edit.version,
                changes: edit.changes,
                meanwhile: edit.meanwhile,
                findings: edit.findings
            )
        }
    }
}

/// Writes a proposal for people.
enum ProposalText {
    static func lines(
        _ proposal: Proposal,
        _ edit: ProposedEdit?,
        _ account: AccountConfiguration
    ) -> [String] {
        let often = proposal.times == 1 ? "once" : "\(proposal.times) times"
        var lines = [
            "proposal \(proposal.id): \(proposal.state.rawValue); came up \(often), last "
                + "\(proposal.last.text(in: account)) with \(proposal.account)",
            "  customer   \(proposal.change.question)",
        ]
        let output = ProposalOutput(proposal)
        if let suggested = output.suggested { lines.append("  suggested  \(suggested)") }
        if let answer = output.answer { lines.append("  servicer   \(answer)") }
        if let decision = proposal.decision {
            let why = decision.reason.isEmpty ? "" : ": \(decision.reason)"
            lines.append(
                "\(proposal.state.rawValue) by \(decision.actor), "
                    + "\(decision.date.text(in: account))\(why)"
            )
        }
        guard let edit else { return lines }
        lines.append(
            edit.before == nil
                ? "adds entry \(edit.after.id) to \(edit.base)"
                : "changes entry \(edit.after.id) of \(edit.base), now at version \(edit.version)"
        )
        lines += edit.changes.map { "  \($0)" }
        if edit.changes.isEmpty { lines.append("  nothing: it is like that already") }
        if !edit.meanwhile.isEmpty {
            lines.append("others have changed since:")
            lines += edit.meanwhile.map { "  \($0)" }
        }
        if !edit.findings.isEmpty { lines.append("lint:") }
        return lines + edit.findings.map(\.line)
    }
}

/// An edit that was made.
struct AcceptedOutput: Encodable {
    let entry: EntryID
    let revision: Int
    let changes: [FieldChange]
    let findings: [LintFinding]

    /// Makes an edit and keeps its result.
    ///
    /// - Throws: ``CommandError`` with the findings, if lint refuses the edit.
    init(_ make: () throws -> AcceptedEdit) throws {
        let edit: AcceptedEdit
        do {
            edit = try make()
        } catch let refusal as LintRefusal {
            throw CommandError(
                "\(refusal)\nNothing has changed. Change the words, or repeat with --force."
            )
        }
        entry = edit.entry
        revision = edit.revision
        changes = edit.changes
        findings = edit.findings
    }

    /// Prints the edit; lint's findings go to standard error.
    func print(asJSON: Bool) throws {
        guard !asJSON else {
            Swift.print(try JSONOutput.string(self))
            return
        }
        for finding in findings { Output.note(finding.line) }
        guard !changes.isEmpty else {
            Swift.print("\(entry) is like that already (revision \(revision))")
            return
        }
        Swift.print("\(entry) is live (revision \(revision))")
        for change in changes { Swift.print("  \(change)") }
    }
}

extension LintFinding {
    /// The finding in one line, to print below what was done.
    var line: String { "  \(severity.rawValue) \(code.rawValue)  \(self)" }
}
