import Foundation
import KFBot
import KFBotTesting
import Testing

struct KnowledgeImporterTests {
    private let directory: TemporaryDirectory
    private let store: KnowledgeStore
    private let author = Authorship(actor: "t", date: Date(timeIntervalSince1970: 0))

    init() throws {
        directory = try TemporaryDirectory()
        store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
    }

    private func run(
        _ text: String,
        as name: String = "kb.jsonl",
        _ change: (inout KnowledgeImporter.Options) -> Void = { _ in }
    ) throws -> ImportReport {
        var options = KnowledgeImporter.Options()
        change(&options)
        return try KnowledgeImporter(store: store).importFiles(
            [try directory.write(text, to: name)],
            into: .main,
            by: author,
            options: options
        )
    }

    private static let two = """
        {"id":"a","question":"怎么退款？","similar":["如何退钱"],"answer":"点退款。"}
        {"question":"发票怎么开","answer":"点开票。"}
        {"synonyms":["退款","返现"]}
        """

    @Test("importing a file again changes nothing, with names or without")
    func idempotent() throws {
        let first = try run(Self.two)
        #expect(first.added == 2 && first.isStored && first.revision == 1)
        let second = try run(Self.two)
        #expect(second.unchanged == 2 && second.added == 0 && second.revision == 1)
        let third = try run("{\"question\":\"發票怎麼開？\",\"answer\":\"点开票。\"}")
        #expect(third.updated == 1 && third.added == 0)
        #expect(try store.read { try $0.vocabulary(of: .main).synonyms } == [["退款", "返现"]])
    }

    @Test(
        "the report says what each file turned out to be; hidden rows come when they are asked for"
    )
    func sources() throws {
        let workbook = OfficeSamples.workbook(
            rows: OfficeSamples.row(1, ["问题", "答案"])
                + OfficeSamples.row(2, ["怎么退款", "点退款"], "hidden=\"1\"")
                + OfficeSamples.row(3, ["多久到账", "三天"])
        )
        let path = directory.file("a.xlsx")
        try Data(workbook.bytes).write(to: URL(filePath: path))
        let old = try Fixtures.path("gbk.csv")
        var options = KnowledgeImporter.Options()
        let importer = KnowledgeImporter(store: store)
        let report = try importer.importFiles(
            [old, path],
            into: .main,
            by: author,
            options: options
        )
        #expect(report.sources[old]?.encoding == .gb18030)
        #expect(report.sources[path]?.format == .xlsx)
        #expect(report.sources[path]?.encoding == nil)
        let count = report.added
        options.reading.readsHidden = true
        let more = try importer.importFiles([path], into: .main, by: author, options: options)
        #expect(count > 1)
        #expect(more.read == 2)
        #expect(more.warnings == 0)
    }

    @Test("questions that only a sign or a rare character tells apart are two entries")
    func signsAreKept() throws {
        let questions = [
            "红米 Note13 Pro 怎么保修", "红米 Note13 Pro+ 怎么保修", "C 课程", "C++ 课程", "C# 课程",
            "5度能开机吗", "-5度能开机吗", "𠮷野家地址", "野家地址", "α亚麻酸", "β亚麻酸",
        ]
        for (place, question) in questions.enumerated() {
            let report = try run("问题,答案\n\(question),第 \(place) 个答案\n", as: "\(place).csv")
            #expect(report.added == 1 && report.updated == 0, "\(question)")
        }
        let all = questions.map { "\($0),答案\n" }.joined()
        #expect(try run("问题,答案\n" + all, as: "all.csv").rejected == 0)
        #expect(try run("问题,答案\n" + all, as: "all.csv").unchanged == questions.count)
    }

    @Test("a question keeps the name that earlier rules gave it")
    func nameOfOtherQuestion() throws {
        _ = try run("问题,答案\n新 Pro 保修,一年\n", as: "a.csv")
        let id = try #require(
            try store.read { try $0.entries(of: .main).map(\.id).first }
        )
        let other = try KnowledgeStore(path: directory.file("old.sqlite"), create: true)
        let old = try directory.write(
            "{\"id\":\"\(id)\",\"question\":\"新 Pro+ 保修\",\"answer\":\"两年\"}\n",
            to: "old.jsonl"
        )
        let new = try directory.write("问题,答案\n新 Pro 保修,一年\n", to: "new.csv")
        let importer = KnowledgeImporter(store: other)
        _ = try importer.importFiles([old], into: .main, by: author)
        #expect(try importer.importFiles([new], into: .main, by: author).added == 1)
        #expect(try importer.importFiles([new], into: .main, by: author).unchanged == 1)
        #expect(
            try other.read { try $0.entries(of: .main).map(\.question) } == [
                "新 Pro+ 保修", "新 Pro 保修",
            ]
        )
    }

    @Test("a rejected row takes the whole import back, unless told to keep going")
    func rejected() throws {
        let text =
            Self.two
            + "\n{\"id\":\"c\",\"answer\":\"x\"}\n{\"id\":\"a\",\"question\":\"又一个\",\"answer\":\"x\"}\n"
        let report = try run(text)
        #expect(report.rejected == 2 && !report.isStored && report.read == 4)
        #expect(report.problems.map(\.location.row) == [4, 5])
        #expect(report.problems.map(\.code) == [.emptyQuestion, .duplicate])
        #expect(try store.read { try $0.bases() } == [])
        let kept = try run(text) { $0.keepsGoing = true }
        #expect(kept.added == 2 && kept.rejected == 2 && kept.isStored)
    }

    @Test("a trial stores nothing and says what it would do")
    func trial() throws {
        let report = try run(Self.two) { $0.isTrial = true }
        #expect(report.wouldAdd == 2 && report.added == 0 && !report.isStored)
        #expect(try store.read { try $0.bases() } == [])
    }

    @Test("a trial reports what the import then reports, case for case")
    func trialIsLikeTheImport() throws {
        _ = try run(Self.two)
        let text = """
            {"id":"a","question":"怎么退款？","answer":"点退款。"}
            {"question":"发票怎么开","answer":"新的答案"}
            {"id":"n","question":"几天发货","answer":"两天。"}
            {"question":"几天發貨","answer":"三天。"}
            {"id":"m","question":"发票怎么开","answer":"又一个"}
            {"id":"bad","answer":"没有问题"}
            {"id":"v","question":"节日营业吗","answer":"是","valid_from":"2026-02-01","valid_until":"2026-01-01"}
            {"question":"","answer":"x"}
            """
        for rule in KnowledgeImporter.ConflictRule.allCases {
            var trial = try run(text) {
                $0.isTrial = true
                $0.onConflict = rule
                $0.keepsGoing = true
            }
            let other = try TemporaryDirectory()
            let fresh = try KnowledgeStore(path: other.file("knowledge.sqlite"), create: true)
            for (content, mode) in [
                (Self.two, KnowledgeImporter.ConflictRule.update), (text, rule),
            ] {
                var options = KnowledgeImporter.Options()
                options.onConflict = mode
                options.keepsGoing = true
                let report = try KnowledgeImporter(store: fresh).importFiles(
                    [try directory.write(content, to: "kb.jsonl")],
                    into: .main,
                    by: author,
                    options: options
                )
                trial.revision = report.revision
                trial.isStored = report.isStored
                (trial.added, trial.updated) = (trial.wouldAdd, trial.wouldUpdate)
                if content == text { #expect(trial == report, "\(rule)") }
            }
        }
    }

    @Test("without checks an import stores the same and warns of nothing that a check finds")
    func withoutLint() throws {
        let text =
            "{\"id\":\"a\",\"question\":\"怎么退款\",\"similar\":[\"怎么退款\"],\"answer\":\"点{{退款。\"}"
        let trial = try run(text) { $0.isTrial = true }
        let checked = try run(text) { $0.lints = false }
        #expect(checked.added == 1 && checked.warnings == 0)
        let other = try TemporaryDirectory()
        let fresh = try KnowledgeStore(path: other.file("knowledge.sqlite"), create: true)
        let linted = try KnowledgeImporter(store: fresh).importFiles(
            [try directory.write(text, to: "kb.jsonl")],
            into: .main,
            by: author
        )
        #expect(linted.warnings > 0 && trial.warnings == linted.warnings)
        let entries = { (store: KnowledgeStore) in try store.read { try $0.entries(of: .main) } }
        #expect(try entries(store) == entries(fresh))
    }

    @Test("an import that is stopped half way leaves nothing, and its reader ends")
    func stopped() throws {
        struct Stop: Error {}
        let lines = (0..<20_000).map { "{\"question\":\"第\($0)个问题\",\"answer\":\"好\"}" }
        let path = try directory.write(lines.joined(separator: "\n"), to: "large.jsonl")
        #expect(throws: Stop.self) {
            try KnowledgeImporter(store: store).importFiles([path], into: .main, by: author) {
                if $0.records == 1_000 { throw Stop() }
            }
        }
        #expect(try store.read { try $0.bases() } == [])
    }

    @Test(
        "entries that differ are updated, skipped or refused",
        arguments: KnowledgeImporter.ConflictRule.allCases
    )
    func conflicts(rule: KnowledgeImporter.ConflictRule) throws {
        _ = try run(Self.two)
        let report = try run("{\"id\":\"a\",\"question\":\"怎么退款？\",\"answer\":\"新答案\"}") {
            $0.onConflict = rule
        }
        let entry = try store.read { try $0.entry("a", of: .main).entry }
        #expect(entry.answers == [Answer(text: rule == .update ? "新答案" : "点退款。")])
        #expect(entry.similarQuestions == ["如何退钱"])
        switch rule {
        case .update: #expect(report.updated == 1)
        case .skip: #expect(report.unchanged == 1)
        case .fail: #expect(report.problems.map(\.code) == [.conflict])
        }
    }

    @Test(
        "every sample base imports without a problem",
        arguments: ["shop", "telecom", "bank", "saas", "wechat-kf"]
    )
    func samples(name: String) throws {
        let path = "\(SampleFiles.samples)/\(name)/kb.jsonl"
        let report = try KnowledgeImporter(store: store).importFiles(
            [path],
            into: .main,
            by: author
        )
        #expect(report.problems == [])
        #expect(report.added >= 60)
    }

    @Test("an office workbook and its GBK text say the same, title row and merged cells apart")
    func officeFiles() throws {
        let folder = SampleFiles.samples + "/bank"
        let importer = KnowledgeImporter(store: store)
        let workbook = try importer.importFiles(
            [folder + "/知识库.xlsx"],
            into: .main,
            by: author
        )
        #expect(workbook.added == 120 && workbook.problems == [])
        let text = try importer.importFiles([folder + "/知识库-gbk.csv"], into: .main, by: author)
        #expect(text.unchanged == 120 && text.problems == [])
        let native = try importer.importFiles([folder + "/kb.jsonl"], into: "native", by: author)
        #expect(native.added == 120)
        let (office, own) = try store.read { reader in
            (try reader.entries(of: .main), try reader.entries(of: "native"))
        }
        #expect(office.map(\.phrasings) == own.map(\.phrasings))
        #expect(office.map(\.group) == own.map(\.group))
    }

    @Test("a workbook saved by LibreOffice gives back what was exported")
    func libreOffice() throws {
        let importer = KnowledgeImporter(store: store)
        let path = try Fixtures.path("libreoffice.xlsx")
        #expect(try importer.importFiles([path], into: .main, by: author).added == 6)
        let sample = SampleFiles.samples + "/saas/kb.jsonl"
        _ = try importer.importFiles([sample], into: "sample", by: author)
        let (saved, entries) = try store.read { reader in
            (try reader.entries(of: .main), try reader.entries(of: "sample"))
        }
        #expect(saved == Array(entries.prefix(6)))
    }

    @Test("an import that is taken back ends, however much of the file was read ahead")
    func takenBack() throws {
        struct Stop: Error {}
        let lines = (0..<4_000).map { "{\"question\":\"第\($0)个问题\",\"answer\":\"好\"}" }
        let path = try directory.write(lines.joined(separator: "\n"), to: "large.jsonl")
        for records in 1...20 {
            #expect(throws: Stop.self) {
                try KnowledgeImporter(store: store).importFiles(
                    [path],
                    into: .main,
                    by: author
                ) { progress in
                    if progress.records >= records { throw Stop() }
                }
            }
        }
        #expect(try store.read { try $0.bases() } == [])
    }
}
