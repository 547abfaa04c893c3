import Foundation
import KFBot
import KFBotTesting
import Testing

/// Which entry a record means, and what becomes of records that mean the same one.
struct ImportSessionTests {
    private let directory: TemporaryDirectory
    private let store: KnowledgeStore
    private let author = Authorship(actor: "t", date: Date(timeIntervalSince1970: 0))

    init() throws {
        directory = try TemporaryDirectory()
        store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
    }

    @discardableResult
    private func run(
        _ files: [(name: String, text: String)],
        _ change: (inout KnowledgeImporter.Options) -> Void = { _ in }
    ) throws -> ImportReport {
        var options = KnowledgeImporter.Options()
        change(&options)
        return try KnowledgeImporter(store: store).importFiles(
            try files.map { try directory.write($0.text, to: $0.name) },
            into: .main,
            by: author,
            options: options
        )
    }

    private func entries() throws -> [Entry] { try store.read { try $0.entries(of: .main) } }

    // MARK: Identity

    @Test(
        "two files that count from 1 do not overwrite each other",
        arguments: ["编号", "序号", "id", "No."]
    )
    func countingFiles(_ header: String) throws {
        try run([("a.csv", "\(header),问题,答案\n1,怎么退款,在订单里点申请退款\n2,退款几天到账,三个工作日\n")])
        let report = try run([
            ("b.csv", "\(header),问题,答案\n1,怎么开发票,在我的发票里开\n2,发票能换抬头吗,开出后不能换\n")
        ])
        #expect(report.added == 2 && report.updated == 0)
        #expect(try entries().count == 4)
        let again = try run([
            ("b.csv", "\(header),问题,答案\n1,会员怎么升级,去会员中心\n2,怎么开发票,在我的发票里开\n")
        ])
        #expect(again.added == 1 && again.unchanged == 1, "the numbers have moved, the entries not")
    }

    @Test(
        "an update by something unrelated is refused in every form, unless it is meant",
        arguments: [
            ("b.jsonl", "{\"id\":\"FAQ-1\",\"question\":\"怎么开发票\",\"answer\":\"在我的发票里开\"}"),
            ("b.json", "[{\"id\":\"FAQ-1\",\"question\":\"怎么开发票\",\"answer\":\"在我的发票里开\"}]"),
            ("b.csv", "编号,问题,答案\nFAQ-1,怎么开发票,在我的发票里开\n"),
            ("b.yaml", "- id: FAQ-1\n  question: 怎么开发票\n  answer: 在我的发票里开\n"),
            (
                "b.tsv",
                "Question\tAnswer\tSource\tMetadata\tPrompts\tQnaId\n怎么开发票\t在我的发票里开\ta\t\t[]\tFAQ-1\n"
            ),
        ]
    )
    func unrelatedUpdates(_ name: String, _ text: String) throws {
        try run([("a.csv", "编号,问题,答案\nFAQ-1,怎么退款,在订单里点申请退款\n")])
        let refused = try run([(name, text)])
        #expect(refused.rejected == 1 && !refused.isStored && refused.updated == 0)
        #expect(refused.problems.map(\.code) == [.unrelated])
        #expect(try entries().map(\.question) == ["怎么退款"])
        let meant = try run([(name, text)]) { $0.replacesUnrelated = true }
        #expect(meant.updated == 1 && meant.isStored)
        #expect(try entries().map(\.question) == ["怎么开发票"])
    }

    @Test(
        "an edit of an entry is no other entry",
        arguments: [
            ("怎么退款", "点售后"), ("退款流程是怎样的", "打开订单，联系客服处理"), ("如何把钱要回来", "在订单里点申请退款，三天到账"),
            ("怎么申请退款？", "请致电客服"),
        ]
    )
    func relatedUpdates(_ question: String, _ answer: String) throws {
        try run([("a.csv", "编号,问题,答案\nFAQ-1,怎么退款,在订单里点申请退款\n")])
        let report = try run([("b.csv", "编号,问题,答案\nFAQ-1,\(question),\"\(answer)\"\n")])
        #expect(report.updated == 1 && report.problems == [])
    }

    // MARK: Duplicates

    private static let twice = "问题,答案,相似问题\n怎么退款,点退款,\n怎么开发票,点开票,\n怎么退款？,点退款,钱怎么退\n"

    @Test func theSameTwiceIsOneEntryAndOneWarning() throws {
        let report = try run([("a.csv", Self.twice)])
        #expect(report.added == 2 && report.rejected == 0 && report.duplicates == 1)
        #expect(report.problems.map(\.code) == [.duplicate])
        #expect(report.problems.map(\.location.row) == [4])
        #expect(try entries().map(\.similarQuestions) == [["钱怎么退"], []])
        let again = try run([("a.csv", Self.twice)])
        #expect(again.unchanged == 2 && again.updated == 0 && again.revision == report.revision)
    }

    @Test(
        "with another answer it is the person's choice",
        arguments: [
            KnowledgeImporter.DuplicateRule?.none, .first, .merge, .reject,
        ]
    )
    func otherAnswers(_ rule: KnowledgeImporter.DuplicateRule?) throws {
        let text = "问题,答案\n怎么退款,点退款\n怎么开发票,点开票\n怎么退款,打电话\n"
        let report = try run([("a.csv", text)]) { $0.duplicates = rule }
        guard rule != .reject else {
            #expect(report.rejected == 1 && !report.isStored)
            #expect(report.added == 0 && report.wouldAdd == 2)
            return
        }
        #expect(report.added == 2 && report.rejected == 0)
        #expect(report.problems.map(\.code) == [.otherAnswer])
        let entry = try #require(try entries().first)
        let both = [Answer(text: "点退款"), Answer(text: "打电话")]
        #expect(entry.answers == (rule == .merge ? both : [both[0]]))
        #expect(entry.strategy == (rule == .merge ? .random : .all))
        let again = try run([("a.csv", text)]) { $0.duplicates = rule }
        #expect(again.unchanged == 2 && again.revision == report.revision)
    }

    @Test("rows with names of their own are treated alike; records keep theirs")
    func duplicatesWithNames() throws {
        let rows = "编号,问题,答案\nF-1,怎么退款,点退款\nF-2,怎么开发票,点开票\nF-3,怎么退款,点退款\n"
        let table = try run([("a.csv", rows)])
        #expect(table.added == 2 && table.problems.map(\.code) == [.duplicate])
        let lines = """
            {"id":"r-1","question":"几点上班","answer":"九点"}
            {"id":"r-2","question":"几点上班？","answer":"九点"}
            """
        let records = try run([("b.jsonl", lines)])
        #expect(records.added == 2)
        #expect(records.problems.map(\.code.rawValue) == ["same_question"])
        let merged = try run([("b.jsonl", lines)]) { $0.duplicates = .first }
        #expect(merged.duplicates == 1)
    }

    @Test func oneNameForTwoQuestionsIsRejected() throws {
        let lines =
            "{\"id\":\"a\",\"question\":\"甲怎么办\",\"answer\":\"一\"}\n{\"id\":\"a\",\"question\":\"乙在哪里\",\"answer\":\"二\"}"
        #expect(try run([("a.jsonl", lines)]).problems.map(\.code) == [.duplicate])
    }

    // MARK: Several files

    private static let nlu =
        "version: \"3.1\"\nnlu:\n- intent: faq/refund\n  examples: |\n    - 怎么退款\n    - 钱怎么退\n"
    private static let domain =
        "responses:\n  utter_faq/refund:\n  - text: 点退款\n  utter_default:\n  - text: 我没听懂\n"

    @Test(
        "Rasa's training data and domain in one command, in either order",
        arguments: [true, false]
    )
    func rasa(_ isTrainingFirst: Bool) throws {
        let files = [("nlu.yml", Self.nlu), ("domain.yml", Self.domain)]
        let report = try run(isTrainingFirst ? files : files.reversed())
        #expect(report.added == 1 && report.rejected == 0)
        #expect(report.problems.map(\.code) == [.noIntent])
        let entry = try #require(try entries().first)
        #expect(entry.id == "faq/refund" && entry.answers == [Answer(text: "点退款")])
        #expect(entry.similarQuestions == ["钱怎么退"])
        let again = try run(files)
        #expect(again.unchanged == 1 && again.revision == report.revision)
    }

    @Test func rasaOneFileAfterTheOther() throws {
        let alone = try run([("domain.yml", Self.domain)])
        #expect(alone.problems.map(\.code) == [.noIntent, .emptyQuestion] && !alone.isStored)
        let training = try run([("nlu.yml", Self.nlu)])
        #expect(training.problems.map(\.code) == [.emptyAnswer])
        let domain = try run([("domain.yml", Self.domain)])
        #expect(domain.updated == 1 && domain.problems.map(\.code) == [.noIntent])
    }

    // MARK: What was said of columns

    @Test("what was said about a column applies to the base's next import, until it is forgotten")
    func profile() throws {
        let text = "问题,口径,渠道\n怎么退款,点退款,网页\n"
        let said = try ImportReader.Options.columns(("口径", "answer"), ("渠道", "ignore"))
        let trial = try run([("a.csv", text)]) {
            $0.reading = said
            $0.isTrial = true
        }
        #expect(trial.wouldAdd == 1 && trial.problems == [])
        try run([("a.csv", text)]) { $0.reading = said }
        let next = try run([("a.csv", "问题,口径,渠道\n怎么换货,点换货,网页\n")])
        #expect(next.problems == [])
        #expect(next.columns.map(\.origin) == [.known, .mapped, .mapped])
        #expect(try entries().map(\.answers) == [[Answer(text: "点退款")], [Answer(text: "点换货")]])
        #expect(try entries().map(\.extra) == [[:], [:]])
        let other = try KnowledgeImporter(store: store).importFiles(
            [directory.file("a.csv")],
            into: "other",
            by: author
        )
        #expect(other.warnings > 0, "another base was told nothing")
        let forgotten = try run([("a.csv", "问题,口径,渠道\n怎么开票,点开票,网页\n")]) {
            $0.forgottenColumns = ["口径", "渠道"]
        }
        #expect(forgotten.problems.map(\.code).prefix(2) == [.unknownColumn, .unknownColumn])
    }

    // MARK: The report

    @Test func problemsOfOneKindAreCountedTogether() throws {
        let rows = (1...9).map { $0 % 2 == 0 ? "第\($0)问怎么办,答,也许" : "第\($0)问怎么办,答,是" }
        let report = try run([("a.csv", "问题,答案,启用\n" + rows.joined(separator: "\n"))])
        #expect(report.rejected == 4 && report.problems.count == 4)
        let kind = try #require(report.kinds.first)
        #expect(report.kinds.count == 1 && kind.count == 4)
        #expect(kind.places.map(\.row) == [3, 5, 7])
        #expect(report.added == 0 && report.wouldAdd == 5)
    }

    @Test func aPreviewShowsTheFirstEntriesAsTheyAreStored() throws {
        let rows = (1...9).map { "\($0),第\($0)问怎么办,答\($0)" }
        let text = "编号,问题,解答\n" + rows.joined(separator: "\n") + "\n10,第1问怎么办,另答\n"
        let report = try run([("a.csv", text)]) {
            $0.isTrial = true
            $0.previewCount = 5
            $0.duplicates = .merge
        }
        #expect(report.preview.map(\.question) == (1...5).map { "第\($0)问怎么办" })
        #expect(report.preview[0].answers == [Answer(text: "答1"), Answer(text: "另答")])
        #expect(report.columns.map(\.field) == ["row_number", "question", "answer"])
        #expect(try store.read { try $0.bases() } == [])
    }
}
