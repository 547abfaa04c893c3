import CustomDump
import Foundation
import KFBot
import KFBotTesting
import Testing

/// Asks the same from disk and from memory; everything that comes out must be equal.
struct LowMemoryMatcherTests {
    private static let accounts: [AccountID] = ["one", "two"]

    /// The shipped samples as one base.
    private static let entries: [Entry] = {
        var entries: [Entry] = []
        for name in ["bank", "saas", "shop", "telecom", "wechat-kf"] {
            _ = try? ImportReader().read(fileAt: "\(SampleFiles.samples)/\(name)/kb.jsonl") {
                result in
                if case .success(.entry(let draft)) = result,
                    let entry = draft.makeEntry(id: EntryID(rawValue: "\(name)-\(entries.count)"))
                {
                    entries.append(entry)
                }
            }
        }
        return entries
    }()

    private static func date(_ step: Int) -> Date {
        Date(timeIntervalSince1970: 1_800_000_000 + Double(step) * 1000)
    }

    @Test(
        "random bases and edits give the same results from disk as from memory",
        arguments: [1, 2]
    )
    func agreesWithMemory(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let pool = Self.entries.shuffled(using: &generator)
        #expect(pool.count > 400)
        let size = seed == 1 ? 60 : pool.count
        try store.write(to: .main, by: Authorship(actor: "t", date: Self.date(0))) { writer in
            for entry in pool.prefix(size) { try writer.put(entry) }
        }
        let memory = KnowledgeMatcher(store: store, base: .main)
        let disk = LowMemoryMatcher(store: store, base: .main)
        var revisions = [try memory.snapshot().revision]
        for step in 1...12 {
            let author = Authorship(actor: "t", date: Self.date(step))
            let (_, revision) = try store.write(to: .main, by: author) { writer in
                try Self.edit(&writer, pool, step, revisions, using: &generator)
            }
            revisions.append(revision)
            let snapshot = try memory.snapshot()
            for round in 0..<16 {
                let query = Self.query(pool.prefix(size), round, using: &generator)
                let account = (Self.accounts + [nil]).randomElement(using: &generator) ?? nil
                let now = Self.date(Int.random(in: 0...14, using: &generator))
                let previous = pool.prefix(size).randomElement(using: &generator).map {
                    PreviousQuestion(text: $0.question, entry: $0.id)
                }
                let one = snapshot.matcher.match(
                    query,
                    following: previous,
                    at: now,
                    account: account,
                    explains: true
                )
                let (two, revision) = try disk.match(
                    query,
                    following: previous,
                    at: now,
                    account: account,
                    explains: true
                )
                let context = "seed \(seed), step \(step), \(query)"
                #expect(revision == snapshot.revision)
                expectNoDifference(one.outcome, two.outcome, context)
                expectNoDifference(one.candidates, two.candidates, context)
                expectNoDifference(one.explanation, two.explanation, context)
            }
        }
    }

    private static func edit(
        _ writer: inout KnowledgeWriter,
        _ pool: [Entry],
        _ step: Int,
        _ revisions: [Int],
        using generator: inout SeededGenerator
    ) throws {
        if step % 5 == 0 {
            let classes = [["退款", "退钱", "退费"], ["短信", "信息"], ["登录", "登陆", "登"]]
            try writer.setVocabulary(
                Vocabulary(
                    words: ["云客服", "权益卡"],
                    synonyms: classes.filter { _ in Bool.random(using: &generator) },
                    fillers: ["那个"]
                )
            )
        } else if step % 4 == 0, let point = revisions.randomElement(using: &generator) {
            try writer.rollBackAll(to: .revision(point))
        }
        for _ in 0..<8 {
            guard var entry = pool.randomElement(using: &generator) else { continue }
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: try? writer.remove(entry.id)
            case 1: entry.isEnabled = false
            case 2: entry.accounts = [accounts[step % 2]]
            case 3: entry.validFrom = date(step + 1)
            case 4: entry.validUntil = date(step - 1)
            case 5: entry.negativeQuestions = [query([entry], step, using: &generator)]
            default:
                entry.similarQuestions.insert(query(pool[...], step, using: &generator), at: 0)
                entry.similarQuestions.swapAt(0, entry.similarQuestions.count - 1)
            }
            if Bool.random(using: &generator) { try writer.put(entry) }
        }
    }

    /// A phrasing as it stands, mistyped, in Traditional characters, as pinyin, after a story, one word
    /// of it, or something off the subject.
    private static func query(
        _ entries: ArraySlice<Entry>,
        _ kind: Int,
        using generator: inout SeededGenerator
    ) -> String {
        let phrasings = entries.randomElement(using: &generator)?.phrasings ?? []
        var characters = Array(phrasings.randomElement(using: &generator) ?? "怎么退款")
        switch kind % 8 {
        case 0: break
        case 1: characters.remove(at: Int.random(in: characters.indices, using: &generator))
        case 2:
            let homophones: [Character: Character] = [
                "款": "宽", "费": "废", "卡": "咖", "号": "好", "单": "但", "登": "灯", "密": "蜜", "开": "揩",
            ]
            characters = characters.map { homophones[$0] ?? $0 }
        case 3:
            let text = String(characters)
            characters = Array(
                text.applyingTransform(StringTransform("Hans-Hant"), reverse: false) ?? text
            )
        case 4: characters = Array("zenme tuikuan")
        case 5: characters = Array("昨天同事跟我提到你们家，我回去以后想了很久，一直没想明白，" + characters + "呢？")
        case 6: characters = Array(characters.prefix(2))
        default: characters = Array(["今天天气怎么样", "你好", "怎么", "推荐一部电影吧"][kind / 8 % 4])
        }
        return String(characters)
    }

    @Test("a base of short questions and long posting lists gives the same from disk")
    func longPostingLists() throws {
        let directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let things = Array("票单卡号款费包信店券货表图书车房灯门窗桌椅床杯碗笔纸刀锅伞鞋帽衣")
        try store.write(to: .main, by: Authorship(actor: "t", date: Self.date(0))) { writer in
            for number in 0..<1500 {
                let (one, two) = (things[number % 32], things[number / 32 % 32])
                let entry = Entry(
                    id: EntryID(rawValue: "e\(number)"),
                    question: "怎么\(one)",
                    answers: [Answer(text: "第\(number)个答案")],
                    similarQuestions: ["怎么\(one)\(two)", "怎么办\(two)"]
                )
                try writer.put(entry)
            }
        }
        let snapshot = try KnowledgeMatcher(store: store, base: .main).snapshot()
        var limits = RetrievalLimits()
        limits.postingsAtOnce = 700
        let disk = LowMemoryMatcher(store: store, base: .main, limits: limits)
        for query in ["怎么", "怎么票", "怎么票单", "票", "么票怎", "怎么办单呢", "怎嚒办"] {
            let one = snapshot.matcher.match(query, at: Self.date(0), explains: true)
            let two = try disk.match(query, at: Self.date(0), explains: true).result
            expectNoDifference(one.candidates, two.candidates, query)
            expectNoDifference(one.explanation, two.explanation, query)
        }
    }

    @Test("an unknown base is named in the error")
    func unknownBase() throws {
        let directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let disk = LowMemoryMatcher(store: store, base: "other")
        #expect(throws: StoreError.self) { try disk.match("退款", at: Self.date(0)) }
    }
}
