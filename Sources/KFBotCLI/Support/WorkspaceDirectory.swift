import Foundation

/// Where the workspace is.
enum WorkspaceDirectory {
    /// The directory that was named, else `$KFBOT_DATA`, else `kfbot-data`.
    static func path(_ named: String?) -> String {
        named ?? ProcessInfo.processInfo.environment["KFBOT_DATA"] ?? "kfbot-data"
    }
}
