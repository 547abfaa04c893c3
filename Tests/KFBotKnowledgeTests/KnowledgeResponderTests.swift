import CustomDump
import Foundation
import KFBot
import KFBotTesting
import Testing

struct KnowledgeResponderTests {
    private let directory: TemporaryDirectory
    private let matcher: KnowledgeMatcher
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        try store.write(
            to: .main,
            by: Authorship(actor: "tester", date: Self.now, reason: "")
        ) { writer in
            for entry in SampleKnowledge.example { try writer.put(entry) }
        }
        matcher = KnowledgeMatcher(store: store, base: .main)
    }

    @Test("a menu is given by its entries and by what the customer reads, ending in two choices")
    func choices() throws {
        let responder = try KnowledgeResponder(matcher)
        let result = try responder.answer(
            "iPhone14支持无线充电吗",
            in: AnswerContext(at: Self.now),
            explains: true
        )
        #expect(result.outcome == "clarify")
        let menu = try #require(result.menu)
        let choices = try #require(result.choices)
        expectNoDifference(choices.compactMap(\.entry), menu)
        #expect(choices.first?.label == "iPhone15支持无线充电吗")
        expectNoDifference(choices.suffix(2).map(\.label), ["以上都不是", "转人工"])
        expectNoDifference(
            choices.suffix(2).map(\.action),
            [.noneOfThese, .handoff]
        )
        #expect(result.explanation?.revision == responder.revision)
        let json = String(decoding: try JSONEncoder().encode(choices[menu.count]), as: UTF8.self)
        #expect(json.contains("\"action\":\"none\"") && !json.contains("entry"))
    }

    @Test("an answer has no menu and no choices")
    func answer() throws {
        let result = try KnowledgeResponder(matcher).answer(
            "发票怎么开",
            in: AnswerContext(at: Self.now)
        )
        #expect(result.outcome == "answer" && result.menu == nil && result.choices == nil)
    }
}
