import ArgumentParser
import Foundation
import KFBot

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a knowledge base to a file, in our own form or another system's.",
        discussion: """
            Our own forms (jsonl, json, yaml, csv, tsv, xlsx) hold everything: imported into an empty \
            workspace they give an equal knowledge base. Of the others you are told what they cannot \
            hold. The form follows the file's ending unless --format says otherwise.

            EXAMPLES
              kfbot export > kb.jsonl
              kfbot export -o 问答.xlsx
              kfbot export --format weknora -o faq.csv
              kfbot export --at 2026-11-01 -o old.yaml
            """
    )

    @Option(help: "The form.")
    var format: FormatArgument = FormatArgument(.auto)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file; default: standard output.", valueName: "file")
    )
    var output: String?

    @Option(help: PointArgument.help)
    var at: PointArgument?

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard format.format != .auto, format.format != .native,
            !Exporter.formats.contains(format.format)
        else { return }
        let names = Exporter.formats.map(\.rawValue).joined(separator: ", ")
        throw ValidationError(
            "\(format.format.rawValue) can be read but not written. Use \(names)."
        )
    }

    func run() throws {
        let point = at?.point ?? .head
        let (entries, vocabulary) = try workspace.openStore(for: .reading).read { reader in
            (
                try reader.entries(of: workspace.base, at: point),
                try reader.vocabulary(of: workspace.base, at: point)
            )
        }
        let destination =
            output.map(ExportDestination.file)
            ?? .descriptor(FileHandle.standardOutput.fileDescriptor)
        let losses = try Exporter().export(
            entries,
            vocabulary: vocabulary,
            format: format.format,
            to: destination
        )
        for loss in losses {
            let examples = loss.examples.map(\.rawValue).joined(separator: ", ")
            Output.note(
                "warning: \(loss.field): \(loss.message) (\(loss.count) times"
                    + (examples.isEmpty ? ")" : ", for example \(examples))")
            )
        }
        if output != nil { Output.note("\(entries.count) entries written") }
    }
}
