import KFBot
import Testing

/// Forms that are JSON or YAML documents: recognised by their keys.
struct DocumentFormatTests {
    @Test func qnaMakerDocuments() throws {
        let text = """
            {"wordAlterations":[{"alterations":["退款","退钱"]}],
             "qnaDocuments":[{"id":1,"answer":"在订单页申请。","source":"手册","questions":["怎么退款","退款流程"],
              "metadata":[{"name":"category","value":"售后"}],
              "context":{"isContextOnly":true,"prompts":[{"displayOrder":0,"qnaId":2,"displayText":"多久"}]}}]}
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .qnamaker)
        #expect(result.vocabulary.synonyms == [["退款", "退钱"]])
        let draft = try #require(result.drafts.first)
        #expect(draft.id == "1")
        #expect(draft.similarQuestions == ["退款流程"])
        #expect(draft.group == ["售后"])
        #expect(draft.related == ["2"])
        #expect(draft.extra?["is_context_only"] == .bool(true))
        #expect(draft.extra?["source"] == .string("手册"))
    }

    @Test func qnaBotDocuments() throws {
        let text = """
            {"qna":[{"qid":"Pay.001","type":"qna","q":["怎么付款","支付方式"],"a":"微信支付。","t":"支付",
              "r":{"title":"选一种","imageUrl":"https://example.com/a.png","buttons":[{"text":"微信","value":"微信"}]},
              "l":"hook","tags":"a b"},
              {"qid":"Pay.002","q":[],"a":"无"}]}
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .qnabot)
        #expect(result.errors == ["2 q empty_question"])
        let draft = try #require(result.drafts.first)
        #expect(draft.tags == ["a", "b"])
        #expect(draft.extra == ["l": .string("hook")])
        #expect(draft.answers?.first?.parts.count == 3)
    }

    @Test func weKnoraDocuments() throws {
        let text = """
            [{"id":12,"tag_name":"账户","standard_question":"怎么注册","similar_questions":["开户"],
              "negative_questions":["注销"],"answers":["点注册","发短信"],"answer_strategy":"random",
              "is_enabled":false,"is_recommended":true}]
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .weknora)
        let draft = try #require(result.drafts.first)
        #expect(draft.id == "12")
        #expect(draft.negativeQuestions == ["注销"])
        #expect(draft.answerTexts == ["点注册", "发短信"])
        #expect(draft.strategy == .random)
        #expect(draft.isEnabled == false)
        #expect(draft.isRecommendable == true)
        #expect(draft.extra == nil)
    }

    @Test func chatoperaDocuments() throws {
        let text = """
            [{"categories":["售后","退款"],"enabled":true,"post":"怎么退款","replies":[
              {"rtype":"plain","content":"在订单页申请。","enabled":true},
              {"rtype":"plain","content":"停用的","enabled":false},
              {"rtype":"news","content":[{"title":"手册","url":"https://example.com","description":"退款"}]}],
              "similarQuestions":["退款流程"]}]
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .chatopera)
        let draft = try #require(result.drafts.first)
        #expect(draft.group == ["售后", "退款"])
        #expect(draft.similarQuestions == ["退款流程"])
        #expect(
            draft.answers == [
                Answer(text: "在订单页申请。"),
                Answer([.link(.init(title: "手册", url: "https://example.com", description: "退款"))]),
            ]
        )
    }

    @Test(arguments: [true, false])
    func weChatIntentsInBothNestings(_ isNested: Bool) throws {
        let rest = """
            "similar_questions":{"items":[{"text":{"content":"退款流程"}}]},"answers":[{"text":{"content":"在订单页申请。"},
            "attachments":[{"msgtype":"image","image":{"media_id":"m1"}},
            {"msgtype":"video","video":{"name":"演示.mp4"}},
            {"msgtype":"link","link":{"title":"手册","picurl":"p","desc":"d","url":"https://example.com"}},
            {"msgtype":"miniprogram","miniprogram":{"title":"小程序","thumb_media_id":"t","appid":"wx1","pagepath":"p/a"}}]}]
            """
        let question =
            isNested
            ? "\"question\":{\"text\":{\"content\":\"怎么退款\"},\(rest)}"
            : "\"question\":{\"text\":{\"content\":\"怎么退款\"}},\(rest)"
        let text = """
            {"errcode":0,"group_list":[{"group_id":"g1","name":"售后"}],
             "intent_list":[{"group_id":"g1","intent_id":"i1",\(question)},
             {"group_id":"g2","intent_id":"i2","question":{"text":{"content":""}}}],"has_more":0}
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .wechat)
        #expect(result.errors == ["2 question empty_question"])
        let draft = try #require(result.drafts.first)
        #expect(draft.id == "i1")
        #expect(draft.group == ["售后"])
        #expect(draft.question == "怎么退款")
        #expect(draft.similarQuestions == ["退款流程"])
        #expect(
            draft.answers == [
                Answer([
                    .text("在订单页申请。"), .image(.init(mediaID: "m1")), .video(.init(name: "演示.mp4")),
                    .link(
                        .init(
                            title: "手册",
                            url: "https://example.com",
                            description: "d",
                            pictureURL: "p"
                        )
                    ),
                    .miniprogram(
                        .init(title: "小程序", appID: "wx1", pagePath: "p/a", thumbMediaID: "t")
                    ),
                ])
            ]
        )
    }

    @Test func oneBodyOfAddIntentIsAnEntry() throws {
        let result = try ImportResult(
            """
            {"group_id":"g1","question":{"text":{"content":"怎么退款"}},
             "answers":[{"text":{"content":"在订单页申请。"}}]}
            """
        )
        #expect(result.source.format == .wechat)
        #expect(result.drafts.map(\.question) == ["怎么退款"])
        #expect(result.drafts.map(\.extra) == [["group_id": .string("g1")]])
    }

    @Test func botpressDocuments() throws {
        let text = """
            {"qnas":[{"id":"a1","data":{"action":"text","contexts":["售后"],"enabled":true,
              "questions":{"en":["refund"],"zh":["怎么退款","退款流程"]},"answers":{"en":["Ask."],"zh":["一","二"]},
              "redirectFlow":"","redirectNode":""}}],"contentElements":[]}
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .botpress)
        let draft = try #require(result.drafts.first)
        #expect(draft.question == "怎么退款")
        #expect(draft.answerTexts == ["一", "二"])
        #expect(draft.strategy == .random)
        #expect(draft.group == ["售后"])
    }

    @Test func tencentRecordsOnLines() throws {
        let text = """
            {"CategoryId":"3","Question":"怎么退款","Answer":"在订单页申请。","AnswerType":0,"SimilarQuestions":["退款流程"]}
            {"CategoryId":"3","Question":"多久到账","Answer":"三天","AnswerType":0,"SimilarQuestions":[]}
            """
        let result = try ImportResult(text)
        #expect(result.source.format == .tencent)
        #expect(result.drafts.map(\.question) == ["怎么退款", "多久到账"])
        #expect(result.drafts[0].similarQuestions == ["退款流程"])
        #expect(result.drafts[0].extra == ["CategoryId": .string("3"), "AnswerType": .integer(0)])
    }

    @Test func rasaIntentsAndResponses() throws {
        let text = """
            version: "3.1"
            nlu:
            - intent: faq/ask_refund
              examples: |
                - 怎么在[上海](city)退款
                - 如何给[订单]{"entity": "order", "role": "old"}退款 [大约]
            - intent: faq/ask_invoice
              examples: |
                - 怎么开发票
            - synonym: 退款
              examples: |
                - 退钱
            - lookup: brand
              examples: |
                - 青禾优选
            responses:
              utter_faq/ask_refund:
              - text: 在订单页申请。
                image: https://example.com/a.png
              - text: 另一种说法
              utter_greet:
              - text: 你好
            """
        let result = try ImportResult(text, named: "nlu.yml")
        #expect(result.source.format == .rasa)
        // What is missing here may stand in another file; the importer says what remains so.
        #expect(result.problems.isEmpty)
        #expect(result.vocabulary == Vocabulary(words: ["青禾优选"], synonyms: [["退款", "退钱"]]))
        let draft = try #require(result.drafts.first)
        #expect(result.drafts.map(\.id) == ["faq/ask_refund", "faq/ask_invoice", "greet"])
        #expect(draft.id == "faq/ask_refund")
        #expect(draft.group == ["faq"])
        #expect(draft.question == "怎么在上海退款")
        #expect(draft.similarQuestions == ["如何给订单退款 [大约]"])
        #expect(draft.strategy == .random)
        #expect(
            draft.answers == [
                Answer([.text("在订单页申请。"), .image(.init(url: "https://example.com/a.png"))]),
                Answer(text: "另一种说法"),
            ]
        )
    }

    @Test func rasaResponsesAloneAreAnswersWithoutQuestions() throws {
        let result = try ImportResult(
            "responses:\n  utter_faq/ask_refund:\n  - text: 在订单页申请。\n",
            named: "domain.yml"
        )
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.id) == ["faq/ask_refund"])
        #expect(result.drafts.map(\.question) == [nil])
    }

    @Test func theMinimalFormOfTheEvaluationSets() throws {
        let text = """
            {"id":"a-1","question":"怎么退款","similar":["退款流程"],"answer":"在订单页申请。","category":"售后/退款","level":3}
            {"synonyms":["退款","退钱"]}
            {"dictionary":["青禾优选"]}
            {"fillers":["亲"]}
            """
        let result = try ImportResult(text, named: "kb.jsonl")
        #expect(result.source.format == .jsonl)
        #expect(result.problems.isEmpty)
        let draft = try #require(result.drafts.first)
        #expect(draft.id == "a-1")
        #expect(draft.group == ["售后", "退款"])
        #expect(draft.extra == ["level": .integer(3)])
        #expect(
            result.vocabulary
                == Vocabulary(words: ["青禾优选"], synonyms: [["退款", "退钱"]], fillers: ["亲"])
        )
    }

    @Test(arguments: [
        ("[{\"问题\":\"甲\",\"答案\":\"答\",\"相似问\":\"乙|丙\"}]", ImportFormat.json),
        ("{\"问题\":\"甲\",\n\"答案\":\"答\",\"相似问\":[\"乙\",\"丙\"]}", .json),
        ("entries:\n- question: 甲\n  answer: 答\n  similar: [乙, 丙]\n", .yaml),
        ("- 问题: 甲\n  答案: |-\n    答\n  similar:\n  - 乙\n  - 丙\n", .yaml),
    ])
    func ourOwnFormInOtherContainersAndWords(_ text: String, _ format: ImportFormat) throws {
        let result = try ImportResult(text)
        #expect(result.source.format == format)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["甲"])
        #expect(result.drafts.map(\.similarQuestions) == [["乙", "丙"]])
        #expect(result.drafts.map(\.answerTexts) == [["答"]])
    }

    @Test func recordsMayFollowEachOtherWithoutAnArray() throws {
        let text = """
            {"question": "甲",
             "answer": "一"}
            {"question": ["乙", "丙"],
             "answer": ["二", "三"]}
            """
        let result = try ImportResult(text, named: "a.json")
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["甲", "乙"])
        #expect(result.drafts.map(\.location.row) == [1, 2])
        #expect(result.drafts[1].similarQuestions == ["丙"])
        #expect(result.drafts[1].answerTexts == ["二", "三"])
        let lines = try ImportResult(
            "{\"question\":\"甲\",\"answer\":\"一\"}\n{\"question\":\"乙\",\"answer\":\"二\"}\n",
            as: .json
        )
        #expect(lines.drafts.map(\.question) == ["甲", "乙"])
        let one = try ImportResult("{\"post\":\"甲\",\n\"replies\":[{\"content\":\"一\"}]}")
        #expect(one.source.format == .chatopera)
        #expect(one.drafts.map(\.question) == ["甲"])
    }

    @Test func anEmptyBaseIsNoError() throws {
        for text in ["{\"entries\":[],\"version\":1}", "[]", "entries: []\nversion: 1\n"] {
            let result = try ImportResult(text)
            #expect(result.problems.isEmpty)
            #expect(result.drafts.isEmpty)
        }
    }

    @Test func anExplicitFormGoesBeforeTheShape() throws {
        let result = try ImportResult(
            "question,answer\n甲,乙\n",
            named: "a.csv",
            as: .csv
        )
        #expect(result.source.format == .csv)
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(reading: Fixtures.path("excel.xlsx"), as: .rasa)
        }
        #expect(error?.code == .wrongFormat)
    }
}
