import Foundation
import KFBot

/// Lets a person edit text in their own editor.
enum ExternalEditor {
    /// Opens a text in the editor and reads it back.
    static func edit(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "kfbot-\(UUID().uuidString).txt"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try open(path)
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    /// Opens an entry in the editor and reads it back; opens it again while the document is wrong.
    static func edit(_ entry: Entry) throws -> Entry {
        let path = NSTemporaryDirectory() + "kfbot-\(UUID().uuidString).yaml"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var text =
            "# Entry \(entry.id). Lines that start with # are ignored; save and close to go on.\n"
            + EntryDocument.yaml(of: entry)
        while true {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try open(path)
            let edited = try String(contentsOfFile: path, encoding: .utf8)
            do {
                return try EntryDocument.entry(fromYAML: edited, id: entry.id)
            } catch let error as StoreError {
                guard edited != text, isatty(STDIN_FILENO) != 0 else { throw error }
                text =
                    "# " + error.description.replacing("\n", with: "\n# ") + "\n"
                    + edited.split(separator: "\n", omittingEmptySubsequences: false)
                    .drop { $0.hasPrefix("#") }.joined(separator: "\n")
            }
        }
    }

    private static func open(_ path: String) throws {
        let environment = ProcessInfo.processInfo.environment
        let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The editor may be a command with arguments, such as `code --wait`.
        process.arguments = ["-c", "exec \(editor) \"$1\"", "sh", path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandError(
                "The editor \(editor) ended with an error; nothing has been changed."
            )
        }
    }
}
