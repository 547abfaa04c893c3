import Foundation
import KFBot
import KFBotTesting
import Testing

/// Files of other systems, with what real exports of them have.
struct PeerFileTests {
    private static let header =
        "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\n"

    @Test(
        "QnA Maker: many prompts, in either spelling",
        arguments: [
            ("DisplayOrder", "QnaId", "Qna", "DisplayText"),
            ("displayOrder", "qnaId", "qna", "displayText"),
        ]
    )
    func prompts(_ order: String, _ id: String, _ qna: String, _ text: String) throws {
        let prompts = (2...7).map {
            "{\"\(order)\":\($0 - 2),\"\(id)\":\($0),\"\(qna)\":null,\"\(text)\":\"第\($0)步\"}"
        }
        var table =
            Self.header + "怎么退款\t点退款\t客服.tsv\t\t[]\tFalse\t[\(prompts.joined(separator: ","))]\t1\n"
        for step in 2...7 {
            table += "第\(step)步做什么\t做第\(step)件事\t客服.tsv\t\t[]\tFalse\t[]\t\(step)\n"
        }
        for format in [ImportFormat.auto, .qnamaker] {
            let result = try ImportResult(table, named: "kb.tsv", as: format)
            #expect(result.source.format == .qnamaker)
            #expect(result.problems.isEmpty)
            #expect(result.drafts.count == 7)
            #expect(result.drafts[0].related == ["2", "3", "4", "5", "6", "7"])
        }
    }

    @Test("QnA Maker writes line breaks as \\n, and Markdown")
    func lineBreaks() throws {
        let table =
            Self.header + "怎么退款\t1. 打开**订单**\\n2. 点退款\\n\\n三天到账\ta\t\t[]\tFalse\t[]\t1\n"
            + "日志在哪\tC:\\new\\logs\ta\t\t[]\tFalse\t[]\t2\n"
        let result = try ImportResult(table, named: "kb.tsv")
        #expect(
            result.drafts.map(\.answerTexts) == [
                ["1. 打开订单\n2. 点退款\n\n三天到账"], ["C:\\new\\logs"],
            ]
        )
    }

    @Test func qnaMakerDocumentsInTheOtherSpelling() throws {
        let text = """
            {"QnaDocuments":[{"Id":1,"Answer":"点退款","Source":"a","Questions":["怎么退款","钱怎么退"],
              "Metadata":[{"Name":"category","Value":"售后"}],
              "Context":{"IsContextOnly":false,"Prompts":[{"DisplayOrder":0,"QnaId":2,"DisplayText":"b"}]}}]}
            """
        let result = try ImportResult(text, named: "kb.json")
        #expect(result.source.format == .qnamaker)
        let draft = try #require(result.drafts.first)
        #expect(draft.question == "怎么退款")
        #expect(draft.answerTexts == ["点退款"])
        #expect(draft.group == ["售后"])
        #expect(draft.related == ["2"])
    }

    @Test func anEmptyButtonOfQnABotIsNoMenu() throws {
        let text = """
            {"qna":[{"qid":"Refund.001","type":"qna","q":["怎么退款"],"a":"点退款",
              "r":{"title":"","imageUrl":"","buttons":[{"text":"","value":""}]}}]}
            """
        let result = try ImportResult(text)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.answers) == [[Answer(text: "点退款")]])
    }

    @Test("MaxKB's template in traditional script")
    func maxKB() throws {
        let text = """
            分段標題（選填）,分段內容（必填，問題答案）,問題（選填，單元格內一行一個）
            退款,在訂單裡點退款,"怎麼退款
            錢怎麼退"
            """
        let result = try ImportResult(text, named: "a.csv")
        #expect(result.source.format == .maxkb)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["退款"])
        #expect(result.drafts[0].similarQuestions == ["怎麼退款", "錢怎麼退"])
    }

    @Test func nlpJSCorpora() throws {
        let text = """
            {"name":"Corpus","locale":"zh-CN","data":[
              {"intent":"refund.how","utterances":["怎么退款","钱怎么退"],"answers":["点退款",{"answer":"在订单里退"}]},
              {"intent":"None","utterances":["随便"]}]}
            """
        let result = try ImportResult(text, named: "corpus.json")
        #expect(result.source.format == .nlpjs)
        #expect(result.drafts.map(\.id) == ["refund.how", "None"])
        #expect(result.drafts[0].similarQuestions == ["钱怎么退"])
        #expect(result.drafts[0].answerTexts == ["点退款", "在订单里退"])
        #expect(result.drafts[0].strategy == .random)
        #expect(result.warnings == ["2 answers empty_answer"])
    }

    @Test(
        "ChatterBot's corpora as YAML and JSON",
        arguments: [
            (
                "a.yml",
                "categories:\n- AI\nconversations:\n- - 什么是ai\n  - 人工智能\n- - 什么是ai\n  - 一门学科\n- - 你好\n  - 你好呀\n  - 再见\n"
            ),
            (
                "a.json",
                "{\"categories\":[\"AI\"],\"conversations\":[[\"什么是ai\",\"人工智能\"],[\"什么是ai\",\"一门学科\"],[\"你好\",\"你好呀\",\"再见\"]]}"
            ),
        ]
    )
    func chatterBot(_ name: String, _ text: String) throws {
        let result = try ImportResult(text, named: name)
        #expect(result.source.format == .chatterbot)
        #expect(result.drafts.map(\.question) == ["什么是ai", "你好"])
        #expect(result.drafts.map(\.answerTexts) == [["人工智能", "一门学科"], ["你好呀"]])
        #expect(result.drafts.map(\.strategy) == [.random, nil])
        #expect(result.drafts.map(\.group) == [["AI"], ["AI"]])
        #expect(result.problems.map(\.code) == [.notSupported])
    }

    @Test(
        "Rasa 1: Markdown and JSON",
        arguments: [
            (
                "nlu.md",
                """
                ## intent:faq/refund
                - 怎么在[上海](city)退款
                - 钱怎么退
                ## synonym:退款
                - 退钱
                ## lookup:brand
                - 青禾
                """
            ),
            (
                "nlu.json",
                """
                {"rasa_nlu_data":{"common_examples":[
                  {"text":"怎么在上海退款","intent":"faq/refund","entities":[]},{"text":"钱怎么退","intent":"faq/refund"}],
                  "entity_synonyms":[{"value":"退款","synonyms":["退钱"]}],
                  "lookup_tables":[{"name":"brand","elements":["青禾"]}],"regex_features":[]}}
                """
            ),
        ]
    )
    func rasa1(_ name: String, _ text: String) throws {
        let result = try ImportResult(text, named: name)
        #expect(result.source.format == .rasa)
        #expect(result.drafts.map(\.id) == ["faq/refund"])
        #expect(result.drafts.map(\.question) == ["怎么在上海退款"])
        #expect(result.drafts[0].similarQuestions == ["钱怎么退"])
        #expect(result.vocabulary == Vocabulary(words: ["青禾"], synonyms: [["退款", "退钱"]]))
    }

    @Test(
        "one list of records, whatever its name",
        arguments: [
            "{\"data\":[{\"question\":\"甲\",\"answer\":\"乙\"}]}",
            "{\"code\":0,\"msg\":\"ok\",\"result\":{\"total\":1,\"rows\":[{\"问题\":\"甲\",\"解答\":\"乙\"}]}}",
            "{\"知识\":[{\"标题\":\"甲\",\"内容\":\"乙\"}]}",
            "faq:\n- question: 甲\n  answer: 乙\n",
        ]
    )
    func aListUnderAnyName(_ text: String) throws {
        let result = try ImportResult(text)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["甲"])
        #expect(result.drafts.map(\.answerTexts) == [["乙"]])
    }

    @Test func recordsWithoutQuestionsNameTheirKeys() throws {
        for (name, text) in [
            ("c.json", "[{\"title\":\"怎么退款\",\"content\":\"点退款\"}]"),
            (
                "c.jsonl",
                "{\"title\":\"怎么退款\",\"content\":\"点退款\"}\n{\"title\":\"甲\",\"content\":\"乙\"}\n"
            ),
            ("c.yml", "list:\n- title: 怎么退款\n  content: 点退款\n"),
        ] {
            let error = #expect(throws: ImportError.self) {
                _ = try ImportResult(text, named: name)
            }
            #expect(error?.code == .noQuestions)
            #expect(
                error?.message.contains("content, title") == true,
                "\(name): \(error?.message ?? "")"
            )
            let options = try ImportReader.Options.columns(
                ("title", "question"),
                ("content", "answer")
            )
            let said = try ImportResult(text, named: name, options: options)
            #expect(said.problems.isEmpty)
            #expect(said.drafts.first?.question == "怎么退款")
            #expect(said.drafts.first?.answerTexts == ["点退款"])
        }
    }
}
