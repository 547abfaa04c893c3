import Crypto
package import Foundation
package import KFBotModel

/// A key as it is shown once: `kfb_`, its name, and 256 random bits.
package struct AccessKey: Hashable, Sendable {
    /// The name.
    package let id: KeyID
    /// The whole key; whoever has it is whom it stands for.
    package let text: String

    private static let prefix = "kfb_"
    private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")
    /// Sixty bits, so that two keys of a hundred companies do not share a name.
    private static let idLength = 12

    /// Makes a key by the system's random numbers.
    package init() {
        var random = SystemRandomNumberGenerator()
        let name = String((0..<Self.idLength).map { _ in Self.letters[Int(random.next() & 31)] })
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        id = KeyID(rawValue: name)
        text = Self.prefix + name + "_" + Self.urlSafe(secret)
    }

    /// Takes a key apart; `nil` for what has another form.
    package init?(_ text: String) {
        guard text.utf8.count <= 128, text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].utf8.count == Self.idLength else { return nil }
        id = KeyID(rawValue: String(parts[0]))
        self.text = text
    }

    /// What is stored of a key.
    ///
    /// A key is as long as the hash and random, so that nothing is gained by a slow hash.
    package var digest: Data { Data(SHA256.hash(data: Data(text.utf8))) }

    /// Whether a digest is that of this key; takes as long either way.
    package func matches(_ digest: Data) -> Bool {
        SHA256.hash(data: Data(text.utf8)) == digest
    }

    private static func urlSafe(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}

/// What a key or a person is allowed.
package struct AccessScope: Codable, Hashable, Sendable {
    /// What they may do.
    package var role: Role
    /// The accounts they may reach; `nil` for all of the company.
    package var accounts: [AccountID]?
    /// The servicer as whom alone they may act; `nil` for any.
    package var servicer: ServicerID?

    /// Creates a scope.
    package init(_ role: Role, accounts: [AccountID]? = nil, servicer: ServicerID? = nil) {
        self.role = role
        self.accounts = accounts
        self.servicer = servicer
    }

    /// What keeps the scope from making sense; `nil` if it does.
    package var problem: String? {
        if accounts?.isEmpty == true { return "Name an account, or none at all for all of them." }
        if servicer != nil, role != .servicer {
            return "Only the role servicer acts as a servicer."
        }
        if role == .provider, accounts != nil { return "A provider's key reaches no account." }
        for name in accounts ?? [] where !name.isWellFormed {
            return "An account has another name."
        }
        if let servicer, !servicer.isWellFormed { return "A servicer has another name." }
        return nil
    }
}

/// A key as it is kept and shown: everything but the secret.
package struct KeyRecord: Codable, Hashable, Sendable {
    /// Its name.
    package var id: KeyID
    /// What it is for, in words.
    package var note: String
    /// What it may do.
    package var role: Role
    /// The accounts it may reach; `nil` for all.
    package var accounts: [AccountID]?
    /// The servicer as whom alone it may act; `nil` for any.
    package var servicer: ServicerID?
    /// The person who logged in; `nil` for a key that was made.
    package var person: PersonID?
    /// When it was made.
    package var created: Date
    /// Who made it.
    package var createdBy: String
    /// When it ends by itself.
    package var expires: Date?
    /// When it was revoked.
    package var revoked: Date?
    /// When it was last used, to the hour.
    package var lastUsed: Date?

    private enum CodingKeys: String, CodingKey {
        case id, note, role, accounts, servicer, created, expires, revoked
        case person = "user"
        case createdBy = "created_by"
        case lastUsed = "last_used"
    }

    /// Whether the key opens anything at a moment.
    package func holds(at now: Date) -> Bool {
        revoked == nil && expires.map { now < $0 } ?? true
    }
}

/// Somebody who works for a company, as they are kept and shown: everything but the password.
package struct Person: Codable, Hashable, Sendable {
    /// The name by which they log in.
    package var name: PersonID
    /// What they may do.
    package var role: Role
    /// The accounts they may reach; `nil` for all.
    package var accounts: [AccountID]?
    /// The servicer as whom alone they may act; `nil` for any.
    package var servicer: ServicerID?
    /// When they were added.
    package var created: Date

    /// Creates a person.
    package init(name: PersonID, scope: AccessScope, created: Date) {
        self.name = name
        role = scope.role
        accounts = scope.accounts
        servicer = scope.servicer
        self.created = created
    }
}
