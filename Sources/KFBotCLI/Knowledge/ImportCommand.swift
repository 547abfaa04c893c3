import ArgumentParser
import Foundation
import KFBot

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring files of questions and answers into a knowledge base.",
        discussion: """
            Reads our own JSON Lines, JSON, YAML, CSV and TSV, tables in workbooks and documents \
            (.xlsx, .xls, .ods, .docx, .odt, HTML), and the files of other systems, which are recognised \
            by their shape. Either all files are imported as one revision or, if a record is rejected, \
            none (see --keep-going). Importing a file again changes nothing.

            Exit codes: 0 imported; 2 records were rejected, the report says where.

            EXAMPLES
              kfbot import kb-samples/shop/kb.jsonl
              kfbot import 问答.xlsx --dry-run
              kfbot import qnamaker.tsv --kb sales --reason "first import"
            """
    )

    @Argument(help: "The files, in this order.")
    var files: [String]

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var author: AuthorOptions

    @Option(help: "The form of the files.")
    var format: FormatArgument = FormatArgument(.auto)

    @Option(help: "Entries that exist and differ: update, skip or fail.")
    var onConflict: ConflictArgument = ConflictArgument(.update)

    @Flag(help: "Import hidden rows and sheets of workbooks too; else a warning counts them.")
    var hidden = false

    @Flag(help: "Check everything and store nothing.")
    var dryRun = false

    @Flag(help: "Leave out the checks of each entry; an import is faster then.")
    var noLint = false

    @Flag(help: "Store the good records although others are rejected.")
    var keepGoing = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    func validate() throws {
        if files.isEmpty { throw ValidationError("Name at least one file.") }
    }

    func run() throws {
        var options = KnowledgeImporter.Options()
        options.format = format.format
        options.onConflict = onConflict.rule
        options.isTrial = dryRun
        options.keepsGoing = keepGoing
        options.lints = !noLint
        options.readsHidden = hidden
        // Before a workspace is made for nothing.
        for file in files where !FileManager.default.isReadableFile(atPath: file) {
            throw CommandError(
                "Cannot read \(file). Check the name and your permission to read it."
            )
        }
        let clock = ContinuousClock()
        let start = clock.now
        let store = try dryRun ? workspace.openTrialStore() : workspace.openOrCreateStore()
        var bar = ProgressBar()
        Interruption.catchSignal()
        defer { bar.clear() }
        let report = try KnowledgeImporter(store: store).importFiles(
            files,
            into: workspace.base,
            by: author.authorship,
            options: options
        ) { progress in
            try Interruption.check()
            let share = Double(progress.bytesDone) / Double(max(progress.bytesTotal, 1))
            bar.show(share: share, count: progress.records, noun: "records")
        }
        bar.clear()
        let seconds = (clock.now - start) / .seconds(1)
        if json {
            print(try JSONOutput.string(ImportResult(report, seconds: seconds)))
        } else {
            for problem in report.problems {
                let advice = ErrorAdvice.advice(for: problem).map { " " + $0 } ?? ""
                Output.note("\(problem.severity.rawValue): \(problem)\(advice)")
            }
            for (file, encoding) in report.oldEncodings.sorted(by: { $0.key < $1.key }) {
                Output.note("\(file): read as \(encoding)")
            }
            print(summary(of: report, seconds: seconds))
        }
        if report.rejected > 0 { throw ExitCode(2) }
    }

    private func summary(of report: ImportReport, seconds: Double) -> String {
        let counts =
            "\(report.read) read: \(report.added) added, \(report.updated) updated, "
            + "\(report.unchanged) unchanged, \(report.rejected) rejected, \(report.warnings) warnings"
        let time = String(format: "%.1f s", seconds)
        if dryRun { return "\(counts) (dry run, nothing stored, \(time))" }
        guard report.isStored else {
            return
                "\(counts)\nNothing was imported. Mend the rows above, or import the others with "
                + "--keep-going."
        }
        return "\(counts) (revision \(report.revision), \(time))"
    }
}

/// The JSON form of `kfbot import`.
private struct ImportResult: Encodable {
    let read: Int
    let added: Int
    let updated: Int
    let unchanged: Int
    let rejected: Int
    let warnings: Int
    let seconds: Double
    let revision: Int
    let stored: Bool
    /// The files that are not UTF-8, by their encoding.
    let encodings: [String: String]
    let problems: [ImportProblem]

    init(_ report: ImportReport, seconds: Double) {
        read = report.read
        added = report.added
        updated = report.updated
        unchanged = report.unchanged
        rejected = report.rejected
        warnings = report.warnings
        self.seconds = seconds
        revision = report.revision
        stored = report.isStored
        encodings = report.oldEncodings
        problems = report.problems
    }
}

extension ImportReport {
    /// The encodings of the files that are not UTF-8, by file.
    fileprivate var oldEncodings: [String: String] {
        sources.compactMapValues { $0.encoding == .utf8 ? nil : $0.encoding?.rawValue }
    }
}

/// A form by its name.
struct FormatArgument: ExpressibleByArgument {
    let format: ImportFormat

    init(_ format: ImportFormat) { self.format = format }

    init?(argument: String) {
        guard let format = ImportFormat(rawValue: argument) else { return nil }
        self.format = format
    }

    var defaultValueDescription: String { format.rawValue }
    static var allValueStrings: [String] { ImportFormat.allCases.map(\.rawValue) }
}

/// A conflict rule by its name.
struct ConflictArgument: ExpressibleByArgument {
    let rule: KnowledgeImporter.ConflictRule

    init(_ rule: KnowledgeImporter.ConflictRule) { self.rule = rule }

    init?(argument: String) {
        guard let rule = KnowledgeImporter.ConflictRule(rawValue: argument) else { return nil }
        self.rule = rule
    }

    var defaultValueDescription: String { rule.rawValue }
    static var allValueStrings: [String] {
        KnowledgeImporter.ConflictRule.allCases.map(\.rawValue)
    }
}
