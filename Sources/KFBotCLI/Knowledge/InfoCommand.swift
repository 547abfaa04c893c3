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
            guard exists(path + "-wal") || exists(path + "-shm") else {
                return .notMade("sessions.sqlite")
            }
            return try FileHealth("sessions.sqlite", in: workspace.directory) { [] }
        }
        return try FileHealth("sessions.sqlite", in: workspace.directory) {
            try SessionStore(path: path).checkIntegrity()
        }
    }
}

/// What `kfbot info --check` finds about a file.
private struct FileHealth: Encodable {
    let name: String
    /// `healthy`, `damaged`, or `none` for sessions that were never held.
    let state: String
    let faults: [String]

    /// Checks a file; one that cannot be opened is damaged.
    init(_ name: String, in directory: String, _ check: () throws -> [String]) throws {
        self.name = name
        do {
            let fault = Self.outerFault(of: directory + "/" + name)
            // What is empty or shorter than a page is a new database to SQLite, which would fill it.
            faults = try fault.map { [$0] } ?? check()
        } catch let error as StoreError {
            faults = [ErrorAdvice.text(of: error)]
        }
        state = faults.isEmpty ? "healthy" : "damaged"
    }

    /// What is wrong with a file before SQLite looks at it; `nil` for what may be a database.
    ///
    /// - SeeAlso: <https://www.sqlite.org/fileformat.html>, section 1.3.
    private static func outerFault(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else {
            return FileManager.default.fileExists(atPath: path)
                ? "the file cannot be read" : "the file is missing"
        }
        defer { try? file.close() }
        let header = Array((try? file.read(upToCount: 18)) ?? Data())
        guard let size = try? file.seekToEnd(), size > 0 else { return "the file is empty" }
        guard header.count == 18, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            return "the file is no database"
        }
        let stored = UInt64(header[16]) << 8 | UInt64(header[17])
        let page = stored == 1 ? 65_536 : stored
        return page == 0 || size % page != 0 ? "the file is cut off" : nil
    }

    private init(name: String, state: String) {
        self.name = name
        self.state = state
        faults = []
    }

    /// A file that is made with the first session.
    static func notMade(_ name: String) -> FileHealth { FileHealth(name: name, state: "none") }

    var lines: [String] {
        switch state {
        case "none": ["\(name): there is none; no session was held yet"]
        default: ["\(name): \(state)"] + faults.map { "  \($0)" }
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
    /// What was found about the files; `nil` if nobody looked.
    var files: [FileHealth]? {
        didSet {
            healthy = files?.allSatisfy(\.faults.isEmpty)
            faults = files?.flatMap(\.faults) ?? []
        }
    }
    private(set) var healthy: Bool?
    private(set) var faults: [String] = []

    init(directory: String) { self.directory = directory }

    /// Reads what the bases hold.
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
