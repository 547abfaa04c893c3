import ArgumentParser
import Foundation
import KFBot

struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what a workspace holds: counts, revisions, size and health.",
        discussion: """
            EXAMPLES
              kfbot info
              kfbot info --check --json
            """
    )

    @OptionGroup var workspace: WorkspaceOptions

    @Flag(help: "Check the file, its references and its indexes; takes a while for large bases.")
    var check = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let store = try workspace.openStore(for: .reading)
        let faults = check ? try store.checkIntegrity() : []
        let info = try store.read { reader in
            Info(
                directory: workspace.directory,
                bytes: store.fileSize,
                bases: try reader.bases().map { try Info.Base(reader, $0) },
                healthy: check ? faults.isEmpty : nil,
                faults: faults
            )
        }
        print(json ? try JSONOutput.string(info) : info.text)
        if !faults.isEmpty { throw ExitCode.failure }
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
    let bytes: Int
    let bases: [Base]
    let healthy: Bool?
    let faults: [String]

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
        if let healthy {
            lines.append(healthy ? "healthy" : "damaged:")
            lines += faults.map { "  \($0)" }
        }
        return lines.joined(separator: "\n")
    }
}
