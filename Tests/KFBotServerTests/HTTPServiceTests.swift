import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import KFBot
import KFBotAccess
import KFBotService
import KFBotTesting
import Logging
import Testing

@testable import KFBotServer

/// The service's answers, request by request.
struct HTTPServiceTests {
    private let directory: TemporaryDirectory
    private let workspace: Workspace
    private let service: HTTPService
    /// A Monday at 10:00 in China.
    private static let open = Date(timeIntervalSince1970: 1_795_399_200)

    init() throws {
        directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let entries = [
            Entry(id: "refund", question: "怎么退款", answers: [Answer(text: "在订单里点退款。")]),
            Entry(id: "invoice", question: "怎么开发票", answers: [Answer(text: "下单时勾选。")]),
        ]
        let author = Authorship(actor: "test", date: Self.open, reason: "")
        for entry in entries {
            _ = try store.write(to: .main, by: author) { try $0.put(entry) }
        }
        _ = try directory.write(
            """
            accounts:
              A: {mode: bot, debounce: {quiet_seconds: 0}}
              P: {mode: servicers, transfer_scope: more_members}
            """,
            to: "kfbot.yaml"
        )
        workspace = try Workspace(directory: directory.path)
        service = HTTPService(
            Company(
                workspace,
                access: try AccessTable(AccessStore(path: directory.file("access.sqlite"))),
                now: { Self.open }
            ),
            options: HTTPService.Options(needsKeys: false),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private struct Reply: Sendable {
        let status: Int
        let data: Data

        var text: String { String(decoding: data, as: UTF8.self) }
        func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONBody.value(type, from: data)
        }
        func error() throws -> ErrorBody.Detail { try value(ErrorBody.self).error }
    }

    private func exchange(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await service.application().test(.router) { client in
            try await client.execute(
                uri: path,
                method: method,
                headers: headers,
                body: body.map { ByteBuffer(string: $0) }
            ) { response in
                Reply(status: response.status.code, data: Data(response.body.readableBytesView))
            }
        }
    }

    private func put(
        _ servicer: ServicerID,
        _ status: ServicerStatus = .available,
        role: ServicerRole = .servicer
    ) throws {
        let body = Servicer(id: servicer, status: status, role: role, limit: 5)
        #expect(try workspace.core.put(body, account: "P", at: Self.open) == nil)
    }

    // MARK: Errors

    struct Fault: CustomTestStringConvertible, Sendable {
        var path: String
        var body: String
        var status: Int
        var code: String
        var field: String?

        var testDescription: String { "\(path) \(body)" }
    }

    @Test(
        "what is wrong with a request is told by status, code and field",
        arguments: [
            Fault(path: "ask", body: "{", status: 400, code: "bad_json"),
            Fault(path: "ask", body: "[]", status: 400, code: "bad_json"),
            Fault(path: "ask", body: "{}", status: 422, code: "invalid_field", field: "query"),
            Fault(
                path: "ask",
                body: #"{"query":3}"#,
                status: 422,
                code: "invalid_field",
                field: "query"
            ),
            Fault(
                path: "ask",
                body: #"{"query":"退款","top":0}"#,
                status: 422,
                code: "invalid_field",
                field: "top"
            ),
            Fault(
                path: "ask",
                body: #"{"query":"退款","top":"3"}"#,
                status: 422,
                code: "invalid_field",
                field: "top"
            ),
            Fault(path: "ask", body: #"{"query":"退款","kb":"x"}"#, status: 404, code: "not_found"),
            Fault(
                path: "messages",
                body: #"{"id":"1","account":"A","customer":"c"}"#,
                status: 422,
                code: "invalid_field",
                field: "text"
            ),
            Fault(
                path: "messages",
                body: #"{"id":"","account":"A","customer":"c","text":"x"}"#,
                status: 422,
                code: "invalid_field",
                field: "id"
            ),
            Fault(
                path: "sessions/P/c/reply",
                body: #"{"servicer":"s","id":"1","parts":[{"type":"song"}]}"#,
                status: 422,
                code: "invalid_field",
                field: "parts[0]"
            ),
            Fault(
                path: "sessions/P/c/assign",
                body: "",
                status: 422,
                code: "invalid_field",
                field: "servicer"
            ),
            Fault(
                path: "sessions/P/c/assign",
                body: #"{"servicer":"s"}"#,
                status: 409,
                code: "move_not_allowed"
            ),
            Fault(
                path: "sessions/P/c/suggestions",
                body: #"{"text":"退款"}"#,
                status: 422,
                code: "invalid_field",
                field: "servicer"
            ),
            Fault(path: "sessions/P/c/dance", body: "{}", status: 404, code: "not_found"),
        ]
    )
    func namesFaults(_ fault: Fault) async throws {
        let reply = try await exchange(.post, "/v1/\(fault.path)", fault.body)
        #expect(reply.status == fault.status)
        let error = try reply.error()
        #expect(error.code == fault.code)
        #expect(error.field == fault.field)
        #expect(!error.message.isEmpty)
    }

    @Test("a body over the limit is refused")
    func limitsBodies() async throws {
        let text = String(repeating: "长", count: ServiceContext.bodyLimit / 3 + 1)
        let reply = try await exchange(.post, "/v1/ask", #"{"query":"\#(text)"}"#)
        #expect(reply.status == 413)
        #expect(try reply.error().code == "too_large")
    }

    @Test("unknown fields do no harm")
    func toleratesFields() async throws {
        let reply = try await exchange(.post, "/v1/ask", #"{"query":"怎么退款","tomorrow":1}"#)
        #expect(reply.status == 200)
        #expect(reply.text.contains(#""outcome":"answer""#))
    }

    @Test("pages of other hosts may not use a service without keys")
    func refusesForeignPages() async throws {
        let reply = try await exchange(
            .post,
            "/v1/ask",
            #"{"query":"怎么退款"}"#,
            headers: [.origin: "https://example.com"]
        )
        #expect(reply.status == 403)
        #expect(try reply.error().code == "foreign_origin")
    }

    @Test(
        "loopback hosts are told from others",
        arguments: [
            ("127.0.0.1:8787", true), ("localhost", true), ("[::1]:80", true), ("127.1.2.3", true),
            ("127.example.com", false), ("10.0.0.1", false), ("localhost.example.com", false),
            ("[::2]", false), ("", false),
        ]
    )
    func knowsLoopback(authority: String, isLocal: Bool) {
        #expect(LocalGuard.isLocal(authority) == isLocal)
    }

    // MARK: Sessions

    @Test("a servicer receives, replies with parts, transfers to a member and ends the session")
    func serves() async throws {
        try put("s")
        try put("m", role: .member)
        let body = #"{"id":"1","account":"P","customer":"张 三","text":"在吗"}"#
        let message = try await exchange(.post, "/v1/messages", body).value(DispositionReport.self)
        #expect(message.disposition == "delivered")
        #expect(message.servicer == "s")
        #expect(message.state == .servicer)
        let path = "/v1/sessions/P/%E5%BC%A0%20%E4%B8%89"
        let order =
            #"{"servicer":"s","id":"r1","parts":[{"type":"text","text":"在"},"#
            + #"{"type":"image","url":"https://example.com/a.png"}]}"#
        let reply = try await exchange(.post, path + "/reply", order).value(DispositionReport.self)
        #expect(reply.messages.map(\.kind) == [.servicer, .servicer])
        #expect(!reply.duplicate)
        let again = try await exchange(.post, path + "/reply", order).value(DispositionReport.self)
        #expect(again.duplicate)
        #expect(again.messages == reply.messages)
        let stranger = try await exchange(.post, path + "/end", #"{"servicer":"m"}"#)
        #expect(stranger.status == 409)
        #expect(try stranger.error().message == "该客户不由 m 接待")
        let transfer = #"{"servicer":"s","to":"m"}"#
        #expect(try await exchange(.post, path + "/transfer", transfer).status == 200)
        let session = try await exchange(.get, path).value(SessionBody.self)
        #expect(session.servicer == "m")
        #expect(session.customer == "张 三")
        let list = try await exchange(.get, "/v1/sessions?account=P&state=servicer")
        #expect(try list.value(SessionList.self).sessions == [session])
        #expect(try await exchange(.post, path + "/end", #"{"servicer":"m"}"#).status == 200)
        #expect(try await exchange(.get, path).value(SessionBody.self).state == .ended)
        let events = try await exchange(.get, path + "/history?limit=3").value(EventList.self)
            .events
        #expect(events.count == 3)
        #expect(events.last?.record?.kind == "ended")
    }

    @Test("a servicer recalls their own message; whoever received the customer reads the records")
    func recalls() async throws {
        try put("s")
        try put("m", role: .member)
        let body = #"{"id":"1","account":"P","customer":"c","text":"在吗"}"#
        _ = try await exchange(.post, "/v1/messages", body)
        let path = "/v1/sessions/P/c"
        let reply = #"{"servicer":"s","id":"r1","text":"说错了"}"#
        let sent = try await exchange(.post, path + "/reply", reply).value(DispositionReport.self)
        let closed = try await exchange(.get, path + "/history?member=m")
        #expect(closed.status == 409)
        #expect(try closed.error().code == "records_not_shown")
        let stranger = try await exchange(
            .post,
            path + "/recall",
            #"{"servicer":"m","message":"r1"}"#
        )
        #expect(try stranger.error().code == "not_own_message")
        let recall = #"{"servicer":"s","message":"r1"}"#
        #expect(try await exchange(.post, path + "/recall", recall).status == 200)
        _ = try await exchange(.post, path + "/transfer", #"{"servicer":"s","to":"m"}"#)
        let events = try await exchange(.get, path + "/history?member=m").value(EventList.self)
            .events
        let recalled = events.first { $0.record?.kind == "recalled" }
        #expect(recalled?.record?.message == sent.messages.first?.id)
        #expect(events.contains { $0.message?.part == .text("（消息已撤回）") })
    }

    @Test("a servicer's status is read and changed; an unknown servicer is reported")
    func changesStatus() async throws {
        try put("s")
        let path = "/v1/servicers/P/s"
        let changed = try await exchange(.put, path, #"{"status":"on_break"}"#)
        #expect(try changed.value(ServicerBody.self).status == .onBreak)
        #expect(try await exchange(.get, path).value(ServicerBody.self).status == .onBreak)
        let wrong = try await exchange(.put, path, #"{"status":"asleep"}"#)
        #expect(try wrong.error().field == "status")
        let unknown = try await exchange(.put, "/v1/servicers/P/x", #"{"status":"stopped"}"#)
        #expect(unknown.status == 404)
        #expect(try unknown.error().message == "P has no servicer x.")
    }

    @Test("a message after a block is refused, and says so")
    func refusesBlocked() async throws {
        try put("s")
        let first = #"{"id":"1","account":"P","customer":"c","text":"在吗"}"#
        _ = try await exchange(.post, "/v1/messages", first)
        let block = try await exchange(.post, "/v1/sessions/P/c/block", #"{"servicer":"s"}"#)
        #expect(block.status == 200)
        let second = #"{"id":"2","account":"P","customer":"c","text":"在吗"}"#
        let report = try await exchange(.post, "/v1/messages", second).value(DispositionReport.self)
        #expect(report.disposition == "refused")
        #expect(report.reasonCode == "blocked")
        #expect(report.reason == "消息已发出，但被对方拒收了")
    }

    @Test("who serves a customer gets replies by typing or by the customer's words; others do not")
    func suggests() async throws {
        try put("s")
        let body = #"{"id":"1","account":"P","customer":"c","text":"怎么退款"}"#
        _ = try await exchange(.post, "/v1/messages", body)
        let path = "/v1/sessions/P/c/suggestions"
        func found(_ body: String) async throws -> [ReplySuggestion] {
            try await exchange(.post, path, body).value(SuggestionList.self).suggestions
        }
        #expect(try await found(#"{"servicer":"s","text":"发票"}"#).first?.entry == "invoice")
        let own = try await found(#"{"servicer":"s"}"#)
        #expect(own.map(\.entry) == ["refund"])
        let history = try await exchange(.get, "/v1/sessions/P/c/history").value(EventList.self)
        #expect(history.events.compactMap(\.suggestion).map(\.suggestions) == [own])
        let other = try await exchange(.post, path, #"{"servicer":"x","text":"发票"}"#)
        #expect(other.status == 409)
        #expect(try other.error().code == "not_serving")
        #expect(try other.error().message == "该客户不由 x 接待")
    }

    @Test("the checklist tells why a customer waits; the cause that decides comes first")
    func saysWhy() async throws {
        try put("s", .onBreak)
        let body = #"{"id":"1","account":"P","customer":"c","text":"在吗"}"#
        _ = try await exchange(.post, "/v1/messages", body)
        let reply = try await exchange(.get, "/v1/sessions/P/c/why")
        let report = try reply.value(WhyReport.self)
        #expect(report.session?.state == ServiceState.waiting.rawValue)
        #expect(report.session?.ahead == 0)
        #expect(report.findings.first?.verdict == .decides)
        #expect(report.findings.count == SessionDiagnosis.Cause.allCases.count)
        let never = try await exchange(.get, "/v1/sessions/A/c/why").value(WhyReport.self)
        #expect(never.session == nil)
        #expect(never.findings.first?.cause == .differentAccount)
    }

    // MARK: Figures

    @Test("metrics count requests by route, dispositions, sessions and revisions")
    func countsThings() async throws {
        try await service.application().test(.router) { client in
            let body = #"{"id":"1","account":"A","customer":"c","text":"怎么退款"}"#
            try await client.execute(
                uri: "/v1/messages",
                method: .post,
                body: ByteBuffer(string: body)
            )
            try await client.execute(uri: "/v1/sessions/A/c", method: .get)
            try await client.execute(uri: "/nowhere", method: .get)
            let response = try await client.execute(uri: "/metrics", method: .get)
            let lines = String(buffer: response.body).split(separator: "\n")
            #expect(
                lines.contains(
                    #"kfbot_http_requests_total{route="POST /v1/messages",status="200"} 1"#
                )
            )
            #expect(
                lines.contains {
                    $0.hasPrefix(
                        #"kfbot_http_request_seconds_count{route="GET /v1/sessions/{account}/{customer}"}"#
                    )
                }
            )
            #expect(lines.contains(#"kfbot_http_requests_total{route="none",status="404"} 1"#))
            #expect(lines.contains(#"kfbot_messages_total{disposition="answered"} 1"#))
            #expect(lines.contains(#"kfbot_sessions{state="bot"} 1"#))
            #expect(lines.contains(#"kfbot_knowledge_revision{base="main"} 2"#))
            #expect(lines.contains { $0.hasPrefix("process_resident_memory_bytes ") })
        }
    }

    // MARK: Names and who teaches

    /// One character of so many bytes.
    private static func character(_ bytes: Int) -> String {
        "aa" + String(repeating: "\u{301}", count: (bytes - 2) / 2)
    }

    @Test("a name has at most 128 characters and 512 bytes, wherever it comes from")
    func names() async throws {
        let (fits, isLong) = (Self.character(512), Self.character(514))
        func message(_ id: String, _ account: String, _ customer: String, _ type: String) -> String
        {
            #"{"id":"\#(id)","account":"\#(account)","customer":"\#(customer)","type":"\#(type)"}"#
        }
        let good = try await exchange(.post, "/v1/messages", message(fits, "A", fits, fits))
        #expect(good.status == 200)
        for (body, field) in [
            (message(isLong, "A", "c", "image"), "id"),
            (message("1", isLong, "c", "image"), "account"),
            (message("1", "A", isLong, "image"), "customer"),
            (message("1", "A", "c", isLong), "type"),
        ] {
            let reply = try await exchange(.post, "/v1/messages", body)
            #expect(reply.status == 422)
            #expect(try reply.error().field == field)
        }
        let path = isLong.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
        #expect(try await exchange(.get, "/v1/sessions/A/\(path)").status == 422)
        #expect(try await exchange(.get, "/v1/servicers/\(path)").status == 422)
    }

    @Test("only a servicer of the account teaches, under a name that can be stored")
    func whoTeaches() async throws {
        try put("s")
        let message = #"{"id":"l1","account":"P","customer":"c","text":"外星人怎么登记"}"#
        _ = try await exchange(.post, "/v1/messages", message)
        func learn(
            _ entry: String,
            _ servicer: String,
            _ answer: String? = "好"
        ) async throws -> Reply {
            let said = answer.map { #","answer":"\#($0)""# } ?? ""
            return try await exchange(
                .post,
                "/v1/learn",
                #"{"account":"P","message":"l1","entry":"\#(entry)","servicer":"\#(servicer)"\#(said)}"#
            )
        }
        let nobody = try await learn("alien", "nobody")
        #expect(nobody.status == 409)
        #expect(try nobody.error().code == "unknown_servicer")
        #expect(try nobody.error().field == "servicer")
        for (entry, answer, field) in [
            ("", "好", "entry"), (Self.character(514), "好", "entry"), ("alien", "", "answer"),
        ] {
            let reply = try await learn(entry, "s", answer)
            #expect(reply.status == 422)
            #expect(try reply.error().field == field)
        }
        #expect(try await learn("none", "s", nil).status == 404)
        #expect(try await learn("alien", "s").status == 200)
        #expect(try await learn("alien", "s").status == 200, "the same again changes nothing")
        for (entry, answer) in [("alien", "不好"), ("refund", "好")] {
            let taken = try await learn(entry, "s", answer)
            #expect(taken.status == 409, "the name is taken")
            #expect(try taken.error().code == "exists")
            let stored = entry == "alien" ? "好" : "在订单里点退款。"
            #expect(try taken.error().message.contains(stored), "it says what is there")
        }
    }

    @Test("a session shows its last left messages and how many there are")
    func leftMessages() async throws {
        for number in 0..<30 {
            let body = #"{"id":"m\#(number)","account":"P","customer":"c","text":"在吗"}"#
            #expect(try await exchange(.post, "/v1/messages", body).status == 200)
        }
        let session = try await exchange(.get, "/v1/sessions/P/c").value(SessionBody.self)
        let count = try #require(session.leftCount)
        #expect(session.leftMessages.count == min(count, 20))
        let list = try await exchange(.get, "/v1/sessions?account=P").value(SessionList.self)
        #expect(list.sessions.first == session)
    }
}
