import ArgumentParser
import Foundation
import KFBot

struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what a workspace holds: counts, revisions, size and health.",
        discussion: """
            --check looks at knowledge.sqlite and sessions.sqlite: the files, their references and
            indexes, and whether what is stored can be read. Exit code 1 if something is wrong.

            EXAMPLES
              kfbot info
              kfbot info --check --json
            """
    )

    @OptionGroup var workspace: WorkspaceOptions

    @Flag(help: "Check both files, their references and indexes; takes a while for large bases.")
    var check = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var info: Info
        if check {
            info = Info(directory: workspace.directory)
            guard FileManager.default.fileExists(atPath: info.directory + "/knowledge.sqlite")
            else {
                throw StoreError(.noWorkspace, "There is no workspace in \(info.directory).")
            }
            info.files = [
                try FileHealth("knowledge.sqlite", in: workspace.directory) {
                    let store = try workspace.openStore(for: .reading)
                    try info.read(store)
                    return try store.checkIntegrity()
                },
                try sessionsHealth(),
            ]
        } else {
            info = Info(directory: workspace.directory)
            try info.read(try workspace.openStore(for: .reading))
        }
        print(json ? try JSONOutput.string(info) : info.text)
        if info.healthy == false { throw ExitCode.failure }
    }

    private func sessionsHealth() throws -> FileHealth {
        let path = workspace.directory + "/sessions.sqlite"
        let exists = FileManager.default.fileExists(atPath:)
        guard exists(path) else {
            // SQLite's own files stay behind where the file was taken away under a process.
            let isMissed = Workspace.holdsSessions(in: workspace.directory)
            guard isMissed || exists(path + "-wal") || exists(path + "-shm") else {
                return .notMade("sessions.sqlite")
            }
            return try FileHealth("sessions.sqlite", in: workspace.directory) { [] }
        }
        return try FileHealth("sessions.sqlite", in: workspace.directory) {
            try SessionStore(path: path).checkIntegrity()
        }
    }
}

/// What `kfbot info` shows.
private struct Info: Encodable {
    struct Base: Encodable {
        let name: String
        let entries: Int
        let phrasings: Int
        let revision: Int
        let changed: Date?
        let actor: String?
        let draft: Int?

        init(_ reader: KnowledgeReader, _ base: KnowledgeBaseID) throws {
            let counts = try reader.counts(of: base)
            let last = try reader.revisions(of: base, limit: 1).first
            name = base.rawValue
            entries = counts.entries
            phrasings = counts.phrasings
            revision = last?.number ?? 0
            changed = last?.date
            actor = last?.actor
            draft = try reader.draft(of: base)?.changes.count
        }
    }

    let directory: String
    var bytes = 0
    var bases: [Base] = []
    /// The results of the check; `nil` without a check.
    var files: [FileHealth]? {
        didSet {
            healthy = files?.allSatisfy(\.faults.isEmpty)
            faults = files?.flatMap(\.faults) ?? []
        }
    }
    private(set) var healthy: Bool?
    private(set) var faults: [String] = []

    init(directory: String) { self.directory = directory }

    /// Reads the state of each base.
    mutating func read(_ store: KnowledgeStore) throws {
        bytes = store.fileSize
        bases = try store.read { reader in
            try reader.bases().map { try Base(reader, $0) }
        }
    }

    var text: String {
        var lines = ["\(directory): \(String(format: "%.1f MB", Double(bytes) / 1e6))"]
        for base in bases {
            var line =
                "  \(base.name.padded(to: 12)) \(base.entries) entries, \(base.phrasings) phrasings, "
                + "revision \(base.revision)"
            if let changed = base.changed, let actor = base.actor {
                line += " by \(actor), \(changed.formatted(.iso8601))"
            }
            if let draft = base.draft { line += ", a draft of \(draft) changes" }
            lines.append(line)
        }
        lines += files?.flatMap(\.lines) ?? []
        return lines.joined(separator: "\n")
    }
}
