import ArgumentParser
import Foundation
import KFBot
import KFBotAccess
import KFBotService

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Add, list, change and remove people who log in with a password.",
        discussion: """
            A person gets a key of 12 hours for name and password at POST /v1/login.
            """,
        subcommands: [
            UserAddCommand.self, UserListCommand.self, UserSetCommand.self,
            UserPasswordCommand.self, UserRemoveCommand.self,
        ]
    )
}

struct UserAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a person; the password is typed, or comes from standard input.",
        discussion: """
            EXAMPLES
              kfbot user add 王芳 --role admin
              kfbot user add 李雷 --role servicer --servicer 李雷 --account A
              kfbot user add 张伟 --role manager --account A --account B < password.txt
            """
    )

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        try PersonID(rawValue: name).validate("the name")
        guard try scope.scope().role != .provider, access.companies == nil else {
            throw ValidationError("People belong to a company; name it with --data.")
        }
    }

    func run() throws {
        let store = try access.open()
        let person = try store.addPerson(
            PersonID(rawValue: name),
            try scope.scope(),
            password: try PasswordInput.hash(),
            by: AccessOptions.actor,
            at: Date()
        )
        print(access.json ? try JSONOutput.string(person) : "\(name) is added".shown)
    }
}

struct UserListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the people and what they may do.",
        discussion: """
            EXAMPLES
              kfbot user list --json
            """
    )

    @OptionGroup var access: AccessOptions

    private struct People: Encodable {
        let users: [Person]
    }

    func run() throws {
        let people = try access.open().people()
        if access.json {
            print(try JSONOutput.string(People(users: people)))
        } else if people.isEmpty {
            Output.note("There is nobody. Add somebody with `kfbot user add NAME --role admin`.")
        } else {
            for person in people {
                let scope = AccessScope(
                    person.role,
                    accounts: person.accounts,
                    servicer: person.servicer
                )
                print("\(person.name)  \(scope.words)".shown)
            }
        }
    }
}

struct UserSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change what a person may do; holds at once, also where they are logged in.",
        discussion: """
            EXAMPLES
              kfbot user set 李雷 --role manager --account A
            """
    )

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard try scope.scope().role != .provider else {
            throw ValidationError("People belong to a company, and none is a provider.")
        }
    }

    func run() throws {
        let person = try access.open().changePerson(
            PersonID(rawValue: name),
            to: try scope.scope(),
            by: AccessOptions.actor,
            at: Date()
        )
        print(access.json ? try JSONOutput.string(person) : "\(name) is changed".shown)
    }
}

struct UserPasswordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Give a person another password, and log them out everywhere.",
        discussion: """
            EXAMPLES
              kfbot user password 李雷
            """
    )

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var access: AccessOptions

    func run() throws {
        let (store, id) = (try access.open(), PersonID(rawValue: name))
        guard try store.credentials(of: id) != nil else {
            throw StoreError(.notFound, "There is nobody called \(name).")
        }
        try store.setPassword(
            of: id,
            to: try PasswordInput.hash(),
            by: AccessOptions.actor,
            at: Date()
        )
        print(
            access.json
                ? try JSONOutput.string(["user": name]) : "\(name) has another password".shown
        )
    }
}

struct UserRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a person, and log them out everywhere.",
        discussion: """
            EXAMPLES
              kfbot user remove 李雷
            """
    )

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var access: AccessOptions

    func run() throws {
        let person = try access.open().removePerson(
            PersonID(rawValue: name),
            by: AccessOptions.actor,
            at: Date()
        )
        print(access.json ? try JSONOutput.string(person) : "\(name) is removed".shown)
    }
}

/// How a password comes in: typed twice without being shown, or as the first line of standard input.
///
/// Never as an argument, which everybody on the machine can see.
enum PasswordInput {
    /// Reads and hashes a password.
    ///
    /// - Throws: ``CommandError`` if it is too short or too long, or typed in two ways.
    static func hash() throws -> PasswordHash {
        let password = try read()
        do {
            try PasswordRule.check(password)
        } catch let error as ServiceError {
            throw CommandError(error.message)
        }
        return try PasswordHash(password)
    }

    private static func read() throws -> String {
        guard isatty(STDIN_FILENO) != 0 else {
            guard let line = readLine() else {
                throw CommandError("Write the password on standard input, as one line.")
            }
            return line
        }
        let first = try ask("Password: ")
        guard try ask("Once more: ") == first else {
            throw CommandError("These are two passwords. Nothing is changed.")
        }
        return first
    }

    private static func ask(_ prompt: String) throws -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var terminal = termios()
        tcgetattr(STDIN_FILENO, &terminal)
        var silent = terminal
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine() else { throw CommandError("No password was typed.") }
        return line
    }
}
