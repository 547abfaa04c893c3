import Foundation
import KFBot
import Testing

/// Questions and answers in running text.
struct QuestionTextTests {
    @Test(arguments: [
        ("a.txt", "Q: 怎么退款？\nA: 在订单里点退款\n\nQ: 怎么开发票？\nA: 在我的发票里开\n"),
        ("a.txt", "问：怎么退款？\n答：在订单里点退款\n问：怎么开发票？\n答：在我的发票里开"),
        ("data", "Q1：怎么退款？\nA1：在订单里点退款\nQ2：怎么开发票？\nA2：在我的发票里开\n"),
        ("a.md", "## 怎么退款？\n\n在订单里点退款\n\n## 怎么开发票？\n\n在我的发票里开\n"),
        ("a.md", "**问：怎么退款？**\n\n答：在订单里点退款\n\n---\n\n**问：怎么开发票？**\n\n答：在我的发票里开\n"),
        ("a.txt", "Q：怎么退款？ A：在订单里点退款\nQ：怎么开发票？A：在我的发票里开\n"),
        ("a.txt", "1. 怎么退款？\n在订单里点退款\n2. 怎么开发票？\n在我的发票里开\n"),
        ("a.csv", "Q: 怎么退款？\nA: 在订单里点退款\nQ: 怎么开发票？\nA: 在我的发票里开\n"),
        ("a.txt", "常见问题\n\n【问】怎么退款？\n【答】在订单里点退款\n【问】怎么开发票？\n【答】在我的发票里开\n"),
    ])
    func questionsAreFound(_ name: String, _ text: String) throws {
        let result = try ImportResult(text, named: name)
        #expect(result.source.format == .text)
        #expect(result.errors.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎么退款？", "怎么开发票？"])
        #expect(result.drafts.map(\.answerTexts) == [["在订单里点退款"], ["在我的发票里开"]])
    }

    @Test func questionsInARowAreOneEntryAndAnswersHaveLines() throws {
        let text = "问：怎么退款？\n问：钱怎么退？\n相似问：退款流程；退钱\n答：第一步，打开订单\n第二步：点退款\n\n三天到账\n问：营业时间\n"
        let result = try ImportResult(text, named: "a.txt")
        #expect(result.drafts.map(\.question) == ["怎么退款？", "营业时间"])
        #expect(result.drafts[0].similarQuestions == ["钱怎么退？", "退款流程", "退钱"])
        #expect(result.drafts[0].answerTexts == ["第一步，打开订单\n第二步：点退款\n\n三天到账"])
        #expect(result.warnings == ["8 answer empty_answer"])
    }

    @Test func headingsAboveHeadingsAreGroups() throws {
        let text =
            "# 帮助\n\n本页说明常见情况。\n\n## 退款\n\n### 怎么退款？\n\n点[退款](https://x.cn)\n\n### 几天到账\n三天\n## 发票\n### 怎么开票\n点开票\n"
        let result = try ImportResult(text, named: "a.md")
        #expect(result.drafts.map(\.question) == ["怎么退款？", "几天到账", "怎么开票"])
        #expect(result.drafts.map(\.group) == [["退款"], ["退款"], ["发票"]])
        #expect(result.drafts[0].answerTexts == ["点退款（https://x.cn）"])
        #expect(result.warnings == ["7 answer markup", "1 - remark_row"])
    }

    @Test func oneColumnOfAWorkbookIsText() throws {
        let result = try ImportResult(reading: Fixtures.path("office-column.xlsx"))
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎么退款？", "怎么开发票？"])
        #expect(result.drafts.map(\.answerTexts) == [["在订单里点退款\n三天到账"], ["在我的发票里开"]])
        #expect(result.drafts.map(\.location.row) == [1, 4])
    }

    @Test(arguments: [("a.txt", "今天天气很好\n明天也是\n"), ("a.md", "没有标题的文字\n"), ("a.md", "# 只有标题\n")])
    func textWithoutQuestionsSaysWhatIsRead(_ name: String, _ text: String) throws {
        let error = #expect(throws: ImportError.self) { _ = try ImportResult(text, named: name) }
        #expect(error?.code == .noQuestions)
        #expect(error?.message.contains("YAML") == false)
    }

    @Test(
        "YAML and tables are not taken for text",
        arguments: [
            ("a.txt", "question: 怎么退款\nanswer: 点退款\n", ImportFormat.yaml),
            ("a.txt", "问题\t答案\n怎么退款\t点退款\n", .tsv),
            ("a.csv", "问题,答案\nQ: 怎么退款,A: 点退款\n", .csv),
        ]
    )
    func otherFormsStayWhatTheyAre(_ name: String, _ text: String, _ format: ImportFormat) throws {
        let result = try ImportResult(text, named: name)
        #expect(result.source.format == format)
        #expect(result.drafts.count == 1)
    }

    @Test(
        "only answers are marked, or only question marks tell questions",
        arguments: [
            ("a.txt", "1、怎么退款？\n答：在订单里点退款\n2、怎么开发票？\n答：在我的发票里开\n", 0),
            ("a.txt", "一、怎么退款？\n\n答：在订单里点退款\n二、怎么开发票？\n\n答：在我的发票里开\n", 0),
            ("a.txt", "怎么退款？\n在订单里点退款\n\n怎么开发票？\n在我的发票里开\n", 1),
            ("a.csv", "怎么退款？\n答：在订单里点退款\n怎么开发票？\n答：在我的发票里开\n", 0),
            ("a.md", "常见问题\n\n（1）怎么退款？\n在订单里点退款\n（2）怎么开发票？\n在我的发票里开\n", 1),
        ]
    )
    func questionsWithoutMarks(_ name: String, _ text: String, _ guesses: Int) throws {
        let result = try ImportResult(text, named: name)
        #expect(result.drafts.map(\.question) == ["怎么退款？", "怎么开发票？"])
        #expect(result.drafts.map(\.answerTexts) == [["在订单里点退款"], ["在我的发票里开"]])
        #expect(result.problems.count { $0.code == .guessedQuestions } == guesses)
    }

    @Test("tables of Markdown, in .md and .txt", arguments: ["a.md", "a.txt"])
    func markdownTables(_ name: String) throws {
        let text =
            "# 常见问题\n\n本页由客服部维护\n\n| 问题 | 答案 |\n|:--|---|\n| 怎么退款 | 点退款<br>等三天 |\n"
            + "| a\\|b 是什么 | 或 |\n\n| 标准问 | 解答 | 分类 |\n|---|---|---|\n| 怎么开票 | 自助 | 发票 |\n"
        let result = try ImportResult(text, named: name)
        #expect(result.drafts.map(\.question) == ["怎么退款", "a|b 是什么", "怎么开票"])
        #expect(result.drafts.map(\.answerTexts) == [["点退款\n等三天"], ["或"], ["自助"]])
        #expect(result.drafts[2].group == ["发票"])
        #expect(result.warnings == ["3 - remark_row"])
    }

    @Test("titles between questions belong to no answer, steps of an answer do")
    func titlesBetweenQuestions() throws {
        let text = "一、售后\n问：怎么退款\n答：分两步\n一、打开订单\n二、点退款\n\n二、发票\n\n问：怎么开票\n答：自助\n一、打开发票\n"
        let result = try ImportResult(text, named: "a.txt")
        #expect(result.drafts.map(\.answerTexts) == [["分两步\n一、打开订单\n二、点退款"], ["自助\n一、打开发票"]])
        #expect(result.warnings == ["1 - remark_row"])
        #expect(result.problems[0].rows == [1, 7])
    }
}
