import Foundation
import KFBot
import KFBotTesting
import Testing

/// Questions that are nearly those of an entry, and about something else.
struct DecisiveWordTests {
    /// The sample base of a shop: what is not the question at hand.
    private static func shop() throws -> [Entry] {
        struct Record: Decodable {
            let id: String?
            let question: String?
            let similar: [String]?
        }
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../kb-samples/shop/kb.jsonl")
        return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").compactMap {
            let record = try JSONDecoder().decode(Record.self, from: Data($0.utf8))
            guard let id = record.id, let question = record.question else { return nil }
            return SampleKnowledge.entry(id, [question] + (record.similar ?? []))
        }
    }

    struct DecisiveCase: CustomTestStringConvertible {
        let held: [String]
        let asked: String
        let guardKind: MatchGuard.Kind?
        var testDescription: String { "\(asked) against \(held[0])" }

        init(_ asked: String, _ held: String..., is guardKind: MatchGuard.Kind? = nil) {
            self.asked = asked
            self.held = held
            self.guardKind = guardKind
        }

        /// The sample base of a shop with one entry more, and what is done with the question.
        func result() throws -> MatchResult {
            let base = try DecisiveWordTests.shop()
            let entry = SampleKnowledge.entry("x", held, "这一条的答案")
            return SampleKnowledge.matcher(base + [entry]).ask(asked)
        }
    }

    @Test(
        "a thing exchanged for another, or an act that one side refuses, leads to a menu at most",
        arguments: [
            DecisiveCase("期末考试什么时候", "期中考试什么时候", is: .otherThing),
            DecisiveCase("请问期末考试是什么时候呢", "期中考试什么时候", is: .otherThing),
            DecisiveCase("什么时候期末考试", "期中考试什么时候", is: .otherThing),
            DecisiveCase("怎么给浴缸换水", "怎么给鱼缸换水", is: .otherThing),
            DecisiveCase("权力怎么转让", "权利怎么转让", is: .otherThing),
            DecisiveCase("冰柜的地线怎么接", "冰箱的地线怎么接", is: .otherThing),
            DecisiveCase("上海总部怎么走", "北京总部怎么走", is: .otherThing),
            DecisiveCase("景点门票怎么购买", "经典套餐怎么购买"),
            DecisiveCase("不想续租会议室", "怎么续租会议室", is: .negatedAct),
            DecisiveCase("怎么不续租会议室", "怎么续租会议室", is: .negatedAct),
            DecisiveCase("怎么续租会议室", "不续租会议室怎么办", is: .negatedAct),
        ]
    )
    func decisive(_ test: DecisiveCase) throws {
        let result = try test.result()
        #expect(result.outcome.name != "answer")
        let fired = result.candidates.first?.guards.map(\.kind) ?? []
        if let kind = test.guardKind { #expect(fired.contains(kind), "\(fired)") }
    }

    @Test(
        "another verb, another wording, or a word that the entry names elsewhere stops no answer",
        arguments: [
            DecisiveCase("期中考试何时", "期中考试什么时候"),
            DecisiveCase("请问期中考试是什么时候呢", "期中考试什么时候"),
            DecisiveCase("期末考试什么时候", "期中考试什么时候", "期末考试是哪天"),
            DecisiveCase("怎么修改会议室名称", "怎么调整会议室名称"),
            DecisiveCase("怎么续租会议室", "怎么续租会议室", "不想续租会议室"),
        ]
    )
    func notDecisive(_ test: DecisiveCase) throws {
        let result = try test.result()
        #expect(result.outcome.name == "answer")
        #expect(result.candidates.first?.entry == "x")
    }

    @Test("我不想取消订单 and 怎么不取消订单 do not tell how to cancel")
    func refusedAct() throws {
        let matcher = SampleKnowledge.matcher(try Self.shop())
        for query in ["我不想取消订单", "怎么不取消订单"] {
            #expect(matcher.ask(query).outcome.name != "answer", "\(query)")
        }
        #expect(matcher.ask("我想取消订单").outcome.name == "answer")
    }

    struct ConditionCase: CustomTestStringConvertible {
        let asked: String
        let narrow: String
        let plain: String
        var testDescription: String { "\(asked): \(narrow) or \(plain)" }
    }

    @Test(
        "a narrower entry beside a plainer one leads to a menu that holds both",
        arguments: [
            ConditionCase(
                asked: "结婚登记需要什么材料",
                narrow: "外国人在中国结婚登记需要什么材料",
                plain: "办理结婚登记要准备哪些证件"
            ), ConditionCase(asked: "头痛怎么办", narrow: "头痛还发烧怎么办", plain: "头痛怎么治疗"),
            ConditionCase(asked: "劳动合同怎么解除", narrow: "外籍员工的劳动合同怎么解除", plain: "怎样解除劳动合同"),
        ]
    )
    func furtherCondition(_ test: ConditionCase) throws {
        let base =
            try Self.shop() + [SampleKnowledge.entry("narrow", [test.narrow], "只对这一种情况")]
        #expect(SampleKnowledge.matcher(base).ask(test.asked).outcome.name == "answer")
        let both = base + [SampleKnowledge.entry("plain", [test.plain], "一般情况的答案")]
        let result = SampleKnowledge.matcher(both).ask(test.asked)
        if case .answer(let candidate) = result.outcome {
            #expect(candidate.entry == "plain")
        } else if case .clarify(let menu) = result.outcome {
            #expect(Set(menu.map(\.entry)).isSuperset(of: ["narrow", "plain"]))
        } else {
            Issue.record("\(result.outcome.name)")
        }
    }

    @Test("a phrasing in other words is answered among thousands of near neighbours")
    func sameWords() {
        let kinds = ["急性", "慢性", "早期", "晚期", "儿童", "老人", "孕妇", "轻度", "重度", "夜间"]
        let names = (0..<25).map { "第\($0)型肠炎" }
        let questions = ["怎样治疗", "怎样治疗好", "怎样治疗最快", "要住院治疗吗", "怎样预防", "能治好吗", "会遗传吗", "吃什么好"]
        var entries: [Entry] = []
        for name in names {
            for kind in [""] + kinds {
                for question in questions {
                    entries.append(
                        SampleKnowledge.entry("\(entries.count)", [kind + name + question], "答案")
                    )
                }
            }
        }
        let matcher = SampleKnowledge.matcher(entries)
        for (name, place) in zip(names, stride(from: 0, to: entries.count, by: 88)).prefix(5) {
            let result = matcher.ask("\(name)怎么治疗呢")
            #expect(result.candidates.first?.entry == EntryID(rawValue: "\(place)"))
            #expect(result.confidence == 0.95 && result.outcome.name == "answer")
        }
        // Two entries in the same words: neither is meant more.
        let twins = SampleKnowledge.matcher([
            SampleKnowledge.entry("a", ["肠炎怎样治疗"]), SampleKnowledge.entry("b", ["肠炎如何治疗"]),
        ])
        #expect(twins.ask("肠炎怎么治疗").candidates.first?.confidence != 0.95)
    }

    @Test("a word of the language is never taken for a misspelt one")
    func wordsAreNotMended() throws {
        let entries =
            try Self.shop() + [SampleKnowledge.entry("x", ["经典套餐怎么购买"], "首页购买")]
        let result = SampleKnowledge.matcher(entries).ask("景点门票怎么购买")
        #expect(result.explanation?.repairedQuery == nil)
        #expect(SampleKnowledge.matcher(entries).ask("京典套餐怎么购买").candidates.first?.entry == "x")
    }

    @Test(
        "nor is a word that ICU's dictionary lacks",
        arguments: [
            ("怎么给鱼缸换水", "怎么给浴缸换水"), ("期权怎么登记", "弃权怎么登记"), ("话费怎么报销", "化肥怎么报销"),
            ("家电怎么申领", "加点怎么申领"), ("外伤怎么理赔", "外商怎么理赔"),
        ]
    )
    func furtherWordsAreNotMended(asked: String, held: String) throws {
        let entries = try Self.shop() + [SampleKnowledge.entry("x", [held], "这一条的答案")]
        let result = SampleKnowledge.matcher(entries).ask(asked)
        #expect(result.explanation?.repairedQuery == nil)
        #expect(result.outcome.name != "answer")
    }

    @Test("what is no word is mended as before: 余缸 is a misspelt 浴缸")
    func slipsAreMended() throws {
        let entries = try Self.shop() + [SampleKnowledge.entry("x", ["怎么给浴缸换水"], "这一条的答案")]
        let result = SampleKnowledge.matcher(entries).ask("怎么给余缸换水")
        #expect(result.explanation?.repairedQuery == "怎么给浴缸换水")
        #expect(result.candidates.first?.entry == "x" && result.outcome.name == "answer")
    }
}
