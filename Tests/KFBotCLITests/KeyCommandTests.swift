import AsyncHTTPClient
import Foundation
import KFBotTesting
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

/// `kfbot serve` that asks for keys, beside `kfbot key` and `kfbot user`, all as processes.
@Suite(.serialized)
struct KeyCommandTests {
    private let workspace: TemporaryDirectory
    private let program: Program
    private let server: RunningProgram
    private let url: String

    init() async throws {
        workspace = try TemporaryDirectory()
        program = Program(data: workspace.path)
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
        server = try RunningProgram(program, ["serve", "--port", "0"])
        await server.expect("\n")
        url = server.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func exchange(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        key: String? = nil
    ) async throws -> (status: Int, text: String) {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), String(buffer: bytes))
    }

    private func makeKey(_ arguments: String...) throws -> (id: String, key: String) {
        let made = try program.run(["key", "create", "--json"] + arguments)
        #expect(made.status == 0, "\(made.errors)")
        let object = try JSONObject(made.output)
        return (object.text("id"), object.text("key"))
    }

    @Test("without a key it says what to do; keys hold at once, and no more once they are revoked")
    func keysHoldAtOnce() async throws {
        #expect(server.errors.contains("kfbot key create --role admin"))
        #expect(try await exchange(.GET, "/healthz").status == 200)
        for path in ["/readyz", "/metrics", "/v1/sessions", "/v1/none"] {
            #expect(try await exchange(.GET, path).status == 401)
        }
        let question = #"{"query":"退款几天到账","top":1}"#
        #expect(try await exchange(.POST, "/v1/ask", question).status == 401)
        for _ in 0..<5 {
            let admin = try makeKey("--role", "admin")
            #expect(try await exchange(.POST, "/v1/ask", question, key: admin.key).status == 200)
            try program.expect("key", "revoke", admin.id)
            #expect(try await exchange(.POST, "/v1/ask", question, key: admin.key).status == 401)
        }
        let list = try program.expect("key", "list", "--all", "--json")
        #expect(try JSONObject(list).array("keys").count == 5)
        let audit = try JSONObject(program.expect("audit", "--json")).array("changes")
        #expect(audit.count == 10)
        #expect(audit.first?["action"] as? String == "key.revoke")
        #expect(audit.first?["actor"] as? String == "tester at the command line")
    }

    @Test("wrong keys are answered ever more slowly, right ones are not")
    func slowsWrongKeys() async throws {
        let reader = try makeKey("--role", "reader")
        let wrong = String(reader.key.dropLast()) + "~"
        let start = ContinuousClock.now
        for _ in 0..<13 {
            #expect(try await exchange(.GET, "/v1/me", key: wrong).status == 401)
        }
        #expect(ContinuousClock.now - start > .milliseconds(1500))
        let right = ContinuousClock.now
        #expect(try await exchange(.GET, "/v1/me", key: reader.key).status == 200)
        #expect(ContinuousClock.now - right < .milliseconds(900))
    }

    @Test(
        "a person is added with a password from standard input, and logs in until removed"
    )
    func logsIn() async throws {
        let arguments = ["user", "add", "李雷", "--role", "servicer", "--servicer", "李雷"]
        let short = try program.run(arguments, input: "short\n")
        #expect(short.status == 1)
        #expect(short.errors.contains("8 to 256"))
        let added = try program.run(arguments, input: "a long password\n")
        #expect(added.status == 0, "\(added.errors)")
        func login(_ password: String) async throws -> (status: Int, text: String) {
            try await exchange(
                .POST,
                "/v1/login",
                #"{"name":"李雷","password":"\#(password)"}"#
            )
        }
        let (status, text) = try await login("a long password")
        #expect(status == 200, "\(text)")
        let key = try JSONObject(text).text("key")
        #expect(try await exchange(.GET, "/v1/me", key: key).text.contains(#""servicer":"李雷""#))
        try program.expect("user", "set", "李雷", "--role", "reader")
        #expect(try await exchange(.GET, "/v1/me", key: key).text.contains(#""role":"reader""#))
        try program.expect("user", "remove", "李雷")
        #expect(try await exchange(.GET, "/v1/me", key: key).status == 401)
        #expect(try await login("a long password").status == 401)
    }

    @Test("a terminal shows its key with KFBOT_KEY, and says so where the service asks for one")
    func terminalsShowKeys() throws {
        let arguments = ["chat", "--account", "A", "--url", url]
        var environment = ["KFBOT_DATA": ""]
        environment["KFBOT_DATA"] = workspace.path
        let refused = try program.run(arguments, input: "退款几天到账\n", environment: environment)
        #expect(refused.errors.contains("KFBOT_KEY"), "\(refused.errors)")
        environment["KFBOT_KEY"] = try makeKey("--role", "admin").key
        let answered = try program.run(arguments, input: "退款几天到账\n", environment: environment)
        #expect(answered.output.contains("1–2 个工作日"), "\(answered.errors)")
    }

    @Test("what is typed wrongly is misuse, and nothing is made")
    func refusesMisuse() throws {
        for arguments in [
            ["key", "create"], ["key", "create", "--role", "king"],
            ["key", "create", "--role", "provider"],
            ["key", "create", "--role", "reader", "--servicer", "李雷"],
            ["key", "create", "--role", "admin", "--expires", "0"],
        ] {
            #expect(try program.run(arguments).status == 64, "\(arguments)")
        }
        #expect(try program.run(["key", "revoke", "none"]).status == 1)
        #expect(try program.run(["user", "password", "nobody"], input: "x\n").status == 1)
        #expect(
            try JSONObject(program.expect("key", "list", "--all", "--json")).array("keys").isEmpty
        )
        let elsewhere = try program.run(["key", "list", "--data", workspace.file("none")])
        #expect(elsewhere.status == 1)
        #expect(elsewhere.errors.contains("no workspace"))
    }
}

/// `kfbot serve` with a certificate.
struct CertificateTests {
    /// Makes a certificate that vouches for itself, for `localhost`, under a name of its own.
    private func certificate(_ name: String, in directory: TemporaryDirectory) throws {
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=\(name)", "-keyout", directory.file("key.pem"), "-out",
            directory.file("chain.pem"),
        ]
        openssl.standardError = FileHandle.nullDevice
        openssl.standardOutput = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        try #require(openssl.terminationStatus == 0, "openssl is needed for this test")
    }

    /// The name in the certificate that a service shows.
    private func shown(by url: String) throws -> String {
        let port = try #require(URL(string: url)?.port)
        let client = Process()
        client.executableURL = URL(fileURLWithPath: "/bin/sh")
        client.arguments = [
            "-c",
            "openssl s_client -connect 127.0.0.1:\(port) </dev/null 2>/dev/null"
                + " | openssl x509 -noout -subject",
        ]
        let output = Pipe()
        client.standardOutput = output
        client.standardError = FileHandle.nullDevice
        try client.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        client.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    @Test("a service speaks TLS, and shows a new certificate once the files are replaced")
    func renews() async throws {
        let directory = try TemporaryDirectory()
        let program = Program(data: directory.file("data"))
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
        try certificate("first", in: directory)
        let files = [
            "--tls-certificate", directory.file("chain.pem"), "--tls-key",
            directory.file("key.pem"),
        ]
        let server = try RunningProgram(program, ["serve", "--port", "0"] + files)
        await server.expect("\n")
        let url = server.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(url.hasPrefix("https://127.0.0.1:"))
        #expect(try shown(by: url).contains("first"))
        try Data("no certificate".utf8).write(to: URL(fileURLWithPath: directory.file("chain.pem")))
        try await Task.sleep(for: .milliseconds(1100))
        #expect(try shown(by: url).contains("first"))
        try certificate("second", in: directory)
        try await Task.sleep(for: .milliseconds(1100))
        #expect(try shown(by: url).contains("second"))
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.certificateVerification = .none
        let client = HTTPClient(configuration: configuration)
        let response = try await client.execute(
            HTTPClientRequest(url: url + "/healthz"),
            timeout: .seconds(20)
        )
        #expect(response.status == .ok)
        try await client.shutdown()
        let half = try program.run(["serve", "--tls-key", directory.file("key.pem")])
        #expect(half.status == 64)
        let wrong = try program.run(["serve", "--tls-certificate", "none", "--tls-key", "none"])
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("cannot be used together"))
    }
}
