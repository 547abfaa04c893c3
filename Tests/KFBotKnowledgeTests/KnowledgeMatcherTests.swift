import Foundation
import KFBot
import KFBotTesting
import Synchronization
import Testing

@testable import KFBotKnowledge

struct KnowledgeMatcherTests {
    private let directory: TemporaryDirectory
    private let store: KnowledgeStore
    private let author = Authorship(actor: "tester", date: Date(timeIntervalSince1970: 1_000_000))

    init() throws {
        directory = try TemporaryDirectory()
        store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
    }

    private func put(_ range: Range<Int>, round: Int = 0) throws {
        try store.write(to: .main, by: author) { writer in
            for number in range {
                try writer.put(
                    Entry(
                        id: EntryID(rawValue: "e\(number)"),
                        question: "第\(number)个问题第\(round)次怎么办",
                        answers: [Answer(text: "第\(number)个答案")]
                    )
                )
            }
        }
    }

    @Test("the base is loaded once, however many ask at the same time")
    func loadedOnce() throws {
        try put(0..<500)
        let matcher = KnowledgeMatcher(store: store, base: .main)
        let seen = Mutex<Set<ObjectIdentifier>>([])
        let outcome = Threads.run(8) { _ in
            let index = try matcher.snapshot().matcher.index
            seen.withLock { _ = $0.insert(ObjectIdentifier(index)) }
        }
        #expect(outcome.errors.isEmpty)
        #expect(seen.withLock { $0.count } == 1)
    }

    @Test("nothing is read while nothing is written; a write by anybody is seen")
    func currency() throws {
        try put(0..<3)
        let matcher = KnowledgeMatcher(store: store, base: .main)
        let first = try matcher.snapshot()
        #expect(try matcher.snapshot().matcher.index === first.matcher.index)
        try put(3..<4)
        #expect(try matcher.snapshot().revision == 2)
        let other = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: false)
        try other.write(to: .main, by: author) { try $0.remove("e0") }
        #expect(try matcher.snapshot().matcher.index.entryCount == 3)
        // A write to another base changes the file and not this base.
        let index = try matcher.snapshot().matcher.index
        try other.write(to: "b", by: author) {
            try $0.put(Entry(id: "x", question: "别的", answers: []))
        }
        #expect(try matcher.snapshot().matcher.index === index)
    }

    @Test("a change that takes long to index is indexed beside the index that answers")
    func largeChange() async throws {
        try put(0..<2_000)
        let matcher = KnowledgeMatcher(store: store, base: .main)
        let first = try matcher.snapshot()
        try put(2_000..<5_000)
        #expect(try matcher.snapshot().matcher.index === first.matcher.index)
        for _ in 0..<1_000 where try matcher.snapshot().revision == 1 {
            try await Task.sleep(for: .milliseconds(20))
        }
        let next = try matcher.snapshot()
        #expect(next.revision == 2)
        #expect(next.matcher.index.entryCount == 5_000)
        // An edit of ordinary size is seen by the next query.
        try put(0..<1, round: 1)
        #expect(try matcher.snapshot().revision == 3)
    }

    @Test("a new vocabulary of a large base is indexed beside the index that answers")
    func largeVocabularyChange() async throws {
        try put(0..<1_500)
        let matcher = KnowledgeMatcher(store: store, base: .main)
        _ = try matcher.snapshot()
        try store.write(to: .main, by: author) { writer in
            var vocabulary = Vocabulary()
            vocabulary.synonyms = [["问题", "毛病"]]
            try writer.setVocabulary(vocabulary)
        }
        for _ in 0..<1_000 where try matcher.snapshot().revision == 1 {
            try await Task.sleep(for: .milliseconds(20))
        }
        let found = try matcher.snapshot().matcher.match("第7个毛病第0次怎么办", at: author.date)
        #expect(found.candidates.first?.entry == "e7")
    }

    @Test("many edits are folded into one segment, and answers stay the same")
    func folding() async throws {
        try put(0..<6_000)
        let matcher = KnowledgeMatcher(store: store, base: .main)
        _ = try matcher.snapshot()
        try put(0..<600, round: 1)
        _ = try matcher.snapshot()
        try put(600..<1_200, round: 1)
        let before = try matcher.snapshot()
        #expect(before.matcher.index.changedEntryCount == 2_400)
        for _ in 0..<1_000 where matcher.changedEntryCount > 0 {
            try await Task.sleep(for: .milliseconds(20))
        }
        let after = try matcher.snapshot()
        #expect(after.matcher.index.changedEntryCount == 0)
        #expect(after.revision == before.revision)
        for query in ["第7个问题第1次怎么办", "第1199个问题", "第5999个问题第0次怎么办"] {
            let (one, two) = (
                before.matcher.match(query, at: author.date),
                after.matcher.match(query, at: author.date)
            )
            #expect(one.candidates.map(\.entry) == two.candidates.map(\.entry))
            #expect(one.candidates.map(\.score) == two.candidates.map(\.score))
        }
    }
}
