import CustomDump
import Foundation
import KFBot
import KFBotTesting
import Testing

/// Lint of what an edit touches, against lint of the whole base.
struct EditLintTests {
    private let directory: TemporaryDirectory
    private let store: KnowledgeStore
    private static let now = EntryRuleTests.now

    init() throws {
        directory = try TemporaryDirectory()
        store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
    }

    private func write(_ body: (inout KnowledgeWriter) throws -> Void) throws {
        try store.write(to: .main, by: Authorship(actor: "t", date: Self.now)) { try body(&$0) }
    }

    /// Entries whose questions often clash.
    private struct Generator {
        static let starts = ["", "", "请问", "你好，", "我想问"]
        static let acts = ["申请", "取消", "开通", "关闭", "修改", "查询"]
        static let things = ["退款", "发票", "会员", "收货地址", "套餐39元", "套餐59元", "自动续费", "运费险", "积分"]
        static let ends = ["", "吗", "怎么办", "需要多久", "在哪里", "？", "要钱吗"]
        static let asks = ["怎么", "如何", "", "不能", "为什么"]

        var random: SeededGenerator

        mutating func pick<Value>(_ values: [Value]) -> Value {
            values[Int.random(in: values.indices, using: &random)]
        }

        mutating func question() -> String {
            let text =
                pick(Self.starts) + pick(Self.asks) + pick(Self.acts) + pick(Self.things)
                + pick(Self.ends)
            return chance(8) ? text + pick(Self.acts) + pick(Self.things) : text
        }

        /// True once in so many times.
        mutating func chance(_ times: Int) -> Bool {
            Int.random(in: 0..<times, using: &random) == 0
        }

        mutating func entry(_ number: Int, of count: Int) -> Entry {
            var entry = Entry(
                id: EntryID(rawValue: "e\(number)"),
                question: question(),
                answers: [Answer(text: chance(5) ? "请联系客服处理。" : "第\(number)条：\(question())。")],
                similarQuestions: (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    question()
                }
            )
            if chance(6) { entry.accounts = [pick(["x", "y"])] }
            if chance(8) { entry.isEnabled = false }
            if chance(8) { entry.validFrom = EditLintTests.now.addingTimeInterval(1e6) }
            if chance(8) {
                entry.validUntil = EditLintTests.now.addingTimeInterval(pick([-1e6, 1e5, 2e6]))
            }
            if let from = entry.validFrom, let until = entry.validUntil, until <= from {
                entry.validFrom = nil
            }
            if chance(5) { entry.negativeQuestions = [question()] }
            if chance(3) {
                entry.related = (0..<2).map { _ in
                    EntryID(rawValue: "e\(Int.random(in: 0..<count + 4, using: &random))")
                }
            }
            if chance(3) {
                entry.similarQuestions.append(pick(["怎么申请退款", "怎麼申請退款？", "如何申请退款", "怎么开发票"]))
            }
            if chance(12) { entry.similarQuestions.append("！？") }
            return entry
        }
    }

    /// What a whole lint says that names one of some entries and belongs to a lint of an edit.
    private static func whole(
        _ entries: [Entry],
        _ vocabulary: Vocabulary,
        about ids: Set<EntryID>
    ) -> [LintFinding] {
        Linter(vocabulary: vocabulary).findings(in: entries, at: now).filter { found in
            if let entry = found.entry, ids.contains(entry) { return true }
            guard let other = found.other, ids.contains(other) else { return false }
            return found.code != .nearerToOther
        }
    }

    @Test(
        "what lint finds about edited entries is what a whole lint finds about them",
        arguments: [1, 2, 3, 4]
    )
    func agreesWithWhole(_ seed: UInt64) throws {
        var generator = Generator(random: SeededGenerator(seed: seed))
        let count = [3, 12, 40, 60][Int(seed) - 1]
        let vocabulary = Vocabulary(synonyms: seed > 2 ? [["申请", "办理"], ["修改", "改"]] : [])
        try write { writer in
            try writer.setVocabulary(vocabulary)
            for number in 0..<count { try writer.put(generator.entry(number, of: count)) }
        }
        var found: Set<LintCode> = []
        var removed: Set<EntryID> = []
        for round in 0..<8 {
            var entries = try store.read { try $0.entries(of: .main) }
            var edits: [EntryEdit] = []
            for _ in 0..<[1, 1, 1, 4][round % 4] {
                let number = Int.random(in: 0..<count + 6, using: &generator.random)
                let id = EntryID(rawValue: "e\(number)")
                // One that comes back takes its old place in the order, which `entries` does not know.
                guard !edits.contains(where: { $0.id == id }), !removed.contains(id) else {
                    continue
                }
                var entry = generator.entry(number, of: count)
                if let stored = entries.first(where: { $0.id == id }), generator.chance(2) {
                    entry = stored
                    entry.similarQuestions.append(generator.question())
                }
                edits.append(EntryEdit(id, generator.chance(5) ? nil : entry))
                if edits.last?.entry == nil { removed.insert(id) }
            }
            for edit in edits {
                let place = entries.firstIndex { $0.id == edit.id }
                if let place, let entry = edit.entry {
                    entries[place] = entry
                } else if let place {
                    entries.remove(at: place)
                } else if let entry = edit.entry {
                    entries.append(entry)
                }
            }
            let context = "seed \(seed), round \(round)"
            let expected = Self.whole(entries, vocabulary, about: Set(edits.map(\.id)))
            let rehearsed = edits
            let actual = try store.read {
                try $0.findings(about: rehearsed, in: .main, at: Self.now)
            }
            expectNoDifference(actual, expected, context)
            found.formUnion(expected.map(\.code))
            try write { writer in
                for edit in edits {
                    if let entry = edit.entry {
                        try writer.put(entry)
                    } else {
                        try? writer.remove(edit.id)
                    }
                }
            }
            let again = try store.read { reader in
                let stored = try rehearsed.map { edit in
                    EntryEdit(edit.id, try reader.history(of: edit.id, in: .main).first?.entry)
                }
                return try reader.findings(about: stored, in: .main, at: Self.now)
            }
            expectNoDifference(again, expected, "\(context), stored")
        }
        guard count == 60 else { return }
        #expect(
            found.isSuperset(of: [
                .sameQuestion, .neverWins, .nearQuestion, .nearerToOther, .missingRelated,
            ])
        )
    }

    @Test("only what the edit brings is new, also where it moves a phrasing that clashes")
    func new() throws {
        try write { writer in
            for entry in [
                Entry(id: "a", question: "怎么退款", answers: [Answer(text: "点退款。")]),
                Entry(
                    id: "b",
                    question: "发票怎么开",
                    answers: [Answer(text: "点开票。")],
                    similarQuestions: ["多余的问法", "怎么退款？"]
                ),
            ] { try writer.put(entry) }
        }
        func findings(_ similar: [String], _ answer: String) throws -> EditFindings {
            var entry = Entry(id: "b", question: "发票怎么开", answers: [Answer(text: answer)])
            entry.similarQuestions = similar
            let edit = EntryEdit("b", entry)
            return try store.read {
                try $0.findings(broughtBy: [edit], in: .main, at: Self.now)
            }
        }
        let moved = try findings(["怎么退款？"], "点开票。")
        #expect(moved.new.isEmpty && moved.old.map(\.code) == [.neverWins, .sameQuestion])
        let worse = try findings(["怎么退款？"], "{{nothing}}")
        #expect(worse.new.map(\.code) == [.unknownVariable])
        #expect(worse.old == moved.old)
        let better = try findings([], "点开票。")
        #expect(better.new.isEmpty && better.old.isEmpty)
        #expect(throws: StoreError.self) {
            try store.read { try $0.findings(about: [], in: "nowhere", at: Self.now) }
        }
    }
}
