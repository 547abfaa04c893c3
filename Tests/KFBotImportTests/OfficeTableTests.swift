import Foundation
import KFBot
import Testing

/// Tables as offices keep them: headers in their own words, numbers, titles, remarks, merged cells.
struct OfficeTableTests {
    // MARK: Headers

    @Test(arguments: [
        "解答", "答复", "答复内容", "话术", "回复话术", "参考答案", "解决方案", "处理方法", "应答", "答覆內容", "話術",
        "參考答案", "解決方案", "處理方法", "應答", "答案Answer", "Answer/答案", "回覆（必填）",
    ])
    func answersHaveManyNames(_ header: String) throws {
        let result = try ImportResult("问题,\(header)\n怎么退款,点退款\n怎么换货,点换货\n", named: "a.csv")
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎么退款", "怎么换货"])
        #expect(result.drafts.map(\.answerTexts) == [["点退款"], ["点换货"]])
    }

    @Test(arguments: [
        "标题", "问题描述", "常见问题", "提问", "標題", "問題描述", "常見問題", "問題Question", "Question 问题",
        "问题\nQuestion", "標準問題", "客户问题",
    ])
    func questionsHaveManyNames(_ header: String) throws {
        let result = try ImportResult("\"\(header)\",答案\n怎么退款,点退款\n", named: "a.csv")
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎么退款"])
    }

    @Test(arguments: ["扩展问法", "同义问题", "其他问法", "用户问法", "近似问", "擴展問法", "同義問題", "相似問法"])
    func similarQuestionsHaveManyNames(_ header: String) throws {
        let text = "一級分類,二级分类,问题,\(header),答案\n售后,退款,怎么退款,\"钱怎么退\n退款流程\",点退款\n"
        let draft = try #require(try ImportResult(text, named: "a.csv").drafts.first)
        #expect(draft.similarQuestions == ["钱怎么退", "退款流程"])
        #expect(draft.group == ["售后", "退款"])
        #expect(draft.extra == nil)
    }

    @Test(arguments: [("类目路径", "售后/退款"), ("類目路徑", "售后>退款"), ("分类", "售后 - 退款"), ("目录", "售后＞退款")])
    func aPathIsAGroup(_ header: String, _ path: String) throws {
        let result = try ImportResult("\(header),问题,答案\n\(path),怎么退款,点退款\n", named: "a.csv")
        #expect(result.drafts.map(\.group) == [["售后", "退款"]])
    }

    @Test("a better name beats a guess: 标题 beside 问题, 处理方法 beside 答案")
    func weakNames() throws {
        let result = try ImportResult("标题,问题,答案,处理方法\n退款,怎么退款,点退款,内部流程\n", named: "a.csv")
        #expect(result.drafts.map(\.question) == ["怎么退款"])
        #expect(result.drafts.map(\.answerTexts) == [["点退款"]])
        #expect(result.drafts[0].extra == ["标题": .string("退款"), "处理方法": .string("内部流程")])
        #expect(result.warnings == ["1 标题 unknown_column", "1 处理方法 unknown_column"])
    }

    @Test func whatIsNotKnownIsNamedAndCanBeSaid() throws {
        let text = "问题,答案,渠道口径,备注\n怎么退款,点退款,对内,x\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.warnings == ["1 渠道口径 unknown_column"])
        #expect(result.source.columns.map(\.field) == ["question", "answer", "extra", "extra"])
        var mapping = ColumnMapping()
        let isKnown = mapping.set("渠道口径", to: "no such field")
        #expect(!isKnown && mapping.isEmpty)
        let options = try ImportReader.Options.columns(("渠道口径", "tags"))
        let said = try ImportResult(text, named: "a.csv", options: options)
        #expect(said.problems.isEmpty)
        #expect(said.drafts.map(\.tags) == [["对内"]])
        #expect(said.source.columns.map(\.origin) == [.known, .known, .mapped, .known])
    }

    @Test("a header with one unknown name is a header; the column is guessed and named")
    func guessedColumns() throws {
        for (header, column) in [("问题,怎么说", "怎么说"), ("他问,答案", "他问"), ("客户的问题,客服的答复口径", "客户的问题")] {
            let result = try ImportResult("\(header)\n怎么退款,点退款\n怎么换货,点换货\n", named: "a.csv")
            #expect(result.drafts.map(\.question) == ["怎么退款", "怎么换货"], "\(header)")
            #expect(result.drafts.map(\.answerTexts) == [["点退款"], ["点换货"]], "\(header)")
            #expect(result.warnings.first == "1 \(column) guessed_column", "\(header)")
        }
    }

    @Test("two short names above questions are a header, whatever they say")
    func namesAboveQuestions() throws {
        let rows = "怎么退款,点退款\n怎么换货,点换货\n"
        let result = try ImportResult("来客说,我们说\n" + rows, named: "a.csv")
        #expect(result.drafts.map(\.question) == ["怎么退款", "怎么换货"])
        #expect(result.warnings == ["1 来客说 guessed_column", "1 我们说 guessed_column"])
        for header in ["user,assistant", "prompt,completion", "instruction,output"] {
            let known = try ImportResult(header + "\n" + rows, named: "a.csv")
            #expect(known.problems.isEmpty)
            #expect(known.drafts.count == 2)
        }
        let data = try ImportResult("退款,点退款\n换货,点换货\n开票,点开票\n", named: "a.csv")
        #expect(data.drafts.count == 3, "nothing tells a name from a question here")
    }

    @Test func questionsWithoutAColumnOfAnswersAreNamed() throws {
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult("问题\n怎么退款\n怎么换货\n", named: "a.csv")
        }
        #expect(error?.message.contains("none for the answers") == true)
    }

    @Test func aHeaderThatComesAgainIsNoEntry() throws {
        let text = "问题,答案\n怎么退款,点退款\n问题,答案\n怎么换货,点换货\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.drafts.map(\.question) == ["怎么退款", "怎么换货"])
        #expect(result.warnings == ["3 - repeated_header"])
    }

    @Test func aFileThatNamesNoQuestionSaysWhatItFound() throws {
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult("答案,分组\n点退款,售后\n点换货,售后\n", named: "a.csv")
        }
        #expect(error?.code == .noQuestions)
        #expect(error?.message.contains("答案 | 分组") == true)
    }

    @Test func columnsWithoutAHeaderGoByNumber() throws {
        let text = "售后,1,怎么退款,点退款\n发票,2,怎么开发票,点开票\n"
        #expect(throws: ImportError.self) { _ = try ImportResult(text, named: "a.csv") }
        let options = try ImportReader.Options.columns(
            ("1", "group"),
            ("3", "question"),
            ("4", "answer")
        )
        let result = try ImportResult(text, named: "a.csv", options: options)
        #expect(result.errors.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎么退款", "怎么开发票"])
        #expect(result.drafts.map(\.group) == [["售后"], ["发票"]])
    }

    @Test func aFirstColumnOfNumbersIsNoQuestion() throws {
        let text = "1,怎么退款,点退款\n2,怎么开发票,点开票\n"
        for format in [ImportFormat.auto, .ragflow] {
            let result = try ImportResult(text, named: "a.csv", as: format)
            #expect(result.drafts.map(\.question) == ["怎么退款", "怎么开发票"])
            #expect(result.drafts.map(\.answerTexts) == [["点退款"], ["点开票"]])
        }
    }

    // MARK: Numbers and names

    @Test(
        "numbers that count are no names",
        arguments: ["编号", "序号", "No.", "id", "編號", "#", "NO", "行号", "ID"]
    )
    func runningNumbers(_ header: String) throws {
        let rows = (1...12).filter { $0 != 7 }.map { "\($0),第\($0)个问题怎么办,答\($0)" }
        let result = try ImportResult(
            "\(header),问题,答案\n" + rows.joined(separator: "\n"),
            named: "a.csv"
        )
        #expect(result.problems.isEmpty)
        #expect(result.drafts.allSatisfy { $0.id == nil && $0.extra == nil })
        #expect(result.source.columns.first?.field == "row_number")
    }

    @Test(
        "what does not count is a name",
        arguments: [["FAQ-1", "FAQ-2"], ["1001", "1007"], ["1", "a"], ["20240105", "20240106"]]
    )
    func realNames(_ ids: [String]) throws {
        let result = try ImportResult(
            "id,问题,答案\n\(ids[0]),怎么退款,点退款\n\(ids[1]),怎么换货,点换货\n",
            named: "a.csv"
        )
        #expect(result.drafts.map(\.id) == ids.map { EntryID(rawValue: $0) })
    }

    @Test func eachSheetCountsAnew() throws {
        let result = try ImportResult(reading: Fixtures.path("office-sheets.xlsx"))
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.id) == [nil, nil, nil, nil])
    }

    @Test("one number before several questions with one answer: they are one entry's")
    func oneNumberForSeveralQuestions() throws {
        let text = "序号,问题,答案\n1,怎么退款,点退款\n1,钱怎么退,点退款\n2,怎么换货,点换货\n2,退换货要几天,三天\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.drafts.map(\.question) == ["怎么退款", "怎么换货", "退换货要几天"])
        #expect(result.drafts[0].similarQuestions == ["钱怎么退"])
    }

    // MARK: Rows

    @Test func rowsOfANumberOrAFlagAreBlank() throws {
        let text = "编号,问题,答案,启用\n1,怎么退款,点退款,是\n2,,,\n3,,,是\n,,,否\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.errors.isEmpty)
        #expect(result.warnings == ["3 - blank_row"])
        #expect(result.problems[0].rows == [3, 4, 5])
        #expect(result.drafts.map(\.question) == ["怎么退款"])
    }

    @Test func titlesAndRemarksAreNoEntries() throws {
        let text = """
            问题,答案,备注
            一、退款类,,
            怎么退款,点退款,
            【发票】,,
            怎么开发票,点开票,
            ,,下月更新
            注：以上内容以页面为准,,
            共2条,,
            只有问题怎么办,,
            """
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.drafts.map(\.question) == ["怎么退款", "怎么开发票", "只有问题怎么办"])
        #expect(result.warnings == ["9 答案 empty_answer", "2 - remark_row"])
        #expect(result.problems.last?.rows == [2, 4, 6, 7, 8])
    }

    @Test func cellsBeyondTheHeaderAreKept() throws {
        let text = "问题,答案\n怎么退款,请在 9:00,18:00 之间申请\n怎么换货,点换货\n"
        let joined = try ImportResult(text, named: "a.csv")
        #expect(joined.drafts[0].answerTexts == ["请在 9:00,18:00 之间申请"])
        #expect(joined.warnings == ["2 答案 extra_cells"])
        let other = try ImportResult("答案,问题\n点退款,怎么退款,多的\n", named: "a.csv")
        #expect(other.drafts[0].extra == ["column 3": .string("多的")])
        #expect(other.warnings == ["2 - extra_cells"])
    }

    @Test func anAnswerGoesOnInTheRowsBelow() throws {
        let text = "编号,问题,答案\n1,怎么退款,第一步：打开订单\n,,第二步：点退款\n2,怎么开发票,点开票\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.drafts.map(\.answerTexts) == [["第一步：打开订单\n第二步：点退款"], ["点开票"]])
        #expect(result.warnings == ["3 答案 continued"])
        // A number of its own begins an entry, and this one lacks its question.
        let own = try ImportResult("编号,问题,答案\n1,怎么退款,点退款\n2,,点换货\n", named: "a.csv")
        #expect(own.errors == ["3 问题 empty_question"])
    }

    @Test func mergedCellsAreReadAsAPersonSeesThem() throws {
        let result = try ImportResult(reading: Fixtures.path("office-merged.xlsx"))
        #expect(result.errors.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎么退款", "怎么开发票", "会员怎么升级"])
        #expect(
            result.drafts.map(\.answerTexts) == [
                ["第一步：打开订单\n第二步：点退款"], ["在我的发票里开"], ["在会员中心升级"],
            ]
        )
        #expect(result.drafts.map(\.group) == [["退款"], ["发票"], ["会员"]])
        #expect(
            result.warnings == ["2 - remark_row", "4 答案 continued", "8 - blank_row"]
        )
        let wide = try ImportResult(reading: Fixtures.path("office-wide.xlsx"))
        #expect(wide.problems.isEmpty)
        #expect(wide.drafts.map(\.answerTexts) == [["点退款"], ["点换货"]])
    }

    @Test func errorsOfASpreadsheetAreNoText() throws {
        for result in [
            try ImportResult(reading: Fixtures.path("office-errors.xlsx")),
            try ImportResult("问题,答案\n怎么退款,#N/A\n#REF!,点换货\n怎么开发票,在我的发票里开\n", named: "a.csv"),
        ] {
            #expect(result.errors == ["3 问题 error_cell"])
            #expect(result.warnings == ["2 答案 error_cell", "2 答案 empty_answer"])
            #expect(result.drafts.map(\.question) == ["怎么退款", "怎么开发票"])
            #expect(result.drafts.map(\.answerTexts) == [[], ["在我的发票里开"]])
        }
    }

    // MARK: Lists

    @Test(arguments: [
        ("怎么退款、钱怎么退", ["怎么退款", "钱怎么退"]),
        ("怎么退款，如何申请退货,退款要几天", ["怎么退款", "如何申请退货", "退款要几天"]),
        ("1.怎么退款 2.钱怎么退 3.退款流程", ["怎么退款", "钱怎么退", "退款流程"]),
        ("(1)怎么退款；(2)钱怎么退", ["怎么退款", "钱怎么退"]),
        ("①怎么退款②钱怎么退", ["怎么退款", "钱怎么退"]),
        ("1、怎么退款\n2、钱怎么退", ["怎么退款", "钱怎么退"]),
        ("退款、退货，退钱", ["退款", "退货", "退钱"]),
        ("买错了，怎么退款", ["买错了，怎么退款"]),
        ("iPhone 1.5 寸怎么退 2.0 呢", ["iPhone 1.5 寸怎么退 2.0 呢"]),
        ("2024年退款", ["2024年退款"]),
    ])
    func listsAreCutWhereTheyAreClear(_ cell: String, _ questions: [String]) throws {
        let text = "问题,相似问题,答案\n怎么办理,\"\(cell)\",点退款\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.drafts[0].similarQuestions == questions)
        #expect(result.problems.isEmpty)
    }

    @Test func aListInDoubtIsOneQuestionUntilSomebodySaysSo() throws {
        let text = "问题,相似问题,答案\n怎么退款,衣服、鞋子穿过了可以退吗,点退款\n"
        let doubt = try ImportResult(text, named: "a.csv")
        #expect(doubt.drafts[0].similarQuestions == ["衣服、鞋子穿过了可以退吗"])
        #expect(doubt.warnings == ["2 相似问题 list_in_doubt"])
        for (rule, count) in [(ListRule.split, 2), (.keep, 1)] {
            var options = ImportReader.Options()
            options.lists = rule
            let result = try ImportResult(text, named: "a.csv", options: options)
            #expect(result.problems.isEmpty)
            #expect(result.drafts[0].similarQuestions?.count == count)
        }
    }

    // MARK: Markup

    @Test(arguments: [
        ("<div><p>1.打开订单</p><p>2.点&nbsp;退款</p><link href=\"x.css\"></div>", "1.打开订单\n2.点 退款"),
        ("**我的发票**里开，见[说明](https://x.cn)", "我的发票里开，见说明（https://x.cn）"),
        ("第一步<br>第二步<br/>第三步", "第一步\n第二步\n第三步"),
        ("<ol><li>打开</li><li>点退款</li></ol>", "1. 打开\n2. 点退款"),
        ("见<a href='https://x.cn/a?b=1&amp;c=2'>帮助页</a>。", "见帮助页（https://x.cn/a?b=1&c=2）。"),
        ("<style>p{color:red}</style><span>好的</span>", "好的"),
        ("价格 &lt; 100 &#165;", "价格 < 100 ¥"),
        ("# 退款\n~~旧流程~~ 新流程", "退款\n旧流程 新流程"),
    ])
    func markupBecomesText(_ cell: String, _ text: String) throws {
        let quoted = cell.replacing("\"", with: "\"\"")
        let result = try ImportResult("问题,答案\n怎么退款,\"\(quoted)\"\n", named: "a.csv")
        #expect(result.drafts.map(\.answerTexts) == [[text]])
        #expect(result.warnings == ["2 答案 markup"])
        var options = ImportReader.Options()
        options.keepsMarkup = true
        let kept = try ImportResult(
            "问题,答案\n怎么退款,\"\(quoted)\"\n",
            named: "a.csv",
            options: options
        )
        #expect(kept.drafts.map(\.answerTexts) == [[cell]])
    }

    @Test(arguments: ["满 3 < 5 件 * 2", "请输入<订单号>", "2*3**2", "A & B; C", "#1 客服", "[图片] 见下"])
    func whatIsNoMarkupStays(_ cell: String) throws {
        let result = try ImportResult("问题,答案\n怎么退款,\(cell)\n", named: "a.csv")
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.answerTexts) == [[cell]])
    }

    @Test func picturesBecomeParts() throws {
        let text =
            "问题,答案\n怎么退款,\"<p>看图</p><img src=\"\"https://x.cn/a.png\"\" alt=\"\"步骤\"\"><p>完成</p>\"\n怎么开票,看![图](https://x.cn/b.png)这里\n"
        let result = try ImportResult(text, named: "a.csv")
        #expect(
            result.drafts.map(\.answers) == [
                [
                    Answer([
                        .text("看图"), .image(.init(url: "https://x.cn/a.png", name: "步骤")),
                        .text("完成"),
                    ])
                ],
                [
                    Answer([
                        .text("看"), .image(.init(url: "https://x.cn/b.png", name: "图")),
                        .text("这里"),
                    ])
                ],
            ]
        )
    }
}
