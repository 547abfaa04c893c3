import ArgumentParser
import Foundation
import KFBot
import KFBotEval

struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test a knowledge base with labelled questions, or with its own phrasings.",
        discussion: """
            A line of the file is {"query": "...", "expected": ["entry"], "kind": "..."}; `expected` \
            is empty where nothing must be answered; "previous" is what was asked just before. The batch test file of QnA Maker is read as it \
            is. --self needs no file: each phrasing is asked while it, or its entry, is missing.

            Exit codes: 0 tested; 1 a gate is not met; 2 the file cannot be read, or names entries \
            that the base lacks.

            EXAMPLES
              kfbot test kb-samples/shop/queries.jsonl
              kfbot test queries.jsonl --html report.html --junit report.xml
              kfbot test queries.jsonl --min-precision 0.95 --max-false-answer-rate 0.05
              kfbot test queries.jsonl --save-baseline before.json
              kfbot test queries.jsonl --draft --baseline before.json
              kfbot test queries.jsonl --variants
              kfbot test --self
            """
    )

    @Argument(help: ArgumentHelp("The file of labelled questions.", valueName: "queries"))
    var queries: String?

    @Flag(
        name: .customLong("self"),
        help: "Test the base with its own phrasings instead of a file."
    )
    var usesOwnPhrasings = false

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var encoder: EncoderOptions

    @Option(help: PointArgument.help)
    var at: PointArgument?

    @Flag(help: "Test what the draft would publish.")
    var draft = false

    @Flag(
        help: """
            Ask each question also as others would write it: one word, at the end of a story, with \
            English words, in Traditional characters, in full width, with a typo, with a homophone, \
            in pinyin, among fillers and emoji.
            """
    )
    var variants = false

    @OptionGroup var outputs: TestOutputs
    @OptionGroup var gates: GateOptions

    func validate() throws {
        if (queries == nil) != usesOwnPhrasings {
            throw ValidationError("Give either a file of labelled questions or --self.")
        }
        if variants, usesOwnPhrasings {
            throw ValidationError("--variants needs a file of labelled questions.")
        }
        if draft, at != nil { throw ValidationError("Give --draft or --at, not both.") }
    }

    func run() throws {
        // Files come first, so that a mistake in one is reported before the base is loaded.
        let file = try InputRejection.onFailure { try queries.map(QueryFile.init(path:)) }
        let baseline = try outputs.readBaseline()
        let base = try TestedBase(
            store: workspace.openStore(for: .reading),
            base: workspace.base,
            point: at?.point ?? .head,
            draft: draft,
            meaning: encoder.meaning(creates: false)(workspace.directory)
        )
        var report = report(on: base, file)
        report.gates = gates.gates.map { $0.check(report.run.evaluation) }
        report.diff = baseline.map { BaselineDiff(from: $0, to: report.run) }
        try outputs.write(report)
        for finding in report.gates where !finding.passed {
            Output.note("gate not met: \(finding.text)")
        }
        for finding in report.missing {
            let names = finding.entries.map(\.rawValue).joined(separator: ", ")
            Output.note("\(report.title):\(finding.line): the base has no entry \(names)")
        }
        if !report.missing.isEmpty { throw ExitCode(2) }
        if report.gates.contains(where: { !$0.passed }) { throw ExitCode.failure }
    }

    private func report(on base: TestedBase, _ file: QueryFile?) -> TestReport {
        let now = Date()
        let selfTest = file == nil ? SelfTest(base.matcher, entries: base.entries, at: now) : nil
        let evaluator = Evaluator(base.matcher, at: now, meaning: base.meaning)
        let run = selfTest?.run ?? evaluator.test(file?.queries ?? [])
        var report = TestReport(
            title: queries ?? "kfbot test --self",
            base: base.base,
            revision: base.revision,
            policy: base.policy,
            run: run,
            questions: base.questions
        )
        report.preferences = selfTest?.preferences
        report.followUps = evaluator.followUps(in: run)
        if variants, let file {
            report.variants = evaluator.testVariants(of: file.queries, entries: base.entries)
        }
        report.unlabelled = file?.unlabelledLines.count ?? 0
        report.missing = (file?.missingEntries(in: Set(base.questions.keys)) ?? []).map {
            TestReport.Missing(line: $0.row.line, entries: $0.missing)
        }
        return report
    }
}

/// Where the results of a test go.
struct TestOutputs: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write JUnit XML, one case a question.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write a page with plots and tables.", valueName: "file"))
    var html: String?

    @Option(
        help: ArgumentHelp("Compare with what an earlier test found.", valueName: "file")
    )
    var baseline: String?

    @Option(help: ArgumentHelp("Keep what this test finds for --baseline.", valueName: "file"))
    var saveBaseline: String?

    /// The baseline to compare with; `nil` if no option names one.
    func readBaseline() throws -> TestBaseline? {
        try InputRejection.onFailure { try baseline.map(TestBaseline.init(path:)) }
    }

    /// Writes the files and prints the report.
    func write(_ report: TestReport) throws {
        if let junit { try ReportFile.write(JUnitReport.xml(report), to: junit) }
        if let html { try ReportFile.write(HTMLReport.page(report), to: html) }
        if let saveBaseline {
            let data = try TestBaseline(report.run, revision: report.revision).encoded()
            try ReportFile.write(String(decoding: data, as: UTF8.self), to: saveBaseline)
        }
        print(try json ? JSONOutput.string(report) : TestText(report).render())
    }
}

/// The figures that a test must reach.
struct GateOptions: ParsableArguments {
    @Option(
        name: .customLong("min-recall-at-1"),
        help: ArgumentHelp(
            "The least share of answerable questions whose entry comes first.",
            valueName: "share"
        )
    )
    var minRecallAt1: Double?

    @Option(help: ArgumentHelp("The least share of answers that are right.", valueName: "share"))
    var minPrecision: Double?

    @Option(
        help: ArgumentHelp(
            "The largest share of unanswerable questions that are answered.",
            valueName: "share"
        )
    )
    var maxFalseAnswerRate: Double?

    var gates: [QualityGate] {
        [
            minRecallAt1.map { QualityGate(.recallAt1, $0) },
            minPrecision.map { QualityGate(.precision, $0) },
            maxFalseAnswerRate.map { QualityGate(.falseAnswerRate, $0) },
        ].compactMap { $0 }
    }

    func validate() throws {
        for gate in gates where !(0...1).contains(gate.limit) {
            throw ValidationError("--\(gate.figure.rawValue) lies between 0 and 1, such as 0.95.")
        }
    }
}
