import ArgumentParser
import Foundation
import KFBot
import KFBotAccess
import KFBotService

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, list and revoke the keys that `kfbot serve` asks for.",
        subcommands: [
            KeyCreateCommand.self, KeyListCommand.self, KeyRevokeCommand.self,
        ]
    )
}

struct KeyCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key; it is shown once and kept as a hash.",
        discussion: """
            Holds at once, also in a running service. Send it as Authorization: Bearer KEY. \
            docs/security.md says what each role may do.

            EXAMPLES
              kfbot key create --role admin
              kfbot key create --role provider --companies /srv/kfbot
              kfbot key create --role servicer --servicer 李雷 --account A --expires 90
              kfbot key create --role channel --account A --note 官网聊天窗 --json
            """
    )

    @OptionGroup var scope: ScopeOptions

    @Option(help: ArgumentHelp("What it is for, for the list.", valueName: "text"))
    var note = ""

    @Option(help: ArgumentHelp("End it after so many days. Default: never.", valueName: "days"))
    var expires: Int?

    @OptionGroup var access: AccessOptions

    func validate() throws {
        if let expires, !(1...36_500).contains(expires) {
            throw ValidationError("--expires is 1 to 36500 days.")
        }
        guard try (scope.scope().role == .provider) == (access.companies != nil) else {
            throw ValidationError(
                "A key of the role provider is made with --companies, any other with --data."
            )
        }
    }

    func run() throws {
        let (scope, now) = (try scope.scope(), Date())
        let (key, record) = try access.open().createKey(
            scope,
            note: note,
            expires: expires.map { now.addingTimeInterval(Double($0) * 86_400) },
            by: AccessOptions.actor,
            at: now
        )
        if scope.role == .servicer, scope.servicer == nil {
            Output.note("This key acts for every servicer; --servicer limits it to one.")
        }
        if access.json {
            print(try JSONOutput.string(CreatedKey(key, record)))
        } else {
            Output.note("\(key.id): \(scope.words). Keep the key, it is not shown again:")
            print(key.text)
        }
    }
}

struct KeyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the keys, without the keys themselves.",
        discussion: """
            EXAMPLES
              kfbot key list
              kfbot key list --all --json
            """
    )

    @Flag(help: "List expired and revoked keys, too.")
    var all = false

    @OptionGroup var access: AccessOptions

    private struct Keys: Encodable {
        let keys: [KeyRecord]
    }

    func run() throws {
        let now = Date()
        let keys = try access.open().keys().filter { all || $0.holds(at: now) }
        if access.json {
            print(try JSONOutput.string(Keys(keys: keys)))
        } else if keys.isEmpty {
            Output.note("There is no key. Make one with `kfbot key create --role admin`.")
        } else {
            for key in keys { print(line(key, now)) }
        }
    }

    private func line(_ key: KeyRecord, _ now: Date) -> String {
        let scope = AccessScope(key.role, accounts: key.accounts, servicer: key.servicer)
        var words = ["\(key.id)  \(scope.words)"]
        if let person = key.person { words.append("login of \(person)") }
        if !key.note.isEmpty, key.person == nil { words.append(key.note) }
        if key.revoked != nil {
            words.append("revoked")
        } else if let expires = key.expires {
            words.append((expires > now ? "until " : "expired ") + Self.text(expires))
        }
        words.append(key.lastUsed.map { "last used \(Self.text($0))" } ?? "never used")
        return words.joined(separator: " · ").shown
    }

    static func text(_ date: Date) -> String {
        date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
    }
}

struct KeyRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End a key at once, also in a running service.",
        discussion: """
            EXAMPLES
              kfbot key list
              kfbot key revoke 3k9z0c7tq2am
            """
    )

    @Argument(help: "The key's name, as `kfbot key list` shows it.")
    var id: String

    @OptionGroup var access: AccessOptions

    func run() throws {
        // Whoever has the whole key at hand need not look for its name.
        let id = AccessKey(id)?.id ?? KeyID(rawValue: id)
        let record = try access.open().revokeKey(id, by: AccessOptions.actor, at: Date())
        print(access.json ? try JSONOutput.string(record) : "\(id) opens nothing any more")
    }
}
