import AsyncHTTPClient
import Foundation
import KFBot
import KFBotServer
import KFBotTesting
import NIOCore
import NIOHTTP1
import Testing

/// `kfbot serve` as a process, driven by a real HTTP client.
@Suite(.serialized)
struct ServeCommandTests {
    private let workspace: TemporaryDirectory
    private let program: Program
    private let server: RunningProgram
    private let url: String

    init() async throws {
        workspace = try TemporaryDirectory()
        program = Program(data: workspace.path)
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
        server = try RunningProgram(program, ["serve", "--no-auth", "--port", "0"])
        await server.expect("\n")
        url = server.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private struct Report: Decodable {
        struct Message: Decodable {
            struct Part: Decodable {
                let text: String?
            }
            let id: String
            let part: Part
        }
        let disposition: String
        let messages: [Message]
        let duplicate: Bool
        let state: String
    }

    private func post(_ path: String, _ body: String) async throws -> (status: Int, body: Data) {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), Data(bytes.readableBytesView))
    }

    private func send(_ id: String, _ text: String, from customer: String) async throws -> Report {
        let body = #"{"id":"\#(id)","account":"A","customer":"\#(customer)","text":"\#(text)"}"#
        let (status, data) = try await post("/v1/messages", body)
        #expect(status == 200)
        return try JSONDecoder().decode(Report.self, from: data)
    }

    @Test("one line with the address is all it prints, and /v1/ask says what kfbot ask says")
    func asks() async throws {
        #expect(url.wholeMatch(of: /http:\/\/127\.0\.0\.1:\d+/) != nil)
        let answer = try await post("/v1/ask", #"{"query":"退款几天到账","top":2}"#)
        let printed = try program.expect("ask", "退款几天到账", "--top", "2", "--json")
        func fields(_ data: Data) throws -> NSDictionary {
            let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
            return ((object ?? [:]).filter { $0.key != "elapsed_ms" }) as NSDictionary
        }
        #expect(answer.status == 200)
        #expect(try fields(answer.body) == fields(Data(printed.utf8)))
    }

    @Test("a message sent twice is answered once; another text under its id is refused")
    func takesMessagesOnce() async throws {
        let first = try await send("m1", "退款几天到账", from: "a")
        let second = try await send("m1", "退款几天到账", from: "a")
        #expect(first.disposition == "answered")
        #expect(first.messages.first?.part.text?.contains("1–2 个工作日") == true)
        #expect(!first.duplicate)
        #expect(second.duplicate)
        #expect(first.messages.map(\.id) == second.messages.map(\.id))
        let body = #"{"id":"m1","account":"A","customer":"a","text":"别的"}"#
        #expect(try await post("/v1/messages", body).status == 409)
    }

    @Test("pieces of a question wait for each other and are answered together")
    func joinsPieces() async throws {
        async let first = send("p1", "我想问一下", from: "b")
        try await Task.sleep(for: .milliseconds(300))
        let second = try await send("p2", "退款几天到账", from: "b")
        #expect(second.messages.count == 1)
        #expect(second.messages.first?.part.text?.contains("工作日") == true)
        let earlier = try await first
        #expect(earlier.disposition == "answered")
        #expect(earlier.messages.isEmpty)
    }

    @Test("a stream of events goes on after Last-Event-ID without loss or repetition")
    func resumesStreams() async throws {
        _ = try await send("s1", "退款几天到账", from: "c")
        _ = try await send("s2", "怎么开发票？", from: "c")
        let all = try await events(after: 0, count: 7)
        #expect(all.count == 7)
        #expect(all == all.sorted())
        #expect(Set(all).count == all.count)
        #expect(try await events(after: all[2], count: 4) == Array(all[3...]))
        async let next = events(after: all[6], count: 2)
        try await Task.sleep(for: .milliseconds(200))
        _ = try await send("s3", "发票几天能到？", from: "c")
        #expect(try await next.allSatisfy { $0 > all[6] })
    }

    /// The numbers of the first events of customer c after one.
    private func events(after number: Int, count: Int) async throws -> [Int] {
        var request = HTTPClientRequest(url: url + "/v1/sessions/A/c/events")
        request.headers.add(name: "Last-Event-ID", value: "\(number)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        #expect(
            response.headers.first(name: "Content-Type")?.hasPrefix("text/event-stream") == true
        )
        var text = ""
        for try await bytes in response.body {
            text += String(buffer: bytes)
            let ids = text.matches(of: /id: (\d+)\nevent: (message|state|record)\ndata: \{.*\}\n\n/)
            if ids.count >= count { return ids.prefix(count).compactMap { Int($0.1) } }
        }
        return []
    }

    @Test(
        "edits by others hold: of the base with the next question, of kfbot.yaml once it has settled"
    )
    func isLive() async throws {
        try program.expect("entry", "edit", "shop-058", "--similar", "钱咋还没退回来")
        let answer = try await post("/v1/ask", #"{"query":"钱咋还没退回来"}"#)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains(#""outcome":"answer""#))
        #expect(text.contains(#""revision":2"#))
        _ = try workspace.write("defaults: {texts: {fallback: 我去问问同事}}", to: "kfbot.yaml")
        try await Task.sleep(for: .milliseconds(800))
        let reply = try await send("l1", "唐朝有多少个皇帝？", from: "d")
        #expect(reply.messages.first?.part.text == "我去问问同事")
        _ = try workspace.write("defaults: {texts: 3}", to: "kfbot.yaml")
        #expect(try await send("l2", "今天股票涨了多少？", from: "e").messages.count == 1)
        let end = ContinuousClock.now + .seconds(5)
        while !server.errors.contains("kfbot.yaml is wrong"), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(server.errors.contains("kfbot.yaml is wrong"))
    }

    @Test("both changes that two processes make to a servicer stay, whichever comes first")
    func servicersByTwo() async throws {
        for name in ["li", "han"] {
            try program.expect("servicer", "add", name, "--account", "A", "--limit", "5")
        }
        let toggling = Task { [url] in
            var changes = 0
            while !Task.isCancelled {
                for name in ["li", "han"] {
                    var request = HTTPClientRequest(url: "\(url)/v1/servicers/A/\(name)")
                    request.method = .PUT
                    let status = changes.isMultiple(of: 2) ? "available" : "on_break"
                    request.body = .bytes(ByteBuffer(string: #"{"status":"\#(status)"}"#))
                    let response = try await HTTPClient.shared.execute(
                        request,
                        timeout: .seconds(20)
                    )
                    _ = try await response.body.collect(upTo: 1 << 20)
                }
                changes += 1
            }
            return changes
        }
        for limit in 10..<16 {
            try program.expect("servicer", "set", "li", "--account", "A", "--limit", "\(limit)")
            try await Task.sleep(for: .milliseconds(50))
            let list = try program.expect("servicer", "list", "--account", "A", "--json")
            #expect(list.contains(#""limit":\#(limit),"load":0,"role":"servicer","servicer":"li""#))
            try program.expect("servicer", "remove", "han", "--account", "A")
            try await Task.sleep(for: .milliseconds(50))
            let others = try program.expect("servicer", "list", "--account", "A", "--json")
            #expect(!others.contains(#""servicer":"han""#))
            try program.expect("servicer", "add", "han", "--account", "A")
        }
        toggling.cancel()
        let changes = try? await toggling.value
        #expect(changes.map { $0 > 0 } ?? true)
    }

    @Test("sessions.sqlite replaced under the service: nothing more is acknowledged")
    func replacedFile() async throws {
        #expect(try await send("a1", "怎么退款？", from: "c").disposition == "answered")
        for name in ["sessions.sqlite", "sessions.sqlite-wal", "sessions.sqlite-shm"] {
            try FileManager.default.removeItem(atPath: workspace.file(name))
        }
        for number in 1...3 {
            let body = #"{"id":"b\#(number)","account":"A","customer":"c","text":"怎么退款？"}"#
            let answer = try await post("/v1/messages", body)
            #expect(answer.status == 503)
            #expect(String(decoding: answer.body, as: UTF8.self).contains(#""code":"replaced""#))
        }
    }

    @Test("SIGTERM lets a request end that waits for the rest of a question, and ends streams")
    func finishesWhatItBegan() async throws {
        async let waiting = send("t1", "我想问一下", from: "f")
        async let stream = endOfStream()
        try await Task.sleep(for: .milliseconds(400))
        server.terminate()
        #expect(try await waiting.disposition == "answered")
        #expect(try await stream)
        #expect(await server.end() == 0)
    }

    @Test("SIGTERM ends the service although a client has sent half a body or reads nothing")
    func endsInSpiteOfClients() async throws {
        let text = String(repeating: "很长的话", count: 1_000)
        for number in 0..<100 { _ = try await send("b\(number)", text, from: "g\(number)") }
        let half = try RawConnection(to: url)
        try half.send(
            "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"id"
        )
        let unread = try RawConnection(to: url)
        try unread.send("GET /v1/accounts/A/events?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try await Task.sleep(for: .milliseconds(500))
        server.terminate()
        let clock = ContinuousClock()
        let start = clock.now
        #expect(await server.end() == 0)
        #expect(clock.now - start < .seconds(10))
        _ = (half, unread)
    }

    @Test("while another process writes the knowledge, edits wait and nobody else does")
    func editsWaitAlone() async throws {
        for number in 0..<2 { _ = try await send("w\(number)", "第\(number)个新说法怎么样？", from: "h") }
        try program.expect("servicer", "add", "李雷", "--account", "A")
        let store = try KnowledgeStore(path: workspace.file("knowledge.sqlite"), create: false)
        let (isHeld, isDone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let author = Authorship(actor: "other", date: Date(), reason: "")
        let holder = Thread {
            _ = try? store.write(to: .main, by: author) { _ in
                isHeld.signal()
                isDone.wait()
            }
        }
        holder.start()
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                isHeld.wait()
                continuation.resume()
            }
        }
        async let edits = [learn("w0"), learn("w1")]
        try await Task.sleep(for: .milliseconds(300))
        // These would wait for as long as the lock is held, which is until they are answered.
        for number in 0..<8 {
            #expect(try await post("/v1/ask", #"{"query":"退款几天到账"}"#).status == 200)
            #expect(
                try await send("v\(number)", "退款几天到账", from: "i\(number)").disposition == "answered"
            )
        }
        var request = HTTPClientRequest(url: url + "/healthz")
        request.method = .GET
        #expect(try await HTTPClient.shared.execute(request, timeout: .seconds(5)).status == .ok)
        isDone.signal()
        #expect(try await edits == [200, 200])
    }

    private func learn(_ message: String) async throws -> Int {
        let body = #"{"account":"A","message":"\#(message)","entry":"shop-058","servicer":"李雷"}"#
        return try await post("/v1/learn", body).status
    }

    @Test("a customer who sends hundreds of long pieces delays the others by little")
    func floodByOne() async throws {
        // Three characters of 14 kB: each piece is a question of its own, and long to match.
        let marks = String(repeating: "\u{301}", count: 2400)
        let piece = "退\(marks)款\(marks)吗\(marks)"
        let body = #""account":"A","customer":"flood","text":"\#(piece)"}"#
        // The shared client would have few connections, and wait for them itself.
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 300
        let flood = HTTPClient(configuration: configuration)
        let statuses = try await withThrowingTaskGroup(of: UInt?.self) { group in
            for number in 0..<300 {
                var request = HTTPClientRequest(url: url + "/v1/messages")
                request.method = .POST
                request.body = .bytes(ByteBuffer(string: #"{"id":"f\#(number)","# + body))
                group.addTask { [request] in
                    try? await flood.execute(request, timeout: .seconds(8)).status.code
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            var longest = Duration.zero
            for number in 0..<5 {
                let start = ContinuousClock.now
                _ = try await send("o\(number)", "怎么开发票？", from: "o\(number)")
                _ = try await post("/v1/ask", #"{"query":"怎么开发票"}"#)
                longest = max(longest, ContinuousClock.now - start)
            }
            // Far less than all that the customer sent takes, and far more than a busy machine adds.
            #expect(longest < .seconds(5), "took \(longest)")
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await flood.shutdown()
        #expect(statuses.contains(200) && statuses.contains(429))
        #expect(statuses.allSatisfy { $0 == nil || $0 == 200 || $0 == 429 })
    }

    @Test("more connections than descriptors allow are refused; those that are there go on")
    func outOfDescriptors() async throws {
        let small = try RunningProgram(
            program,
            ["serve", "--no-auth", "--port", "0"],
            within: "ulimit -n 200"
        )
        await small.expect("\n")
        let address = small.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let first = try RawConnection(to: address)
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        try first.send(request)
        #expect(try first.receive().hasPrefix("HTTP/1.1 200"))
        let many = (0..<400).compactMap { _ in try? RawConnection(to: address) }
        let refused = try many.count { connection in
            try connection.receive(within: 0).contains("too_many_connections")
        }
        #expect(refused > 0)
        try first.send(request)
        #expect(try first.receive().hasPrefix("HTTP/1.1 200"))
        for connection in many { connection.close() }
        try await Task.sleep(for: .milliseconds(500))
        let next = try RawConnection(to: address)
        try next.send(request)
        #expect(try next.receive().hasPrefix("HTTP/1.1 200"))
    }

    /// True once a stream ends in order.
    private func endOfStream() async throws -> Bool {
        let request = HTTPClientRequest(url: url + "/v1/accounts/A/events")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        for try await _ in response.body {}
        return true
    }

    @Test("--low-memory gives the same answers")
    func answersFromDisk() async throws {
        let other = try RunningProgram(
            program,
            ["serve", "--no-auth", "--port", "0", "--low-memory"]
        )
        await other.expect("\n")
        let address = other.output.trimmingCharacters(in: .whitespacesAndNewlines)
        func answer(from url: String) async throws -> NSDictionary {
            var request = HTTPClientRequest(url: url + "/v1/ask")
            request.method = .POST
            request.body = .bytes(ByteBuffer(string: #"{"query":"钱几天退","explain":true}"#))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            let bytes = try await response.body.collect(upTo: 1 << 20)
            let object = try JSONSerialization.jsonObject(with: Data(bytes.readableBytesView))
            let fields = (object as? [String: Any] ?? [:]).filter { $0.key != "elapsed_ms" }
            #expect(fields["candidates"] != nil)
            return fields as NSDictionary
        }
        #expect(try await answer(from: address) == answer(from: url))
    }

    @Test("an address that others can reach is refused with --no-auth")
    func refusesOpenAddress() throws {
        let result = try program.run(["serve", "--host", "0.0.0.0", "--no-auth"])
        #expect(result.status == 64)
        #expect(result.errors.contains("kfbot key create"))
    }
}
