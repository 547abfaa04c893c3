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

/// Who may do what over HTTP.
struct AccessTests {
    private let directory: TemporaryDirectory
    private let company: Company
    private let service: HTTPService
    private var store: AccessStore { company.access.store }
    /// A Monday at 10:00 in China.
    private static let now = Date(timeIntervalSince1970: 1_795_399_200)

    init() throws {
        directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let author = Authorship(actor: "test", date: Self.now, reason: "")
        for base: KnowledgeBaseID in ["main", "other"] {
            _ = try store.write(to: base, by: author) {
                try $0.put(
                    Entry(id: "refund", question: "怎么退款", answers: [Answer(text: "点退款。")])
                )
            }
        }
        _ = try directory.write(
            """
            accounts:
              A: {mode: servicers}
              B: {mode: servicers, knowledge_base: other}
            """,
            to: "kfbot.yaml"
        )
        company = Company(
            try Workspace(directory: directory.path),
            access: try AccessTable(AccessStore(path: directory.file("access.sqlite"))),
            now: { Self.now }
        )
        var service = HTTPService(
            company,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        service.passwordCost = PasswordHash.Cost(logRounds: 5, blockSize: 1, parallelism: 1)
        self.service = service
        for account: AccountID in ["A", "B"] {
            for name: ServicerID in ["李雷", "韩梅"] {
                let servicer = Servicer(id: name, status: .available, limit: 5)
                #expect(
                    try company.workspace.core.put(servicer, account: account, at: Self.now) == nil
                )
            }
        }
    }

    private struct Reply: Sendable {
        let status: Int
        let headers: HTTPFields
        let data: Data

        var text: String { String(decoding: data, as: UTF8.self) }
        var code: String? { try? JSONBody.value(ErrorBody.self, from: data).error.code }
        func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONBody.value(type, from: data)
        }
    }

    private func exchange(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        key: String? = nil
    ) async throws -> Reply {
        var headers = HTTPFields()
        if let key { headers[.authorization] = "Bearer \(key)" }
        return try await service.application().test(.router) { [headers] client in
            try await client.execute(
                uri: path,
                method: method,
                headers: headers,
                body: body.map { ByteBuffer(string: $0) }
            ) { response in
                Reply(
                    status: response.status.code,
                    headers: response.headers,
                    data: Data(response.body.readableBytesView)
                )
            }
        }
    }

    private func key(
        _ role: Role,
        accounts: [AccountID]? = nil,
        servicer: ServicerID? = nil
    ) throws -> String {
        let scope = AccessScope(role, accounts: accounts, servicer: servicer)
        return try store.createKey(scope, by: "test", at: Self.now).key.text
    }

    private static func escaped(_ name: ServicerID) -> String {
        name.rawValue.addingPercentEncoding(withAllowedCharacters: []) ?? ""
    }

    /// Every route of the router with names in place of parameters.
    private func routes() -> [(method: HTTPRequest.Method, path: String, name: String)] {
        service.router().routes.map { route in
            let path = "\(route.path)"
            let filled = path.replacing("{account}", with: "A").replacing("{customer}", with: "c")
                .replacing(
                    "{servicer}",
                    with: Self.escaped("李雷")
                )
                .replacing(/\{\w+\}/, with: "x")
            return (route.method, filled, RoutePermissions.name(route.method, path))
        }
    }

    @Test("every route states what it needs, and nothing is stated for a route that does not exist")
    func routesStatePermissions() {
        let names = Set(routes().map(\.name))
        #expect(names.count > 25)
        // A service of one company has no routes for companies.
        let stated = RoutePermissions.table.filter { $0.value != .provide }
        #expect(names == Set(stated.keys))
        #expect(
            RoutePermissions.table.filter { $0.value == .open }.keys.sorted() == [
                "GET /healthz", "POST /v1/login",
            ]
        )
    }

    @Test("nothing but /healthz answers without a key, whether the route exists or not")
    func asksForKeys() async throws {
        for route in routes() where route.name != "GET /healthz" {
            let reply = try await exchange(
                route.method,
                route.path,
                route.path == "/v1/login"
                    ? #"{"name":"x","password":"x"}"# : nil
            )
            #expect(reply.status == 401, "\(route.name)")
            #expect(reply.headers[.wwwAuthenticate] == #"Bearer realm="kfbot""#)
        }
        for path in ["/", "/v1", "/v1/nothing", "/healthz/x"] {
            #expect(try await exchange(.get, path).status == 401)
        }
        #expect(try await exchange(.get, "/healthz").status == 200)
        let reader = try key(.reader)
        #expect(try await exchange(.get, "/v1/nothing", key: reader).status == 404)
    }

    @Test("each role is refused exactly what the table does not give it, on every route")
    func rolesOnEveryRoute() async throws {
        for role in Role.allCases {
            let key = try key(role)
            for route in routes() {
                guard let permission = RoutePermissions.table[route.name] else { continue }
                // Streams go on, and a key that logs itself out is another test's.
                if route.name.hasSuffix("/events") || permission == .open { continue }
                let reply = try await exchange(route.method, route.path, "{}", key: key)
                let refused = reply.code == "not_allowed"
                #expect(
                    refused == !role.permissions.contains(permission),
                    "\(role) \(route.name) \(reply.status)"
                )
                #expect(reply.status != 401)
            }
        }
    }

    @Test("a key of one account is refused the other on every route, in path, body and query")
    func accountsOnEveryRoute() async throws {
        for role in Role.ofCompany {
            let key = try key(role, accounts: ["B"])
            for route in routes() where route.name.contains("{account}") {
                let reply = try await exchange(route.method, route.path, "{}", key: key)
                #expect(
                    ["not_your_account", "not_allowed"].contains(reply.code),
                    "\(role) \(route.name)"
                )
            }
        }
        let manager = try key(.manager, accounts: ["B"])
        let bodies = [
            ("messages", #"{"id":"m","account":"A","customer":"c","text":"怎么退款"}"#),
            ("ask", #"{"query":"怎么退款","account":"A"}"#),
            ("ask", #"{"query":"怎么退款","kb":"main"}"#),
            ("ask", #"{"query":"怎么退款"}"#),
            ("learn", #"{"account":"A","message":"m","entry":"refund","servicer":"李雷"}"#),
        ]
        for (path, body) in bodies {
            let reply = try await exchange(.post, "/v1/" + path, body, key: manager)
            #expect(reply.code == "not_your_account", "\(path) \(body) \(reply.text)")
        }
        let sessions = try await exchange(.get, "/v1/sessions?account=A", key: manager)
        #expect(sessions.code == "not_your_account")
        let own = #"{"query":"怎么退款","account":"B"}"#
        #expect(try await exchange(.post, "/v1/ask", own, key: manager).status == 200)
    }

    @Test("a list without an account has the sessions of the key's accounts only")
    func listsOwnSessions() async throws {
        let channel = try key(.channel)
        for account in ["A", "B"] {
            let body = #"{"id":"m-\#(account)","account":"\#(account)","customer":"c","text":"在吗"}"#
            #expect(try await exchange(.post, "/v1/messages", body, key: channel).status == 200)
        }
        func accounts(_ key: String) async throws -> [AccountID] {
            try await exchange(.get, "/v1/sessions", key: key).value(SessionList.self).sessions
                .map(\.account).sorted()
        }
        #expect(try await accounts(key(.admin)) == ["A", "B"])
        #expect(try await accounts(key(.reader, accounts: ["B"])) == ["B"])
        #expect(try await accounts(key(.manager, accounts: ["A", "B"])) == ["A", "B"])
    }

    @Test(
        "a servicer's key acts as that servicer, whom a request need not name, and as nobody else"
    )
    func actsAsItself() async throws {
        let channel = try key(.channel, accounts: ["A"])
        let body = #"{"id":"m1","account":"A","customer":"c","text":"在吗"}"#
        #expect(try await exchange(.post, "/v1/messages", body, key: channel).status == 200)
        let servicer = try company.workspace.sessions.session(of: "c", account: "A")?.servicer
        let me = try #require(servicer)
        let other: ServicerID = me == "李雷" ? "韩梅" : "李雷"
        let (mine, others) = (
            try key(.servicer, accounts: ["A"], servicer: me),
            try key(.servicer, accounts: ["A"], servicer: other)
        )
        let path = "/v1/sessions/A/c"
        for (order, body) in [
            ("reply", #"{"servicer":"\#(me)","id":"r0","text":"您好"}"#),
            ("transfer", #"{"servicer":"\#(me)","to":"\#(other)"}"#),
            ("end", #"{"servicer":"\#(me)"}"#), ("assign", #"{"servicer":"\#(me)"}"#),
            ("block", #"{"servicer":"\#(me)"}"#),
            ("suggestions", #"{"servicer":"\#(me)","text":"退款"}"#),
        ] {
            let reply = try await exchange(.post, "\(path)/\(order)", body, key: others)
            #expect(reply.code == "not_yourself", "\(order) \(reply.text)")
        }
        // Not named, the key's own servicer is meant, whom the rules refuse here.
        let end = try await exchange(.post, "\(path)/end", key: others)
        #expect(end.code == "not_serving")
        let name = me.rawValue.addingPercentEncoding(withAllowedCharacters: []) ?? ""
        let history = try await exchange(.get, "\(path)/history?member=\(name)", key: others)
        #expect(history.code == "not_yourself")
        let reply = try await exchange(
            .post,
            "\(path)/reply",
            #"{"id":"r1","text":"您好"}"#,
            key: mine
        )
        #expect(reply.status == 200, "\(reply.text)")
        #expect(try await exchange(.get, "\(path)/history", key: mine).text.contains("您好"))
        func status(of servicer: ServicerID, by key: String) async throws -> Int {
            let name = servicer.rawValue.addingPercentEncoding(withAllowedCharacters: []) ?? ""
            let body = #"{"status":"on_break"}"#
            return try await exchange(.put, "/v1/servicers/A/\(name)", body, key: key).status
        }
        #expect(try await status(of: me, by: others) == 403)
        #expect(try await status(of: me, by: mine) == 200)
        let change = try store.audit(limit: 1).first
        #expect(change?.action == "servicer.status")
        #expect(change?.before == .object(["status": .string("available")]))
    }

    @Test(
        "keys are made, listed without their secret and revoked; a revoked one opens nothing at once"
    )
    func administersKeys() async throws {
        let admin = try key(.admin)
        let made = try await exchange(
            .post,
            "/v1/keys",
            #"{"role":"servicer","accounts":["A"],"servicer":"李雷","note":"desk"}"#,
            key: admin
        )
        #expect(made.status == 201)
        let key = try made.value(CreatedKey.self)
        #expect(
            try await exchange(.get, "/v1/me", key: key.key).text.contains(#""role":"servicer""#)
        )
        let list = try await exchange(.get, "/v1/keys", key: admin)
        #expect(list.text.contains(key.id.rawValue))
        #expect(!list.text.contains(key.key.suffix(20)))
        #expect(try await exchange(.delete, "/v1/keys/\(key.id)", key: admin).status == 200)
        #expect(try await exchange(.get, "/v1/me", key: key.key).code == "wrong_key")
        #expect(try await exchange(.delete, "/v1/keys/none", key: admin).status == 404)
        for body in [
            "{}", #"{"role":"provider"}"#, #"{"role":"king"}"#, #"{"role":"admin","servicer":"x"}"#,
            #"{"role":"reader","accounts":[]}"#,
            #"{"role":"reader","expires":"2020-01-01T00:00:00Z"}"#,
        ] {
            let reply = try await exchange(.post, "/v1/keys", body, key: admin)
            #expect(reply.status == 422, "\(body) \(reply.text)")
        }
        let audit = try await exchange(.get, "/v1/audit?limit=2", key: admin)
        #expect(audit.text.contains("key.revoke"))
        #expect(audit.text.contains("key.create"))
        #expect(!audit.text.contains(key.key.suffix(20)))
    }

    @Test("a person logs in, changes the password and is logged out; too many wrong ones must wait")
    func logsIn() async throws {
        let admin = try key(.admin)
        let body = #"{"name":"王芳","role":"manager","accounts":["A"],"password":"first password"}"#
        let added = try await exchange(.post, "/v1/users", body, key: admin)
        #expect(added.status == 201, "\(added.text)")
        #expect(!added.text.contains("password"))
        func login(_ password: String, _ name: String = "王芳") async throws -> Reply {
            try await exchange(
                .post,
                "/v1/login",
                #"{"name":"\#(name)","password":"\#(password)"}"#
            )
        }
        let login1 = try await login("first password")
        let key = try login1.value(CreatedKey.self)
        #expect(key.role == .manager)
        #expect(key.expires == Self.now.addingTimeInterval(12 * 3600))
        let change = #"{"password":"first password","new_password":"second password"}"#
        #expect(try await exchange(.put, "/v1/me/password", change, key: key.key).status == 200)
        #expect(try await exchange(.get, "/v1/me", key: key.key).status == 401)
        #expect(try await login("first password").status == 401)
        let key2 = try await login("second password").value(CreatedKey.self)
        #expect(try await exchange(.post, "/v1/logout", key: key2.key).status == 200)
        #expect(try await exchange(.get, "/v1/me", key: key2.key).status == 401)
        #expect(try await exchange(.post, "/v1/logout", key: admin).code == "not_logged_in")
        // Each exchange is a service of its own, which counts for itself.
        let replies = try await service.application().test(.router) { client in
            var replies: [(status: Int, wait: String?)] = []
            for _ in 0..<20 {
                replies.append(
                    try await client.execute(
                        uri: "/v1/login",
                        method: .post,
                        body: ByteBuffer(string: #"{"name":"王芳","password":"third"}"#)
                    ) { ($0.status.code, $0.headers[.retryAfter]) }
                )
            }
            return replies
        }
        #expect(replies.prefix(5).allSatisfy { $0.status == 401 })
        #expect(Set(replies.map(\.status)) == [401, 429])
        #expect(replies.allSatisfy { ($0.status == 429) == ($0.wait != nil) })
    }
}

/// How long those must wait who fail.
struct FailedTriesTests {
    @Test("a few mistakes are free, then the wait doubles up to the longest, and time forgives")
    func waits() {
        let tries = FailedTries(free: 2, longest: .seconds(1))
        let start = ContinuousClock.now
        let waits = (0..<7).map { _ in tries.note("a", at: start) }
        #expect(
            waits == [
                .zero, .zero, .milliseconds(250), .milliseconds(500), .seconds(1), .seconds(1),
                .seconds(1),
            ]
        )
        #expect(tries.remaining("a", at: start + .milliseconds(400)) == .milliseconds(600))
        #expect(tries.remaining("a", at: start + .seconds(1)) == .zero)
        #expect(tries.remaining("b", at: start) == .zero)
        #expect(tries.note("a", at: start + .seconds(1000)) == .zero)
        tries.forget("a")
        #expect(tries.remaining("a", at: start) == .zero)
    }
}

/// How a key is sent.
struct KeyGuardTests {
    @Test(
        "the scheme is told in any case, and other schemes hold no key",
        arguments: [
            ("Bearer kfb_x", "kfb_x"), ("bearer  kfb_x ", "kfb_x"), ("BEARER kfb_x", "kfb_x"),
            ("Basic kfb_x", nil), ("kfb_x", nil), ("Bearer", nil), ("Bearer  ", nil), ("", nil),
        ] as [(String, String?)]
    )
    func findsKey(header: String, key: String?) { #expect(KeyGuard.bearer(header) == key) }
}
