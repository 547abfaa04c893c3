import Foundation
import KFBot
import Testing

/// Each rule for single entries fires, and does not fire on the other side of its bound.
struct EntryRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// What is expected: `severity code field`.
        let expected: [String]
        let entry: Entry

        init(_ name: String, _ expected: [String], _ change: (inout Entry) -> Void) {
            self.name = name
            self.expected = expected
            var entry = Entry(
                id: "a",
                question: "怎么退款",
                answers: [Answer(text: "点退款。")]
            )
            change(&entry)
            self.entry = entry
        }

        var testDescription: String { name }
    }

    static let now = Date(timeIntervalSince1970: 1_750_000_000)

    private static func days(_ days: Double) -> Date { now.addingTimeInterval(days * 86_400) }

    private static func answer(_ parts: AnswerPart...) -> [Answer] { [Answer(parts)] }

    private static func texts(_ count: Int) -> [AnswerPart] {
        (0..<count).map { .text("第\($0)条") }
    }

    private static func image(_ name: String) -> AnswerPart {
        .image(AnswerPart.Media(mediaID: name))
    }

    static let questions: [Case] = [
        Case("a plain entry", []) { _ in },
        Case("no unit", ["warning empty_question similar[0]"]) { $0.similarQuestions = ["？？👍"] },
        Case("blank", ["error empty_question question"]) { $0.question = " " },
        Case("filler beside questions", ["warning filler_question similar[1]"]) {
            $0.similarQuestions = ["如何退钱", "你好，在吗"]
        },
        Case("a greeting", ["info filler_question question"]) { $0.question = "你好" },
        Case("an address that hands over", ["info filler_question similar[1]"]) {
            $0.similarQuestions = ["如何退钱", "客服在吗"]
            $0.handsOff = true
        },
        Case("filler and more", []) { $0.similarQuestions = ["你好，怎么退钱"] },
        Case("200 characters", []) { $0.question = String(repeating: "长", count: 200) },
        Case("201 characters", ["warning question_too_long question"]) {
            $0.question = String(repeating: "长", count: 201)
        },
        Case("100 similar", []) { $0.similarQuestions = (0..<100).map { "退款\($0)" } },
        Case("101 similar", ["warning too_many_similar similar"]) {
            $0.similarQuestions = (0..<101).map { "退款\($0)" }
        },
        Case("repeated in another writing", ["warning same_question similar[1]"]) {
            $0.similarQuestions = ["如何退款", "怎麼 退款？！"]
        },
        Case("a synonym is another question", []) { $0.similarQuestions = ["如何退款"] },
        Case("negative is a phrasing", ["error negative_is_phrasing negative[1]"]) {
            $0.negativeQuestions = ["怎么退货", "怎么退款？"]
        },
    ]

    static let answers: [Case] = [
        Case("no answer", ["error no_answer answer"]) { $0.answers = [] },
        Case("blank answer", ["error no_answer answer"]) { $0.answers = [Answer(text: " ")] },
        Case("no answer, disabled", ["warning no_answer answer"]) {
            $0.answers = []
            $0.isEnabled = false
        },
        Case("no answer but people", []) {
            $0.answers = []
            $0.handsOff = true
        },
        Case("an empty part", ["error empty_part answers[0].parts[1]"]) {
            $0.answers = answer(.text("答"), .text(""))
        },
        Case("a picture without a file", ["error empty_part answers[0].parts[1]"]) {
            $0.answers = answer(.text("答"), .image(AnswerPart.Media(name: "图.png")))
        },
        Case("2048 bytes", []) {
            $0.answers = [Answer(text: String(repeating: "字", count: 682) + "ab")]
        },
        Case("2049 bytes", ["error text_too_long answers[0].parts[0]"]) {
            $0.answers = [Answer(text: String(repeating: "字", count: 683))]
        },
        Case("five messages", []) { $0.answers = [Answer(texts(2)), Answer(texts(3))] },
        Case("six messages", ["error too_many_messages answers"]) {
            $0.answers = [Answer(texts(3)), Answer(texts(3))]
        },
        Case("six of which one is sent", []) {
            $0.answers = [Answer(texts(3)), Answer(texts(3))]
            $0.strategy = .random
        },
        Case("one of six", ["error too_many_messages answers[1]"]) {
            $0.answers = [Answer(texts(1)), Answer(texts(6))]
            $0.strategy = .random
        },
        Case("four attachments", []) {
            $0.answers = answer(.text("答"), image("1"), image("2"), image("3"), image("4"))
        },
        Case("five attachments", ["warning too_many_attachments answers[0]"]) {
            $0.answers = answer(image("1"), image("2"), image("3"), image("4"), image("5"))
        },
        Case("ten choices", []) {
            $0.answers = answer(.menu(.init(heading: "选", items: (1...10).map { "选\($0)" })))
        },
        Case("eleven choices", ["error menu_too_large answers[0].parts[0]"]) {
            $0.answers = answer(.menu(.init(heading: "选", items: (1...11).map { "选\($0)" })))
        },
        Case("a long choice", ["error menu_too_large answers[0].parts[0]"]) {
            let item = String(repeating: "选", count: 43)
            $0.answers = answer(.menu(.init(heading: "选", items: [item])))
        },
        Case("a link", []) {
            $0.answers = answer(.link(.init(title: "页", url: "https://example.com/a")))
        },
        Case("half an address", ["error bad_link answers[0].parts[0]"]) {
            $0.answers = answer(.link(.init(title: "页", url: "example.com/a")))
        },
        Case("a long title", ["warning title_too_long answers[0].parts[0]"]) {
            let title = String(repeating: "题", count: 43)
            $0.answers = answer(.link(.init(title: title, url: "HTTP://example.com")))
        },
        Case("a known variable", []) {
            $0.answers = [Answer(text: "时间：{{ service_hours }}，{单括号}")]
        },
        Case("an unknown variable", ["error unknown_variable answers[0].parts[0]"]) {
            $0.answers = [Answer(text: "{{service_hours}} {{servicehours}}")]
        },
        Case("open braces", ["error unknown_variable answers[0].parts[0]"]) {
            $0.answers = [Answer(text: "时间：{{service_hours}")]
        },
    ]

    static let others: [Case] = [
        Case("ends in 31 days", []) { $0.validUntil = days(31) },
        Case("ends in 30 days", ["warning expires_soon valid_until"]) { $0.validUntil = days(30) },
        Case("ends now", ["warning expired valid_until"]) { $0.validUntil = now },
        Case("all answers ended", ["warning expired answers"]) {
            $0.answers = [
                Answer([.text("答")], condition: AnswerCondition(until: days(-1))),
                Answer([.text("答")], condition: AnswerCondition(until: days(-2))),
            ]
            $0.strategy = .conditional
        },
        Case("one answer goes on", []) {
            $0.answers = [
                Answer([.text("答")], condition: AnswerCondition(until: days(-1))),
                Answer(text: "答"),
            ]
            $0.strategy = .conditional
        },
        Case("related to itself", ["warning related_to_itself related[1]"]) {
            $0.related = ["b", "a"]
        },
    ]

    @Test("findings in one entry", arguments: questions + answers + others)
    func findings(sample: Case) {
        let found = Linter().findings(in: sample.entry, at: Self.now)
        #expect(found.map(\.summary) == sample.expected)
        #expect(found.allSatisfy { $0.entry == "a" && !$0.message.isEmpty })
    }

    @Test("the base's own fillers are used")
    func ownFillers() {
        let entry = Entry(
            id: "a",
            question: "怎么退款",
            answers: [Answer(text: "答")],
            similarQuestions: ["咋退钱", "青禾宝宝"]
        )
        #expect(Linter().findings(in: entry, at: Self.now) == [])
        let linter = Linter(vocabulary: Vocabulary(fillers: ["青禾宝宝"]))
        #expect(linter.findings(in: entry, at: Self.now).map(\.code) == [.fillerQuestion])
    }

    @Test("only the codes that are asked for")
    func codes() {
        let entry = Entry(id: "a", question: "？", answers: [])
        #expect(Linter().findings(in: entry, at: Self.now).count == 2)
        let linter = Linter(codes: [.noAnswer])
        #expect(linter.findings(in: entry, at: Self.now).map(\.code) == [.noAnswer])
    }
}

extension LintFinding {
    /// `severity code field`.
    var summary: String { "\(severity.rawValue) \(code.rawValue) \(field ?? "-")" }
}
