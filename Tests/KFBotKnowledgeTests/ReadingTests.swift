import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotKnowledge

/// Opening a base for reading leaves no trace.
struct ReadingTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let author = Authorship(actor: "tester", date: Date(timeIntervalSince1970: 1_000_000))

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("knowledge.sqlite")
        let store = try KnowledgeStore(path: path, create: true)
        try store.write(to: .main, by: author) { try $0.put(Self.entry("a", "怎么退款")) }
    }

    private static func entry(_ id: EntryID, _ question: String) -> Entry {
        Entry(id: id, question: question, answers: [Answer(text: "答案")])
    }

    private struct Trace: Equatable {
        let names: [String]
        let modified: Date?
        let bytes: Data
    }

    private func trace() throws -> Trace {
        Trace(
            names: try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted(),
            modified: try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
                as? Date,
            bytes: try Data(contentsOf: URL(fileURLWithPath: path))
        )
    }

    @Test("reading changes neither the file nor what stands beside it")
    func noTrace() throws {
        let before = try trace()
        #expect(before.names == ["knowledge.sqlite"])
        do {
            let store = try KnowledgeStore(path: path, access: .reading)
            #expect(try store.read { try $0.entries(of: .main).count } == 1)
            let matcher = KnowledgeMatcher(store: store, base: .main)
            #expect(try matcher.snapshot().revision == 1)
            let disk = LowMemoryMatcher(store: store, base: .main)
            #expect(try disk.match("怎么退款", at: author.date).result.candidates.count == 1)
        }
        #expect(try trace() == before)
    }

    @Test("a store for reading refuses to write and says why")
    func refusesWrites() throws {
        let store = try KnowledgeStore(path: path, access: .reading)
        let error = #expect(throws: StoreError.self) {
            try store.write(to: .main, by: author) { try $0.put(Self.entry("b", "别的")) }
        }
        #expect(error?.code == .readOnly)
    }

    @Test("a reader sees what a writer stores beside it")
    func besideWriter() throws {
        let reading = try KnowledgeStore(path: path, access: .reading)
        let matcher = KnowledgeMatcher(store: reading, base: .main)
        #expect(try matcher.snapshot().revision == 1)
        let writing = try KnowledgeStore(path: path, create: false)
        try writing.write(to: .main, by: author) { try $0.put(Self.entry("b", "多久到账")) }
        #expect(try matcher.snapshot().revision == 2)
        #expect(try matcher.snapshot().matcher.index.entryCount == 2)
    }

    @Test("a trial counts as a write would, and changes nothing")
    func trial() throws {
        let before = try trace()
        let store = try KnowledgeStore(path: path, access: .reading)
        let outcomes = try store.rehearse(on: .main) { trial in
            try [
                trial.put(Self.entry("a", "怎么退款")), trial.put(Self.entry("a", "如何退款")),
                trial.put(Self.entry("b", "多久到账")), trial.put(Self.entry("b", "多久到账")),
            ]
        }
        #expect(outcomes.value == [.unchanged, .updated, .added, .unchanged])
        #expect(outcomes.revision == 1)
        try store.rehearse(on: "new") { trial in
            #expect(try trial.newestEntry("a") == nil)
            _ = try trial.put(Self.entry("n", "怎么退款"))
            #expect(try trial.entry(asking: Fingerprint.of("怎么退款？")) == "n")
        }
        #expect(try store.read { try $0.entries(of: .main).map(\.question) } == ["怎么退款"])
        #expect(try trace().bytes == before.bytes)
    }

    @Test("an index of other rules is neither edited nor searched, and is loaded anew in memory")
    func foreignIndex() throws {
        let store = try KnowledgeStore(path: path, create: false)
        let matcher = KnowledgeMatcher(store: store, base: .main)
        let known = try matcher.snapshot()
        try DatabaseAccess.execute(
            "UPDATE setting SET value = 'terms/1' WHERE name = 'index'",
            in: path
        )
        for body in [
            { try store.write(to: .main, by: author) { try $0.put(Self.entry("b", "别的")) } },
            { _ = try LowMemoryMatcher(store: store, base: .main).match("退款", at: author.date) },
        ] as [() throws -> Void] {
            let error = #expect(throws: StoreError.self) { try body() }
            #expect(error?.code == .indexOutOfDate)
        }
        #expect(try matcher.snapshot().matcher.index !== known.matcher.index)
        // Opening it again indexes it by this program's rules.
        let again = try KnowledgeStore(path: path, create: false)
        try again.write(to: .main, by: author) { try $0.put(Self.entry("b", "别的")) }
        #expect(try again.checkIntegrity() == [])
    }
}
