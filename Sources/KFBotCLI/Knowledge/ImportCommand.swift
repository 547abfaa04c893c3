import ArgumentParser
import Foundation
import KFBot

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring files of questions and answers into a knowledge base.",
        discussion: """
            Reads tables in workbooks, documents and pages (.xlsx, .xls, .ods, .docx, .odt, HTML), CSV and \
            TSV in any usual encoding, text with “Q: …” and “A: …” or 问：… and 答：…, Markdown, our own JSON \
            Lines, JSON and YAML, and the files of other systems, which are recognised by their shape.

            1. LOOK. Nothing is stored; you see what each column was taken for, and the first five entries \
            as customers would get them:

              kfbot import 问答.xlsx --preview

            A table needs a row of headers. Usual names are understood in both scripts and in English: 问题 \
            or 标题, 答案 or 解答 or 话术, 相似问 or 扩展问法, 分类 or 一级分类 and 二级分类.

            2. SAY what a column holds, if it was taken for something else. The base remembers it for the \
            next import. A column without a header goes by its number:

              kfbot import 问答.xlsx --preview --column 处理意见=answer --column 客户原话=question
              kfbot import 无表头.csv --preview --column 2=question --column 3=answer

            question (what customers ask), similar (other ways to ask it), negative (what must not lead \
            here), answer, group (分类; group1, group2 and group3 for a column each), id (a name that stays \
            the same in the next file), row_number (only counts the rows), tags, enabled (是 or 否), \
            valid_from and valid_until (dates), handoff (to people), accounts, related, answers, strategy, \
            recommendable, extra (kept, not shown to customers), ignore (left out), auto (forget what was said).

            3. TRY. --dry-run checks every row and stores nothing. The report has one line for each kind of \
            problem: how often, the first three places, what to do. --json lists all places.

            4. IMPORT, without --preview and --dry-run. All files are imported as one revision or, if a \
            record is rejected, none; --keep-going stores the good ones. Importing a file again changes \
            nothing, and kfbot rollback takes an import back.

            NUMBERS. A column 编号 or 序号 that only counts 1, 2, 3 names no entries: these are found again \
            by their questions. Real ids (FAQ-017) stay names, and an update that would replace an entry by \
            one that asks and answers something else is rejected unless --update says that it is meant.

            EXIT CODES: 0 imported (or, with --dry-run and --preview, importable); 1 a file that is not \
            there, or a workspace that cannot be written; 2 a file or records were rejected, the report says \
            where; 64 wrong usage.

            EXAMPLES
              kfbot import kb-samples/shop/kb.jsonl
              kfbot import 问答.xlsx --dry-run
              kfbot import 售后.csv 发票.csv --duplicates merge
              kfbot import qnamaker.tsv --kb sales --reason "first import"
            """
    )

    @Argument(help: "The files, in this order.")
    var files: [String]

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var encoder: EncoderOptions

    @Flag(
        help: """
            Leave the vectors of what was stored for later: `kfbot serve` makes them in the background, and until \
            then questions are matched by their characters.
            """
    )
    var deferEncoding = false
    @OptionGroup var author: AuthorOptions

    @Option(help: "The form of the files.")
    var format: FormatArgument = FormatArgument(.auto)

    @Option(
        name: .customLong("column"),
        help: ArgumentHelp(
            "What a column holds, by its header or number; may be given several times.",
            valueName: "header=field"
        )
    )
    var columns: [ColumnArgument] = []

    @Option(help: "Entries that exist and differ: update, skip or fail.")
    var onConflict: ConflictArgument = ConflictArgument(.update)

    @Flag(
        help: "Import hidden rows, columns and sheets of workbooks too; else a warning names them."
    )
    var hidden = false

    @Option(
        help: ArgumentHelp(
            """
            One question twice with different answers: first (the first one holds, the other is named in \
            the report), merge (customers get one of them by chance) or reject. Default: first for rows of \
            tables; records with ids of their own are both stored, with a warning.
            """
        )
    )
    var duplicates: DuplicateArgument?

    @Option(
        help: """
            Cells of similar questions: auto cuts what is clearly a list, split cuts at every comma and 、, \
            keep only at line breaks, ##, | and ;.
            """
    )
    var lists: ListArgument = ListArgument(.auto)

    @Option(
        help: "HTML and Markdown in answers: text turns it into what chats show, keep leaves it."
    )
    var markup: MarkupArgument = .text

    @Flag(help: "Let records replace entries by something unrelated that has the same id.")
    var update = false

    @Flag(
        help: "Show the first five entries as they would be stored, and the columns; store nothing."
    )
    var preview = false

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

    private var isTrial: Bool { dryRun || preview }

    func run() throws {
        // Checked first, so that no workspace is created for nothing.
        for file in files where !FileManager.default.isReadableFile(atPath: file) {
            let message = "Cannot read \(file). Check the name and your permission to read it."
            if json { try printRefusal(.unreadable, message, file: file) }
            throw CommandError(message)
        }
        let clock = ContinuousClock()
        let start = clock.now
        let report: ImportReport
        do {
            report = try readFiles()
        } catch let error as ImportError {
            let advice = ErrorAdvice.advice(for: error).map { " " + $0 } ?? ""
            if json {
                try printRefusal(error.code, error.message + advice, file: error.file)
            } else {
                print("Nothing was imported.")
            }
            Output.note("error: \(error)\(advice)")
            throw ExitCode(2)
        }
        let seconds = (clock.now - start) / .seconds(1)
        try makeVectors()
        if json {
            print(try JSONOutput.string(ImportResult(report, seconds: seconds)))
        } else {
            if preview { print(ImportText.preview(of: report)) }
            for kind in report.kinds { Output.note(ImportText.line(of: kind)) }
            for (file, encoding) in report.oldEncodings.sorted(by: { $0.key < $1.key }) {
                Output.note("\(file): read as \(encoding)")
            }
            print(ImportText.summary(of: report, isTrial: isTrial, seconds: seconds))
        }
        if report.rejected > 0 { throw ExitCode(2) }
    }

    /// Makes the vectors that the base lacks; stopped by Ctrl-C, and gone on with by the next import.
    private func makeVectors() throws {
        guard !isTrial, !deferEncoding,
            let meaning = try encoder.meaning()(workspace.directory)
        else { return }
        let store = try workspace.openStore(for: .reading)
        var bar = ProgressBar()
        defer { bar.clear() }
        let texts = try KnowledgeMatcher(store: store, base: workspace.base).texts()
        do {
            try meaning.add(texts) { made, count in
                bar.show(share: Double(made) / Double(count), count: made, noun: "vectors")
                return !Interruption.isRequested
            }
        } catch {
            // What was imported is stored, and its report must not be lost for this.
            bar.clear()
            Output.note(
                "\(error). The entries are stored; those without vectors are matched by their characters until the "
                    + "next import has made them."
            )
        }
    }

    private func readFiles() throws -> ImportReport {
        let store = try isTrial ? workspace.openTrialStore() : workspace.openOrCreateStore()
        var bar = ProgressBar()
        Interruption.catchSignal()
        defer { bar.clear() }
        return try KnowledgeImporter(store: store).importFiles(
            files,
            into: workspace.base,
            by: author.authorship,
            options: options
        ) { progress in
            try Interruption.check()
            let share = Double(progress.bytesDone) / Double(max(progress.bytesTotal, 1))
            bar.show(share: share, count: progress.records, noun: "records")
        }
    }

    private var options: KnowledgeImporter.Options {
        var options = KnowledgeImporter.Options()
        options.format = format.format
        options.onConflict = onConflict.rule
        options.isTrial = isTrial
        options.keepsGoing = keepGoing
        options.lints = !noLint
        options.duplicates = duplicates?.rule
        options.replacesUnrelated = update
        options.previewCount = preview ? 5 : 0
        options.reading.lists = lists.rule
        options.reading.readsHidden = hidden
        options.reading.keepsMarkup = markup == .keep
        for column in columns {
            if let field = column.field {
                _ = options.reading.columns.set(column.header, to: field)
            } else {
                options.forgottenColumns.append(column.header)
            }
        }
        return options
    }

    /// Prints the report for a file that cannot be read.
    private func printRefusal(_ code: ImportError.Code, _ message: String, file: String) throws {
        var report = ImportReport()
        let store = try? workspace.openStore(for: .trial)
        report.revision = (try? store?.read { try $0.head(of: workspace.base) }) ?? 0
        report.refuse(file: file, code: code, message: message)
        print(try JSONOutput.string(ImportResult(report, seconds: 0)))
    }
}

/// What to do with HTML and Markdown in answers.
enum MarkupArgument: String, ExpressibleByArgument, CaseIterable {
    case text
    case keep
}

/// A column and its field, such as `解答=answer`; `auto` as the field forgets an earlier choice.
struct ColumnArgument: ExpressibleByArgument {
    let header: String
    let field: String?

    init?(argument: String) {
        guard let sign = argument.lastIndex(of: "=") else { return nil }
        header = String(argument[..<sign])
        let field = String(argument[argument.index(after: sign)...])
        self.field = field == "auto" ? nil : field
        var trial = ColumnMapping()
        guard self.field == nil || trial.set(header, to: field) else { return nil }
    }
}

/// A file format by its name.
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

/// A rule for conflicts by its name.
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

/// A rule for duplicates by its name.
struct DuplicateArgument: ExpressibleByArgument {
    let rule: KnowledgeImporter.DuplicateRule

    init?(argument: String) {
        guard let rule = KnowledgeImporter.DuplicateRule(rawValue: argument) else { return nil }
        self.rule = rule
    }

    static var allValueStrings: [String] {
        KnowledgeImporter.DuplicateRule.allCases.map(\.rawValue)
    }
}

/// A rule for lists in cells by its name.
struct ListArgument: ExpressibleByArgument {
    let rule: ListRule

    init(_ rule: ListRule) { self.rule = rule }

    init?(argument: String) {
        guard let rule = ListRule(rawValue: argument) else { return nil }
        self.rule = rule
    }

    var defaultValueDescription: String { rule.rawValue }
    static var allValueStrings: [String] { ListRule.allCases.map(\.rawValue) }
}
