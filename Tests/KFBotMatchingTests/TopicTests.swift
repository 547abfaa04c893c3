import CustomDump
import KFBot
import KFBotTesting
import Testing

struct TopicTests {
    private let entries = [
        SampleKnowledge.entry("rate", ["贷款利率是多少", "贷款利息高吗"]),
        SampleKnowledge.entry("early", ["贷款可以提前还款吗"]),
        SampleKnowledge.entry("late", ["贷款逾期了怎么还款", "逾期一天有没有利息"]),
        SampleKnowledge.entry("close", ["怎么注销账户", "销户"]),
        SampleKnowledge.entry("bill", ["怎么开发票"]),
        SampleKnowledge.entry("loss", ["卡丢了怎么办"]),
    ]

    private func menu(_ query: String, of matcher: Matcher) -> [EntryID] {
        guard case .clarify(let menu) = matcher.ask(query).outcome else {
            Issue.record("\(query): \(matcher.ask(query).outcome.name)")
            return []
        }
        return menu.map(\.entry)
    }

    @Test("a word that several entries hold brings all of them as a menu, however unsure")
    func menu() {
        let matcher = SampleKnowledge.matcher(entries)
        #expect(Set(menu("贷款", of: matcher)) == ["rate", "early", "late"])
        #expect(Set(menu("利息", of: matcher)) == ["rate", "late"])
    }

    @Test("that menu keeps to its size and leaves out what may not be recommended")
    func limits() {
        var many = (0..<9).map { number in
            SampleKnowledge.entry("loan\(number)", ["贷款\(Array("甲乙丙丁戊己庚辛壬")[number])怎么办理"])
        }
        many[0].isRecommendable = false
        let matcher = SampleKnowledge.matcher(many + entries.suffix(3))
        #expect(matcher.ask("贷款").confidence < matcher.policy.clarifyThreshold)
        let offered = menu("贷款", of: matcher)
        #expect(offered.count == MatchPolicy().menuSize)
        #expect(!offered.contains("loan0"))
    }

    @Test("a topic is never answered from a phrasing that says more")
    func cap() throws {
        let result = SampleKnowledge.matcher(entries).ask("利息")
        let fired = result.candidates.first?.guards.contains { $0.kind == .topic }
        #expect(fired == true)
        #expect(result.confidence <= MatchPolicy().conflictCap)
        #expect(try #require(result.explanation).sentence.contains("只说了一个话题"))
    }

    @Test("a word that is a phrasing, or that one entry only holds, is answered as ever")
    func clear() {
        let matcher = SampleKnowledge.matcher(entries)
        #expect(matcher.brief("销户") == "answer close")
        #expect(matcher.ask("发票").candidates.first?.guards.isEmpty == true)
    }

    @Test("a question about the topic is no topic", arguments: ["贷款吗", "不贷款", "贷款逾期了怎么还"])
    func questions(_ query: String) {
        let guards = SampleKnowledge.matcher(entries).ask(query).candidates.flatMap(\.guards)
        #expect(!guards.contains { $0.kind == .topic })
    }
}
