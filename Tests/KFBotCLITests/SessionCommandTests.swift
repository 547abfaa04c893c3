import Foundation
import KFBot
import KFBotTesting
import Testing

/// `kfbot servicer` and `kfbot session`, with real processes beside an open workspace.
struct SessionCommandTests {
    private let directory: TemporaryDirectory
    private let program: Program
    private let workspace: Workspace

    init() throws {
        directory = try TemporaryDirectory()
        program = Program(data: directory.file("data"))
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
        let configuration = """
            accounts:
              A: {hours: {weekly: {mon-sun: ["00:00-24:00"]}}, debounce: {quiet_seconds: 0, cap_seconds: 0}}
            """
        _ = try directory.write(configuration, to: "data/kfbot.yaml")
        workspace = try Workspace(directory: directory.file("data"))
    }

    private func say(_ text: String, _ id: String, _ customer: CustomerID) throws -> Disposition {
        try workspace.core.handle(
            .message(IncomingMessage(id: MessageID(rawValue: id), text: text)),
            account: "A",
            customer: customer,
            at: Date()
        )
    }

    @Test("servicers are added, changed and removed; one who serves somebody is not removed")
    func servicers() throws {
        #expect(try program.expect("servicer", "list").contains("kfbot servicer add"))
        try program.expect("servicer", "add", "wang", "--account", "A", "--limit", "1")
        #expect(try program.run(["servicer", "add", "wang", "--account", "A"]).status == 1)
        #expect(try say("转人工", "1", "x") == .delivered("wang"))
        #expect(try say("转人工", "2", "y") == .queued(ahead: 0))
        let refused = try program.run(["servicer", "remove", "wang", "--account", "A"])
        #expect(refused.status == 1)
        #expect(refused.errors == "wang 仍在接待 1 位客户，请先转接或结束会话\n")
        try program.expect("servicer", "set", "wang", "--account", "A", "--limit", "2")
        #expect(try say("在吗", "3", "y") == .delivered("wang"))
        let list = try program.expect("servicer", "list", "--account", "A", "--json")
        #expect(
            list == """
                {"servicers":[{"account":"A","limit":2,"load":2,"role":"servicer",\
                "servicer":"wang","status":"available"}]}

                """
        )
        for customer in ["x", "y"] {
            try program.expect("session", "end", "--account", "A", "--customer", customer)
        }
        try program.expect("servicer", "remove", "wang", "--account", "A")
        #expect(try workspace.sessions.staff(of: "A").servicers.isEmpty)
        #expect(try say("转人工", "4", "x") == .taken)
        let wrong = try program.run(["servicer", "add", "li", "--account", "A", "--limit", "201"])
        #expect(wrong.status == 64)
    }

    @Test("orders follow the rules; a refused one ends with 1 and its reason")
    func orders() throws {
        try program.expect("servicer", "add", "wang", "--account", "A")
        try program.expect("servicer", "add", "li", "--account", "A", "--status", "on_break")
        _ = try say("怎么退款", "1", "x")
        let session = ["--account", "A", "--customer", "x"]
        let refused = try program.run(["session", "assign", "--to", "li"] + session)
        #expect(refused.status == 1 && refused.errors == "li 正在小休\n")
        let assigned = try program.run(["session", "assign", "--to", "wang"] + session)
        #expect(assigned.output == "x: servicer  wang\n")
        try program.expect("servicer", "set", "li", "--account", "A", "--status", "available")
        #expect(
            try program.run(["session", "transfer", "--to", "li"] + session).output
                == "x: servicer  li\n"
        )
        let blocked = try program.run(["session", "block"] + session)
        #expect(blocked.output.hasPrefix("x: ended\n  refused until "))
        guard case .refused(.blocked) = try say("喂", "2", "x") else {
            Issue.record("the customer is not refused")
            return
        }
        #expect(try program.run(["session", "unblock"] + session).output == "x: ended\n")
        #expect(try program.run(["session", "resume"] + session).output == "x: servicer  li\n")
        #expect(try program.run(["session", "end", "--by", "wang"] + session).status == 1)
        let unknown = try program.run(["session", "end", "--account", "B", "--customer", "x"])
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("never written to the account B; they have written to: A"))
    }

    @Test("why names the cause first, stats count, show keeps others' records closed")
    func questions() throws {
        try program.expect("servicer", "add", "wang", "--account", "A", "--limit", "1")
        for (id, customer) in ["x", "y"].enumerated() {
            _ = try say("转人工", "\(id)", CustomerID(rawValue: customer))
        }
        let session = ["--account", "A", "--customer", "y"]
        let why = try program.run(["session", "why"] + session).output.split(separator: "\n")
        #expect(why[0] == "y with A: 待接入池排队中  place 1")
        #expect(why[1] == "  ▶ 接待中的人员共接待 1 位客户，名额 1  [servicers_full]")
        #expect(why[2].contains("kfbot servicer set --limit"))
        let json = try program.run(["session", "why", "--json"] + session).output
        #expect(json.contains("\"cause\":\"servicers_full\""))
        #expect(json.contains("\"verdict\":\"decides\""))
        let stranger = try program.run(["session", "why", "--account", "B", "--customer", "y"])
        #expect(stranger.output.contains("▶ 该客户从未向账号 B 发过消息，但联系过：A"))
        let stats = try program.expect("session", "stats", "--account", "A", "--json")
        #expect(stats.contains("\"handed_off\":{\"request\":2}"))
        #expect(try program.expect("session", "stats", "--account", "A").contains("wang"))
        #expect(
            try program.run(["session", "stats", "--from", "2026-02-30"]).status == 64
        )
        let closed = try program.run(["session", "show", "--by", "wang"] + session)
        #expect(closed.status == 1)
        #expect(closed.errors == "wang 30天内没有接待过该客户，不能查看其接待记录\n")
    }

    @Test("list shows who waits where, show shows what was said")
    func reading() throws {
        try program.expect("servicer", "add", "wang", "--account", "A", "--limit", "1")
        for (id, customer) in ["x", "y", "z"].enumerated() {
            _ = try say("转人工", "\(id)", CustomerID(rawValue: customer))
        }
        let list = try program.expect("session", "list", "--state", "waiting")
        #expect(list.contains("y         waiting  place 1"))
        #expect(list.contains("z         waiting  place 2"))
        let shown = try program.expect("session", "show", "--account", "A", "--customer", "x")
        #expect(shown.hasPrefix("x with A: 由人工接待  wang\n"))
        #expect(shown.contains("customer  转人工"))
        #expect(shown.contains("→ 由人工接待：wang"))
        #expect(shown.contains("bot       正在为您转接人工客服，请稍候。"))
        #expect(try program.expect("session", "list", "--state", "ended") == "no such sessions\n")
    }

    // MARK: What others wrote

    private static let evil =
        "怎么退款\u{1B}]0;PWNED\u{7}\u{1B}[2J\u{1B}[1m红\u{9B}31m\u{202E}abc\u{2066}\r› 已退款\u{8}\u{7F}\u{2028}？"

    /// What a terminal would obey.
    private static func obeyed(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { scalar in
            scalar != "\n"
                && (scalar.properties.generalCategory == .control
                    || [0x202E, 0x2066, 0x2028].contains(scalar.value))
        }
    }

    @Test("a terminal obeys nothing that a customer or an entry says")
    func terminal() throws {
        _ = try say(Self.evil, "e1", "恶")
        _ = try workspace.core.handle(
            .message(IncomingMessage(id: "e2", content: .other(type: "\u{1B}[31mimage"))),
            account: "A",
            customer: "\u{202E}恶",
            at: Date()
        )
        try program.expect("entry", "add", "x1", "--question", Self.evil, "--answer", Self.evil)
        for arguments in [
            ["session", "list"], ["session", "show", "--account", "A", "--customer", "恶"],
            ["session", "show", "--account", "A", "--customer", "\u{202E}恶"], ["stats", "misses"],
            ["entry", "list"], ["entry", "show", "x1"], ["ask", "怎么退款红"], ["lint"],
            ["ask", Self.evil, "--json"], ["entry", "show", "\u{1B}[2J"],
        ] {
            let result = try program.run(arguments)
            let found = Self.obeyed(result.output + result.errors)
            #expect(found.isEmpty, "\(arguments): \(found.map(\.value))")
        }
        let json = try program.expect(
            "session",
            "show",
            "--account",
            "A",
            "--customer",
            "恶",
            "--json"
        )
        #expect(Self.obeyed(json).isEmpty)
        let lines = try JSONSerialization.jsonObject(with: Data(json.utf8))
        #expect("\(lines)".contains("红\u{9B}31m"))
    }

    @Test("desk and chat write out what a terminal would obey")
    func desk() throws {
        try program.expect("servicer", "add", "李雷", "--account", "A")
        _ = try say("转人工", "e0", "恶")
        _ = try say(Self.evil, "e1", "恶")
        let desk = try program.run(
            ["desk", "--account", "A", "--servicer", "李雷"],
            input: "/list\n/history 恶\n/why 恶\n/quit\n"
        )
        #expect(desk.output.contains("怎么退款\\u001b]0;PWNED"))
        #expect(Self.obeyed(desk.output).isEmpty)
    }

    @Test("names are limited in bytes on the command line, too")
    func names() throws {
        let isLong = "a" + String(repeating: "\u{301}", count: 256)
        for arguments in [
            ["servicer", "add", isLong, "--account", "A"],
            ["servicer", "add", "wang", "--account", isLong],
            ["session", "show", "--account", "A", "--customer", isLong],
            ["chat", "--account", "A", "--customer", isLong],
        ] {
            let result = try program.run(arguments)
            #expect(result.status == 64)
            #expect(result.errors.contains("at most 512 UTF-8 bytes"))
        }
    }

    // MARK: Health

    @Test("info --check checks both files, and calls only sound ones healthy")
    func health() throws {
        _ = try say("怎么退款", "1", "x")
        #expect(try program.expect("info", "--check").contains("sessions.sqlite: healthy\n"))
        let sessions = directory.file("data/sessions.sqlite")
        let whole = try Data(contentsOf: URL(fileURLWithPath: sessions))
        func check() throws -> Program.Result {
            let result = try program.run(["info", "--check"])
            #expect(result.output.contains("knowledge.sqlite: healthy\n"))
            return result
        }
        // A copy whose files this process does not have open.
        for name in ["sessions.sqlite", "sessions.sqlite-wal", "sessions.sqlite-shm"] {
            try FileManager.default.removeItem(atPath: directory.file("data/" + name))
        }
        #expect(try check().status == 1, "sessions were held here")
        #expect(try check().output.contains("sessions.sqlite: damaged\n  the file is missing"))
        try FileManager.default.removeItem(atPath: directory.file("data/sessions.held"))
        #expect(try check().status == 0)
        #expect(try check().output.contains("sessions.sqlite: there is none"))
        for (text, fault) in [
            ("no database, whatever its name says", "is no database"), ("", "is empty"),
        ] {
            _ = try directory.write(text, to: "data/sessions.sqlite")
            #expect(try check().status == 1)
            #expect(try check().output.contains("sessions.sqlite: damaged\n  the file \(fault)"))
        }
        try FileManager.default.removeItem(atPath: sessions)
        _ = try directory.write("log", to: "data/sessions.sqlite-wal")
        #expect(try check().status == 1)
        #expect(try check().output.contains("the file is missing"))
        try FileManager.default.removeItem(atPath: sessions + "-wal")
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: sessions))
        #expect(try check().status == 1)
        let report = try program.run(["info", "--check", "--json"])
        #expect(report.status == 1 && report.output.contains(#""healthy":false"#))
        _ = try directory.write("no knowledge", to: "data/knowledge.sqlite")
        let knowledge = try program.run(["info", "--check"])
        #expect(knowledge.status == 1)
        #expect(knowledge.output.contains("knowledge.sqlite: damaged\n"))
    }
}
