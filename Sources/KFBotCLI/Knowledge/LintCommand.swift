import ArgumentParser
import Foundation
import KFBot

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find mistakes in a knowledge base before customers do.",
        discussion: """
            Looks for questions that clash or cannot be found, answers that 微信客服 does not send, \
            entries that have ended, and references to nothing. docs/lint.md says of each code what it \
            means and what to do.

            Exit codes: 0 no errors; 1 errors, with --strict warnings too.

            EXAMPLES
              kfbot lint
              kfbot lint --strict --json
              kfbot lint --rule same_question near_question
              kfbot lint --draft
            """
    )

    @OptionGroup var workspace: WorkspaceOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Look only for these codes.", valueName: "code")
    )
    var rule: [CodeArgument] = []

    @Flag(help: "Check what the base would be after publishing the draft.")
    var draft = false

    @Flag(help: "End with exit code 1 for warnings as well.")
    var strict = false

    @Flag(help: "Show infos as well; --json always does.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let report = try LintReport(
            of: try workspace.openStore(for: .reading),
            workspace.base,
            isDraft: draft,
            codes: rule.isEmpty ? nil : Set(rule.map(\.code))
        )
        print(json ? try JSONOutput.string(report) : report.text(withInfos: all))
        if report.errors > 0 || strict && report.warnings > 0 { throw ExitCode.failure }
    }
}

/// A code by its name.
struct CodeArgument: ExpressibleByArgument {
    let code: LintCode

    init?(argument: String) {
        guard let code = LintCode(rawValue: argument) else { return nil }
        self.code = code
    }

    static var allValueStrings: [String] { LintCode.allCases.map(\.rawValue) }
}

/// What `kfbot lint` shows.
struct LintReport: Encodable {
    let entries: Int
    let phrasings: Int
    let errors: Int
    let warnings: Int
    let infos: Int
    let findings: [LintFinding]
    private let questions: [EntryID: String]

    private enum CodingKeys: String, CodingKey {
        case entries
        case phrasings
        case errors
        case warnings
        case infos
        case findings
    }

    /// Checks a base.
    ///
    /// - Parameters:
    ///   - store: Where the base is kept.
    ///   - base: The base to check.
    ///   - isDraft: Whether to include the edits of its draft.
    ///   - codes: The findings to look for; `nil` for all.
    /// - Throws: ``StoreError``, `notFound` if there is no such base or draft.
    init(
        of store: KnowledgeStore,
        _ base: KnowledgeBaseID,
        isDraft: Bool,
        codes: Set<LintCode>? = nil
    ) throws {
        let (entries, vocabulary) = try store.read { reader in
            let published = try reader.vocabulary(of: base)
            guard isDraft else { return (try reader.entries(of: base), published) }
            guard let draft = try reader.draft(of: base) else {
                throw StoreError(.notFound, "There is no draft of \(base).", subject: .draft)
            }
            return (try reader.entriesWithDraft(of: base), draft.vocabulary ?? published)
        }
        let linter = Linter(vocabulary: vocabulary, codes: codes ?? Set(LintCode.allCases))
        findings = linter.findings(in: entries, at: Date())
        self.entries = entries.count
        phrasings = entries.reduce(0) { $0 + $1.phrasings.count }
        errors = findings.count { $0.severity == .error }
        warnings = findings.count { $0.severity == .warning }
        infos = findings.count { $0.severity == .info }
        questions = Dictionary(
            entries.map { ($0.id, $0.question) },
            uniquingKeysWith: { $1 }
        )
    }

    /// The findings, each below its entry, and a line with their numbers.
    func text(withInfos showsInfos: Bool) -> String {
        var lines: [String] = []
        var last: EntryID??
        for finding in findings where showsInfos || finding.severity != .info {
            if last != .some(finding.entry) {
                last = .some(finding.entry)
                if !lines.isEmpty { lines.append("") }
                lines.append(heading(of: finding.entry))
            }
            let field = finding.field.map { "\($0): " } ?? ""
            let severity = finding.severity.rawValue.padded(to: 8)
            lines.append("  \(severity) \(finding.code.rawValue)  \(field)\(finding.message)")
        }
        if !lines.isEmpty { lines.append("") }
        var summary =
            "\(phrasings) phrasings of \(entries) entries: \(errors) errors, \(warnings) warnings"
        if infos > 0 { summary += ", \(infos) infos" + (showsInfos ? "" : " (shown with --all)") }
        lines.append(summary)
        return lines.joined(separator: "\n")
    }

    private func heading(of entry: EntryID?) -> String {
        guard let entry else { return "the base's own words" }
        return "\(entry)  \(questions[entry] ?? "")"
    }
}
