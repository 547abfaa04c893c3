import Foundation
import KFBot
import KFBotTesting
import Testing

/// The rules for whole bases.
struct LinterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// What is expected: `entry severity code field other`.
        let expected: [String]
        let entries: [Entry]
        var vocabulary = Vocabulary()

        var testDescription: String { name }
    }

    static let now = EntryRuleTests.now

    private static func entry(
        _ id: EntryID,
        _ question: String,
        similar: [String] = [],
        answer: String? = nil,
        _ change: (inout Entry) -> Void = { _ in }
    ) -> Entry {
        var entry = Entry(
            id: id,
            question: question,
            answers: [Answer(text: answer ?? "这是\(id)的答案")],
            similarQuestions: similar
        )
        change(&entry)
        return entry
    }

    static let duplicates: [Case] = [
        Case(
            name: "the same question in two entries",
            expected: [
                "a error never_wins - b", "b error same_question question a",
                "b error never_wins - a",
            ],
            entries: [entry("a", "怎么退款"), entry("b", "怎麼退款？")]
        ),
        Case(
            name: "each has a question of its own beside it",
            expected: ["b error same_question similar[0] a"],
            entries: [
                entry("a", "怎么退款", similar: ["钱退到哪里"]),
                entry("b", "发票开错了", similar: ["怎么退款！"]),
            ]
        ),
        Case(
            name: "for different accounts",
            expected: [],
            entries: [
                entry("a", "怎么退款") { $0.accounts = ["x"] },
                entry("b", "怎么退款") { $0.accounts = ["y"] },
            ]
        ),
        Case(
            name: "for one account among all",
            expected: ["b error same_question question a", "b error never_wins - a"],
            entries: [entry("a", "怎么退款"), entry("b", "怎么退款") { $0.accounts = ["y"] }]
        ),
        Case(
            name: "one after the other",
            expected: [],
            entries: [
                entry("a", "怎么退款") { $0.validUntil = now.addingTimeInterval(1e8) },
                entry("b", "怎么退款") { $0.validFrom = now.addingTimeInterval(1e8) },
            ]
        ),
        Case(
            name: "a disabled copy",
            expected: ["b info never_wins enabled -"],
            entries: [entry("a", "怎么退款"), entry("b", "怎么退款") { $0.isEnabled = false }]
        ),
        Case(
            name: "an ended copy",
            expected: ["b warning expired valid_until -"],
            entries: [entry("a", "怎么退款"), entry("b", "怎么退款") { $0.validUntil = now }]
        ),
        Case(
            name: "nothing to find",
            expected: ["a error never_wins - -", "a warning empty_question question -"],
            entries: [entry("a", "？！")]
        ),
    ]

    static let nearness: [Case] = [
        Case(
            name: "nearly the same, other answer",
            expected: ["a warning near_question question b"],
            entries: filled([entry("a", "怎么申请退款"), entry("b", "如何申请退款？")])
        ),
        Case(
            name: "nearly the same, same answer",
            expected: [],
            entries: filled([
                entry("a", "怎么申请退款", answer: "答"), entry("b", "如何申请退款？", answer: "答"),
            ])
        ),
        Case(
            name: "opposites are not near",
            expected: [],
            entries: filled([entry("a", "怎么开通自动续费"), entry("b", "怎么关闭自动续费")])
        ),
        Case(
            name: "other numbers are not near",
            expected: [],
            entries: filled([entry("a", "套餐39元有多少流量"), entry("b", "套餐59元有多少流量")])
        ),
        Case(
            name: "nearer to another entry",
            expected: ["b warning nearer_to_other similar[0] a"],
            entries: filled([
                entry("a", "运费险怎么理赔", similar: ["运费险理赔流程", "申请运费险理赔"]),
                entry("b", "会员积分有什么用", similar: ["运费险理赔"]),
            ])
        ),
        Case(
            name: "nearest to its own",
            expected: [],
            entries: filled([
                entry("a", "运费险怎么理赔", similar: ["运费险理赔流程", "运费险理赔"]),
                entry("b", "会员积分有什么用", similar: ["积分可以做什么用"]),
            ])
        ),
    ]

    static let others: [Case] = [
        Case(
            name: "a related entry is missing",
            expected: ["a warning missing_related related[1] c"],
            entries: [
                entry("a", "怎么退款") { $0.related = ["b", "c"] }, entry("b", "发票怎么开"),
            ]
        ),
        Case(
            name: "synonyms",
            expected: [
                "- warning synonym_one_character synonyms[0] -",
                "- warning synonym_alone synonyms[2] -",
                "- warning synonym_in_two_classes synonyms[1] -",
            ],
            entries: [entry("a", "怎么退款")],
            vocabulary: Vocabulary(
                synonyms: [["快递", "包裹", "件"], ["物流", "包裹"], ["优惠券", "优惠券"]]
            )
        ),
        Case(
            name: "sound synonyms",
            expected: [],
            entries: [entry("a", "怎么退款")],
            vocabulary: Vocabulary(synonyms: [["快递", "包裹"], ["退款", "退钱"]])
        ),
        Case(name: "no entries", expected: [], entries: []),
    ]

    /// With a few entries more, so that words have weights as in a real base.
    private static func filled(_ entries: [Entry]) -> [Entry] {
        let questions = [
            "发票抬头写错了", "快递三天没有更新", "优惠券过期还能用吗", "手机号换了登录不上", "商品降价能补差价吗", "怎么修改收货地址",
            "大家电送货上楼吗", "礼品卡余额在哪看", "货到付款支持吗", "安装要自己预约吗", "密码忘记", "耳机只响一边", "屏幕碎了保修吗",
            "订单为什么自动取消", "企业采购有折扣吗", "门店几点关门",
        ]
        return entries
            + questions.enumerated().map { entry(EntryID(rawValue: "z\($0)"), $1) }
    }

    @Test("findings in a base", arguments: duplicates + nearness + others)
    func findings(sample: Case) {
        let linter = Linter(vocabulary: sample.vocabulary)
        // How sure the matcher is of the rest is the matcher's business.
        let found = linter.findings(in: sample.entries, at: Self.now).filter {
            $0.code != .nearerToOther || $0.severity != .info
        }
        let summaries = found.map {
            "\($0.entry?.rawValue ?? "-") \($0.summary) \($0.other?.rawValue ?? "-")"
        }
        #expect(summaries == sample.expected)
    }

    @Test("the winner's confidence is reported")
    func confidence() throws {
        let sample = try #require(Self.nearness.first { $0.name == "nearer to another entry" })
        let found = Linter().findings(in: sample.entries, at: Self.now)
        let finding = try #require(found.first { $0.entry == "b" })
        let confidence = try #require(finding.confidence)
        #expect(confidence > 0.9 && confidence <= 1)
    }

    @Test("a finding keeps every key of the contract, with null for what is not there")
    func coding() throws {
        let finding = LintFinding(.synonymAlone, .warning, entry: nil, "x")
        let data = try JSONEncoder().encode(finding)
        let object = try JSONDecoder().decode([String: JSONValue].self, from: data)
        #expect(
            object == [
                "code": .string("synonym_alone"), "severity": .string("warning"), "entry": .null,
                "field": .null, "message": .string("x"), "other": .null,
            ]
        )
        #expect(try JSONDecoder().decode(LintFinding.self, from: data) == finding)
    }

    @Test(
        "the sample bases have no errors",
        arguments: ["shop", "telecom", "bank", "saas", "wechat-kf"]
    )
    func samples(name: String) throws {
        let directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        _ = try KnowledgeImporter(store: store).importFiles(
            ["\(SampleFiles.samples)/\(name)/kb.jsonl"],
            into: .main,
            by: Authorship(actor: "t", date: Self.now)
        )
        let (entries, vocabulary) = try store.read {
            (try $0.entries(of: .main), try $0.vocabulary(of: .main))
        }
        let linter = Linter(vocabulary: vocabulary)
        let found = linter.findings(in: entries, at: Self.now)
        #expect(found.filter { $0.severity == .error } == [])
        #expect(linter.findings(in: entries, at: Self.now) == found, "the same twice")
    }

    @Test("an import warns with row and field")
    func importing() throws {
        let directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let text = """
            {"id":"a","question":"怎么退款","similar":["怎么退款？"],"answer":"点退款。"}
            {"id":"b","question":"几点上班","answer":"{{hours}}"}
            {"id":"c","question":"没有答案","answer":""}
            """
        let report = try KnowledgeImporter(store: store).importFiles(
            [try directory.write(text, to: "kb.jsonl")],
            into: .main,
            by: Authorship(actor: "t", date: Self.now)
        )
        #expect(report.isStored && report.warnings == 3 && report.rejected == 0)
        let summaries = report.problems.map {
            "\($0.location.row) \($0.location.column ?? "-") \($0.code.rawValue)"
        }
        #expect(
            summaries == [
                "1 similar[0] same_question", "2 answers[0].parts[0] unknown_variable",
                "3 answer empty_answer",
            ]
        )
    }

    @Test("docs/lint.md has a row for each code and for no other")
    func documentation() throws {
        let path = SampleFiles.root + "/docs/lint.md"
        let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| `") && !$0.hasPrefix("| `{{") }
            .compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
        #expect(rows == LintCode.allCases.map(\.rawValue))
    }
}
