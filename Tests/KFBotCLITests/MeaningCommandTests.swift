import Foundation
import KFBotTesting
import Testing

/// The encoder that `make test` installed.
private enum InstalledEncoder {
    static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["KFBOT_ENCODER"], !path.isEmpty { return path }
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        return (data ?? NSHomeDirectory() + "/.local/share") + "/kfbot/encoder.kfenc"
    }()
}

/// Matching with the installed encoder, as a user does it.
@Suite(
    .enabled(
        if: FileManager.default.fileExists(atPath: InstalledEncoder.path),
        "No encoder is installed: run make setup, then make build."
    )
)
struct MeaningCommandTests {
    private let directory: TemporaryDirectory
    private let program: Program
    private static let shop = ProjectFile.path("kb-samples/shop/kb.jsonl")
    private static let named = ["KFBOT_ENCODER": InstalledEncoder.path]

    init() throws {
        directory = try TemporaryDirectory()
        program = Program(data: directory.file("data"))
    }

    private func run(_ arguments: String...) throws -> String {
        let result = try program.run(arguments, environment: Self.named)
        #expect(result.status == 0, "\(arguments): \(result.errors)")
        return result.output
    }

    private func entry(_ output: String) throws -> String? {
        let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let first = (object?["candidates"] as? [[String: Any]])?.first
        return first?["entry"] as? String
    }

    @Test("the vectors of an import, and of an edit, are in the next answer")
    func edits() throws {
        _ = try run("import", Self.shop)
        #expect(try vectorCount() == 695)
        let query = "我家狗把快递咬坏了怎么赔"
        let (question, answer) = ("宠物弄坏了包裹里的东西", "宠物造成的损坏不赔。")
        _ = try run("entry", "add", "pet", "--question", question, "--answer", answer)
        #expect(try entry(run("ask", query, "--json")) == "pet")
        #expect(try vectorCount() == 696)
    }

    @Test("without the encoder the same bytes are printed, whether it is left out or not there")
    func sameBytes() throws {
        _ = try run("import", Self.shop)
        let queries = try [
            "钱啥时候回来", "衣服穿着紧想换大一码", "明天会下雨吗", "怎么开发票", "zenme tuihuo",
        ].map { try run("ask", $0, "--no-encoder", "--json", "--explain") }
        let without = Program(data: directory.file("other"))
        try without.expect("import", Self.shop)
        for (text, printed) in zip(
            ["钱啥时候回来", "衣服穿着紧想换大一码", "明天会下雨吗", "怎么开发票", "zenme tuihuo"],
            queries
        ) {
            let other = try without.expect("ask", text, "--json", "--explain")
            #expect(Self.timeless(other) == Self.timeless(printed))
            #expect(!printed.contains("\"meaning\""))
        }
        #expect(try run("ask", "钱啥时候回来", "--json", "--explain").contains("\"meaning\""))
    }

    @Test("a question in pinyin is answered as surely as without the encoder")
    func pinyin() throws {
        _ = try run("import", Self.shop)
        let file = directory.file("pinyin.jsonl")
        let queries = try String(
            contentsOfFile: ProjectFile.path("kb-samples/shop/queries.jsonl"),
            encoding: .utf8
        ).split(separator: "\n").filter { $0.contains(#""pinyin""#) }
        #expect(queries.count > 4)
        try queries.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        func answered(_ flags: String...) throws -> Int {
            let results = try program.run(
                ["ask", "--batch", file, "--jsonl"] + flags,
                environment: Self.named
            )
            return results.output.ranges(of: #""outcome":"answer""#).count
        }
        let without = try answered("--no-encoder")
        #expect(without > 0)
        #expect(try answered() >= without)
    }

    @Test("from memory and from disk the same is answered")
    func lowMemory() throws {
        _ = try run("import", Self.shop)
        let file = ProjectFile.path("kb-samples/shop/followups.jsonl")
        let loaded = try run("ask", "--batch", file, "--jsonl", "--explain")
        let stored = try run("ask", "--batch", file, "--jsonl", "--explain", "--low-memory")
        #expect(Self.timeless(loaded) == Self.timeless(stored))
    }

    @Test("vectors that were put off are made by the next import, and a killed one is gone on with")
    func resumes() throws {
        _ = try run("import", Self.shop, "--defer-encoding")
        #expect(try vectorCount() == 0)
        let process = try program.start(["import", Self.shop], environment: Self.named)
        try process.run()
        let end = ContinuousClock.now + .seconds(60)
        while try vectorCount() == 0, ContinuousClock.now < end { usleep(2_000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let made = try vectorCount()
        #expect(made > 0)
        _ = try run("import", Self.shop)
        #expect(try vectorCount() == 695)
    }

    @Test("where the disk has no room for vectors, the entries are stored and the report says so")
    func noRoom() throws {
        let process = try program.start([], environment: Self.named)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        let script = """
            mkdir -p "$0" && mount -t tmpfs -o size=4m none "$0" &&
            "$1" import "$2" --defer-encoding >/dev/null &&
            room=$(df -k --output=avail "$0" | tail -n 1) &&
            dd if=/dev/zero of="$0/full" bs=1k count=$((room - 250)) 2>/dev/null &&
            exec "$1" import "$2" --json
            """
        process.arguments = [
            "-m", "sh", "-c", script, program.data, Program.executable.path, Self.shop,
        ]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complained = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(String(decoding: printed, as: UTF8.self).contains(#""unchanged":129"#))
        let complaints = String(decoding: complained, as: UTF8.self)
        #expect(complaints.contains("The entries are stored"), "\(complaints)")
    }

    @Test("a file that is no encoder is said, with what to do")
    func wrongEncoder() throws {
        let path = directory.file("no.kfenc")
        try "text".write(toFile: path, atomically: true, encoding: .utf8)
        try program.expect("import", Self.shop)
        let result = try program.run(["ask", "退款"], environment: ["KFBOT_ENCODER": path])
        #expect(result.status == 1)
        #expect(result.errors.contains("--no-encoder"), "\(result.errors)")
    }

    /// The number in the header of the file of vectors; 0 without one.
    private func vectorCount() throws -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: program.data)) ?? []
        guard let name = names.first(where: { $0.hasSuffix(".kfvec") }),
            let handle = FileHandle(forReadingAtPath: program.data + "/" + name)
        else { return 0 }
        try handle.seek(toOffset: 64)
        guard let bytes = try handle.read(upToCount: 8), bytes.count == 8 else { return 0 }
        return bytes.withUnsafeBytes { Int($0.loadUnaligned(as: UInt64.self)) }
    }

    /// Output without how long it took.
    private static func timeless(_ output: String) -> String {
        output.replacing(/"elapsed_ms"\s*:\s*[0-9.e-]+/, with: "")
    }
}
