import Foundation
import KFBot
import Testing

/// Answers that only a browser or a spreadsheet would show as they are meant.
struct MarkupRuleTests {
    private func findings(_ answer: String, question: String = "怎么退款") -> [LintFinding] {
        let codes: Set<LintCode> = [.markup, .spreadsheetError]
        let entry = Entry(id: "a", question: question, answers: [Answer(text: answer)])
        return Linter(codes: codes).findings(in: entry, at: Date(timeIntervalSince1970: 0))
    }

    @Test(arguments: [
        ("<p>点退款</p>", "HTML"), ("第一步<br>第二步", "HTML"), ("点&nbsp;退款", "HTML"),
        ("见[说明](https://x.cn)", "Markdown"), ("**注意**", "Markdown"), ("# 步骤\n点退款", "Markdown"),
        ("~~旧的~~", "Markdown"), ("```\nx\n```", "Markdown"), ("第一步\\n第二步", "\\n"),
    ])
    func markupIsFound(_ answer: String, _ kind: String) {
        let found = findings(answer)
        #expect(found.map(\.code) == [.markup])
        #expect(found.first?.severity == .warning)
        #expect(found.first?.field == "answers[0].parts[0]")
        #expect(found.first?.message.contains(kind) == true)
    }

    @Test(arguments: [
        "3 < 5 且 7 > 6", "请输入<订单号>", "2*3*4", "#1 客服", "[图片]见下(一)", "A&B", "保存在 C:\\new",
        "- 第一步\n- 第二步", "￥100 ~ ￥200",
    ])
    func plainTextIsNot(_ answer: String) {
        #expect(findings(answer) == [])
    }

    @Test(arguments: ["#N/A", "#REF!", " #DIV/0! "])
    func errorsOfASpreadsheetAreFound(_ text: String) {
        #expect(findings(text).map(\.code) == [.spreadsheetError])
        let asked = findings("点退款", question: text)
        #expect(asked.map(\.field) == ["question"])
        #expect(asked.map(\.severity) == [.error])
    }

    @Test("tags that never end cost no more than the length of the text")
    func tagsWithoutEnds() {
        let text = String(repeating: "<a x=\"", count: 15_000) + "<b>"
        #expect(findings(text).count <= 1)
    }

    @Test func aTextAboutAnErrorIsNone() {
        #expect(findings("#N/A 表示没有找到") == [])
    }
}
