import Foundation
import KFBotTesting
import Testing

/// `kfbot tune` on a sample, with real processes.
struct TuneCommandTests {
    private let directory: TemporaryDirectory
    private let program: Program
    private static let queries = ProjectFile.path("kb-samples/shop/queries.jsonl")

    init() throws {
        directory = try TemporaryDirectory()
        program = Program(data: directory.file("data"))
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
    }

    @Test("the JSON has the contract's fields, the calibrator in force and the turns kept")
    func contract() throws {
        let report = try JSONObject(program.expect("tune", "--json"))
        for share in [
            "answer_threshold", "clarify_threshold", "expected_precision", "expected_coverage",
        ] {
            #expect((0...1).contains(report.number(share)), "\(share)")
        }
        #expect(report.number("expected_precision") >= 0.95)
        #expect(report.number("wrong_per_1000") >= 0)
        #expect(report.number("pseudo_queries") > 500)
        let curve = try report.object("curve_in_force")
        #expect(curve.text("version") == "recipe-2" && curve.number("turns") == 0)
        #expect(report.number("labelled_turns") == 0)
        #expect(report.number("menu_turns") == 0 && report.number("servicer_turns") == 0)
        let text = try program.expect("tune")
        #expect(text.contains("Confidence in force: calibrator recipe-2, the shipped one"))
        #expect(text.contains("100 more until the first refit"))
    }

    @Test("own phrasings of a small base are not stored, labelled questions are")
    func apply() throws {
        let refused = try program.run(["tune", "--apply"])
        #expect(refused.status == 1 && refused.errors.contains("Nothing was stored"))
        let svg = directory.file("curve.svg")
        let report = try JSONObject(
            program.expect(
                "tune",
                "--labelled",
                Self.queries,
                "--precision",
                "0.9",
                "--apply",
                "--svg",
                svg,
                "--json"
            )
        )
        #expect(report.number("revision") == 2)
        #expect(report.text("calibration") == "labelled")
        #expect(try String(contentsOfFile: svg, encoding: .utf8).contains("<svg"))
        let asked = try JSONObject(program.expect("ask", "怎么退货", "--explain", "--json"))
        let threshold = try asked.object("explanation").number("answerThreshold")
        #expect(threshold == report.number("answer_threshold"))
        try program.expect("rollback", "--to", "1")
        let undone = try JSONObject(program.expect("ask", "怎么退货", "--explain", "--json"))
        #expect(try undone.object("explanation").number("answerThreshold") == 0.85)
    }

    @Test("labelled questions that name unknown entries end with 2, an odd aim with 64")
    func rejectedInput() throws {
        let unknown = try directory.write(
            "{\"query\":\"怎么退款\",\"expected\":[\"nobody\"]}",
            to: "unknown.jsonl"
        )
        let result = try program.run(["tune", "--labelled", unknown])
        #expect(result.status == 2 && result.errors.contains("nobody"))
        #expect(try program.run(["tune", "--precision", "95"]).status == 64)
    }
}
