import Foundation
import KFBot
import KFBotTesting
import Testing

/// What a company does with its base, with real processes.
struct KnowledgeCommandTests {
    private let directory: TemporaryDirectory
    private let program: Program
    private static let shop = ProjectFile.path("kb-samples/shop/kb.jsonl")

    init() throws {
        directory = try TemporaryDirectory()
        program = Program(data: directory.file("data"))
    }

    private var storePath: String { directory.file("data/knowledge.sqlite") }

    @Test("a word counts in one class of synonyms, and not inside longer words")
    func synonyms() throws {
        let entries = try directory.write(
            "问题,答案\n手机怎么回收,回收手机\n手提包怎么保养,擦一擦\n",
            to: "kb.csv"
        )
        try program.expect("import", entries)
        try program.expect("synonyms", "add", "手机", "手提")
        let refused = try program.run(["synonyms", "add", "提包", "手提"])
        #expect(refused.status == 64)
        #expect(refused.errors.contains("手提 is in the class of 手机 already"))
        #expect(try program.expect("synonyms", "list") == "手机 手提\n")
        #expect(try program.expect("ask", "手提怎么回收").contains("回收手机"))
        #expect(try program.expect("ask", "手提包怎么保养").contains("擦一擦"))
        #expect(try program.expect("ask", "--json", "手机包怎么保养").contains("\"answer\":") == false)
        try program.expect("synonyms", "add", "手机", "大哥大")
        #expect(try program.expect("synonyms", "list") == "手机 手提 大哥大\n")
    }

    @Test("an edit by one process is in the next answer of another, and can be rolled back")
    func editIsLive() throws {
        try program.expect("import", Self.shop)
        let store = try KnowledgeStore(path: storePath, create: false)
        let matcher = KnowledgeMatcher(store: store, base: .main)
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let query = "量子快递柜怎么用"
        #expect(try matcher.snapshot().matcher.match(query, at: now).confidence < 0.9)
        try program.expect(
            "entry",
            "edit",
            "shop-026",
            "--similar",
            query,
            "--reason",
            "from a chat"
        )
        let result = try matcher.snapshot().matcher.match(query, at: now)
        #expect(result.confidence == 1)
        #expect(result.candidates.first?.entry == "shop-026")
        let history = try program.expect("entry", "history", "shop-026")
        #expect(history.contains("tester changed it: from a chat"))
        #expect(history.contains("+ \"\(query)\""))
        try program.expect("rollback", "--to", "1", "--entry", "shop-026")
        #expect(try matcher.snapshot().matcher.match(query, at: now).confidence < 0.9)
    }

    @Test("SIGKILL during an import leaves the base as it was, and usable")
    func killedImport() throws {
        try program.expect("import", Self.shop)
        let before = try program.expect("export")
        let lines = (0..<100_000).map {
            "{\"id\":\"n\($0)\",\"question\":\"第\($0)个新问题怎么办\",\"answer\":\"好\"}"
        }
        let path = try directory.write(lines.joined(separator: "\n"), to: "large.jsonl")
        for delay in [0.2, 0.7, 1.5] {
            let process = try program.start(["import", path])
            try process.run()
            Thread.sleep(forTimeInterval: delay)
            #expect(process.isRunning, "the import was over before it could be killed")
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(try program.expect("export") == before)
        }
        #expect(try program.expect("info", "--check").contains("healthy"))
        try program.expect("entry", "edit", "shop-001", "--similar", "还能改吗")
    }

    @Test("Ctrl-C during an import takes it back and says so")
    func interruptedImport() throws {
        let lines = (0..<50_000).map { "{\"question\":\"第\($0)个新问题怎么办\",\"answer\":\"好\"}" }
        let path = try directory.write(lines.joined(separator: "\n"), to: "large.jsonl")
        let process = try program.start(["import", path])
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        Thread.sleep(forTimeInterval: 0.7)
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        let message = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        #expect(message.contains("Interrupted; nothing has been changed."))
        #expect(process.terminationStatus == 1)
        let store = try KnowledgeStore(path: storePath, create: false)
        #expect(try store.read { try $0.bases() } == [])
    }

    @Test("a reader beside an importing process sees all of it or nothing")
    func readerBesideImport() throws {
        try program.expect("import", Self.shop)
        let store = try KnowledgeStore(path: storePath, create: false)
        let lines = (0..<3_000).map {
            "{\"id\":\"n\($0)\",\"question\":\"第\($0)个新问题怎么办\",\"answer\":\"好\"}"
        }
        let process = try program.start(
            ["import", try directory.write(lines.joined(separator: "\n"), to: "more.jsonl")])
        try process.run()
        var counts: Set<Int> = []
        repeat {
            let (entries, phrasings) = try store.read { try $0.counts(of: .main) }
            #expect(entries == 129 && phrasings == 695 || entries == 3_129 && phrasings == 3_695)
            counts.insert(entries)
        } while process.isRunning
        #expect(process.terminationStatus == 0)
        #expect(try store.read { try $0.counts(of: .main).entries } == 3_129)
        #expect(counts.contains(129))
    }

    @Test(
        "export and import into an empty workspace give an equal base",
        arguments: ["jsonl", "json", "yaml", "csv", "tsv", "xlsx"]
    )
    func roundTrip(format: String) throws {
        try program.expect("import", Self.shop)
        let file = directory.file("kb.\(format)")
        try program.expect("export", "-o", file)
        let other = Program(data: directory.file("other"))
        try other.expect("import", file)
        #expect(try other.expect("export") == program.expect("export"))
    }

    @Test("an edit shows lint's findings about itself, and no others")
    func editFindings() throws {
        try program.expect("import", Self.shop)
        let words = ["--question", "怎么开发票？", "--answer", "在订单页点开发票。"]
        let added = try program.run(["entry", "add", "shop-900"] + words)
        #expect(added.status == 0)
        #expect(added.errors.contains("same_question"))
        #expect(added.errors.contains("shop-068"))
        let edited = try program.run(["entry", "edit", "shop-900", "--tag", "发票"])
        #expect(edited.status == 0)
        #expect(edited.errors.isEmpty, "\(edited.errors)")
        let fresh = Program(data: directory.file("fresh"))
        #expect(try fresh.run(["entry", "add", "e1"] + words).status == 0)
    }

    @Test("entry edit opens the editor with YAML and refuses a broken document")
    func editor() throws {
        try program.expect("import", Self.shop)
        let edited = try program.run(
            ["entry", "edit", "shop-001"],
            environment: ["EDITOR": "sed -i s/第一次来不会买东西/头一回来不会买/"]
        )
        #expect(edited.status == 0, "\(edited.errors)")
        #expect(try program.expect("entry", "show", "shop-001").contains("头一回来不会买"))
        let broken = try program.run(
            ["entry", "edit", "shop-001"],
            environment: ["EDITOR": "sed -i s/question:/quest:/"]
        )
        #expect(broken.status == 1)
        #expect(broken.errors.contains("question"))
    }

    @Test("a dry run makes no workspace, and changes nothing of one that is there")
    func dryRunTouchesNothing() throws {
        let printed = try program.expect("import", Self.shop, "--dry-run")
        #expect(printed.contains("129 added"))
        #expect(!FileManager.default.fileExists(atPath: directory.file("data")))
        try program.expect("import", Self.shop)
        let before = try Data(contentsOf: URL(fileURLWithPath: storePath))
        let again = try program.expect("import", Self.shop, "--dry-run", "--kb", "other")
        #expect(again.contains("129 added"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: storePath)) == before)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.file("data"))
        #expect(names == ["knowledge.sqlite"])
    }

    /// Whether this process may mount a folder where it alone sees it.
    static let canMount: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = ["-m", "mount", "--bind", "/tmp", "/tmp"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test("a workspace on a read-only medium can be read", .enabled(if: canMount))
    func readOnlyMedium() throws {
        try program.expect("import", Self.shop)
        let data = directory.file("data")
        func run(_ arguments: String...) throws -> (output: String, status: Int32) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
            let script =
                "mount --bind -o ro \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\""
            process.arguments =
                ["-m", "sh", "-c", script, data, Program.executable.path] + arguments
                + ["--data", data]
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            let printed = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (String(decoding: printed, as: UTF8.self), process.terminationStatus)
        }
        #expect(try run("export").output == program.expect("export"))
        #expect(try run("entry", "history", "shop-001").status == 0)
        #expect(try run("info", "--check").output.contains("healthy"))
        #expect(try run("ask", "怎么开发票").output.contains("发票"))
        #expect(try run("import", Self.shop, "--dry-run").output.contains("129 unchanged"))
        let refused = try run("entry", "remove", "shop-001")
        #expect(refused.status == 1)
        #expect(refused.output.contains("read"), "\(refused.output)")
    }
}
