import ArgumentParser
import Foundation
import KFBot

struct SessionWhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say why a customer does not reach a servicer, with the facts of the session.",
        discussion: """
            Walks the checklist of the product's manual. The line that decides comes first (▶), then
            what holds as well (●), what cannot be known here (?) and what does not hold (·).

            EXAMPLES
              kfbot session why --account A --customer wmXY
              kfbot session why --account A --customer wmXY --json
            """
    )

    @OptionGroup var customer: CustomerOptions

    @OptionGroup var workspace: SessionWorkspaceOptions

    private struct Report: Encodable {
        let account: AccountID
        let customer: CustomerID
        let session: SessionRow?
        let findings: [SessionDiagnosis.Finding]
    }

    func run() throws {
        let workspace = try workspace.open()
        let now = Date()
        let facts = try workspace.sessions.facts(
            about: customer.id,
            account: customer.account.id,
            configuration: workspace.configuration.current,
            at: now
        )
        let diagnosis = SessionDiagnosis(facts, at: now)
        let row = facts.session.map { SessionRow($0, desk: facts.desk) }
        if self.workspace.json {
            let report = Report(
                account: customer.account.id,
                customer: customer.id,
                session: row,
                findings: diagnosis.findings
            )
            print(try JSONOutput.string(report))
            return
        }
        let state = facts.session?.state.chineseName ?? "未开始"
        print("\(customer.id) with \(customer.account.id): \(state)  \(row?.with ?? "")")
        for finding in diagnosis.findings {
            print("  \(finding.verdict.mark) \(finding.fact)  [\(finding.cause.rawValue)]")
            if let advice = finding.advice { print("      \(advice)") }
        }
    }
}

extension SessionDiagnosis.Verdict {
    fileprivate var mark: String {
        switch self {
        case .decides: "▶"
        case .applies: "●"
        case .unknown: "?"
        case .doesNotApply: "·"
        }
    }
}
