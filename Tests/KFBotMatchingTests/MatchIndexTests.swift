import CustomDump
import KFBot
import KFBotTesting
import Testing

struct MatchIndexTests {
    private static let pieces = [
        "退款", "怎么", "如何", "到账", "发票", "开通", "关闭", "会员", "多久", "什么时候", "iPhone15", "15", "地址", "修改",
        "不能",
        "优惠券", "快递", "为什么", "吗", "申请", "积分", "兑换", "密码", "忘记", "登录", "，", "A3", "没有", "可以",
    ]

    private static func text(using generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...5, using: &generator))
            .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
    }

    private static func entry(_ id: Int, using generator: inout SeededGenerator) -> Entry {
        var entry = Entry(
            id: EntryID(rawValue: "e\(id)"),
            question: text(using: &generator),
            answers: [
                Answer(text: (0..<3).map { _ in text(using: &generator) }.joined(separator: "。"))
            ],
            similarQuestions: (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                text(using: &generator)
            }
        )
        if Int.random(in: 0..<4, using: &generator) == 0 {
            entry.negativeQuestions = [text(using: &generator)]
        }
        return entry
    }

    @Test("an index changed step by step answers as one built anew", arguments: [1, 2, 3, 4, 5])
    func incrementalEqualsRebuilt(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var entries = (0..<40).map { Self.entry($0, using: &generator) }
        var index = MatchIndex(entries)
        var nextID = entries.count
        for round in 0..<25 {
            var upserted: [Entry] = []
            var removed: [EntryID] = []
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                switch Int.random(in: 0..<3, using: &generator) {
                case 0:
                    let entry = Self.entry(nextID, using: &generator)
                    nextID += 1
                    entries.append(entry)
                    upserted.append(entry)
                case 1 where !entries.isEmpty:
                    let place = Int.random(in: entries.indices, using: &generator)
                    let id = entries[place].id
                    guard !upserted.contains(where: { $0.id == id }) else { continue }
                    entries.remove(at: place)
                    removed.append(id)
                default:
                    let place = Int.random(in: entries.indices, using: &generator)
                    var entry = Self.entry(0, using: &generator)
                    entry.id = entries[place].id
                    guard !removed.contains(entry.id) else { continue }
                    upserted.removeAll { $0.id == entry.id }
                    entries[place] = entry
                    upserted.append(entry)
                }
            }
            index = index.applying(upserted: upserted, removed: removed)
            let changed = Matcher(index: index)
            let rebuilt = Matcher(index: MatchIndex(entries))
            #expect(index.entryCount == entries.count, "seed \(seed) round \(round)")
            for _ in 0..<6 {
                let query = Self.text(using: &generator)
                let (one, two) = (changed.ask(query), rebuilt.ask(query))
                expectNoDifference(one.outcome, two.outcome, "seed \(seed) round \(round) \(query)")
                expectNoDifference(
                    one.candidates,
                    two.candidates,
                    "seed \(seed) round \(round) \(query)"
                )
                expectNoDifference(
                    one.explanation,
                    two.explanation,
                    "seed \(seed) round \(round) \(query)"
                )
            }
        }
    }

    @Test("the index before a change still answers as before")
    func sharing() {
        let before = MatchIndex(SampleKnowledge.example)
        let after = before.applying(
            upserted: [SampleKnowledge.entry("G", ["怎么注销账号"])],
            removed: ["C"]
        )
        #expect(Matcher(index: before).brief("发票怎么开") == "answer C")
        #expect(Matcher(index: after).ask("发票怎么开").candidates.allSatisfy { $0.entry != "C" })
        #expect(Matcher(index: after).brief("怎么注销账号") == "answer G")
        #expect(before.entryCount == 5 && after.entryCount == 5)
    }

    @Test("an edit that is taken back leaves every number as it was")
    func takenBack() {
        let index = MatchIndex(SampleKnowledge.example)
        let changed = index.applying(
            upserted: [SampleKnowledge.entry("C", ["怎么注销账号"])]
        )
        let back = changed.applying(upserted: [SampleKnowledge.example[2]])
        for query in ["发票怎么开呀", "退款怎么开", "怎么退钱"] {
            let (one, two) = (Matcher(index: index).ask(query), Matcher(index: back).ask(query))
            expectNoDifference(one.candidates, two.candidates, query)
        }
    }

    @Test("of entries with one name the last counts")
    func duplicates() {
        let entries = [
            SampleKnowledge.entry("x", ["怎么退款"]), SampleKnowledge.entry("x", ["怎么开发票"]),
        ]
        let index = MatchIndex(entries)
        #expect(index.entryCount == 1)
        #expect(Matcher(index: index).brief("怎么开发票") == "answer x")
    }
}
