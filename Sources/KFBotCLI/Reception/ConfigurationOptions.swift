import ArgumentParser
import Foundation
import KFBot

/// The workspace's `kfbot.yaml`.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The workspace's directory.",
            discussion: "Default: $KFBOT_DATA, else ./kfbot-data.",
            valueName: "dir"
        )
    )
    var data: String?

    var directory: String {
        WorkspaceDirectory.path(data)
    }

    var path: String { directory + "/kfbot.yaml" }

    /// Reads the configuration.
    ///
    /// - Throws: ``ConfigurationError`` if it is wrong, or ``CommandError`` if there is no such
    ///   file.
    func load() throws -> ReceptionConfiguration {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandError(
                "There is no readable \(path). Write one, or name another workspace with --data."
            )
        }
        return try ReceptionConfiguration(yaml: text, file: "kfbot.yaml") { name in
            let file = name.hasPrefix("/") ? name : directory + "/" + name
            return try String(contentsOfFile: file, encoding: .utf8)
        }
    }
}
