import Foundation
import KFBot
import KFBotAccess
import KFBotTesting
import Testing

/// Keys, people and the audit trail as they are kept.
struct AccessStoreTests {
    private let directory: TemporaryDirectory
    private let store: AccessStore
    private static let now = Date(timeIntervalSince1970: 1_795_399_200)
    /// Fast enough for a debug build.
    private static let cheap = PasswordHash.Cost(logRounds: 5, blockSize: 1, parallelism: 1)

    init() throws {
        directory = try TemporaryDirectory()
        store = try AccessStore(path: directory.file("access.sqlite"))
    }

    private func key(
        _ scope: AccessScope = AccessScope(.admin),
        expires: Date? = nil
    ) throws -> AccessKey {
        try store.createKey(scope, expires: expires, by: "test", at: Self.now).key
    }

    @Test("a key is 256 random bits behind its name; the file holds neither it nor its secret part")
    func keepsNoSecret() throws {
        let key = try key()
        let secret = try #require(key.text.split(separator: "_", maxSplits: 2).last)
        #expect(key.text.hasPrefix("kfb_\(key.id)_"))
        #expect(secret.utf8.count == 43)
        #expect(AccessKey(key.text) == key)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: store.path))
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
        #expect(bytes.range(of: Data(key.id.rawValue.utf8)) != nil)
        let changes = try store.audit(limit: 10)
        #expect(changes.map(\.action) == ["key.create"])
        #expect(!"\(changes)".contains(secret))
    }

    @Test("the file is its owner's alone")
    func isPrivate() throws {
        let attributes = try FileManager.default.attributesOfItem(atPath: store.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test(
        "what is no key is not taken for one",
        arguments: [
            "", "kfb_", "kfb__x", "kfb_abc_def", "key", "kfb_0123456789abcdef_x",
            String(repeating: "k", count: 10_000),
        ]
    )
    func refusesOtherForms(text: String) { #expect(AccessKey(text) == nil) }

    @Test("a key opens until it expires or is revoked, and no other secret under its name does")
    func opensWhileItHolds() throws {
        let end = Self.now.addingTimeInterval(60)
        let (lasting, ending) = (try key(), try key(expires: end))
        let table = try AccessTable(store)
        func opens(_ key: AccessKey, at date: Date = Self.now) -> Bool {
            table.principal(of: key, at: date) != nil
        }
        #expect(opens(lasting))
        #expect(opens(ending, at: end.addingTimeInterval(-1)))
        #expect(!opens(ending, at: end))
        #expect(!opens(AccessKey()))
        let forged = try #require(AccessKey(String(lasting.text.dropLast()) + "~"))
        #expect(forged.id == lasting.id)
        #expect(!opens(forged))
        try store.revokeKey(lasting.id, by: "test", at: Self.now)
        #expect(!table.isCurrent)
        try table.reload()
        #expect(!opens(lasting))
    }

    @Test("what another process changes is noticed by the file, however soon it comes")
    func noticesOthers() throws {
        let table = try AccessTable(store)
        let other = try AccessStore(path: store.path)
        for _ in 0..<50 {
            let made = try other.createKey(AccessScope(.reader), by: "other", at: Self.now).key
            if !table.isCurrent { try table.reload() }
            #expect(table.principal(of: made, at: Self.now)?.role == .reader)
        }
    }

    @Test("an unchanged file is not read again once its date proves it")
    func readsOnce() async throws {
        let table = try AccessTable(store)
        try await Task.sleep(for: .milliseconds(120))
        try table.reload()
        #expect(table.isCurrent)
    }

    @Test("the last use is kept to the hour")
    func notesUse() throws {
        let made = try key()
        let table = try AccessTable(store)
        for minutes in [0, 20, 59] {
            _ = table.principal(of: made, at: Self.now.addingTimeInterval(Double(minutes) * 60))
        }
        try table.storeUses()
        #expect(try store.keys().first?.lastUsed == Self.now)
        let later = Self.now.addingTimeInterval(3600)
        _ = table.principal(of: made, at: later)
        try table.storeUses()
        #expect(try store.keys().first?.lastUsed == later)
    }

    @Test(
        "a login may do what the person may do, also after that changed, and ends with the person"
    )
    func followsPerson() throws {
        let hash = try PasswordHash("correct horse", cost: Self.cheap)
        let scope = AccessScope(.servicer, accounts: ["A"], servicer: "李雷")
        try store.addPerson("李雷", scope, password: hash, by: "test", at: Self.now)
        #expect(throws: StoreError.self) {
            try store.addPerson("李雷", scope, password: hash, by: "test", at: Self.now)
        }
        let login = try store.createKey(scope, person: "李雷", by: "李雷", at: Self.now).key
        let table = try AccessTable(store)
        #expect(table.principal(of: login, at: Self.now)?.servicer == "李雷")
        try store.changePerson("李雷", to: AccessScope(.reader), by: "test", at: Self.now)
        try table.reload()
        let principal = table.principal(of: login, at: Self.now)
        #expect(principal?.role == .reader)
        #expect(principal?.accounts == nil)
        #expect(principal?.servicer == nil)
        try store.removePerson("李雷", by: "test", at: Self.now)
        try table.reload()
        #expect(table.principal(of: login, at: Self.now) == nil)
        #expect(
            try store.audit(limit: 10).map(\.action)
                == ["user.remove", "user.change", "key.create", "user.add"]
        )
        #expect(!"\(try store.audit(limit: 10))".contains("scrypt"))
    }

    @Test("a password is known again, and another one is not")
    func knowsPasswords() throws {
        let hash = try PasswordHash("ｐａｓｓ密码1234", cost: Self.cheap)
        #expect(hash.text.hasPrefix("$scrypt$ln=5,r=1,p=1$"))
        #expect(PasswordHash(stored: hash.text).matches("ｐａｓｓ密码1234"))
        // Full width and half width are the same on another keyboard.
        #expect(hash.matches("pass密码1234"))
        #expect(!hash.matches("pass密码1235"))
        #expect(!hash.matches(""))
        #expect(try PasswordHash("x", cost: Self.cheap) != PasswordHash("x", cost: Self.cheap))
    }

    @Test(
        "a damaged hash matches nothing and costs nothing",
        arguments: ["", "plain", "$scrypt$ln=99,r=99,p=99$AA==$AA==", "$scrypt$ln=5,r=1,p=1$!$!"]
    )
    func refusesDamagedHashes(text: String) {
        #expect(!PasswordHash(stored: text).matches(""))
    }

    @Test("a scope that makes no sense is refused")
    func refusesScopes() {
        for scope in [
            AccessScope(.admin, servicer: "李雷"), AccessScope(.reader, accounts: []),
            AccessScope(.channel, accounts: [""]), AccessScope(.provider, accounts: ["A"]),
        ] {
            #expect(throws: StoreError.self) { try key(scope) }
        }
        #expect(throws: StoreError.self) { try key(expires: Self.now) }
    }
}
