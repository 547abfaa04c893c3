import ArgumentParser
import Foundation
import KFBot
import KFBotEval

struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Choose from which confidence on to answer, for a precision you want.",
        discussion: """
            Asks the base questions made of its own phrasings, each while the phrasing or its entry is \
            missing, and says what a threshold will do. On bases with fewer than 300 entries or 80 \
            such questions they set no thresholds; there the result is only a report, and --apply \
            needs labelled questions. docs/tuning.md says what was measured.

            EXAMPLES
              kfbot tune
              kfbot tune --precision 0.97 --labelled queries.jsonl --apply
              kfbot tune --svg curve.svg --json
            """
    )

    @Option(help: ArgumentHelp("The least share of right answers to expect.", valueName: "share"))
    var precision = 0.95

    @Option(
        help: ArgumentHelp(
            "Real labelled questions instead of own phrasings.",
            valueName: "queries"
        )
    )
    var labelled: String?

    @Option(
        help: ArgumentHelp(
            "How questions are made from phrasings: "
                + PseudoQueryKind.allCases.map(\.rawValue).joined(separator: ", ")
                + ". Default: by the size of the base.",
            valueName: "kind"
        )
    )
    var pseudo: PseudoArgument?

    @Option(
        help: ArgumentHelp("Judge the result on labelled questions.", valueName: "queries")
    )
    var judge: String?

    @Flag(help: "Fit a calibrator to own phrasings even where the base is too small for that.")
    var forceSelf = false

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var author: AuthorOptions

    @Flag(help: "Store the thresholds as a new revision.")
    var apply = false

    @Option(help: ArgumentHelp("Write the precision-coverage curve as SVG.", valueName: "file"))
    var svg: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if !(precision > 0 && precision <= 1) {
            throw ValidationError("--precision lies between 0 and 1, such as 0.95.")
        }
    }

    func run() throws {
        let file = try InputRejection.onFailure { try labelled.map(QueryFile.init(path:)) }
        let judges = try InputRejection.onFailure { try judge.map(QueryFile.init(path:)) }
        let store = try workspace.openStore(for: apply ? .writing : .reading)
        let base = try TestedBase(store: store, base: workspace.base)
        try Self.check(file, labelled, base)
        let now = Date()
        let evaluator = Evaluator(base.matcher, at: now)
        let source: TuneReport.Source =
            file.map { .labelled(evaluator.test($0.queries)) }
            ?? .selfTest(
                SelfTest(
                    base.matcher,
                    entries: base.entries,
                    at: now,
                    kind: pseudo?.kind ?? SelfTest.kind(for: base.entries)
                )
            )
        let report = TuneReport(
            source,
            precision: precision,
            policy: base.policy,
            usesSelfCalibration: forceSelf ? true : nil
        )
        let judgement = judges.map { TuneJudgement(report, on: evaluator.test($0.queries)) }
        if let svg {
            let curve = Charts.precisionCoverage(report.points, threshold: report.answerThreshold)
            try ReportFile.write(curve, to: svg)
        }
        let revision = try apply ? keep(report, in: store, over: base.policy) : nil
        let result = TuneResult(
            report: report,
            judgement: judgement,
            revision: revision,
            entries: base.entries.count,
            aim: precision,
            calibrator: base.matcher.calibrator,
            matches: LabelledMatchCounts(try workspace.labelledMatches())
        )
        print(try json ? JSONOutput.string(result) : TuneText(result).render())
        if apply, revision == nil {
            Output.note(TuneText(result).refusal)
            throw ExitCode.failure
        }
    }

    /// Refuses labelled queries that name unknown entries; they would make every threshold too
    /// high.
    private static func check(_ file: QueryFile?, _ name: String?, _ base: TestedBase) throws {
        let missing = file?.missingEntries(in: Set(base.questions.keys)) ?? []
        for (row, entries) in missing {
            let names = entries.map(\.rawValue).joined(separator: ", ")
            Output.note("\(name ?? ""):\(row.line): the base has no entry \(names)")
        }
        if !missing.isEmpty { throw ExitCode(2) }
    }

    /// Stores the thresholds and returns the revision; `nil` if they may not be stored.
    private func keep(
        _ report: TuneReport,
        in store: KnowledgeStore,
        over policy: MatchPolicy
    ) throws -> Int? {
        guard report.isApplicable, report.isReached else { return nil }
        var policy = policy
        policy.answerThreshold = report.answerThreshold
        policy.clarifyThreshold = report.clarifyThreshold
        var authorship = author.authorship
        if authorship.reason.isEmpty {
            authorship.reason = "kfbot tune --precision \(precision)"
        }
        return try store.write(to: workspace.base, by: authorship) { writer in
            try writer.setPolicy(policy)
        }.revision
    }
}

/// A kind of pseudo query by its name.
struct PseudoArgument: ExpressibleByArgument {
    let kind: PseudoQueryKind

    init(_ kind: PseudoQueryKind) { self.kind = kind }

    init?(argument: String) {
        guard let kind = PseudoQueryKind(rawValue: argument) else { return nil }
        self.kind = kind
    }

    var defaultValueDescription: String { kind.rawValue }
    static var allValueStrings: [String] { PseudoQueryKind.allCases.map(\.rawValue) }
}

/// How many labelled matches a refit can use, by where the label came from.
struct LabelledMatchCounts {
    let menus: Int
    let servicers: Int

    var all: Int { menus + servicers }

    init(_ matches: [LabelledMatch]) {
        let used = matches.filter { $0.signal != nil }
        menus = used.count { $0.source == .menu }
        servicers = used.count { $0.source == .servicer }
    }
}

/// The JSON form of `kfbot tune`.
struct TuneResult: Encodable {
    let report: TuneReport
    let judgement: TuneJudgement?
    /// The revision that stored the thresholds; `nil` if nothing was stored.
    let revision: Int?
    let entries: Int
    let aim: Double
    /// The calibrator behind the confidences in force.
    let calibrator: Calibrator
    /// The labelled matches that are kept for the next refit.
    let matches: LabelledMatchCounts

    private enum CodingKeys: String, CodingKey {
        case judgement
        case revision
        case entries
        case aim
        case calibrator = "curve_in_force"
        case matches = "labelled_turns"
        case menuMatches = "menu_turns"
        case servicerMatches = "servicer_turns"
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(judgement, forKey: .judgement)
        try container.encodeIfPresent(revision, forKey: .revision)
        try container.encode(entries, forKey: .entries)
        try container.encode(aim, forKey: .aim)
        try container.encode(calibrator, forKey: .calibrator)
        try container.encode(matches.all, forKey: .matches)
        try container.encode(matches.menus, forKey: .menuMatches)
        try container.encode(matches.servicers, forKey: .servicerMatches)
    }
}
