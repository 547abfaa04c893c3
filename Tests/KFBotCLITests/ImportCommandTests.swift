import Foundation
import KFBot
import KFBotTesting
import Testing

/// `kfbot import` as a person and as a program see it.
struct ImportCommandTests {
    private let directory: TemporaryDirectory
    private let program: Program

    init() throws {
        directory = try TemporaryDirectory()
        program = Program(data: directory.file("data"))
    }

    private func object(_ result: Program.Result) throws -> [String: JSONValue] {
        try JSONDecoder().decode([String: JSONValue].self, from: Data(result.output.utf8))
    }

    private func count(_ object: [String: JSONValue], _ key: String) -> Int? {
        guard case .integer(let number)? = object[key] else { return nil }
        return Int(number)
    }

    @Test(
        "a refused file prints its JSON, with 2 for an exit code",
        arguments: [
            ("a.json", "[{\"title\":\"甲\",\"content\":\"乙\"}]", "no_questions"),
            ("a.json", "{\"entries\":[", "malformed"),
            ("a.csv", "", "empty"),
            ("a.txt", "只是一段话\n没有问题\n", "no_questions"),
        ]
    )
    func refused(_ name: String, _ text: String, _ code: String) throws {
        let path = try directory.write(text, to: name)
        let result = try program.run(["import", path, "--json"])
        #expect(result.status == 2)
        let report = try object(result)
        #expect(count(report, "rejected") == 1 && count(report, "added") == 0)
        #expect(report["stored"] == .bool(false))
        guard case .array(let problems)? = report["problems"],
            case .object(let first)? = problems.first
        else {
            Issue.record("no problems in \(result.output)")
            return
        }
        #expect(first["code"] == .string(code))
        #expect(first["file"] == .string(path))
    }

    @Test func aFileThatIsNotThereFailsWithItsJSON() throws {
        let result = try program.run(["import", directory.file("none.csv"), "--json"])
        #expect(result.status == 1)
        #expect(try count(object(result), "added") == 0)
    }

    @Test("a dry run writes nothing, not even to a file of an earlier version")
    func trialOfOldFile() throws {
        let name = "Tests/KFBotKnowledgeTests/Fixtures/2026-11/knowledge.sqlite"
        let old = try Data(contentsOf: URL(fileURLWithPath: ProjectFile.path(name)))
        let data = directory.file("old")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let path = URL(fileURLWithPath: data + "/knowledge.sqlite")
        try old.write(to: path)
        let file = try directory.write("question,answer\n几点关门,九点。\n", to: "new.csv")
        for flag in ["--dry-run", "--preview"] {
            let result = try Program(data: data).run(["import", file, "--json", flag])
            #expect(result.status == 0 && result.output.contains(#""would_add":1"#))
            #expect(try Data(contentsOf: path) == old)
        }
        try Program(data: data).expect("import", file)
        #expect(try Data(contentsOf: path) != old)
    }

    @Test("added is what was stored: nothing of a rejected file or of a dry run")
    func added() throws {
        let bad = try directory.write("问题,答案,启用\n怎么退款,点退款,也许\n怎么换货,点换货,是\n", to: "bad.csv")
        let rejected = try program.run(["import", bad, "--json"])
        #expect(rejected.status == 2)
        let report = try object(rejected)
        #expect(count(report, "added") == 0 && count(report, "would_add") == 1)
        #expect(count(report, "rejected") == 1 && report["stored"] == .bool(false))
        let good = try directory.write("问题,答案\n怎么退款,点退款\n", to: "good.csv")
        let trial = try object(try program.run(["import", good, "--json", "--dry-run"]))
        #expect(count(trial, "added") == 0 && count(trial, "would_add") == 1)
        let stored = try object(try program.run(["import", good, "--json"]))
        #expect(count(stored, "added") == 1 && stored["stored"] == .bool(true))
    }

    @Test("--preview shows entries and columns and makes nothing")
    func preview() throws {
        let path = try directory.write("编号,标题,处理意见,渠道\n1,怎么退款,点退款,网页\n", to: "a.csv")
        let printed = try program.expect(
            "import",
            path,
            "--preview",
            "--column",
            "处理意见=answer",
            "--column",
            "渠道=tags"
        )
        #expect(printed.contains("column 编号 -> left out: it counts the rows"))
        #expect(printed.contains("column 处理意见 -> answer (as you said)"))
        #expect(printed.contains("question: 怎么退款") && printed.contains("answer: 点退款"))
        #expect(!FileManager.default.fileExists(atPath: directory.file("data")))
        try program.expect(
            "import",
            path,
            "--column",
            "处理意见=answer",
            "--column",
            "渠道=ignore"
        )
        let next = try directory.write("标题,处理意见\n怎么换货,点换货\n", to: "b.csv")
        #expect(try program.run(["import", next]).errors.isEmpty, "the base remembers")
        let wrong = try program.run(["import", next, "--column", "处理意见=nonsense"])
        #expect(wrong.status == 64)
    }

    @Test("one line a kind, with a count and the first three places")
    func kinds() throws {
        let rows = (1...6).map { "第\($0)问怎么办,答,也许" }.joined(separator: "\n")
        let path = try directory.write("问题,答案,启用\n\(rows)\n", to: "a.csv")
        let result = try program.run(["import", path])
        #expect(result.status == 2)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("error: 6 times at \(path):2, 3, 4, …: 启用: ") == true)
    }

    @Test("an update by an unrelated record is refused unless --update is given")
    func unrelated() throws {
        let first = try directory.write(
            "{\"id\":\"1\",\"question\":\"怎么退款\",\"answer\":\"点退款\"}",
            to: "a.jsonl"
        )
        let second = try directory.write(
            "{\"id\":\"1\",\"question\":\"发票怎么开\",\"answer\":\"在票夹里开\"}",
            to: "b.jsonl"
        )
        try program.expect("import", first)
        let refused = try program.run(["import", second])
        #expect(refused.status == 2 && refused.errors.contains("--update"))
        try program.expect("import", second, "--update")
        #expect(try program.expect("entry", "list").contains("发票怎么开"))
    }
}
