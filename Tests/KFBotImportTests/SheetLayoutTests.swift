import KFBot
import KFBotTesting
import Testing

/// Several tables in one sheet, and headers that come late.
struct SheetLayoutTests {
    @Test(
        "并排的表格: tables side by side are tables of their own",
        arguments: [
            "问题,答案,,问题,答案\n甲怎么办,一,,乙怎么办,二\n丙怎么办,三\n",
            "问题,答案,问题,答案\n甲怎么办,一,乙怎么办,二\n丙怎么办,三,,\n",
            "序号,问题,答案,序号,问题,答案\n1,甲怎么办,一,3,乙怎么办,二\n2,丙怎么办,三,,,\n",
            "答案,问题,备注,答案,问题,备注\n一,甲怎么办,x,二,乙怎么办,y\n三,丙怎么办\n",
            "问题1,答案1,问题2,答案2\n甲怎么办,一,乙怎么办,二\n丙怎么办,三\n",
        ]
    )
    func tablesSideBySide(_ text: String) throws {
        let result = try ImportResult(text, named: "a.csv")
        let pairs = result.drafts.map { [$0.question ?? ""] + $0.answerTexts }
        #expect(pairs.sorted { $0[0] < $1[0] } == [["丙怎么办", "三"], ["乙怎么办", "二"], ["甲怎么办", "一"]])
        #expect(result.errors.isEmpty)
        #expect(result.warnings.contains("1 - side_by_side"))
    }

    @Test func severalAnswersOfOneQuestionStayOneTable() throws {
        let result = try ImportResult("问题,答案,答案2\n甲怎么办,一,二\n", named: "a.csv")
        #expect(result.drafts.map(\.answerTexts) == [["一", "二"]])
        let two = try ImportResult("问题,答案,答案2,问题,答案,答案2\n甲怎么办,一,二,乙怎么办,三,四\n", named: "a.csv")
        #expect(two.drafts.map(\.answerTexts) == [["一", "二"], ["三", "四"]])
        let similar = try ImportResult("question1,question2,answer\na b,c d,e\n", named: "a.csv")
        #expect(similar.drafts.map(\.similarQuestions) == [["c d"]])
    }

    @Test("a header below is a header and no entry")
    func headersBelow() throws {
        let text = "问题,答案,分类\n怎么退款,点退款,售后\n,,\n编号,标准问,答复\n1,发票怎么开,自助\n2,抬头能改吗,能\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.drafts.map(\.question) == ["怎么退款", "发票怎么开", "抬头能改吗"])
        #expect(result.drafts.map(\.answerTexts) == [["点退款"], ["自助"], ["能"]])
        #expect(result.drafts.map(\.id) == [nil, nil, nil])
        #expect(result.warnings == ["4 - repeated_header"])
    }

    @Test("一格几问: further lines of a question are similar ones if all of them ask")
    func questionsOfOneCell() throws {
        let text = "问题,答案\n\"怎么退款？\n如何退钱？\",点退款\n\"怎么洗\n（羊毛呢）\n\",冷水\n\"订单\n怎么查\",看\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.drafts.map(\.question) == ["怎么退款？", "怎么洗", "订单\n怎么查"])
        #expect(result.drafts[0].similarQuestions == ["如何退钱？"])
        var options = ImportReader.Options()
        options.lists = .split
        let split = try ImportResult(text, named: "a.csv", options: options)
        #expect(split.drafts[2].question == "订单")
        options.lists = .keep
        let kept = try ImportResult(text, named: "a.csv", options: options)
        #expect(kept.drafts[0].question == "怎么退款？\n如何退钱？")
    }

    @Test func datesThatNeverEndAreNone() throws {
        for word in ["长期", "长期有效", "永久", "-"] {
            let text = "问题,答案,失效时间\n怎么退款,点退款,\(word)\n"
            let result = try ImportResult(text, named: "a.csv")
            #expect(result.problems.isEmpty)
            #expect(result.drafts.first?.validUntil == .some(nil))
        }
        let wrong = try ImportResult("问题,答案,失效时间\n怎么退款,点退款,明年\n", named: "a.csv")
        #expect(wrong.errors == ["2 失效时间 bad_value"])
    }

    @Test("what customers say, beside the standard question, is similar, row by row")
    func wordsOfCustomers() throws {
        let text = "用户问题,标准问题,标准答案\n我要退钱,怎么退款,点退款\n退我钱,怎么退款,点退款\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.drafts.map(\.question) == ["怎么退款"])
        #expect(result.drafts[0].similarQuestions == ["我要退钱", "退我钱"])
        let alone = try ImportResult("用户问题,解答\n我要退钱,点退款\n", named: "a.csv")
        #expect(alone.drafts.map(\.question) == ["我要退钱"])
    }
}
