import CustomDump
import Foundation
import KFBot
import KFBotTesting
import Testing

struct KnowledgeStoreTests {
    private let directory: TemporaryDirectory
    private let store: KnowledgeStore
    private let author = Authorship(
        actor: "小王",
        date: Date(timeIntervalSince1970: 1_000_000),
        reason: "test"
    )

    init() throws {
        directory = try TemporaryDirectory()
        store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
    }

    private func entry(_ id: EntryID, _ question: String, _ similar: [String] = []) -> Entry {
        Entry(id: id, question: question, answers: [Answer(text: "答案")], similarQuestions: similar)
    }

    private func author(at seconds: Double) -> Authorship {
        Authorship(actor: "小李", date: Date(timeIntervalSince1970: seconds))
    }

    // MARK: The file

    @Test("a file replaced under a store is noticed before anything is stored or read")
    func replaced() throws {
        try store.write(to: .main, by: author) { try $0.put(entry("a", "问题")) }
        let path = directory.file("knowledge.sqlite")
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        for _ in 0..<2 {
            let written = #expect(throws: StoreError.self) {
                try store.write(to: .main, by: author) { try $0.put(entry("b", "别的问题")) }
            }
            #expect(written?.code == .replaced)
            let read = #expect(throws: StoreError.self) { try store.read { try $0.bases() } }
            #expect(read?.code == .replaced)
            try Data("another file".utf8).write(to: URL(fileURLWithPath: path))
        }
    }

    @Test("what cannot be read is reported, with the names of base and entry")
    func unreadable() throws {
        try store.write(to: .main, by: author) { try $0.put(entry("a", "问题")) }
        try store.write(to: .main, by: author) { try $0.put(entry("a", "新问题")) }
        #expect(try store.checkIntegrity().isEmpty)
        try DatabaseAccess.execute(
            "UPDATE entry_history SET body = '[]'; UPDATE revision SET date = 9e300",
            in: directory.file("knowledge.sqlite")
        )
        #expect(
            try store.checkIntegrity() == [
                "a state of entry a of main cannot be read", "the history of main cannot be read",
            ]
        )
    }

    @Test(
        "no value in the file ends the process",
        arguments: [
            "UPDATE term_frequency SET plain = 9999999999, canonical = 'x'",
            "UPDATE term_frequency SET phrasings = 3000000000, answers = -3000000000",
            "UPDATE word_frequency SET entries = 9999999999",
            "UPDATE base_totals SET entries = 'x', bag_length = 1e300",
            "UPDATE base_totals SET entries = -1, answers = 9223372036854775807",
            "UPDATE phrasing SET length = 999, ordinal = 99999", "UPDATE phrasing SET length = -1",
            "UPDATE phrasing SET ordinal = -1",
            "UPDATE entry SET version = 'x'", "UPDATE entry SET body = x'00ff'",
            "UPDATE revision SET actor = x'ff', date = 'x'",
            "INSERT INTO restriction VALUES (1, 'x', 1e300, 'y', x'ff')",
            "UPDATE knowledge_base SET head = 'x'",
        ]
    )
    func damagedValues(sql: String) throws {
        try store.write(to: .main, by: author) {
            try $0.put(entry("a", "怎么申请退款", ["退款怎么办"]))
            try $0.put(entry("b", "怎么开发票"))
        }
        let path = directory.file("knowledge.sqlite")
        try DatabaseAccess.execute(sql, in: path)
        // Whatever these do, they return.
        let again = try KnowledgeStore(path: path, create: false)
        let (memory, disk) = (
            KnowledgeMatcher(store: again, base: .main), LowMemoryMatcher(store: again, base: .main)
        )
        for query in ["怎么退款", "怎么申请退款", "发票"] {
            _ = try? KnowledgeResponder(memory).match(query, at: author.date)
            _ = try? disk.match(query, at: author.date)
        }
        _ = try? again.write(to: .main, by: author) { try $0.put(entry("a", "怎么退")) }
        _ = try? again.read { try $0.revisions(of: .main) }
        _ = try? again.checkIntegrity()
    }

    // MARK: Edits

    @Test("an edit is a revision with its author, moment, reason and counts")
    func revision() throws {
        let (outcome, number) = try store.write(to: .main, by: author) {
            try $0.put(entry("a", "问题"))
        }
        #expect(outcome == .added)
        #expect(number == 1)
        let revision = try #require(try store.read { try $0.revisions(of: .main) }.first)
        #expect(revision.actor == "小王" && revision.reason == "test" && revision.date == author.date)
        #expect(revision.counts.added == 1 && revision.counts.updated == 0)
    }

    @Test("a write that changes nothing makes no revision")
    func unchanged() throws {
        try store.write(to: .main, by: author) { try $0.put(entry("a", "问题")) }
        let (outcome, number) = try store.write(to: .main, by: author) {
            try $0.put(entry("a", "问题"))
        }
        #expect(outcome == .unchanged)
        #expect(number == 1)
    }

    @Test("a write that throws leaves nothing behind")
    func rollback() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try store.write(to: .main, by: author) { writer in
                try writer.put(entry("a", "问题"))
                throw Stop()
            }
        }
        #expect(try store.read { try $0.bases() } == [])
    }

    @Test("a stale write is refused and told what changed")
    func conflict() throws {
        try store.write(to: .main, by: author) { try $0.put(entry("a", "问题")) }
        try store.write(to: .main, by: author) { try $0.put(entry("a", "问题", ["新的问法"])) }
        let error = #expect(throws: StoreError.self) {
            try store.write(to: .main, by: author) { try $0.put(entry("a", "别的"), expecting: 1) }
        }
        #expect(error?.code == .conflict)
        #expect(error?.changes.map(\.field) == ["similar"])
        #expect(throws: StoreError.self) {
            try store.write(to: .main, by: author) { try $0.put(entry("a", "别的"), expecting: 0) }
        }
        try store.write(to: .main, by: author) { try $0.put(entry("a", "别的"), expecting: 2) }
    }

    @Test(
        "entries that break a rule are refused",
        arguments: [
            Entry(id: "", question: "问", answers: []), Entry(id: "a\n", question: "问", answers: []),
            Entry(id: "a", question: " \n", answers: []),
            Entry(id: "a", question: "问", answers: [], similarQuestions: [""]),
            Entry(id: "a", question: String(repeating: "问", count: 2_001), answers: []),
            Entry(
                id: "a",
                question: "问",
                answers: [],
                validFrom: Date(timeIntervalSince1970: 2),
                validUntil: Date(timeIntervalSince1970: 2)
            ),
        ]
    )
    func invalid(_ entry: Entry) {
        let error = #expect(throws: StoreError.self) {
            try store.write(to: .main, by: author) { try $0.put(entry) }
        }
        #expect(error?.code == .invalid)
    }

    // MARK: History

    @Test("the base can be read as of any revision and date")
    func asOf() throws {
        try store.write(to: .main, by: author(at: 100)) { try $0.put(entry("a", "一")) }
        try store.write(to: .main, by: author(at: 200)) {
            try $0.put(entry("a", "二"))
            try $0.put(entry("b", "乙"))
        }
        try store.write(to: .main, by: author(at: 300)) { try $0.remove("a") }
        func questions(_ point: PointInTime) throws -> [String] {
            try store.read { try $0.entries(of: .main, at: point).map(\.question) }
        }
        #expect(try questions(.head) == ["乙"])
        #expect(try questions(.revision(0)) == [])
        #expect(try questions(.revision(1)) == ["一"])
        #expect(try questions(.revision(2)) == ["二", "乙"])
        #expect(try questions(.date(Date(timeIntervalSince1970: 199))) == ["一"])
        #expect(try questions(.date(Date(timeIntervalSince1970: 200))) == ["二", "乙"])
        #expect(throws: StoreError.self) { try questions(.revision(4)) }
        try store.write(to: .main, by: author(at: 400)) { try $0.rollBack("a", to: .revision(1)) }
        #expect(try questions(.head) == ["一", "乙"])
        try store.write(to: .main, by: author(at: 500)) { try $0.rollBackAll(to: .revision(2)) }
        #expect(try questions(.head) == ["二", "乙"])
        let versions = try store.read { try $0.history(of: "a", in: .main) }
        #expect(versions.map(\.version) == [5, 4, 3, 2, 1])
        #expect(versions[2].entry == nil)
    }

    @Test("a draft is invisible, then live at once; others' edits stop it")
    func draft() throws {
        try store.write(to: .main, by: author) {
            try $0.put(entry("a", "一"))
            try $0.put(entry("b", "乙"))
        }
        try store.write(to: .main, by: author) {
            try $0.startDraft()
            try $0.putInDraft(entry("a", "一改"))
            try $0.removeInDraft("b")
            try $0.putInDraft(entry("c", "丙"))
        }
        #expect(try store.read { try $0.entries(of: .main).map(\.question) } == ["一", "乙"])
        #expect(
            try store.read { try $0.entriesWithDraft(of: .main).map(\.question) } == ["一改", "丙"]
        )
        #expect(try store.read { try $0.head(of: .main) } == 1)
        try store.write(to: .main, by: author) { try $0.put(entry("a", "一抢先")) }
        let error = #expect(throws: StoreError.self) {
            try store.write(to: .main, by: author) { try $0.publishDraft() }
        }
        #expect(error?.code == .conflict)
        #expect(try store.read { try $0.entries(of: .main).map(\.question) } == ["一抢先", "乙"])
        try store.write(to: .main, by: author) { try $0.rollBack("a", to: .revision(1)) }
        try store.write(to: .main, by: author) { try $0.discardDraft() }
        try store.write(to: .main, by: author) {
            try $0.putInDraft(entry("c", "丙"))
            try $0.removeInDraft("b")
        }
        let (_, revision) = try store.write(to: .main, by: author) { try $0.publishDraft() }
        #expect(try store.read { try $0.entries(of: .main).map(\.question) } == ["一", "丙"])
        #expect(revision == 4)
        #expect(try store.read { try $0.draft(of: .main) } == nil)
    }

    // MARK: Readers

    @Test("a reader beside a writer sees all of a revision or nothing")
    func isolation() async throws {
        let path = directory.file("knowledge.sqlite")
        let other = try KnowledgeStore(path: path, create: false)
        try store.write(to: .main, by: author) { writer in
            for number in 0..<20 {
                try writer.put(entry(EntryID(rawValue: "\(number)"), "第\(number)个0"))
            }
        }
        let author = author
        async let writing: Void = {
            for round in 1...30 {
                try store.write(to: .main, by: author) { writer in
                    for number in 0..<20 {
                        try writer.put(
                            Entry(
                                id: EntryID(rawValue: "\(number)"),
                                question: "第\(number)个\(round)",
                                answers: []
                            )
                        )
                    }
                }
            }
        }()
        var seen: Set<Int> = []
        while seen.max() != 31 {
            let (head, questions) = try other.read {
                (try $0.head(of: .main), try $0.entries(of: .main).map(\.question))
            }
            #expect(questions.count == 20)
            #expect(questions.allSatisfy { $0.hasSuffix("个\(head - 1)") })
            seen.insert(head)
        }
        try await writing
    }

    @Test("a file of another kind is refused, a missing one named")
    func badFiles() throws {
        let path = try directory.write(
            "this is no database, whatever its name may be",
            to: "x.sqlite"
        )
        #expect(throws: StoreError.self) { try KnowledgeStore(path: path, create: true) }
        let error = #expect(throws: StoreError.self) {
            try KnowledgeStore(path: directory.file("missing.sqlite"), create: false)
        }
        #expect(error?.code == .noWorkspace)
    }
}
