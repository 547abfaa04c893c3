import ArgumentParser
import Foundation
import KFBot
import KFBotService

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

    func run() throws {
        let report = try WhyReport(
            customer.id,
            account: customer.account.id,
            in: try workspace.open(),
            at: Date()
        )
        if workspace.json {
            print(String(decoding: try JSONBody.data(report), as: UTF8.self))
        } else {
            print(WhyText.lines(report).joined(separator: "\n"))
        }
    }
}

/// Writes why a customer does not reach a servicer, as lines for a terminal.
enum WhyText {
    static func lines(_ report: WhyReport) -> [String] {
        let state = report.session.flatMap { ServiceState(rawValue: $0.state)?.chineseName }
        let head = "\(report.customer) with \(report.account): \(state ?? "未开始")"
        return [head + "  \(report.session?.with ?? "")"]
            + report.findings.flatMap { finding in
                ["  \(finding.verdict.mark) \(finding.fact)  [\(finding.cause.rawValue)]"]
                    + (finding.adviceCode.map { ["      \($0.commandText)"] } ?? [])
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
