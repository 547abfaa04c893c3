import Foundation
import KFBot
import Testing

/// What the forms of other systems hold comes back; what they cannot hold is said.
struct ExporterTests {
    private static let plain = [
        Entry(
            id: "1",
            question: "怎么退款",
            answers: [Answer(text: "在订单页申请。")],
            group: ["售后"],
            similarQuestions: ["退款流程", "如何退钱"]
        ),
        Entry(id: "2", question: "怎么开发票", answers: [Answer(text: "联系客服。\n三天内寄出")], group: ["售后"]),
    ]

    private static let rich = [
        Entry(
            id: "a",
            question: "怎么退款",
            answers: [
                Answer([
                    .text("看图"), .image(.init(mediaID: "m1")),
                    .menu(.init(heading: "选", items: ["x"])),
                ]),
                Answer([.text("夜间")], condition: AnswerCondition(accounts: ["kf1"])),
            ],
            group: ["售后", "退款"],
            similarQuestions: ["退##款"],
            negativeQuestions: ["怎么付款"],
            strategy: .conditional,
            isEnabled: false,
            isRecommendable: false,
            handsOff: true,
            validFrom: Date(timeIntervalSince1970: 0),
            validUntil: Date(timeIntervalSince1970: 9),
            accounts: ["kf1"],
            related: ["b"],
            tags: ["t"],
            extra: ["k": .bool(true)]
        )
    ]

    private func export(
        _ entries: [Entry],
        _ format: ImportFormat,
        named name: String = "out"
    ) throws -> (result: ImportResult, losses: [ExportLoss], text: String) {
        try Fixtures.withFolder { folder in
            let path = folder + "/" + name
            let losses = try Exporter().export(
                entries,
                vocabulary: Vocabulary(words: ["青禾"]),
                format: format,
                to: .file(path)
            )
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
            let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            return (try ImportResult(reading: path), losses, text)
        }
    }

    @Test(arguments: [
        (ImportFormat.qnamaker, "out.tsv"), (.qnabot, "out.json"), (.fastgpt, "out.csv"),
        (.maxkb, "out.csv"), (.weknora, "out.csv"), (.weknora, "out.json"),
        (.chatopera, "out.json"), (.wechat, "out.json"), (.rasa, "out.yml"),
    ])
    func questionsAndAnswersComeBackFromOtherForms(_ format: ImportFormat, _ name: String) throws {
        let (result, _, _) = try export(Self.plain, format, named: name)
        #expect(result.source.format == format)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == Self.plain.map(\.question))
        #expect(
            result.drafts.map { $0.similarQuestions ?? [] } == Self.plain.map(\.similarQuestions)
        )
        #expect(result.drafts.map(\.answers) == Self.plain.map(\.answers))
        let groups: Set<ImportFormat> = [.qnamaker, .qnabot, .weknora, .chatopera, .wechat]
        if groups.contains(format) { #expect(result.drafts.map(\.group) == [["售后"], ["售后"]]) }
    }

    @Test(arguments: [ImportFormat.dify, .anyq])
    func formsOfPairsGetARowForEachPhrasing(_ format: ImportFormat) throws {
        let (result, losses, _) = try export(Self.plain, format)
        #expect(result.source.format == format)
        #expect(result.drafts.map(\.question) == ["怎么退款", "退款流程", "如何退钱", "怎么开发票"])
        let similar = losses.first { $0.field == "similar" }
        #expect(similar?.count == 1)
        #expect(similar?.examples == ["1"])
        #expect(losses.first { $0.field == "id" }?.count == 2)
        #expect(losses.first { $0.field == "vocabulary" }?.count == 1)
    }

    @Test(arguments: [
        (
            ImportFormat.weknora,
            [
                "accounts", "answers", "answers.parts", "answers.when", "extra", "handoff", "id",
                "related", "strategy", "tags", "valid_from", "valid_until", "vocabulary",
            ]
        ),
        (
            .wechat,
            [
                "accounts", "answers.parts", "answers.when", "enabled", "extra", "handoff",
                "negative", "recommendable", "related", "strategy", "tags", "valid_from",
                "valid_until", "vocabulary",
            ]
        ),
        (
            .dify,
            [
                "accounts", "answers", "answers.parts", "answers.when", "enabled", "extra", "group",
                "handoff", "id", "negative", "recommendable", "related", "similar", "tags",
                "valid_from", "valid_until", "vocabulary",
            ]
        ),
    ])
    func whatIsLostIsSaid(_ format: ImportFormat, _ fields: [String]) throws {
        let (_, losses, _) = try export(Self.rich, format)
        #expect(Set(losses.map(\.field)).sorted() == fields)
        #expect(losses.filter { $0.field != "vocabulary" }.allSatisfy { $0.examples == ["a"] })
    }

    @Test("other robots get texts as they are; what a spreadsheet would run is named")
    func textsOfPeersAreNotGuarded() throws {
        let entry = Entry(id: "1", question: "=cmd()", answers: [Answer(text: "-1")])
        let (result, losses, text) = try export([entry], .fastgpt)
        #expect(text == "q,a,indexes\n=cmd(),-1\n")
        #expect(result.drafts.map(\.question) == ["=cmd()"])
        #expect(losses.contains { $0.field == "text" && $0.message.contains("runs them") })
        let plain = Entry(
            id: "a",
            question: "退款步骤",
            answers: [Answer(text: "- 第一步：进订单\n- 第二步：点退款")],
            similarQuestions: ["+86 电话怎么填"]
        )
        for format in [ImportFormat.weknora, .fastgpt, .maxkb, .dify, .anyq, .qnamaker] {
            let (result, losses, text) = try export([plain], format)
            #expect(!text.contains("'"), "\(format)")
            #expect(!losses.contains { $0.field == "text" }, "\(format)")
            #expect(result.drafts.first?.answerTexts.first?.hasPrefix("- 第一步") == true, "\(format)")
        }
    }

    @Test(
        "a table that its users edit in Excel begins with a mark",
        arguments: [ImportFormat.csv, .weknora]
    )
    func marks(_ format: ImportFormat) throws {
        let (_, _, text) = try export(Self.plain, format)
        #expect(text.unicodeScalars.first == "\u{FEFF}")
    }

    @Test func csvBeginsWithAMarkForExcel() throws {
        let (_, _, text) = try export(Self.plain, .csv)
        #expect(text.unicodeScalars.first == "\u{FEFF}")
        let (_, _, tabs) = try export(Self.plain, .tsv)
        #expect(tabs.hasPrefix("id\tgroup\tquestion\tsimilar\t"))
    }

    @Test func yamlIsReadableWhereItCanBe() throws {
        let (_, _, text) = try export([Self.plain[1]], .yaml)
        #expect(
            text.hasPrefix(
                """
                entries:
                  - id: "2"
                    group: 售后
                    question: 怎么开发票
                    similar: []
                    negative: []
                    answer: |-
                      联系客服。
                      三天内寄出
                    strategy: all

                """
            )
        )
    }

    @Test func whatYAMLReadersDropIsSaid() throws {
        let entry = Entry(id: "1", question: "\u{FEFF}问", answers: [Answer(text: "x\u{FEFF}")])
        let (result, losses, _) = try export([entry], .yaml)
        #expect(losses.map(\.field) == ["text"])
        #expect(result.drafts.first?.question == "问")
        #expect(result.drafts.first?.answerTexts == ["x\u{FEFF}"])
    }

    @Test func aCellTooLongForAWorkbookIsCutAndSaid() throws {
        let long = String(repeating: "长", count: 40_000)
        let entry = Entry(id: "1", question: "问", answers: [Answer(text: long)])
        try Fixtures.withFolder { folder in
            let path = folder + "/kb.xlsx"
            let losses = try Exporter().export([entry], format: .auto, to: .file(path))
            #expect(losses.map(\.field) == ["answer"])
            let result = try ImportResult(reading: path)
            #expect(result.drafts.first?.answerTexts.first.map { long.hasPrefix($0) } == true)
        }
    }

    @Test(arguments: [ImportFormat.jsonl, .xlsx])
    func anExportGoesToADescriptor(_ format: ImportFormat) throws {
        try Fixtures.withFolder { folder in
            let path = folder + "/kb"
            let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
            _ = try Exporter().export(Self.plain, format: format, to: .descriptor(descriptor))
            close(descriptor)
            let result = try ImportResult(reading: path)
            #expect(result.drafts.map(\.question) == ["怎么退款", "怎么开发票"])
        }
    }

    @Test func whatCannotBeWrittenThrows() throws {
        for (format, path, code) in [
            (ImportFormat.ragflow, "/tmp/x", ImportError.Code.unknownFormat),
            (.jsonl, "/nowhere/kb.jsonl", .unwritable), (.xlsx, "/nowhere/kb.xlsx", .unwritable),
            (.auto, "/tmp/kb.docx", .unknownFormat),
        ] {
            let error = #expect(throws: ImportError.self) {
                try Exporter().export(Self.plain, format: format, to: .file(path))
            }
            #expect(error?.code == code)
        }
    }
}
