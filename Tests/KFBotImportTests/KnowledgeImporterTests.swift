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
        #expect(report.added == 2 && !report.isStored)
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
}
