import Foundation
import KFBot
import Testing

/// Forms that are tables: recognised by their headers and read into the same fields.
struct TableFormatTests {
    @Test func qnaMakerRowsOfOneIDAreOneEntry() throws {
        let text = """
            Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId
            怎么退款\t在订单页申请。\tEditorial\tcategory:售后|level:1\t[]\tFalse\t[]\t7
            如何开发票\t联系客服。\tEditorial\t"[{""name"":""tag"",""value"":""财务""}]"\t[]\tFalse\t\
            "[{""displayOrder"":0,""qnaId"":7,""displayText"":""退款""}]"\t8
            退款流程\t在订单页申请。\tEditorial\tcategory:售后|level:1\t[]\tFalse\t[]\t7
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .qnamaker)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.id) == ["7", "8"])
        #expect(result.drafts[0].question == "怎么退款")
        #expect(result.drafts[0].similarQuestions == ["退款流程"])
        #expect(result.drafts[0].group == ["售后"])
        #expect(
            result.drafts[0].extra == [
                "source": .string("Editorial"), "metadata": .object(["level": .string("1")]),
            ]
        )
        #expect(result.drafts[1].tags == ["财务"])
        #expect(result.drafts[1].related == ["7"])
    }

    @Test func qnaMakerWithoutIDsJoinsRowsOfOneAnswer() throws {
        let text = """
            Question\tAnswer\tSource\tMetadata
            甲一\t甲答\t手工\t
            甲二\t甲答\t手工\t
            乙\t乙答\t手工\t
            丙\t甲答\t手工\t
            """
        let result = try ImportResult(text)
        #expect(result.drafts.map(\.question) == ["甲一", "乙", "丙"])
        #expect(result.drafts[0].similarQuestions == ["甲二"])
    }

    @Test func qnaBotWorkbooksReportRowsThatLackSomething() throws {
        let result = try ImportResult(reading: Fixtures.path("qnabot.xlsx"))
        #expect(result.source.format == .qnabot)
        #expect(result.errors == ["3 qid bad_id", "4 question empty_question"])
        let draft = try #require(result.drafts.first)
        #expect(draft.id == "Pay.001")
        #expect(draft.question == "怎么付款")
        #expect(draft.similarQuestions == ["支付 方式"])
        #expect(draft.group == ["支付"])
        #expect(draft.extra == ["next": .string("Pay.002")])
        #expect(
            draft.answers == [
                Answer([
                    .text("支持微信支付。"),
                    .image(.init(url: "https://example.com/p.png", name: "选一种")),
                    .menu(.init(heading: "选一种", items: ["微信", "银行卡"])),
                ])
            ]
        )
    }

    @Test func difyTakesColumnsByPosition() throws {
        let result = try ImportResult("question,answer\n怎么退货,七天内可退\n,没有问题\n")
        #expect(result.source.format == .dify)
        #expect(result.errors == ["3 question empty_question"])
        let forced = try ImportResult("内容一,内容二\n怎么退货,七天内可退\n", as: .dify)
        #expect(forced.drafts.map(\.question) == ["怎么退货"])
        #expect(forced.drafts.map(\.answerTexts) == [["七天内可退"]])
    }

    @Test func fastGPTGoesOnBehindItsLastHeader() throws {
        let result = try ImportResult("q,a,indexes\n怎么退货,七天内可退,退货,换货\n没想好,,\n", named: "x.csv")
        #expect(result.source.format == .fastgpt)
        #expect(result.drafts[0].similarQuestions == ["退货", "换货"])
        #expect(result.drafts[0].isEnabled == nil)
        #expect(result.drafts[1].isEnabled == false)
        #expect(result.warnings == ["3 a empty_answer"])
        #expect(result.errors.isEmpty)
    }

    @Test func maxKBHeadersMatchByTheirBeginning() throws {
        let text = """
            分段标题（选填）,分段内容（必填，问题答案））,问题（选填，单元格内一行一个）
            发货时间,下单后两天内发货。,"什么时候发货
            多久发货"
            ,七天内可以退货。,"能退货吗
            退货期限"
            """
        for (result, groups) in [
            (try ImportResult(text), [nil, nil]),
            (try ImportResult(reading: Fixtures.path("maxkb.xlsx")), [["物流"], ["退货"]]),
        ] as [(ImportResult, [GroupPath?])] {
            #expect(result.source.format == .maxkb)
            #expect(result.problems.isEmpty)
            #expect(result.drafts.map(\.question) == ["发货时间", "能退货吗"])
            #expect(result.drafts.map(\.similarQuestions) == [["什么时候发货", "多久发货"], ["退货期限"]])
            #expect(result.drafts.map(\.answerTexts) == [["下单后两天内发货。"], ["七天内可以退货。"]])
            #expect(result.drafts.map(\.group) == groups)
        }
    }

    @Test func weKnoraListsSplitAtHashesAndFlagsAreInverted() throws {
        let text = """
            分类(必填),问题(必填),相似问题(选填-多个用##分隔),反例问题(选填-多个用##分隔),\
            机器人回答(必填-多个用##分隔),是否全部回复(选填-默认FALSE),是否停用(选填-默认FALSE),\
            是否禁止被推荐(选填-默认False 可被推荐)
            账户,怎么注册,注册账号##开户|新建,怎么注销,点右上角注册##发短信注册,TRUE,FALSE,TRUE
            账户,怎么登录,,,输入密码,FALSE,TRUE,
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .weknora)
        #expect(result.problems.isEmpty)
        #expect(result.drafts[0].similarQuestions == ["注册账号", "开户|新建"])
        #expect(result.drafts[0].negativeQuestions == ["怎么注销"])
        #expect(result.drafts[0].answerTexts == ["点右上角注册", "发短信注册"])
        #expect(result.drafts[0].strategy == .all)
        #expect(result.drafts[0].isEnabled == true)
        #expect(result.drafts[0].isRecommendable == false)
        #expect(result.drafts[1].strategy == .random)
        #expect(result.drafts[1].isEnabled == false)
        #expect(result.drafts[1].isRecommendable == nil)
    }

    @Test func anyQIsTabsWithAHeader() throws {
        let result = try ImportResult("question\tanswer\n怎么退货\t七天内可退\n")
        #expect(result.source.format == .anyq)
        #expect(result.drafts.map(\.answerTexts) == [["七天内可退"]])
    }

    @Test func ragFlowHasNoHeader() throws {
        let result = try ImportResult(reading: Fixtures.path("ragflow.xlsx"), as: .ragflow)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎么退货", "运费谁付", "换货要多久"])
        #expect(result.drafts.map(\.answerTexts) == [["七天内可退。"], ["质量问题由我们付。"], ["三天。"]])
        let text = "问题：甲\t答案：第一行\n接着写\nQ：乙\tA：乙答\n"
        let lines = try ImportResult(text, as: .ragflow)
        #expect(lines.drafts.map(\.answerTexts) == [["第一行\n接着写"], ["乙答"]])
    }

    @Test func nlpJSHasNoHeaderEither() throws {
        let result = try ImportResult("问题：甲\t甲答\n乙\t乙答\n", as: .nlpjs)
        #expect(result.drafts.map(\.question) == ["问题：甲", "乙"])
    }

    @Test func twoColumnsWithoutAHeaderAreTakenWithAWarning() throws {
        let result = try ImportResult("怎么退货,七天内可退\n运费谁付,我们付\n", named: "a.csv")
        #expect(result.warnings == ["1 - no_header"])
        #expect(result.drafts.map(\.question) == ["怎么退货", "运费谁付"])
    }

    @Test func chatWikiHasThreeColumns() throws {
        let result = try ImportResult("问题,相似问法,答案\n怎么退货,\"退货\n退换\",七天内可退\n")
        #expect(result.source.format == .chatwiki)
        #expect(result.drafts[0].similarQuestions == ["退货", "退换"])
    }

    @Test func rowsWithoutAMainQuestionGoOnWithTheEntryAbove() throws {
        let text = """
            Main Question,Alternative Phrase,Answer
            怎么退货,退货,七天内可退
            ,退换,
            ,能退吗,
            运费谁付,,我们付
            """
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎么退货", "运费谁付"])
        #expect(result.drafts[0].similarQuestions == ["退货", "退换", "能退吗"])
    }

    @Test(arguments: [
        "分组,问题,相似问题,答案", "分类,标准问,相似问法,回答", "类别,主问题,扩展问,机器人回答",
        "category,question,similar,answer", "Group,Standard Question,Similar_Questions,Reply",
        "*分组名称,问题（必填）,相似问1,回复内容", " 分组 ,提问, 相似说法,答案内容（必填）",
    ])
    func usualHeadersAreUnderstood(_ header: String) throws {
        let result = try ImportResult("\(header),备注\n售后,怎么退货,退货|退换,七天内可退,内部\n")
        #expect(result.problems.isEmpty)
        let draft = try #require(result.drafts.first)
        #expect(draft.group == ["售后"])
        #expect(draft.question == "怎么退货")
        #expect(draft.similarQuestions == ["退货", "退换"])
        #expect(draft.answerTexts == ["七天内可退"])
        #expect(draft.extra == ["备注": .string("内部")])
    }

    @Test func severalQuestionColumnsAreOneQuestionAndSimilarOnes() throws {
        let result = try ImportResult("问题1,问题2,问题3,答案1,答案2\n甲,乙,丙,一,二\n", named: "a.csv")
        #expect(result.drafts[0].question == "甲")
        #expect(result.drafts[0].similarQuestions == ["乙", "丙"])
        #expect(result.drafts[0].answerTexts == ["一", "二"])
    }

    @Test func aTypeThatIsNotOursIsKept() throws {
        let result = try ImportResult("类型,问题,答案,状态\n文本,甲,一,已发布\n,乙,二,草稿\n")
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.extra) == [["类型": .string("文本")], nil])
        #expect(result.drafts.map(\.isEnabled) == [true, false])
    }

    @Test func rowsOfVocabularyStandAmongEntries() throws {
        let text = """
            type,question,similar,answer
            entry,甲,乙,答
            synonyms,,退款|退钱,
            dictionary,,青禾优选,
            fillers,,"亲,老板",
            sentence,,,
            """
        let result = try ImportResult(text)
        #expect(result.errors == ["6 type bad_value"])
        #expect(result.drafts.map(\.question) == ["甲"])
        #expect(
            result.vocabulary
                == Vocabulary(
                    words: ["青禾优选"],
                    synonyms: [["退款", "退钱"]],
                    fillers: ["亲", "老板"]
                )
        )
    }

    @Test func otherFieldsHaveTheirColumns() throws {
        let text = """
            问题,答案,标签,停用,关联,生效日期,失效时间,账号
            甲,答,"售后,退款",是,a|b,2025/1/2,2025年3月4日,kf1
            """
        let draft = try #require(try ImportResult(text).drafts.first)
        #expect(draft.tags == ["售后", "退款"])
        #expect(draft.isEnabled == false)
        #expect(draft.related == ["a", "b"])
        #expect(draft.accounts == ["kf1"])
        #expect(draft.validFrom == .some(Date(timeIntervalSince1970: 1_735_747_200)))
        #expect(
            draft.validUntil == .some(Date(timeIntervalSince1970: 1_741_104_000)),
            "the last day counts"
        )
    }
}
