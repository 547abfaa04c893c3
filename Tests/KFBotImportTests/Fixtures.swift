import Foundation
import KFBot
import Testing

/// The one way to test data: files beside the tests, and files made for one test.
enum Fixtures {
    /// The path of a file under `Tests/KFBotImportTests/Fixtures`.
    static func path(_ name: String) throws -> String {
        let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return folder.appending(path: name).path
    }

    /// Runs a test with a file of given bytes that is gone afterwards.
    static func withFile<Result>(
        _ bytes: some Sequence<UInt8>,
        named name: String = "data",
        _ body: (String) throws -> Result
    ) throws -> Result {
        try withFolder { folder in
            let path = folder + "/" + name
            try Data(bytes).write(to: URL(filePath: path))
            return try body(path)
        }
    }

    /// Runs a test with an empty folder that is gone afterwards.
    static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "kfbot-tests-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.path)
    }
}

extension ImportReader.Options {
    /// The defaults, but for hidden rows and sheets.
    static func hidden(_ reads: Bool = true) -> ImportReader.Options {
        var options = ImportReader.Options()
        options.readsHidden = reads
        return options
    }
}

/// All that reading a file gives.
struct ImportResult {
    var drafts: [EntryDraft] = []
    var vocabulary = Vocabulary()
    var problems: [ImportProblem] = []
    var source: ImportSource

    /// Reads a file to its end.
    init(
        reading path: String,
        as format: ImportFormat = .auto,
        options: ImportReader.Options = ImportReader.Options()
    ) throws {
        var drafts: [EntryDraft] = []
        var vocabulary = Vocabulary()
        var problems: [ImportProblem] = []
        source = try ImportReader().read(
            fileAt: path,
            format: format,
            options: options
        ) { result in
            switch result {
            case .success(.entry(let draft)): drafts.append(draft)
            case .success(.vocabulary(let words, _)):
                vocabulary.words += words.words
                vocabulary.synonyms += words.synonyms
                vocabulary.fillers += words.fillers
            case .failure(let problem): problems.append(problem)
            }
        }
        self.drafts = drafts
        self.vocabulary = vocabulary
        self.problems = problems
    }

    /// Reads text as if it were a file.
    init(
        _ text: String,
        named name: String = "data",
        as format: ImportFormat = .auto,
        options: ImportReader.Options = ImportReader.Options()
    ) throws {
        self = try Fixtures.withFile(Array(text.utf8), named: name) {
            try ImportResult(reading: $0, as: format, options: options)
        }
    }

    /// Reads bytes as if they were a file.
    init(_ bytes: [UInt8], named name: String, readsHidden: Bool = false) throws {
        self = try Fixtures.withFile(bytes, named: name) {
            try ImportResult(reading: $0, options: .hidden(readsHidden))
        }
    }

    /// The errors among the problems as `row column code`.
    var errors: [String] {
        problems.filter { $0.severity == .error }.map(Self.summary)
    }

    /// The warnings among the problems as `row column code`.
    var warnings: [String] {
        problems.filter { $0.severity == .warning }.map(Self.summary)
    }

    private static func summary(_ problem: ImportProblem) -> String {
        [
            "\(problem.location.row)", problem.location.column ?? "-", problem.code.rawValue,
        ].joined(separator: " ")
    }
}

extension EntryDraft {
    /// The texts of all answers.
    var answerTexts: [String] {
        (answers ?? []).flatMap(\.parts).compactMap { part in
            guard case .text(let text) = part else { return nil }
            return text
        }
    }
}

extension ImportReader.Options {
    /// Options that say what columns hold.
    static func columns(_ pairs: (header: String, field: String)...) throws -> Self {
        var options = Self()
        for (header, field) in pairs {
            let isKnown = options.columns.set(header, to: field)
            try #require(isKnown)
        }
        return options
    }
}
