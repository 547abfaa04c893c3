import Foundation
import KFBotTesting
import Testing

/// `kfbot test` on a sample, with real processes.
struct TestCommandTests {
    private let directory: TemporaryDirectory
    private let program: Program
    private static let queries = ProjectFile.path("kb-samples/shop/queries.jsonl")

    init() throws {
        directory = try TemporaryDirectory()
        program = Program(data: directory.file("data"))
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
    }

    @Test("the JSON has every field of the contract, with shares that fit together")
    func contract() throws {
        let report = try JSONObject(program.expect("test", Self.queries, "--json"))
        #expect(report.number("queries") == 198)
        let (answerable, unanswerable) = (
            report.number("answerable"), report.number("unanswerable")
        )
        #expect(answerable + unanswerable == 198)
        let recall = try ["1", "3", "5", "10"].map { try report.object("recall").number($0) }
        #expect(recall == recall.sorted() && recall[0] > 0.8 && recall[3] <= 1)
        #expect(report.number("mrr10") > recall[0])
        let decision = try report.object("decision")
        let answered = decision.number("answered")
        #expect(abs(decision.number("precision") - decision.number("correct") / answered) < 1e-9)
        #expect(abs(decision.number("coverage") - answered / 198) < 1e-9)
        for share in ["false_answer_rate", "menu_hit_rate"] {
            #expect((0...1).contains(decision.number(share)))
        }
        let coverage = try report.object("coverage_at_precision")
        #expect(coverage.number("95") <= coverage.number("90"))
        let latency = try report.object("latency_ms")
        #expect(latency.number("p50") <= latency.number("p95"))
        #expect(latency.number("p95") <= latency.number("p99"))
        #expect((0.5...1).contains(report.number("auroc")))
        #expect((0...1).contains(report.number("ece")))
        #expect(try report.object("by_kind").object("near-miss").number("queries") == 31)
    }

    @Test("a gate that is not met ends with 1 and is named; one that is met ends with 0")
    func gates() throws {
        try program.expect("test", Self.queries, "--min-recall-at-1", "0.5")
        for (gate, limit, name) in [
            ("--min-recall-at-1", "0.999", "recall"), ("--min-precision", "1", "precision"),
            ("--max-false-answer-rate", "0", "false"),
        ] {
            let result = try program.run(["test", Self.queries, gate, limit])
            #expect(result.status == 1, "\(gate)")
            #expect(result.errors.contains("gate not met") && result.errors.contains(name))
        }
        let misuse = try program.run(["test", Self.queries, "--min-precision", "95"])
        #expect(misuse.status == 64 && misuse.errors.contains("between 0 and 1"))
    }

    @Test("input that cannot be used ends with 2 and names the line")
    func rejectedInput() throws {
        let broken = try directory.write("{\"query\":\"怎么退款\"", to: "broken.jsonl")
        let result = try program.run(["test", broken])
        #expect(result.status == 2 && result.errors.contains("1"))
        let unknown = try directory.write(
            "{\"query\":\"怎么退款\",\"expected\":[\"nobody\"]}",
            to: "unknown.jsonl"
        )
        let missing = try program.run(["test", unknown])
        #expect(missing.status == 2 && missing.errors.contains("the base has no entry nobody"))
        #expect(try program.run(["test"]).status == 64)
    }

    @Test("a baseline shows what an edit changed")
    func baseline() throws {
        let before = directory.file("before.json")
        let query = "你们有没有会飞的扫地机"
        let file = try directory.write(
            "{\"query\":\"\(query)\",\"expected\":[\"shop-104\"]}\n"
                + "{\"query\":\"怎么开发票？\",\"expected\":[\"shop-068\"]}\n",
            to: "two.jsonl"
        )
        try program.expect("test", file, "--save-baseline", before)
        #expect(try program.expect("test", file, "--baseline", before).contains("No question"))
        try program.expect("entry", "edit", "shop-104", "--similar", query)
        let report = try JSONObject(
            program.expect("test", file, "--baseline", before, "--json")
        )
        let diff = try report.object("baseline")
        #expect(diff.number("changed") == 1 && diff.number("better") == 1)
        let old = try directory.write("no baseline", to: "old.json")
        #expect(try program.run(["test", file, "--baseline", old]).status == 2)
    }

    @Test("JUnit has a case a question and one a gate; the page needs no other file")
    func reports() throws {
        let (junit, html) = (directory.file("report.xml"), directory.file("report.html"))
        try program.expect(
            "test",
            Self.queries,
            "--junit",
            junit,
            "--html",
            html,
            "--min-recall-at-1",
            "0.5"
        )
        let xml = try String(contentsOfFile: junit, encoding: .utf8)
        #expect(xml.components(separatedBy: "<testcase ").count - 1 == 199)
        #expect(xml.contains("tests=\"199\"") && xml.contains("classname=\"kfbot.gate\""))
        let page = try String(contentsOfFile: html, encoding: .utf8)
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("<svg"))
        for outside in ["<link", "<script src", "src=\"http", "@import", "url(http"] {
            #expect(!page.contains(outside), "\(outside)")
        }
        let nowhere = try program.run(
            ["test", Self.queries, "--html", directory.file("none/x.html")]
        )
        #expect(nowhere.status == 1 && nowhere.errors.contains("Cannot write"))
    }

    @Test("QnA Maker's batch test file is read as it is")
    func qnaMaker() throws {
        let rows = [
            "KBID\tQuestion\tMetadata tags\tTop\tExpected answer ID",
            "k\t怎么开发票？\t\t1\tshop-068", "k\t明天会下雨吗\t\t1\t-1", "k\t随便看看\t\t1\t",
        ]
        let file = try directory.write(rows.joined(separator: "\n"), to: "batch.tsv")
        let report = try JSONObject(program.expect("test", file, "--json"))
        #expect(report.number("queries") == 2 && report.number("unanswerable") == 1)
        #expect(report.number("unlabelled") == 1)
    }

    @Test("--self asks the base's own phrasings and lists those that prefer another entry")
    func ownPhrasings() throws {
        let report = try JSONObject(program.expect("test", "--self", "--json"))
        #expect(report.number("answerable") > 500 && report.number("unanswerable") > 100)
        #expect(try report.array("preferences").count > 0)
    }

    @Test("--variants gives each class beside the same questions as they were")
    func variants() throws {
        let report = try JSONObject(program.expect("test", Self.queries, "--variants", "--json"))
        let rows = try report.array("variants")
        #expect(
            Set(rows.compactMap { $0["variant"] as? String }) == [
                "short", "long", "mixed", "traditional", "full-width", "typo", "homophone",
                "pinyin", "filler",
            ]
        )
        let text = try program.expect("test", Self.queries, "--variants")
        #expect(text.contains("The same questions written differently"))
    }

    @Test("questions that follow another one are asked after it")
    func followUps() throws {
        let file = ProjectFile.path("kb-samples/telecom/followups.jsonl")
        let other = Program(data: directory.file("telecom"))
        try other.expect("import", ProjectFile.path("kb-samples/telecom/kb.jsonl"))
        let report = try JSONObject(other.expect("test", file, "--json")).object("follow_ups")
        #expect(report.number("changed") > 5)
        let (alone, following) = (
            try report.object("alone").number("recall_at_1"),
            try report.object("following").number("recall_at_1")
        )
        #expect(following > alone)
        #expect(try other.expect("test", file).contains("questions follow another one"))
    }
}
