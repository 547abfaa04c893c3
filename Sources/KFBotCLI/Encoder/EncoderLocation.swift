import Foundation

/// Where the installed encoder's file is.
enum EncoderLocation {
    /// The path of the file that questions are matched with; `nil` if there is none, or if `$KFBOT_ENCODER` is empty.
    static func installed() -> String? {
        let path = path()
        if let named = ProcessInfo.processInfo.environment["KFBOT_ENCODER"] {
            return named.isEmpty ? nil : named
        }
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The path that was named, else `$KFBOT_ENCODER`, else `kfbot/encoder.kfenc` in `$XDG_DATA_HOME` or
    /// `~/.local/share`.
    ///
    /// One file serves all workspaces of a person: it holds a model, nothing of a company.
    static func path(_ named: String? = nil) -> String {
        let environment = ProcessInfo.processInfo.environment
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let path = named ?? set("KFBOT_ENCODER") { return path }
        let data = set("XDG_DATA_HOME") ?? NSHomeDirectory() + "/.local/share"
        return data + "/kfbot/encoder.kfenc"
    }
}
