import ArgumentParser
import Foundation
import KFBot

/// The workspace, and the knowledge base in it that a command works on.
struct WorkspaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The workspace's directory. Default: $KFBOT_DATA, else ./kfbot-data.",
            valueName: "dir"
        )
    )
    var data: String?

    @Option(help: ArgumentHelp("The knowledge base in the workspace.", valueName: "name"))
    var kb = KnowledgeBaseID.main.rawValue

    var base: KnowledgeBaseID { KnowledgeBaseID(rawValue: kb) }

    var directory: String {
        WorkspaceDirectory.path(data)
    }

    /// Opens the knowledge of an existing workspace.
    func openStore(for access: KnowledgeStore.Access = .writing) throws -> KnowledgeStore {
        guard FileManager.default.fileExists(atPath: knowledgePath) else {
            throw StoreError(.noWorkspace, "There is no workspace in \(directory).")
        }
        return try KnowledgeStore(path: knowledgePath, access: access)
    }

    /// Opens the knowledge for a trial, which writes nothing: an empty base in memory where there is no
    /// workspace.
    func openTrialStore() throws -> KnowledgeStore {
        FileManager.default.fileExists(atPath: knowledgePath)
            ? try openStore(for: .trial) : try KnowledgeStore()
    }

    /// Opens the knowledge of a workspace, or creates both.
    func openOrCreateStore() throws -> KnowledgeStore {
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw CommandError(
                "Cannot make the directory \(directory): \(error.localizedDescription)"
            )
        }
        return try KnowledgeStore(path: knowledgePath, create: true)
    }

    /// The matches that customers and servicers have labelled; none if no session was ever held.
    func labelledMatches() throws -> [LabelledMatch] {
        let path = directory + "/sessions.sqlite"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try SessionStore(path: path).labelledMatches(of: base)
    }

    private var knowledgePath: String { directory + "/knowledge.sqlite" }
}

/// The person who changes something, and the reason.
struct AuthorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who makes the change. Default: the login name.", valueName: "name"))
    var actor: String?

    @Option(help: ArgumentHelp("Why, for the history.", valueName: "text"))
    var reason = ""

    var authorship: Authorship {
        let user = actor ?? ProcessInfo.processInfo.environment["USER"] ?? NSUserName()
        return Authorship(actor: user.isEmpty ? "unknown" : user, date: Date(), reason: reason)
    }
}

/// A point in a base's history as typed: a revision's number, a date or a moment.
struct PointArgument: ExpressibleByArgument {
    let point: PointInTime

    init?(argument: String) {
        if let number = Int(argument), argument.count < 10 {
            point = .revision(number)
        } else if let date = try? Date(argument, strategy: .iso8601) {
            point = .date(date)
        } else if let day = try? Date(argument, strategy: .iso8601.year().month().day()) {
            // A day alone means the end of the day.
            point = .date(day.addingTimeInterval(86_400 - 0.001))
        } else {
            return nil
        }
    }

    static let help: ArgumentHelp = ArgumentHelp(
        "A revision's number, a day such as 2026-11-22 (its end, UTC) or a moment such as "
            + "2026-11-22T09:00:00+08:00.",
        valueName: "revision|date"
    )
}
