import Foundation
import KFBot
import KFBotTesting

/// How fast a file comes into an empty base, and how fast a query learns that nothing has changed since.
struct ImportBenchmark {
    let file: String

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
