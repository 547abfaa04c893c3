import AsyncHTTPClient
import Foundation
import KFBot
import KFBotTesting
import NIOCore
import NIOHTTP1
import Testing

/// Backups, the doctor, a customer's data, and several companies, with processes.
@Suite(.serialized)
struct CareCommandTests {
    private let root: TemporaryDirectory
    private let program: Program

    init() throws {
        root = try TemporaryDirectory()
        program = Program(data: root.file("data"))
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
    }

    private func serve(_ arguments: String...) async throws -> (RunningProgram, String) {
        let server = try RunningProgram(program, ["serve", "--port", "0"] + arguments)
        await server.expect("\n")
        return (server, server.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private func exchange(
        _ method: HTTPMethod,
        _ url: String,
        _ body: String? = nil,
        key: String? = nil
    ) async throws -> (status: Int, text: String) {
        var request = HTTPClientRequest(url: url)
        request.method = method
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), String(buffer: bytes))
    }

    private func send(_ id: String, _ text: String, _ customer: String, to url: String) async throws
    {
        let body =
            #"{"id":"\#(id)","account":"A","customer":"\#(customer)","text":"\#(text)"}"#
        #expect(try await exchange(.POST, url + "/v1/messages", body).status == 200)
    }

    // MARK: Backups

    @Test(
        "a backup beside a service under load holds all that was answered before, and is restored"
    )
    func backsUp() async throws {
        let (server, url) = try await serve("--no-auth")
        for number in 0..<20 { try await send("m\(number)", "退款几天到账", "c\(number)", to: url) }
        let backup = root.file("backup")
        let load = Task {
            for number in 20..<60 {
                try? await send("m\(number)", "退款几天到账", "c\(number)", to: url)
            }
        }
        let made = try program.expect("backup", backup, "--json")
        #expect(try JSONObject(made).array("files").count == 3)
        await load.value
        try program.expect("backup", backup, "--check")
        #expect(try program.run(["backup", backup]).status == 1)
        server.terminate()
        #expect(await server.end() == 0)

        let copy = root.file("copy")
        try program.expect("restore", backup, "--data", copy)
        let info = try program.expect("info", "--check", "--json", "--data", copy)
        #expect(info.contains(#""healthy":true"#))
        let listed = try program.expect("session", "list", "--json", "--data", copy)
        for number in 0..<20 { #expect(listed.contains("\"c\(number)\"")) }
        // What is there is left alone, unless it is said; then it is kept.
        let refused = try program.run(["restore", backup, "--data", copy])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("--replace"))
        let replaced = try program.expect("restore", backup, "--data", copy, "--replace", "--json")
        let kept = try JSONObject(replaced).text("kept")
        #expect(FileManager.default.fileExists(atPath: kept + "/knowledge.sqlite"))
        #expect(program.errorsOfDoctor(in: copy) == "")
    }

    @Test("a backup with a changed, missing or foreign file is refused, and nothing is restored")
    func refusesDamagedBackups() throws {
        let backup = root.file("backup")
        try program.expect("backup", backup)
        func refuses(_ text: String) throws {
            let result = try program.run(["restore", backup, "--data", root.file("copy")])
            #expect(result.status == 1)
            #expect(result.errors.contains(text), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: root.file("copy")))
        }
        let file = URL(fileURLWithPath: backup + "/knowledge.sqlite")
        let whole = try Data(contentsOf: file)
        var damaged = whole
        damaged[damaged.count / 2] ^= 1
        try damaged.write(to: file)
        try refuses("is not the file that was copied")
        try FileManager.default.removeItem(at: file)
        try refuses("is missing")
        try FileManager.default.removeItem(atPath: backup + "/backup.json")
        try refuses("is no backup")
        #expect(
            try program.run(["backup", root.file("x"), "--data", root.file("none")]).status == 1
        )
        #expect(!FileManager.default.fileExists(atPath: root.file("x")))
    }

    // MARK: Doctor

    @Test("the doctor finds keys that others can read, a wrong configuration and a damaged file")
    func findsFaults() throws {
        try program.expect("key", "create", "--role", "admin")
        #expect(program.errorsOfDoctor(in: program.data) == "")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: program.data + "/access.sqlite"
        )
        #expect(program.errorsOfDoctor(in: program.data).contains("chmod 600"))
        try Data("accounts: 3\n".utf8).write(
            to: URL(fileURLWithPath: program.data + "/kfbot.yaml")
        )
        #expect(program.errorsOfDoctor(in: program.data).contains("kfbot.yaml"))
        let file = URL(fileURLWithPath: program.data + "/sessions.sqlite")
        try Data("no database, but long enough to be taken for one".utf8).write(to: file)
        #expect(program.errorsOfDoctor(in: program.data).contains("the file is no database"))
    }

    // MARK: Customers

    @Test("a customer's data is handed out masked, then erased from all files; others keep theirs")
    func erasesCustomers() async throws {
        let (server, url) = try await serve("--no-auth")
        let secret = "我的电话是13812345678邮箱lilei@example.com"
        try await send("m1", secret, "张三", to: url)
        try await send("m2", "退款几天到账", "李四", to: url)
        let path = url + "/v1/customers/%E5%BC%A0%E4%B8%89/data"
        let masked = try await exchange(.GET, path).text
        #expect(masked.contains("138****5678"))
        #expect(masked.contains("l***@example.com"))
        #expect(!masked.contains("13812345678"))
        let whole = try program.expect("customer", "export", "张三", "--unmasked")
        #expect(whole.contains("13812345678"))
        #expect(!whole.contains("李四"))
        #expect(try program.run(["customer", "erase", "张三"]).status == 64)
        let erased = try await exchange(.DELETE, path)
        #expect(erased.status == 200, "\(erased.text)")
        #expect(try JSONObject(erased.text).number("rows") >= 4)
        #expect(try await exchange(.GET, path).status == 404)
        #expect(try program.run(["customer", "export", "张三"]).status == 1)
        #expect(try program.expect("customer", "export", "李四").contains("退款几天到账"))
        // It can write again, as somebody who is not known.
        try await send("m1", "退款几天到账", "张三", to: url)
        server.terminate()
        #expect(await server.end() == 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: program.data) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: program.data + "/" + name))
            #expect(bytes.range(of: Data("13812345678".utf8)) == nil, "\(name)")
        }
        let audit = try program.expect("audit", "--json")
        #expect(audit.contains("customer.erase"))
        #expect(audit.contains("customer.export"))
        #expect(!audit.contains("张三"))
        let check = try program.expect("info", "--check", "--json")
        #expect(check.contains(#""healthy":true"#))
    }

    @Test("who is being served is erased, too, and the servicer's place becomes free")
    func erasesServed() throws {
        let always = #"hours: {weekly: {mon-sun: ["00:00-24:00"]}}"#
        try Data("accounts:\n  A: {mode: servicers, \(always)}\n".utf8).write(
            to: URL(fileURLWithPath: program.data + "/kfbot.yaml")
        )
        try program.expect("servicer", "add", "李雷", "--account", "A", "--limit", "1")
        for name in ["甲", "乙"] {
            _ = try program.run(
                ["chat", "--account", "A", "--customer", name],
                input: "在吗，我要退款\n"
            )
        }
        let before = try program.expect("session", "list", "--json")
        #expect(before.contains(#""state_name":"servicer""#))
        try program.expect("customer", "erase", "甲", "--yes")
        let after = try program.expect("session", "list", "--json")
        #expect(!after.contains("甲"))
        // The one who waited has the place.
        #expect(after.contains(#""state_name":"servicer""#))
        #expect(after.contains("乙"))
        #expect(try program.expect("servicer", "list", "--json").contains(#""load":1"#))
    }

    // MARK: Companies

    @Test("a service of companies: created, asked, suspended and resumed by other processes")
    func servesCompanies() async throws {
        let companies = root.file("companies")
        let made = try program.expect(
            "company",
            "create",
            "alpha",
            "--title",
            "甲公司",
            "--companies",
            companies,
            "--json"
        )
        let alpha = try JSONObject(made).object("key").text("key")
        let (server, url) = try await serve("--companies", companies)
        #expect(server.errors.contains("--role provider"))
        try program.expect(
            "import",
            ProjectFile.path("kb-samples/shop/kb.jsonl"),
            "--data",
            companies + "/alpha"
        )
        let question = #"{"query":"退款几天到账","top":1}"#
        let answer = try await exchange(.POST, url + "/v1/ask", question, key: alpha)
        #expect(answer.text.contains("1–2 个工作日"), "\(answer.text)")
        let beta = try JSONObject(
            program.expect("company", "create", "beta", "--companies", companies, "--json")
        ).object("key").text("key")
        #expect(try await exchange(.GET, url + "/v1/me", key: beta).text.contains("beta"))
        let other = try await exchange(.POST, url + "/v1/ask", question, key: beta)
        #expect(!other.text.contains("1–2 个工作日"))
        let provider = try JSONObject(
            program.expect(
                "key",
                "create",
                "--role",
                "provider",
                "--companies",
                companies,
                "--json"
            )
        ).text("key")
        let list = try await exchange(.GET, url + "/v1/companies", key: provider)
        #expect(list.text.contains("甲公司"), "\(list.text)")
        try program.expect("company", "suspend", "beta", "--companies", companies)
        let refused = try await exchange(.GET, url + "/v1/me", key: beta)
        #expect(refused.status == 403, "\(refused.text)")
        try program.expect("company", "resume", "beta", "--companies", companies)
        #expect(try await exchange(.GET, url + "/v1/me", key: beta).status == 200)
        #expect(try await exchange(.GET, url + "/readyz", key: provider).status == 200)
        server.terminate()
        #expect(await server.end() == 0)
    }
}

extension Program {
    /// What `kfbot doctor` calls wrong, line by line.
    fileprivate func errorsOfDoctor(in directory: String) -> String {
        guard let result = try? run(["doctor", "--data", directory]) else { return "no doctor" }
        let wrong = result.output.split(separator: "\n").filter { $0.hasPrefix("wrong") }
        guard (result.status == 0) == wrong.isEmpty else { return "status \(result.status)" }
        return wrong.joined(separator: "\n")
    }
}
