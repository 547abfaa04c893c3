import Foundation
import KFBot
import KFBotTesting

/// How fast a file comes into an empty base, how fast each form is read, and how fast a query learns that
/// nothing has changed since.
struct ImportBenchmark {
    let file: String
    /// Further files, read as they are: forms that nothing here writes.
    var others: [String] = []

    private static let author = Authorship(actor: "benchmark", date: Date())

    /// Imports the file into new bases: with the checks of single entries, and without.
    func run() throws {
        for lints in [true, false] {
            let directory = try TemporaryDirectory()
            let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
            var options = KnowledgeImporter.Options()
            options.lints = lints
            options.keepsGoing = true
            let clock = ContinuousClock()
            let start = clock.now
            let report = try KnowledgeImporter(store: store).importFiles(
                [file],
                into: .main,
                by: Self.author,
                options: options
            )
            let seconds = (clock.now - start) / .seconds(1)
            let name = lints ? "import.linted" : "import.plain"
            try Measurement(name, [Double(report.read) / seconds], unit: "records/s").print()
        }
        try Measurement("import.memory", [residentBytes() / 1e6], unit: "MB").print()
        try readForms()
    }

    /// Reads the entries of the file, written in each form and encoding, without storing them.
    private func readForms() throws {
        let directory = try TemporaryDirectory()
        var entries: [Entry] = []
        try ImportReader().read(fileAt: file) { record in
            guard case .success(.entry(let draft)) = record else { return }
            let id = draft.id ?? EntryID(rawValue: "e\(entries.count)")
            if let entry = draft.makeEntry(id: id) { entries.append(entry) }
        }
        for format in Exporter.formats {
            let path = directory.file("kb." + Self.ending(of: format))
            _ = try Exporter().export(entries, format: format, to: .file(path))
            try measure("import.read.\(format.rawValue)", format, at: path)
        }
        let table = directory.file("kb.csv")
        _ = try Exporter().export(entries, format: .csv, to: .file(table))
        let text = try String(contentsOfFile: table, encoding: .utf8)
        try measureFirst("import.first.csv.UTF-8", at: table)
        for encoding in ["UTF-16LE", "GBK", "GB18030", "BIG5-HKSCS"] {
            try Data(converted(text, to: encoding)).write(to: URL(filePath: table))
            try measure("import.read.csv.\(encoding)", .csv, at: table)
            try measureFirst("import.first.csv.\(encoding)", at: table)
        }
        let page = directory.file("kb.html")
        try Self.page(of: entries).write(toFile: page, atomically: true, encoding: .utf8)
        try measure("import.read.html", .auto, at: page)
        for other in others {
            let ending = other.split(separator: ".").last ?? ""
            try measure("import.read.\(ending)", .auto, at: other)
        }
    }

    /// Times what comes before the first record: encoding, form and columns.
    private func measureFirst(_ name: String, at path: String) throws {
        struct Found: Error {}
        let milliseconds = (0..<20).map { _ in
            ContinuousClock().measure {
                _ = try? ImportReader().read(fileAt: path) { _ in throw Found() }
            } / .milliseconds(1)
        }
        try Measurement(name, milliseconds, unit: "ms").print()
    }

    /// A page with one table of questions and answers.
    private static func page(of entries: [Entry]) -> String {
        func cell(_ text: String) -> String {
            let text = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            return "<td>\(text)</td>"
        }
        let rows = entries.map { entry in
            let answer = entry.answers.first?.parts.first
            guard case .text(let text)? = answer else { return "" }
            return "<tr>\(cell(entry.question))\(cell(text))</tr>\n"
        }
        return "<table><tr><th>问题</th><th>答案</th></tr>\n\(rows.joined())</table>"
    }

    /// A text in another encoding; what that lacks is left out.
    private func converted(_ text: String, to encoding: String) -> [UInt8] {
        guard let descriptor = iconv_open(encoding + "//IGNORE", "UTF-8"),
            descriptor != iconv_t(bitPattern: -1)
        else { return [] }
        defer { iconv_close(descriptor) }
        var input = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 2 + 16)
        var left = output.count
        input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var (from, fromLeft) = (source.baseAddress, source.count)
                var to = target.baseAddress
                _ = iconv(descriptor, &from, &fromLeft, &to, &left)
            }
        }
        return output.dropLast(left).map { UInt8(bitPattern: $0) }
    }

    private func measure(_ name: String, _ format: ImportFormat, at path: String) throws {
        let clock = ContinuousClock()
        let rates = try (0..<5).map { _ in
            var count = 0
            let start = clock.now
            try ImportReader().read(fileAt: path, format: format) { _ in count += 1 }
            return Double(count) / ((clock.now - start) / .seconds(1))
        }
        try Measurement(name, rates, unit: "records/s").print()
    }

    private static func ending(of format: ImportFormat) -> String {
        switch format {
        case .json, .qnabot, .chatopera, .wechat: "json"
        case .yaml, .rasa: "yaml"
        case .xlsx: "xlsx"
        case .tsv, .qnamaker, .anyq: "tsv"
        case .csv, .dify, .fastgpt, .maxkb, .weknora: "csv"
        default: "jsonl"
        }
    }

    /// Times ``KnowledgeMatcher/snapshot()`` of a base that nobody edits.
    static func currency(_ phrasings: Int) throws {
        let directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        try store.write(to: .main, by: author) { writer in
            for number in 0..<phrasings {
                try writer.put(
                    Entry(
                        id: EntryID(rawValue: "e\(number)"),
                        question: "第\(number)个问题怎么办",
                        answers: [Answer(text: "好")]
                    )
                )
            }
        }
        let matcher = KnowledgeMatcher(store: store, base: .main)
        _ = try matcher.snapshot()
        let rounds = 1_000
        let microseconds = try (0..<50).map { _ in
            try ContinuousClock().measure {
                for _ in 0..<rounds { _ = try matcher.snapshot() }
            } / .microseconds(1) / Double(rounds)
        }
        try Measurement("currency.snapshot", microseconds, unit: "us").print()
    }
}
