import ArgumentParser
import Foundation
import KFBot
import KFBotAccess
import KFBotService

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a workspace, all files of one moment, beside a running service.",
        discussion: """
            Makes a directory with the databases, kfbot.yaml and backup.json, and checks it. --check \
            looks at a backup that exists.

            EXAMPLES
              kfbot backup /backups/kfbot-2026-11-30
              kfbot backup /backups/kfbot-2026-11-30 --check
            """
    )

    @Argument(help: "The directory of the backup.")
    var destination: String

    @Flag(help: "Check the backup in place of making it.")
    var check = false

    @OptionGroup var access: AccessOptions

    func run() throws {
        let backup: WorkspaceBackup
        if check {
            backup = try WorkspaceBackup.check(destination)
        } else {
            backup = try WorkspaceBackup.make(
                of: try access.directory,
                in: destination,
                version: KFBotCommand.configuration.version,
                at: Date()
            )
            try access.open().record(
                AuditEntry("workspace.backup", destination, by: AccessOptions.actor),
                at: Date()
            )
        }
        if access.json {
            print(try JSONOutput.string(backup))
        } else {
            let bytes = backup.files.reduce(0) { $0 + $1.bytes }
            print(
                "\(destination): \(backup.files.count) files, "
                    + String(format: "%.1f MB", Double(bytes) / 1e6) + ", of "
                    + KeyListCommand.text(backup.date) + ", all sound"
            )
        }
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a workspace of a backup, which is checked first.",
        discussion: """
            A workspace that is there is left alone, unless --replace is given: its directory is renamed \
            then and kept. Start services again afterwards; one that runs on stores nothing any more.

            EXAMPLES
              kfbot restore /backups/kfbot-2026-11-30 --data kfbot-data
              kfbot restore /backups/kfbot-2026-11-30 --replace
            """
    )

    @Argument(help: "The directory of the backup.")
    var source: String

    @Flag(help: "Put it in the place of a workspace that is there.")
    var replace = false

    @OptionGroup var access: AccessOptions

    private struct Restored: Encodable {
        let backup: WorkspaceBackup
        let directory: String
        let kept: String?
    }

    func run() throws {
        let directory = try access.directory
        let outcome: (backup: WorkspaceBackup, kept: String?)
        do {
            outcome = try WorkspaceBackup.restore(
                source,
                to: directory,
                replacing: replace,
                at: Date()
            )
        } catch StoreError.Code.exists {
            throw CommandError(
                "There is something in \(directory) already. Name another directory with --data, or give "
                    + "--replace to put the backup in its place; what is there is kept then."
            )
        }
        try access.open().record(
            AuditEntry("workspace.restore", source, by: AccessOptions.actor),
            at: Date()
        )
        if access.json {
            print(
                try JSONOutput.string(
                    Restored(backup: outcome.backup, directory: directory, kept: outcome.kept)
                )
            )
        } else {
            print("\(directory): restored as of \(KeyListCommand.text(outcome.backup.date))")
            if let kept = outcome.kept { Output.note("What was there is in \(kept).") }
        }
    }
}
