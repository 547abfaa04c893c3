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

/// Several companies in one service.
struct CompaniesTests {
    private let root: TemporaryDirectory
    private let directory: CompanyDirectory
    private let service: HTTPService
    private let provider: String
    /// The first administrator's key of each company.
    private let admins: [String: String]
    /// A Monday at 10:00 in China.
    private static let now = Date(timeIntervalSince1970: 1_795_399_200)
    private static let names = ["alpha", "beta"]

    init() throws {
        root = try TemporaryDirectory()
        let folder = try CompanyFolder(root.path)
        let author = Authorship(actor: "test", date: Self.now, reason: "")
        var admins: [String: String] = [:]
        for name in Self.names {
            let made = try folder.create(name, title: name, by: "test", at: Self.now)
            admins[name] = made.key.text
            let path = folder.path(of: name)
            let store = try KnowledgeStore(path: path + "/knowledge.sqlite", create: true)
            _ = try store.write(to: .main, by: author) {
                let answer = "\(name) 的秘密"
                try $0.put(Entry(id: "e", question: "怎么退款", answers: [Answer(text: answer)]))
            }
            _ = try root.write("accounts:\n  A: {mode: servicers}\n", to: "\(name)/kfbot.yaml")
        }
        self.admins = admins
        let scope = AccessScope(.provider)
        provider = try folder.store.createKey(scope, by: "test", at: Self.now).key.text
        directory = try CompanyDirectory(root.path, mostOpen: 2, now: { Self.now })
        var service = HTTPService(
            directory,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        service.passwordCost = PasswordHash.Cost(logRounds: 5, blockSize: 1, parallelism: 1)
        self.service = service
        for name in Self.names {
            let workspace = try Workspace(directory: folder.path(of: name))
            let servicer = Servicer(id: "s", status: .available, limit: 5)
            #expect(try workspace.core.put(servicer, account: "A", at: Self.now) == nil)
            let message = IncomingMessage(id: "m", text: "\(name) 的客户说的话", choice: nil)
            _ = try workspace.core.handle(
                .message(message),
                account: "A",
                customer: CustomerID(rawValue: "customer-of-\(name)"),
                at: Self.now
            )
        }
    }

    private struct Reply: Sendable {
        let status: Int
        let text: String

        var code: String? {
            try? JSONBody.value(ErrorBody.self, from: Data(text.utf8)).error.code
        }
    }

    private func exchange(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        key: String?
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
                    text: String(buffer: response.body)
                )
            }
        }
    }

    @Test(
        "a company's keys reach its own data and nothing of another's, on every route with every role"
    )
    func doesNotCross() async throws {
        let store = try directory.folder.access(of: "alpha")
        let keys = try Role.ofCompany.map { role in
            try store.createKey(AccessScope(role), by: "test", at: Self.now).key.text
        }
        let beta = try directory.folder.access(of: "beta").keys()
        let secrets = ["beta", try #require(beta.first?.id.rawValue)]
        for key in keys {
            for route in service.router().routes {
                let template = "\(route.path)"
                if template.hasSuffix("/events") { continue }
                let path = template.replacing("{account}", with: "A")
                    .replacing("{customer}", with: "customer-of-beta")
                    .replacing("{servicer}", with: "s").replacing("{key}", with: secrets[1])
                    .replacing("{company}", with: "beta").replacing("{user}", with: "nobody")
                let body =
                    #"{"query":"怎么退款","id":"new","account":"A","text":"您好","servicer":"s","#
                    + #""customer":"someone","message":"m","entry":"new","to":"s","role":"reader"}"#
                let reply = try await exchange(
                    route.method,
                    path,
                    route.method == .get || route.method == .delete ? nil : body,
                    key: key
                )
                // A name that the request itself gave comes back in errors and orders.
                let said = reply.text.replacing("customer-of-beta", with: "")
                #expect(!said.contains("beta"), "\(route.method) \(template): \(reply.text)")
            }
        }
        // All of this was done to alpha, and nothing to beta.
        let workspace = try Workspace(directory: directory.folder.path(of: "beta"))
        #expect(try workspace.sessions.session(of: "someone", account: "A") == nil)
        #expect(try workspace.sessions.session(of: "customer-of-beta", account: "A")?.number == 1)
        #expect(try directory.folder.access(of: "beta").keys() == beta)
        #expect(try workspace.knowledge.read { try $0.head(of: .main) } == 1)
        let own = #"{"query":"怎么退款"}"#
        for name in Self.names {
            let reply = try await exchange(.post, "/v1/ask", own, key: admins[name])
            #expect(reply.text.contains("\(name) 的秘密"))
            let sessions = try await exchange(.get, "/v1/sessions", key: admins[name])
            #expect(sessions.text.contains("customer-of-\(name)"))
        }
    }

    @Test("a provider's key creates, lists and suspends companies, and sees nothing in them")
    func provides() async throws {
        for route in service.router().routes where !"\(route.path)".hasSuffix("/events") {
            let name = RoutePermissions.name(route.method, "\(route.path)")
            guard let permission = RoutePermissions.table[name], permission != .open else {
                continue
            }
            let path = "\(route.path)".replacing("{company}", with: "none")
                .replacing(/\{\w+\}/, with: "x")
            let reply = try await exchange(route.method, path, "{}", key: provider)
            let refused = reply.code == "not_allowed"
            let mayDo =
                [.provide, .readFigures].contains(permission)
                || ["/v1/me", "/readyz"].contains(path)
            #expect(refused != mayDo, "\(name) \(reply.text)")
        }
        let made = try await exchange(
            .post,
            "/v1/companies",
            #"{"name":"gamma","title":"丙公司"}"#,
            key: provider
        )
        #expect(made.status == 201, "\(made.text)")
        let again = try await exchange(.post, "/v1/companies", #"{"name":"gamma"}"#, key: provider)
        #expect(again.status == 409)
        for name in ["", "../x", "A", "a b", ".hidden"] {
            let body = #"{"name":"\#(name)"}"#
            #expect(try await exchange(.post, "/v1/companies", body, key: provider).status == 422)
        }
        let list = try await exchange(.get, "/v1/companies", key: provider)
        #expect(list.text.contains("丙公司"))
        #expect(list.text.contains(#""name":"beta""#))
        #expect(
            try await exchange(.get, "/v1/companies", key: admins["beta"]).code == "not_allowed"
        )
    }

    @Test(
        "a suspended company is answered nothing, until it is resumed; only then can none remove it"
    )
    func suspends() async throws {
        let (path, me) = ("/v1/companies/beta", "/v1/me")
        #expect(try await exchange(.get, me, key: admins["beta"]).status == 200)
        #expect(try await exchange(.delete, path, key: provider).status == 409)
        let suspended = #"{"state":"suspended"}"#
        #expect(try await exchange(.put, path, suspended, key: provider).status == 200)
        let reply = try await exchange(.get, me, key: admins["beta"])
        #expect(reply.status == 403)
        #expect(reply.code == "suspended")
        #expect(try await exchange(.get, me, key: admins["alpha"]).status == 200)
        let active = #"{"state":"active"}"#
        #expect(try await exchange(.put, path, active, key: provider).status == 200)
        #expect(try await exchange(.get, me, key: admins["beta"]).status == 200)
        #expect(try await exchange(.put, path, suspended, key: provider).status == 200)
        #expect(try await exchange(.delete, path, key: provider).status == 200)
        #expect(!FileManager.default.fileExists(atPath: root.file("beta")))
        #expect(try await exchange(.get, me, key: admins["beta"]).status == 401)
        let actions = try directory.folder.store.audit(limit: 10).map(\.action)
        #expect(
            actions.prefix(4) == [
                "company.remove", "company.suspend", "company.resume", "company.suspend",
            ]
        )
    }

    @Test("a company whose directory is moved in is served, and one that is moved away is not")
    func follows() async throws {
        let elsewhere = try TemporaryDirectory()
        let away = elsewhere.file("beta")
        try FileManager.default.moveItem(atPath: root.file("beta"), toPath: away)
        _ = try await exchange(.get, "/v1/companies", key: provider)
        #expect(try await exchange(.get, "/v1/me", key: admins["beta"]).status == 401)
        try FileManager.default.moveItem(atPath: away, toPath: root.file("delta"))
        let me = try await exchange(.get, "/v1/me", key: admins["beta"])
        #expect(me.text.contains(#""company":"delta""#))
    }

    @Test("no more are kept open than were asked for")
    func closesSome() async throws {
        let folder = directory.folder
        for name in ["c1", "c2", "c3"] {
            let key = try folder.create(name, title: name, by: "test", at: Self.now).key.text
            #expect(try await exchange(.get, "/v1/me", key: key).status == 200)
        }
        let open = try await directory.list().filter(\.open).map(\.name)
        #expect(open.count == 2)
        #expect(open.contains("c3"))
    }

    @Test("a login names its company")
    func logsIn() async throws {
        let body = #"{"name":"王芳","role":"reader","password":"long enough"}"#
        #expect(try await exchange(.post, "/v1/users", body, key: admins["alpha"]).status == 201)
        func login(_ company: String) async throws -> Int {
            try await exchange(
                .post,
                "/v1/login",
                #"{"name":"王芳","password":"long enough"\#(company)}"#,
                key: nil
            ).status
        }
        #expect(try await login(#","company":"alpha""#) == 200)
        #expect(try await login(#","company":"beta""#) == 401)
        #expect(try await login("") == 401)
    }
}
