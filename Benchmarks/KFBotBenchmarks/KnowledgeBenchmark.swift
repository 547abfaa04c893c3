import Foundation
import KFBot
import KFBotTesting

/// Import, edit, query and export of a base of any size.
///
/// The phrasings are splices of those in kb-samples, each with a number, so that they are distinct
/// and read like questions.
struct KnowledgeBenchmark {
    private let entries: Int
    private let similar: Int
    private let samples: [String]
    private let directory: TemporaryDirectory

    /// Edits that are timed.
    private static let edits = 20

    init(entries: Int, similar: Int, samples: String) throws {
        self.entries = entries
        self.similar = similar
        directory = try TemporaryDirectory()
        var phrasings: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: samples).sorted() {
            let path = "\(samples)/\(name)/kb.jsonl"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            try ImportReader().read(fileAt: path) { result in
                if case .success(.entry(let draft)) = result {
                    phrasings += [draft.question].compactMap { $0 } + (draft.similarQuestions ?? [])
                }
            }
        }
        self.samples = phrasings
    }

    func run() throws {
        let file = directory.file("kb.jsonl")
        try writeBase(to: file)
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let author = Authorship(actor: "benchmark", date: Date())
        let resident = residentBytes()

        let importing = try seconds {
            let report = try KnowledgeImporter(store: store).importFiles(
                [file],
                into: .main,
                by: author
            )
            precondition(report.added == entries, "imported \(report.added) of \(entries)")
        }
        let phrasings = Double(entries * (similar + 1))
        try report("import", importing, "s")
        try report("import_rate", phrasings / importing, "phrasings/s")
        try report("import_memory_growth", (residentBytes() - resident) / 1e6, "MB")
        try store.checkpoint()
        try report("file_size", Double(store.fileSize) / 1e6, "MB")
        try report(
            "source_size",
            Double(try Data(contentsOf: URL(fileURLWithPath: file)).count) / 1e6,
            "MB"
        )
        let again = try seconds {
            let report = try KnowledgeImporter(store: store).importFiles(
                [file],
                into: .main,
                by: author
            )
            precondition(report.unchanged == entries, "a second import changed something")
        }
        try report("import_again", again, "s")

        let matcher = KnowledgeMatcher(store: store, base: .main)
        try report("index_load", try seconds { _ = try matcher.snapshot() }, "s")
        try report("memory_with_index", residentBytes() / 1e6, "MB")
        var stored: [Double] = []
        var visible: [Double] = []
        for number in 0..<Self.edits {
            let question = "第\(number)次修改的新问题怎么处理"
            var entry = try store.read {
                try $0.entry(EntryID(rawValue: "e\(number)"), of: .main).entry
            }
            entry.similarQuestions.append(question)
            let storing = try seconds {
                try store.write(to: .main, by: author) { try $0.put(entry) }
            }
            let finding = try seconds {
                let found = try matcher.snapshot().matcher.match(question, at: author.date)
                precondition(found.candidates.first?.entry == entry.id, "the edit is not visible")
            }
            stored.append(storing * 1000)
            visible.append((storing + finding) * 1000)
        }
        try Measurement("knowledge.edit_stored", stored, unit: "ms").print()
        try Measurement("knowledge.edit_to_visible", visible, unit: "ms").print()
        var faults: [String] = []
        try report("integrity_check", try seconds { faults = try store.checkIntegrity() }, "s")
        precondition(faults.isEmpty, "\(faults)")
    }

    private func report(_ name: String, _ value: Double, _ unit: String) throws {
        try Measurement("knowledge.\(name)", [value], unit: unit).print()
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        try ContinuousClock().measure(body) / .seconds(1)
    }

    private func writeBase(to path: String) throws {
        var generator = SeededGenerator(seed: 1)
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        var number = 0
        func phrasing() -> String {
            number += 1
            let first = samples[Int.random(in: 0..<samples.count, using: &generator)]
            let second = samples[Int.random(in: 0..<samples.count, using: &generator)]
            return "\(first.prefix(10))\(second.suffix(8))\(number)"
        }
        let encoder = JSONEncoder()
        for index in 0..<entries {
            let record = Record(
                id: "e\(index)",
                question: phrasing(),
                similar: (0..<similar).map { _ in phrasing() },
                answer: "第\(index)条的答案。"
            )
            try handle.write(contentsOf: encoder.encode(record) + Data("\n".utf8))
        }
        try handle.close()
    }

    private struct Record: Encodable {
        let id: String
        let question: String
        let similar: [String]
        let answer: String
    }
}
