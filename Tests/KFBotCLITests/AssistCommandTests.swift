import Foundation
import KFBot
import KFBotTesting
import Testing

/// `kfbot proposals`, `learn` and `stats`, with real processes on a workspace with conversations.
struct AssistCommandTests {
    private let directory: TemporaryDirectory
    private let program: Program
    private let now = Date(timeIntervalSince1970: 1_795_399_200)

    /// A base of two entries, and three questions that a servicer has answered.
    init() throws {
        directory = try TemporaryDirectory()
        program = Program(data: directory.file("data"))
        let lines = """
            {"id":"refund","question":"怎么申请退款","answer":"在订单页点退款，三天内到账。"}
            {"id":"fee","question":"运费多少钱","answer":"每单十元。"}
            """
        try program.expect("import", try directory.write(lines, to: "kb.jsonl"))
        _ = try directory.write("accounts: {A: {mode: servicers}}", to: "data/kfbot.yaml")
        let core = try Workspace(directory: directory.file("data")).core
        try core.put(Servicer(id: "s", status: .available, limit: 5), account: "A", at: now)
        let turns = [
            ("我想申请退款怎么弄", "在订单页点退款，三天内到账。"), ("怎么申请退款？", "在订单页点退款，五天内到账。"),
            ("海豚会跳舞吗？", "会的。"),
        ]
        for (number, (question, answer)) in turns.enumerated() {
            let asked = IncomingMessage(id: MessageID(rawValue: "q\(number)"), text: question)
            let reply = IncomingMessage(id: MessageID(rawValue: "r\(number)"), text: answer)
            _ = try core.handle(.message(asked), account: "A", customer: "c", at: now)
            _ = try core.handle(.reply("s", reply), account: "A", customer: "c", at: now)
        }
    }

    private struct List: Decodable {
        struct Item: Decodable {
            let id: Int
            let kind: String
            let entry: String?
            let question: String
            let answer: String?
        }
        let proposals: [Item]
    }

    private func list(_ state: String = "open") throws -> [List.Item] {
        let output = try program.expect("proposals", "list", "--state", state, "--json")
        return try JSONDecoder().decode(List.self, from: Data(output.utf8)).proposals
    }

    @Test("proposals are listed, shown, accepted and rejected, each once")
    func review() throws {
        #expect(try list().map(\.kind) == ["similar", "answer", "entry"])
        #expect(try list().map(\.entry) == ["refund", "refund", nil])
        let shown = try program.expect("proposals", "show", "2")
        #expect(shown.contains("  suggested  在订单页点退款，三天内到账。\n  servicer   在订单页点退款，五天内到账。"))
        #expect(shown.contains("changes entry refund of main, now at version 1"))
        #expect(
            try program.expect("proposals", "accept", "1").hasPrefix("refund is live (revision 2)")
        )
        let again = try program.run(["proposals", "accept", "1"])
        #expect(again.status == 1 && again.errors.contains("Proposal 1 was accepted by tester at"))
        try program.expect("proposals", "accept", "2", "--answer", "五天内到账。", "--reason", "new bank")
        #expect(try program.expect("entry", "show", "refund").contains("五天内到账。"))
        #expect(try program.expect("entry", "history", "refund").contains("new bank"))
        try program.expect("proposals", "reject", "3", "--actor", "boss")
        #expect(try program.expect("proposals", "show", "3").contains("rejected by boss"))
        #expect(try list().isEmpty)
        #expect(try list("all").count == 3)
        #expect(try program.expect("ask", "我想申请退款怎么弄").contains("五天内到账。"))
    }

    @Test("a new entry takes the flags' words, or the editor's")
    func newEntry() throws {
        let wrong = try program.run(["proposals", "accept", "1", "--question", "x"])
        #expect(wrong.status == 1 && wrong.errors.contains("kind similar"))
        let result = try program.run(
            ["proposals", "accept", "3", "--id", "dolphin", "--similar", "海豚跳不跳舞", "--edit"],
            environment: ["EDITOR": "sed -i s/会的/会的，十点/"]
        )
        #expect(result.status == 0, "\(result.errors)")
        let entry = try program.expect("entry", "show", "dolphin")
        #expect(entry.contains("会的，十点。") && entry.contains("海豚跳不跳舞"))
    }

    @Test("lint's errors refuse, unless forced; what others changed must be looked at again")
    func refusals() throws {
        try program.expect("entry", "edit", "refund", "--answer", "三天。")
        let gone = try program.run(["proposals", "accept", "2"])
        #expect(gone.status == 1 && gone.errors.contains("is gone"))
        let changed = try program.run(["proposals", "accept", "1"])
        #expect(changed.status == 1 && changed.errors.contains("it is at version 2"))
        try program.expect("proposals", "accept", "1", "--expect", "2")
        let unclear = try program.run(["proposals", "accept", "3", "--question", "运费多少钱"])
        #expect(unclear.status == 1 && unclear.errors.contains("error same_question"))
        #expect(unclear.errors.contains("--force"))
        try program.expect("proposals", "accept", "3", "--question", "运费多少钱", "--force")
    }

    @Test("a message becomes part of the base in one call")
    func learn() throws {
        let output = try program.expect(
            "learn",
            "--account",
            "A",
            "--message",
            "q0",
            "--entry",
            "refund"
        )
        #expect(output == "refund is live (revision 2)\n  similar: + \"我想申请退款怎么弄\"\n")
        #expect(try list().map(\.id) == [2, 3], "the proposal that said the same is accepted")
        try program.expect(
            "learn",
            "--account",
            "A",
            "--message",
            "q2",
            "--answer",
            "会。",
            "--id",
            "dolphin",
            "--json"
        )
        #expect(try program.expect("ask", "海豚会跳舞吗").contains("会。"))
        #expect(try program.run(["learn", "--account", "A", "--message", "q2"]).status == 64)
        let missing = try program.run([
            "learn", "--account", "A", "--message", "none", "--entry", "refund",
        ])
        #expect(missing.status == 1 && missing.errors.contains("no customer's message none"))
    }

    @Test("statistics say which entries are of use and which questions have no answer")
    func statistics() throws {
        let table = try program.expect("stats", "entries")
        let row = table.split(separator: "\n").last.map {
            $0.split(separator: " ").map(String.init)
        }
        #expect(row == ["refund", "2", "2", "1", "1", "100", "%", "怎么申请退款"])
        #expect(try program.expect("stats", "entries", "--since", "2030-01-01").contains("nothing"))
        #expect(try program.run(["stats", "misses", "--since", "today"]).status == 64)
        _ = try directory.write(
            "accounts: {A: {debounce: {quiet_seconds: 0}, handoff: {misses: off}}}",
            to: "data/kfbot.yaml"
        )
        let core = try Workspace(directory: directory.file("data")).core
        let message = IncomingMessage(id: "m", text: "海豚会跳舞吗？")
        _ = try core.handle(.message(message), account: "A", customer: "d", at: now)
        let misses = try program.expect(
            "stats",
            "misses",
            "--account",
            "A",
            "--since",
            "2026-11-23"
        )
        #expect(misses.contains("    1  2026-11-23 10:00:00  海豚会跳舞吗？"))
    }
}
